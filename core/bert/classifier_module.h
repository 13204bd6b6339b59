// The network behind Classifier, for rooms that compute with it. Needs LibTorch; stays inside core.
// All forward passes are packed: a batch of B texts is N token rows without padding; only attention pads, inside.
#pragma once
#include "bert/classifier.h"
#include <ATen/core/Tensor.h>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace crosseed::bert {

// The shape of a packed batch, computed once and used by every layer.
struct PackedBatch {
    std::int64_t texts = 0;        // B
    std::int64_t maxLength = 0;    // S
    std::vector<std::int64_t> starts; // [B + 1]
    at::Tensor paddedIndex;        // int64 [N], row b * S + s of token n
    at::Tensor attentionMask;      // float32 [B, 1, 1, S], 0 for tokens, -inf (lowest float) for padding
    at::Tensor firstTokens;        // int64 [B], row of each [CLS]
    at::Tensor positions;          // int64 [N]
};
PackedBatch packedBatch(const std::vector<std::int64_t>& lengths, at::Device device);

// Dropout of a training pass, drawn from its own stream so that runs repeat. A null pointer means no dropout.
struct DropoutStream {
    std::uint64_t seed = 0;
    std::uint64_t counter = 0; // rises with each mask drawn
};

// All parameters are views into one flat tensor, those with weight decay first, and a layer's query, key and value stand
// side by side, so that one product computes the three and one pass updates all.
class BertNetwork {
public:
    // Weights are 0 until they are filled; trainedHead is false. Throws Error(BadInput) for a configuration that
    // checkConfig refuses.
    explicit BertNetwork(const BertConfig& config, at::Device device);
    BertNetwork(const BertNetwork&) = delete;
    BertNetwork& operator=(const BertNetwork&) = delete;

    at::Tensor embed(const at::Tensor& ids, const PackedBatch& batch, DropoutStream* dropout = nullptr) const; // int64 [N] -> [N, D]
    // Output of encoder.layer[layer] from its input, [N, D] -> [N, D].
    at::Tensor layer(std::int64_t layer, const at::Tensor& hidden, const PackedBatch& batch,
                     DropoutStream* dropout = nullptr) const;
    // Pooler (tanh) and classifier on the last layer's output, [N, D] -> [B, C].
    at::Tensor logits(const at::Tensor& hidden, const PackedBatch& batch, DropoutStream* dropout = nullptr) const;
    // h_{L+1} and logits from h_L: only the layers above L run. L = layer, 0-based.
    struct Upper {
        at::Tensor next;   // [N, D], output of encoder.layer[L + 1]
        at::Tensor logits; // [B, C]
    };
    Upper runFrom(std::int64_t layer, const at::Tensor& hidden, const PackedBatch& batch) const;
    // The same logits where h_{L+1} is not asked for: of the top layer only the rows of [CLS] are computed.
    at::Tensor logitsFrom(std::int64_t layer, const at::Tensor& hidden, const PackedBatch& batch) const;

    BertConfig config;
    at::Device device;
    bool trainedHead = false;
    // Parameters by their Hugging Face names ("bert.encoder.layer.0.attention.self.query.weight", ...), float32. Change
    // their values in place only.
    std::map<std::string, at::Tensor> parameters;
    // On: gradients gather in `flatGradient` [P] (zeroed here), of which each parameter's grad() is a part.
    void setRequiresGrad(bool on);
    at::Tensor flat;                 // float32 [P], all parameters
    at::Tensor flatGradient;         // [P], undefined while off
    std::int64_t decayedCount = 0;   // the first so many of P have weight decay: all but biases and LayerNorm

private:
    // What a parameter's tensor shares with `flat`: elements begin .. begin + numel - 1.
    struct Leaf {
        at::Tensor tensor;
        std::int64_t begin = 0;
    };
    struct Affine {
        at::Tensor weight, bias;
    };
    struct Layer {
        Affine queryKeyValue, attentionOutput, attentionNorm, intermediate, output, outputNorm;
    };
    at::Tensor attend(const at::Tensor& queryKeyValue, const PackedBatch& batch, DropoutStream* dropout) const;
    // What of a layer comes after attention, row by row: `context` and the layer's input, [n, D] each, to its output.
    at::Tensor afterAttention(const Layer& own, const at::Tensor& context, const at::Tensor& input,
                              DropoutStream* dropout) const;
    at::Tensor head(const at::Tensor& first, DropoutStream* dropout) const; // [B, D], rows of [CLS], to [B, C]
    at::Tensor part(std::int64_t begin, const std::vector<std::int64_t>& shape);

    std::vector<Leaf> m_leaves;
    at::Tensor m_words, m_positions, m_types;
    Affine m_embeddingNorm, m_pooler, m_classifier;
    std::vector<Layer> m_layers;
};

} // namespace crosseed::bert
