// Which features fire where in a text, in both models of a pair.
#pragma once
#include "evaluate/probe.h"

namespace crosseed::evaluate {

struct TextSearchOptions {
    std::int64_t count = 20;    // features that are given; 0: all
    bool specialTokens = false; // count [CLS] and [SEP], too
};

// The codes of a feature at a token where it fires in A or in B; 0: silent there.
struct TokenCodes {
    std::int64_t token = 0; // in ProbedText::ids
    double a = 0, b = 0;
};

struct TextFeature {
    std::int32_t feature = 0;
    double peakA = 0, peakB = 0;                 // largest code; 0: silent
    std::int64_t peakTokenA = -1, peakTokenB = -1; // where it is reached first; -1: silent
    std::vector<TokenCodes> tokens;              // in the text's order
    double strength() const { return (peakA + peakB) / 2; }
};

struct TextSearch {
    std::vector<TextFeature> features; // the strongest first, of equals by number
    std::int64_t total = 0;            // features that fire on a counted token
    std::int64_t onlySpecial = 0;      // features left out because they fire on [CLS] or [SEP] only
};

TextSearch featuresInText(const ProbedText& text, const TextSearchOptions& options = {});

} // namespace crosseed::evaluate
