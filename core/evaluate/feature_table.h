// The table of a pair's features, from metrics and an evaluation's index: no model is needed.
#pragma once
#include "evaluate/association.h"
#include "evaluate/bootstrap.h"
#include "evaluate/evaluate.h"
#include "evaluate/evaluation_index.h"
#include <string>
#include <vector>

namespace crosseed::evaluate {

enum class FeatureChoice : std::uint8_t { Universal, ActiveInBoth, All };

struct FeatureTableOptions {
    FeatureChoice choice = FeatureChoice::Universal;
    std::int64_t count = 0;     // rows at most; 0: all
    int words = 5;              // top words of a feature
    bool specialTokens = false; // count [CLS] and [SEP] as peaks
    BootstrapOptions bootstrap{.draws = 0}; // of the intervals of r; 0 draws: none
};

// A word that a feature fires on: letters in upper and lower case count as the same, the spelling is that of the strongest.
struct TopWord {
    std::string word;
    double max = 0;         // highest max(a, b) among the peaks of texts on this word
    std::int64_t texts = 0; // in which the feature peaks on it, copies counted
};

struct FeatureSummary {
    std::int32_t feature = 0;
    double r = 0;                        // of the metrics, with their pooling
    Interval interval;                   // of r, over documents; NaN unless asked for
    bool activeInBoth = false, universal = false; // of the metrics
    double strength = 0;                 // (mean A + mean B) / 2, the rank's measure, of the metrics
    std::int64_t firesA = 0, firesB = 0; // tokens
    double densityA = 0, densityB = 0;   // share of all tokens on which it fires, 0..1
    double maxA = 0, maxB = 0;           // over tokens
    std::int64_t texts = 0;              // in which it fires in A or in B, on any token
    double clsShare = 0, sepShare = 0;   // share of its firings (in A or B) that are on [CLS] and [SEP], 0..1; NaN: it is silent
    std::vector<TopWord> topWords;       // strongest first
    ClassAssociation association;
};

// The chosen features, strongest first, of equals by number. Codes are per token whatever the metrics' pooling is. Throws
// Error(Shape) when metrics and index do not belong together, Cancelled.
std::vector<FeatureSummary> featureTable(const PairMetrics& metrics, const EvaluationIndex& index,
                                         const FeatureTableOptions& options = {}, const ProgressFn& progress = {},
                                         std::stop_token stop = {});

// One feature's row of it, without the interval.
FeatureSummary summaryOf(const FeatureRow& row, const std::vector<Firing>& firings, const EvaluationIndex& index,
                         const FeatureTableOptions& options);

} // namespace crosseed::evaluate
