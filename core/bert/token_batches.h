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

} // namespace crosseed::bert
