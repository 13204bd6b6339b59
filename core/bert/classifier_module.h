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

class BertNetwork {
public:
    explicit BertNetwork(const BertConfig& config, at::Device device);

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

    // To be called after `parameters` were filled or replaced: the forward pass reads them from here.
    void bind();

    BertConfig config;
    at::Device device;
    bool trainedHead = false;
    // Parameters by their Hugging Face names ("bert.encoder.layer.0.attention.self.query.weight", ...), float32.
    std::map<std::string, at::Tensor> parameters;
    // Whether backward passes reach the parameters (fine-tuning) or stop at them (everything else).
    void setRequiresGrad(bool on);

private:
    // One layer's parameters; query, key and value also as one product, for passes that do not train them.
    struct Layer {
        at::Tensor query, queryBias, key, keyBias, value, valueBias, output, outputBias, attentionNorm, attentionNormBias,
            up, upBias, down, downBias, norm, normBias;
        at::Tensor qkv, qkvBias; // [3D, D], [3D]; undefined while training
    };
    at::Tensor attention(const Layer& layer, const at::Tensor& hidden, const PackedBatch& batch,
                         DropoutStream* dropout) const;
    std::vector<Layer> m_layers;
};

// Names and shapes of every parameter of a classifier with this configuration, in Hugging Face's order.
std::vector<std::pair<std::string, std::vector<std::int64_t>>> parameterShapes(const BertConfig& config);

// x with a share p of its values set to 0 and the others divided by 1 - p. On the CPU the mask comes from the stream, so that
// the same seed gives the same bits whatever the threads; elsewhere from LibTorch's generator.
at::Tensor dropped(const at::Tensor& x, double p, DropoutStream* stream);

} // namespace crosseed::bert
