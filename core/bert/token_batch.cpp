#include "base/error.h"
#include "bert/token_batch_module.h"
#include <ATen/ATen.h>
#include <algorithm>
#include <numeric>

namespace crosseed::bert {

TokenBatch tokenBatch(const text::PackedTokens& tokens, const std::vector<std::int64_t>& texts, at::Device device) {
    std::vector<std::int64_t> ids, lengths;
    for (const std::int64_t text : texts) {
        const auto begin = tokens.ids.begin() + tokens.starts[static_cast<std::size_t>(text)];
        ids.insert(ids.end(), begin, begin + tokens.lengthOf(text));
        lengths.push_back(tokens.lengthOf(text));
    }
    return {at::tensor(ids, at::kLong).to(device), packedBatch(lengths, device)};
}

void checkTokens(const BertConfig& config, const text::PackedTokens& tokens) {
    for (std::int64_t text = 0; text < tokens.textCount(); ++text)
        require(tokens.lengthOf(text) <= config.maxPositions, ErrorKind::Shape,
                "Text " + std::to_string(text) + " has " + std::to_string(tokens.lengthOf(text)) +
                    " tokens, the model reads at most " + std::to_string(config.maxPositions) +
                    "; choose a smaller maximum length.");
    for (const std::int32_t id : tokens.ids)
        require(id >= 0 && id < config.vocabSize, ErrorKind::Shape,
                "The tokenizer gives the id " + std::to_string(id) + ", the model knows " +
                    std::to_string(config.vocabSize) + " pieces; vocab.txt and model.safetensors do not belong together.");
}

std::vector<std::vector<std::int64_t>> batchesByLength(const text::PackedTokens& tokens, std::int64_t tokensPerBatch) {
    std::vector<std::int64_t> order(static_cast<std::size_t>(tokens.textCount()));
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::int64_t a, std::int64_t b) { return tokens.lengthOf(a) > tokens.lengthOf(b); });
    std::vector<std::vector<std::int64_t>> batches;
    std::int64_t room = 0;
    for (const std::int64_t text : order) {
        if (batches.empty() || tokens.lengthOf(text) > room) {
            batches.emplace_back();
            room = tokensPerBatch;
        }
        batches.back().push_back(text);
        room -= tokens.lengthOf(text);
    }
    return batches;
}

} // namespace crosseed::bert
