// One batch of texts as training sees it: the clean activations of each member and the way up from layer L.
#pragma once
#include "bert/classifier_module.h"
#include "sae/train.h"
#include <ATen/core/Tensor.h>
#include <functional>

namespace crosseed::sae {

struct BatchMember {
    at::Tensor hidden;   // float32 [T, D], h_L in the member's own basis
    at::Tensor next;     // float32 [T, D], clean h_{L+1}
    at::Tensor logits;   // float32 [B, C], clean
    at::Tensor rotation; // float32 [D, D], W; undefined: none
    // Runs the layers above L on [T, D] in the member's own basis; differentiable with respect to its argument only.
    std::function<bert::BertNetwork::Upper(const at::Tensor&)> upper;
};

struct Batch {
    std::int64_t texts = 0;     // B
    std::int64_t tokens = 0;    // T of one member; no padding among them
    std::int64_t maxLength = 0; // S
    std::vector<BatchMember> members;

    std::int64_t memberCount() const { return static_cast<std::int64_t>(members.size()); }
    // What a term's mean over members divides by, 1/2 for two (Eq. 2).
    double memberShare() const { return 1.0 / static_cast<double>(members.size()); }
    // What L_DS divides its sum by: tokens or all positions, times D.
    double downstreamDivisor(bool masked, std::int64_t width) const {
        return static_cast<double>((masked ? tokens : texts * maxLength) * width);
    }
};

// The terms of Eq. 2, unweighted, members averaged.
struct LossTerms {
    double kl = 0, downstream = 0, local = 0, cross = 0, auxiliary = 0, total = 0;
};
double totalOf(const LossTerms& terms, const LossWeights& weights);

// Reads batches from the members' mapped activations. Throws Error(Usage) for no or more than two members and Error(Shape)
// when they do not cover the same texts, or width, layer or rotation do not fit.
class BatchReader {
public:
    BatchReader(const std::vector<Member>& members, std::int64_t width);
    Batch read(const std::vector<std::int64_t>& texts) const;
    std::int64_t textCount() const { return m_members.front().train->textCount(); }
    std::int64_t tokenCount() const { return m_members.front().train->tokenCount(); }
    std::int64_t layer() const { return m_members.front().train->layer(); } // L
    at::Device device() const;

private:
    BatchMember readMember(std::size_t m, const std::vector<std::int64_t>& texts, const bert::PackedBatch& shape) const;

    std::vector<Member> m_members;
    std::vector<at::Tensor> m_rotations;
};

} // namespace crosseed::sae
