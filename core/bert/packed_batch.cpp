#include "base/error.h"
#include "bert/classifier_module.h"
#include <ATen/ATen.h>
#include <algorithm>
#include <limits>
#include <numeric>

namespace crosseed::bert {

PackedBatch packedBatch(const std::vector<std::int64_t>& lengths, at::Device device) {
    require(!lengths.empty(), ErrorKind::Internal, "A batch of no texts cannot be computed.");
    require(*std::min_element(lengths.begin(), lengths.end()) > 0, ErrorKind::Shape,
            "A text without tokens cannot be computed; it needs at least [CLS].");
    PackedBatch batch;
    batch.texts = static_cast<std::int64_t>(lengths.size());
    batch.maxLength = *std::max_element(lengths.begin(), lengths.end());
    batch.starts.assign(1, 0);
    for (const std::int64_t length : lengths)
        batch.starts.push_back(batch.starts.back() + length);

    const std::int64_t tokens = batch.starts.back();
    at::Tensor padded = at::empty({tokens}, at::kLong);
    at::Tensor positions = at::empty({tokens}, at::kLong);
    at::Tensor first = at::empty({batch.texts}, at::kLong);
    at::Tensor mask = at::full({batch.texts, 1, 1, batch.maxLength}, std::numeric_limits<float>::lowest(), at::kFloat);
    for (std::int64_t b = 0; b < batch.texts; ++b) {
        const std::int64_t start = batch.starts[static_cast<std::size_t>(b)];
        const std::int64_t length = lengths[static_cast<std::size_t>(b)];
        first.data_ptr<std::int64_t>()[b] = start;
        std::int64_t* position = positions.data_ptr<std::int64_t>() + start;
        std::int64_t* row = padded.data_ptr<std::int64_t>() + start;
        std::iota(position, position + length, std::int64_t{0});
        std::iota(row, row + length, b * batch.maxLength);
        std::fill_n(mask.data_ptr<float>() + b * batch.maxLength, length, 0.0f);
    }
    batch.paddedIndex = padded.to(device);
    batch.positions = positions.to(device);
    batch.firstTokens = first.to(device);
    batch.attentionMask = mask.to(device);
    return batch;
}

} // namespace crosseed::bert
