// Hidden states of any layer and logits of texts, written to one file.
#pragma once
#include "base/progress.h"
#include "bert/classifier.h"
#include "text/tokens.h"

namespace crosseed::bert {

struct EncodedFile {
    std::int64_t layer = 0; // 0-based
    bool logits = false;    // false when the classifier has no trained head: none are written
};

// Writes safetensors: `hidden` float32 [N, D], output of encoder.layer[layer] for every token, specials included, in order;
// `lengths` int64 [B]; `logits` float32 [B, C]. layer -1: layers - 2. Throws Error(Usage) for a layer that does not exist.
EncodedFile encodeTexts(const Classifier& model, const text::PackedTokens& tokens, std::int64_t layer,
                        const std::filesystem::path& file, const ProgressFn& progress = {}, std::stop_token stop = {});

} // namespace crosseed::bert
