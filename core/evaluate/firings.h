// Where a feature fires, text by text.
#pragma once
#include "evaluate/evaluation_index.h"
#include <cstdint>
#include <vector>

namespace crosseed::evaluate {

// The strongest counted token of a text, by max(a, b); of equals the first.
struct TextPeak {
    std::int64_t text = 0;
    Firing firing;
};
struct TextPeaks {
    std::vector<TextPeak> peaks;    // one for each text with a counted firing, in the tokens' order
    std::int64_t hiddenSpecial = 0; // firings on [CLS] and [SEP], when those do not count
};
// `firings` of one feature, rows ascending.
TextPeaks textPeaks(const std::vector<Firing>& firings, const EvaluationIndex& index, bool specialTokens);

} // namespace crosseed::evaluate
