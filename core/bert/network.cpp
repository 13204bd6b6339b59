#include "base/error.h"
#include "bert/classifier_module.h"
#include "bert/dropout.h"
#include "bert/parameter_layout.h"
#include <ATen/ATen.h>
#include <cmath>

namespace crosseed::bert {

namespace {

template <typename Affine> at::Tensor linear(const at::Tensor& x, const Affine& a) {
    return at::linear(x, a.weight, a.bias);
}

at::Tensor dropped(const at::Tensor& values, double rate, DropoutStream* dropout) {
    if (!dropout || rate <= 0)
        return values;
    at::Tensor mask = at::empty(values.sizes(), at::kFloat);
    fillDropoutMask({mask.data_ptr<float>(), static_cast<std::size_t>(mask.numel())}, rate, dropout->seed,
                    dropout->counter++);
    return values * mask.to(values.device());
}

} // namespace

BertNetwork::BertNetwork(const BertConfig& givenConfig, at::Device givenDevice)
    : config(givenConfig), device(givenDevice) {
    checkConfig(config, "The model's configuration");
    const ParameterLayout layout = parameterLayout(config);
    decayedCount = layout.decayedCount;
    flat = at::zeros({layout.total}, at::TensorOptions(at::kFloat).device(device));
    for (const ParameterPlace& place : layout.places)
        parameters[place.name] = part(place.begin, place.shape);
    const auto affine = [&](const std::string& name) {
        return Affine{parameters.at(name + ".weight"), parameters.at(name + ".bias")};
    };
    for (std::int64_t i = 0; i < config.layers; ++i) {
        const std::string prefix = layerPrefix(i);
        const std::string query = prefix + "attention.self.query";
        m_layers.push_back({{part(layout.find(query + ".weight").begin, {3 * config.hiddenSize, config.hiddenSize}),
                             part(layout.find(query + ".bias").begin, {3 * config.hiddenSize})},
                            affine(prefix + "attention.output.dense"),
                            affine(prefix + "attention.output.LayerNorm"),
                            affine(prefix + "intermediate.dense"),
                            affine(prefix + "output.dense"),
                            affine(prefix + "output.LayerNorm")});
    }
    m_words = parameters.at("bert.embeddings.word_embeddings.weight");
    m_positions = parameters.at("bert.embeddings.position_embeddings.weight");
    m_types = parameters.at("bert.embeddings.token_type_embeddings.weight");
    m_embeddingNorm = affine("bert.embeddings.LayerNorm");
    m_pooler = affine("bert.pooler.dense");
    m_classifier = affine("classifier");
}

at::Tensor BertNetwork::part(std::int64_t begin, const std::vector<std::int64_t>& shape) {
    std::int64_t elements = 1;
    for (const std::int64_t size : shape)
        elements *= size;
    // Detached, so that each part is a leaf of its own in autograd's graph.
    m_leaves.push_back({flat.narrow(0, begin, elements).view(shape).detach(), begin});
    return m_leaves.back().tensor;
}

void BertNetwork::setRequiresGrad(bool on) {
    flatGradient = on ? at::zeros_like(flat) : at::Tensor();
    for (Leaf& leaf : m_leaves) {
        leaf.tensor.requires_grad_(on);
        leaf.tensor.mutable_grad() =
            on ? flatGradient.narrow(0, leaf.begin, leaf.tensor.numel()).view(leaf.tensor.sizes()).detach()
               : at::Tensor();
    }
}

at::Tensor BertNetwork::embed(const at::Tensor& ids, const PackedBatch& batch, DropoutStream* dropout) const {
    const at::Tensor sum = at::embedding(m_words, ids) + m_types.select(0, 0) + at::embedding(m_positions, batch.positions);
    return dropped(at::layer_norm(sum, {config.hiddenSize}, m_embeddingNorm.weight, m_embeddingNorm.bias,
                                  config.layerNormEps),
                   config.hiddenDropout, dropout);
}

at::Tensor BertNetwork::attend(const at::Tensor& queryKeyValue, const PackedBatch& batch,
                               DropoutStream* dropout) const {
    const std::int64_t width = config.hiddenSize, headWidth = width / config.heads;
    const std::int64_t slots = batch.texts * batch.maxLength; // B * S
    const at::Tensor padded = queryKeyValue.new_zeros({slots, 3 * width})
                                  .index_copy(0, batch.paddedIndex, queryKeyValue)
                                  .view({batch.texts, batch.maxLength, 3, config.heads, headWidth})
                                  .permute({2, 0, 3, 1, 4}); // [3, B, heads, S, dh]
    const at::Tensor query = padded.select(0, 0) * (1 / std::sqrt(static_cast<double>(headWidth)));
    const at::Tensor scores = at::matmul(query, padded.select(0, 1).transpose(-1, -2)) + batch.attentionMask;
    const at::Tensor shares = dropped(at::softmax(scores, -1), config.attentionDropout, dropout);
    return at::matmul(shares, padded.select(0, 2)) // [B, heads, S, dh]
        .transpose(1, 2)
        .reshape({slots, width})
        .index_select(0, batch.paddedIndex); // [N, D]
}

at::Tensor BertNetwork::afterAttention(const Layer& own, const at::Tensor& context, const at::Tensor& input,
                                       DropoutStream* dropout) const {
    const auto closed = [&](const at::Tensor& change, const at::Tensor& before, const Affine& norm) {
        return at::layer_norm(dropped(change, config.hiddenDropout, dropout) + before, {config.hiddenSize}, norm.weight,
                              norm.bias, config.layerNormEps);
    };
    const at::Tensor attended = closed(linear(context, own.attentionOutput), input, own.attentionNorm);
    const at::Tensor inner = at::gelu(linear(attended, own.intermediate)); // [n, intermediate]
    return closed(linear(inner, own.output), attended, own.outputNorm);
}

at::Tensor BertNetwork::layer(std::int64_t index, const at::Tensor& hidden, const PackedBatch& batch,
                              DropoutStream* dropout) const {
    require(index >= 0 && index < config.layers, ErrorKind::Shape,
            "There is no layer " + std::to_string(index) + "; the model has the layers 0 to " +
                std::to_string(config.layers - 1) + ".");
    const Layer& own = m_layers[static_cast<std::size_t>(index)];
    return afterAttention(own, attend(linear(hidden, own.queryKeyValue), batch, dropout), hidden, dropout);
}

at::Tensor BertNetwork::head(const at::Tensor& first, DropoutStream* dropout) const {
    const at::Tensor pooled = at::tanh(linear(first, m_pooler));
    return linear(dropped(pooled, config.classifierDropout.value_or(config.hiddenDropout), dropout), m_classifier);
}

at::Tensor BertNetwork::logits(const at::Tensor& hidden, const PackedBatch& batch, DropoutStream* dropout) const {
    return head(hidden.index_select(0, batch.firstTokens), dropout);
}

BertNetwork::Upper BertNetwork::runFrom(std::int64_t from, const at::Tensor& hidden, const PackedBatch& batch) const {
    require(from >= 0 && from + 1 < config.layers, ErrorKind::Shape,
            "Layer " + std::to_string(from) + " has no layer above it; choose 0 to " +
                std::to_string(config.layers - 2) + ".");
    Upper upper;
    upper.next = layer(from + 1, hidden, batch);
    at::Tensor top = upper.next;
    for (std::int64_t i = from + 2; i < config.layers; ++i)
        top = layer(i, top, batch);
    upper.logits = logits(top, batch);
    return upper;
}

at::Tensor BertNetwork::logitsFrom(std::int64_t from, const at::Tensor& hidden, const PackedBatch& batch) const {
    require(from >= 0 && from + 1 < config.layers, ErrorKind::Shape,
            "Layer " + std::to_string(from) + " has no layer above it; choose 0 to " +
                std::to_string(config.layers - 2) + ".");
    at::Tensor top = hidden;
    for (std::int64_t i = from + 1; i + 1 < config.layers; ++i)
        top = layer(i, top, batch);
    const Layer& last = m_layers.back();
    const at::Tensor context = attend(linear(top, last.queryKeyValue), batch, nullptr);
    return head(afterAttention(last, context.index_select(0, batch.firstTokens),
                               top.index_select(0, batch.firstTokens), nullptr),
                nullptr);
}

} // namespace crosseed::bert
