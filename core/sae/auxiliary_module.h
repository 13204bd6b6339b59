// L_aux (Eq. 7): the strongest dead features reconstruct what the living left over.
#pragma once
#include "sae/top_k.h"
#include <ATen/core/Tensor.h>
#include <cstdint>
#include <vector>

namespace crosseed::sae {

// What L_aux reads; all rows are those of the batch, members stacked.
struct AuxiliaryInputs {
    at::Tensor pre;                               // [R, F]
    at::Tensor input;                             // [R, D], the SAE's normalised input
    at::Tensor residual;                          // [R, D], reconstruction - target in model units, constant
    const std::vector<float>* outScale = nullptr; // [R]
    const float* decoder = nullptr;               // [F, D], stored rows
    const std::vector<float>* inverseNorms = nullptr; // [F]
    std::int64_t k = 0;                           // k_aux, before it is clamped
    double gradientFactor = 0;                    // of the sum of squared errors in the total loss
};

// The sum of squared errors over all rows and, for each dead feature, the gradients of `gradientFactor` times it.
class Auxiliary {
public:
    // `dead`, ascending, not empty. Returns the sum of squares.
    double run(const AuxiliaryInputs& in, const std::vector<std::int32_t>& dead);

    const at::Tensor& encoderGradient() const { return m_encoder; } // [dead, D]
    const at::Tensor& decoderGradient() const { return m_decoder; } // [dead, D], of the unit rows
    const at::Tensor& biasGradient() const { return m_bias; }       // [dead]

private:
    void gatherDecoder(const AuxiliaryInputs& in, const std::vector<std::int32_t>& dead);
    double errors(const AuxiliaryInputs& in);
    double runDense(const AuxiliaryInputs& in, const std::vector<std::int32_t>& dead);
    double runSparse(const AuxiliaryInputs& in, const std::vector<std::int32_t>& dead);

    at::Tensor m_rows;    // [dead, D], unit decoder rows
    at::Tensor m_dense;   // [R, dead], codes; then their gradients
    at::Tensor m_output;  // [R, D], r_hat; then its gradient
    at::Tensor m_encoder, m_decoder, m_bias;
    RowCodes m_codes;
};

} // namespace crosseed::sae
