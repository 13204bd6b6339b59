// Which texts are computed together.
#pragma once
#include "bert/config.h"
#include "text/tokens.h"
#include <vector>

namespace crosseed::bert {

// Throws Error(Shape) naming the first text that the model cannot compute: an id outside [0, vocab_size), more tokens
// than positions, or none at all.
void checkTokens(const BertConfig& config, const text::PackedTokens& tokens);

// All texts, shortest first, in batches of at most `tokensPerBatch` tokens (but at least one text), so that texts of
// like length meet and attention pads little.
std::vector<std::vector<std::int64_t>> batchesByLength(const text::PackedTokens& tokens, std::int64_t tokensPerBatch);

// How many tokens to compute between two looks at the stop token: a forward pass of about 80 GFLOP, which takes two cores
// half a second to a second; at least 64, at most 2,048.
std::int64_t tokensAtOnce(const BertConfig& config);

} // namespace crosseed::bert
