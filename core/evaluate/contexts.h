// The strongest contexts of a feature, from stored codes: no model is needed.
#pragma once
#include "sae/sae.h"
#include "text/corpus.h"
#include "text/tokens.h"
#include <string>

namespace crosseed::evaluate {

struct ContextOptions {
    std::int64_t count = 10;    // lines
    bool specialTokens = false; // count [CLS] and [SEP] as peaks
    int words = 8;              // of left and of right context
};

struct ContextLine {
    std::string left, node,
        right;                 // original text around the node; the node is the whole word of the peak piece
    double a = 0, b = 0;       // codes at the peak token
    std::int64_t document = 0; // position in Corpus::documents
    std::int64_t token = 0;    // row of the codes
    std::int32_t label = -1;
    std::int64_t copies = 1; // texts that are the same and were folded into this line
};

struct Contexts {
    std::vector<ContextLine> lines; // by max(a, b), strongest first; one line a text: its strongest token
    std::int64_t total = 0;         // texts in which the feature fires on a counted token
    std::int64_t hiddenSpecial = 0; // [CLS] and [SEP] tokens on which it fires and that were not counted
};

// Throws Error(Shape) when codes, tokens and corpus do not belong together, Error(Usage) for a feature
// outside [0, F).
Contexts topContexts(std::int32_t feature, const sae::SparseCodes& a, const sae::SparseCodes& b,
                     const text::PackedTokens& tokens, const text::Corpus& corpus,
                     const ContextOptions& options = {});

} // namespace crosseed::evaluate
