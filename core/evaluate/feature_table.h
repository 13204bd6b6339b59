// The table of the features that both seeds share, from metrics and stored codes: no model is needed.
#pragma once
#include "evaluate/evaluate.h"
#include "text/corpus.h"
#include "text/tokens.h"
#include <string>
#include <vector>

namespace crosseed::evaluate {

struct FeatureTableOptions {
    std::int64_t count = 0;     // rows at most; 0: all universal features
    int words = 5;              // top words of a feature
    bool specialTokens = false; // count [CLS] and [SEP] as peaks
};

struct SharedFeature {
    std::int32_t feature = 0;
    double r = 0;                        // of the metrics, with their pooling
    double strength = 0;                 // (mean A + mean B) / 2, the rank's measure, of the metrics
    std::int64_t firesA = 0, firesB = 0; // tokens
    double densityA = 0, densityB = 0;   // share of all tokens on which it fires, 0..1
    double maxA = 0, maxB = 0;           // over tokens
    // The different words with the highest peaks: of each text the strongest token's whole word, by max(a,
    // b); letters A-Z and a-z count as the same, the spelling is that of the strongest.
    std::vector<std::string> topWords;
    std::vector<double> classMeans; // [C], mean of (code A + code B) / 2 over all tokens of the class's texts
    std::int32_t topClass = -1;     // the class with the highest mean, -1 where none is above 0
    double topClassShare = 0;       // its mean as a share of the sum of the classes' means above 0, 0..1
};

// The universal features, strongest first, of equals by number. Codes are per token whatever the metrics'
// pooling is. Throws Error(Shape) when codes, metrics, tokens and corpus do not belong together.
std::vector<SharedFeature> sharedFeatures(const PairMetrics& metrics, const sae::SparseCodes& a,
                                          const sae::SparseCodes& b, const text::PackedTokens& tokens,
                                          const text::Corpus& corpus,
                                          const FeatureTableOptions& options = {});

} // namespace crosseed::evaluate
