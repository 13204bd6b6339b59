#include "bert/token_batches.h"
#include "base/error.h"
#include "bert/token_batches_module.h"
#include <ATen/ATen.h>
#include <algorithm>
#include <numeric>

namespace crosseed::bert {

void checkTokens(const BertConfig& config, const text::PackedTokens& tokens) {
    for (std::int64_t text = 0; text < tokens.textCount(); ++text) {
        const std::int64_t length = tokens.lengthOf(text);
        const std::string which = "Text " + std::to_string(text) + " (counted from 0)";
        require(length > 0, ErrorKind::Shape, which + " has no tokens; it needs at least [CLS].");
        require(length <= config.maxPositions, ErrorKind::Shape,
                which + " has " + std::to_string(length) + " tokens, but the model has only " +
                    std::to_string(config.maxPositions) + " positions; tokenize with a smaller maximum length.");
        for (std::int64_t i = tokens.starts[static_cast<std::size_t>(text)]; length > 0; ++i) {
            const std::int32_t id = tokens.ids[static_cast<std::size_t>(i)];
            require(id >= 0 && id < config.vocabSize, ErrorKind::Shape,
                    which + " has the token id " + std::to_string(id) + ", but the model knows the ids 0 to " +
                        std::to_string(config.vocabSize - 1) + "; tokenize with the model's own vocabulary.");
            if (i + 1 == tokens.starts[static_cast<std::size_t>(text) + 1])
                break;
        }
    }
}

std::int64_t tokensAtOnce(const BertConfig& config) {
    const std::int64_t operations = // of one token, without attention's products of tokens
        2 * config.layers * config.hiddenSize * (4 * config.hiddenSize + 2 * config.intermediateSize);
    return std::clamp<std::int64_t>(80'000'000'000 / std::max<std::int64_t>(1, operations), 64, 2048);
}

std::vector<std::vector<std::int64_t>> batchesByLength(const text::PackedTokens& tokens, std::int64_t tokensPerBatch) {
    std::vector<std::int64_t> order(static_cast<std::size_t>(tokens.textCount()));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::int64_t a, std::int64_t b) { return tokens.lengthOf(a) < tokens.lengthOf(b); });
    std::vector<std::vector<std::int64_t>> batches;
    std::int64_t filled = 0;
    for (const std::int64_t text : order) {
        const std::int64_t length = tokens.lengthOf(text);
        if (batches.empty() || filled + length > tokensPerBatch) {
            batches.emplace_back();
            filled = 0;
        }
        batches.back().push_back(text);
        filled += length;
    }
    return batches;
}

TextBatch textBatch(const text::PackedTokens& tokens, std::span<const std::int64_t> texts, at::Device device) {
    std::vector<std::int64_t> lengths;
    for (const std::int64_t text : texts)
        lengths.push_back(tokens.lengthOf(text));
    TextBatch batch{{}, packedBatch(lengths, device)};
    at::Tensor ids = at::empty({batch.packed.starts.back()}, at::kLong);
    std::int64_t* to = ids.data_ptr<std::int64_t>();
    for (const std::int64_t text : texts)
        to = std::copy_n(tokens.ids.begin() + tokens.starts[static_cast<std::size_t>(text)], tokens.lengthOf(text), to);
    batch.ids = ids.to(device);
    return batch;
}

} // namespace crosseed::bert
