// The fast way of one training step on the CPU: sparse codes, gathered decoder rows and a gradient in closed form.
// The same numbers as dense_module.h, which the tests hold it against.
#pragma once
#include "sae/auxiliary_module.h"
#include "sae/batch_module.h"
#include "sae/normalise.h"
#include "sae/top_k.h"

namespace crosseed::sae {

struct SaeGradients {
    FloatMatrix encoder;            // [F, D]
    std::vector<float> encoderBias; // [F]
    FloatMatrix decoder;            // [F, D], of the stored rows: what would only change their length is projected out
    std::vector<float> decoderBias; // [D]
};

// Losses and gradients of a batch. Keeps its buffers, so that a run allocates them once.
class SparsePass {
public:
    explicit SparsePass(const SaeConfig& config);
    // `dead`: the features L_aux may use, ascending. Throws Error(Numeric) when a pre-activation is not a number.
    LossTerms run(const SaeWeights& weights, const Batch& batch, const TrainOptions& options,
                  const std::vector<std::int32_t>& dead);

    const RowCodes& codes() const { return m_codes; } // rows of member 0, then of member 1
    const SaeGradients& gradients() const { return m_gradients; }

private:
    void encode(const SaeWeights& weights, const Batch& batch);
    void decode(const SaeWeights& weights);
    void addUpper(const Batch& batch, const TrainOptions& options, LossTerms& terms);
    double addLocal(const Batch& batch, const TrainOptions& options);
    void codeGradients(const SaeWeights& weights);
    double addCross(const Batch& batch, const TrainOptions& options);
    void weightGradients(const SaeWeights& weights, const std::vector<std::int32_t>& dead);

    SaeConfig m_config;
    std::int64_t m_rows = 0;
    at::Tensor m_target;            // [R, D], h in A's basis
    at::Tensor m_input;             // [R, D], normalised
    at::Tensor m_pre;               // [R, F]
    at::Tensor m_reconstruction;    // [R, D], model units, A's basis
    at::Tensor m_upperGradient;     // [R, D], of the end-to-end terms; undefined when they are switched off
    at::Tensor m_residual;          // [R, D], reconstruction - target
    at::Tensor m_outputGradient;    // [R, D], with respect to the SAE's output before the normalisation is undone
    RowScales m_scales;
    RowCodes m_codes;
    std::vector<float> m_codeGradients; // [R * k], beside m_codes.values
    std::vector<float> m_inverseNorms;  // [F], of the decoder rows
    Auxiliary m_auxiliary;
    SaeGradients m_gradients;
};

} // namespace crosseed::sae
