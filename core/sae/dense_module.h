// The SAE and its losses in plain tensor operations and autograd, on any device: the reference the sparse way is held
// against, and the way training goes on CUDA.
#pragma once
#include "sae/batch_module.h"

namespace crosseed::sae {

struct DenseSae {
    SaeConfig config;
    at::Tensor encoder;     // [F, D]
    at::Tensor encoderBias; // [F]
    at::Tensor decoder;     // [F, D], stored rows
    at::Tensor decoderBias; // [D]
    std::vector<at::Tensor> parameters() const { return {encoder, encoderBias, decoder, decoderBias}; }
};
// Copies on `device`, leaves that require gradients.
DenseSae denseSae(const Sae& sae, at::Device device);
Sae valuesOf(const DenseSae& sae);
std::vector<float> numbersOf(const at::Tensor& tensor); // float32, from any device, row-major

// Terms as scalar tensors, unweighted, members averaged; `total` (Eq. 2) has the graph of all parameters behind it.
struct DenseTerms {
    at::Tensor kl, downstream, local, cross, auxiliary, total;
    std::vector<at::Tensor> codes; // [T, F] of each member
    LossTerms values() const;
};
// `dead`: bool [F].
DenseTerms denseTerms(const DenseSae& sae, const Batch& batch, const TrainOptions& options, const at::Tensor& dead);

} // namespace crosseed::sae
