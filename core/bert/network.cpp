// The forward pass of BERT on packed rows (Devlin et al. 2019).
#include "base/error.h"
#include "bert/classifier_module.h"
#include <ATen/ATen.h>
#include <cmath>
#include <limits>

namespace crosseed::bert {

PackedBatch packedBatch(const std::vector<std::int64_t>& lengths, at::Device device) {
    PackedBatch batch;
    batch.texts = static_cast<std::int64_t>(lengths.size());
    batch.starts.push_back(0);
    for (const std::int64_t length : lengths) {
        require(length >= 1, ErrorKind::Shape, "A text of a batch has no token.");
        batch.starts.push_back(batch.starts.back() + length);
        batch.maxLength = std::max(batch.maxLength, length);
    }
    std::vector<std::int64_t> padded, positions;
    at::Tensor mask = at::full({batch.texts, 1, 1, batch.maxLength}, std::numeric_limits<float>::lowest());
    for (std::int64_t b = 0; b < batch.texts; ++b) {
        for (std::int64_t s = 0; s < lengths[static_cast<std::size_t>(b)]; ++s) {
            padded.push_back(b * batch.maxLength + s);
            positions.push_back(s);
        }
        mask[b].narrow(2, 0, lengths[static_cast<std::size_t>(b)]).zero_();
    }
    const std::vector<std::int64_t> first(batch.starts.begin(), batch.starts.end() - 1);
    batch.paddedIndex = at::tensor(padded, at::kLong).to(device);
    batch.positions = at::tensor(positions, at::kLong).to(device);
    batch.firstTokens = at::tensor(first, at::kLong).to(device);
    batch.attentionMask = mask.to(device);
    return batch;
}

BertNetwork::BertNetwork(const BertConfig& shape, at::Device where) : config(shape), device(where) {}

void BertNetwork::bind() {
    m_layers.assign(static_cast<std::size_t>(config.layers), {});
    for (std::int64_t l = 0; l < config.layers; ++l) {
        const std::string prefix = "bert.encoder.layer." + std::to_string(l) + ".";
        const auto get = [&](const char* name) { return parameters.at(prefix + name); };
        Layer& layer = m_layers[static_cast<std::size_t>(l)];
        layer.query = get("attention.self.query.weight");
        layer.queryBias = get("attention.self.query.bias");
        layer.key = get("attention.self.key.weight");
        layer.keyBias = get("attention.self.key.bias");
        layer.value = get("attention.self.value.weight");
        layer.valueBias = get("attention.self.value.bias");
        layer.output = get("attention.output.dense.weight");
        layer.outputBias = get("attention.output.dense.bias");
        layer.attentionNorm = get("attention.output.LayerNorm.weight");
        layer.attentionNormBias = get("attention.output.LayerNorm.bias");
        layer.up = get("intermediate.dense.weight");
        layer.upBias = get("intermediate.dense.bias");
        layer.down = get("output.dense.weight");
        layer.downBias = get("output.dense.bias");
        layer.norm = get("output.LayerNorm.weight");
        layer.normBias = get("output.LayerNorm.bias");
        if (!layer.query.requires_grad()) {
            layer.qkv = at::cat({layer.query, layer.key, layer.value});
            layer.qkvBias = at::cat({layer.queryBias, layer.keyBias, layer.valueBias});
        }
    }
}

void BertNetwork::setRequiresGrad(bool on) {
    for (auto& [name, parameter] : parameters)
        parameter.requires_grad_(on);
    bind();
}

at::Tensor BertNetwork::embed(const at::Tensor& ids, const PackedBatch& batch, DropoutStream* dropout) const {
    const std::string prefix = "bert.embeddings.";
    const at::Tensor sum =
        at::embedding(parameters.at(prefix + "word_embeddings.weight"), ids) +
        at::embedding(parameters.at(prefix + "position_embeddings.weight"), batch.positions) +
        parameters.at(prefix + "token_type_embeddings.weight").select(0, 0);
    return dropped(at::layer_norm(sum, {config.hiddenSize}, parameters.at(prefix + "LayerNorm.weight"),
                                  parameters.at(prefix + "LayerNorm.bias"), config.layerNormEps),
                   config.hiddenDropout, dropout);
}

at::Tensor BertNetwork::attention(const Layer& layer, const at::Tensor& hidden, const PackedBatch& batch,
                                  DropoutStream* dropout) const {
    const std::int64_t heads = config.heads, width = config.hiddenSize / heads;
    const std::int64_t b = batch.texts, s = batch.maxLength;
    at::Tensor rows = layer.qkv.defined()
                          ? at::linear(hidden, layer.qkv, layer.qkvBias)
                          : at::cat({at::linear(hidden, layer.query, layer.queryBias),
                                     at::linear(hidden, layer.key, layer.keyBias),
                                     at::linear(hidden, layer.value, layer.valueBias)},
                                    1); // [N, 3D]
    const bool padded = hidden.size(0) != b * s;
    if (padded)
        rows = at::zeros({b * s, rows.size(1)}, rows.options()).index_copy(0, batch.paddedIndex, rows);
    const at::Tensor split = rows.view({b, s, 3, heads, width}).permute({2, 0, 3, 1, 4}); // [3, B, heads, S, width]
    const at::Tensor query = split.select(0, 0) / std::sqrt(static_cast<double>(width));
    at::Tensor scores = at::matmul(query, split.select(0, 1).transpose(2, 3)); // [B, heads, S, S]
    if (padded)
        scores = scores + batch.attentionMask;
    const at::Tensor weights = dropped(at::softmax(scores, -1), config.attentionDropout, dropout);
    const at::Tensor mixed =
        at::matmul(weights, split.select(0, 2)).transpose(1, 2).reshape({b * s, config.hiddenSize}); // [B * S, D]
    return padded ? mixed.index_select(0, batch.paddedIndex) : mixed;
}

at::Tensor BertNetwork::layer(std::int64_t number, const at::Tensor& hidden, const PackedBatch& batch,
                              DropoutStream* dropout) const {
    const Layer& layer = m_layers[static_cast<std::size_t>(number)];
    const at::Tensor attended = dropped(at::linear(attention(layer, hidden, batch, dropout), layer.output, layer.outputBias),
                                        config.hiddenDropout, dropout);
    const at::Tensor middle = at::layer_norm(attended + hidden, {config.hiddenSize}, layer.attentionNorm,
                                             layer.attentionNormBias, config.layerNormEps);
    const at::Tensor up = at::gelu(at::linear(middle, layer.up, layer.upBias));
    const at::Tensor down = dropped(at::linear(up, layer.down, layer.downBias), config.hiddenDropout, dropout);
    return at::layer_norm(down + middle, {config.hiddenSize}, layer.norm, layer.normBias, config.layerNormEps);
}

at::Tensor BertNetwork::logits(const at::Tensor& hidden, const PackedBatch& batch, DropoutStream* dropout) const {
    const at::Tensor pooled = at::tanh(at::linear(hidden.index_select(0, batch.firstTokens),
                                                  parameters.at("bert.pooler.dense.weight"),
                                                  parameters.at("bert.pooler.dense.bias")));
    return at::linear(dropped(pooled, config.hiddenDropout, dropout), parameters.at("classifier.weight"),
                      parameters.at("classifier.bias"));
}

BertNetwork::Upper BertNetwork::runFrom(std::int64_t layerBelow, const at::Tensor& hidden,
                                        const PackedBatch& batch) const {
    Upper upper;
    upper.next = layer(layerBelow + 1, hidden, batch);
    at::Tensor top = upper.next;
    for (std::int64_t l = layerBelow + 2; l < config.layers; ++l)
        top = layer(l, top, batch);
    upper.logits = logits(top, batch);
    return upper;
}

} // namespace crosseed::bert
