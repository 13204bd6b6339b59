// A batch of texts as the network takes it.
#pragma once
#include "bert/classifier_module.h"
#include "text/tokens.h"
#include <span>

namespace crosseed::bert {

struct TextBatch {
    at::Tensor ids; // int64 [N]
    PackedBatch packed;
};
// The given texts of `tokens`, in the given order.
TextBatch textBatch(const text::PackedTokens& tokens, std::span<const std::int64_t> texts, at::Device device);

} // namespace crosseed::bert
