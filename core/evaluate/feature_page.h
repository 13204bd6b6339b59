// Everything about one feature that its page shows, from metrics and an evaluation's index: no model is needed.
#pragma once
#include "evaluate/feature_table.h"
#include <string>
#include <vector>

namespace crosseed::evaluate {

struct FeaturePageOptions {
    int words = 10;              // top words
    bool specialTokens = false;  // count [CLS] and [SEP] as peaks of the top words
    int bins = 20;               // of the histogram
    BootstrapOptions bootstrap;  // of r's interval
    double universalR = 0.70;    // that the metrics were computed with; for the warnings
    std::int64_t fewRows = 30;   // a high r on fewer rows than this in either model is warned of
};

// How many tokens have a code in [edges[i], edges[i + 1]), the last bin closed; codes that are 0 are not counted.
struct ActivationHistogram {
    std::vector<double> edges;             // [bins + 1], from the lowest to the highest code of both models
    std::vector<std::int64_t> countsA, countsB; // [bins]
};

struct FeaturePage {
    FeatureSummary summary; // with the interval of r
    BootstrapOptions bootstrap; // that the interval was computed with
    Pooling pooling = Pooling::PerToken; // of r and all its variants
    std::int64_t rows = 0, texts = 0;    // of the evaluation set
    double rEvenTexts = 0, rOddTexts = 0; // r on the texts 0, 2, 4, ... and 1, 3, 5, ... of the evaluation set
    // The text whose removal, with its copies, changes r most downwards: "the document that carries it".
    std::int64_t carrier = -1;       // document position; -1: it never fires
    std::int64_t carrierCopies = 0;  // texts that are the same, itself included
    double rWithoutCarrier = 0;      // NaN where no variance is left
    ActivationHistogram histogram;
    std::vector<std::string> warnings; // in plain words
};

// O(firings x draws of the bootstrap). Throws Error(Usage) for a feature outside [0, F), Error(Shape) when metrics and index do
// not belong together.
FeaturePage featurePage(std::int32_t feature, const PairMetrics& metrics, const EvaluationIndex& index,
                        const FeaturePageOptions& options = {});

// The page's histogram alone. Errors as EvaluationIndex::firings() gives them.
ActivationHistogram activationHistogram(std::int32_t feature, const EvaluationIndex& index, int bins);

// The page's warnings of every feature, [F], without those that rest on an interval where `intervals` is null; [F] else. In parallel;
// O(firings + universal features x texts). Throws as featurePage(), Cancelled.
std::vector<std::vector<std::string>> featureWarnings(const PairMetrics& metrics, const EvaluationIndex& index,
                                                      const std::vector<Interval>* intervals, const FeaturePageOptions& options = {},
                                                      std::stop_token stop = {});

} // namespace crosseed::evaluate
