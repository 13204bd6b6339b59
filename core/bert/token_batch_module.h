// Batches of packed texts as tensors. Needs LibTorch; stays inside core.
#pragma once
#include "bert/classifier_module.h"
#include "text/tokens.h"

namespace crosseed::bert {

// The tokens of some texts, one after another.
struct TokenBatch {
    at::Tensor ids;    // int64 [n]
    PackedBatch shape;
};
TokenBatch tokenBatch(const text::PackedTokens& tokens, const std::vector<std::int64_t>& texts, at::Device device);

// Throws Error(Shape) when an id is outside the model's vocabulary or a text longer than its positions.
void checkTokens(const BertConfig& config, const text::PackedTokens& tokens);

// All texts, similar lengths together, so that little is padded: groups of at most `tokensPerBatch` tokens (one text at least).
std::vector<std::vector<std::int64_t>> batchesByLength(const text::PackedTokens& tokens, std::int64_t tokensPerBatch);

} // namespace crosseed::bert
