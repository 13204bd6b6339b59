// The end-to-end terms of one member: what its upper layers make of a reconstruction (Eq. 3 and 4).
#pragma once
#include "sae/batch_module.h"

namespace crosseed::sae {

struct UpperTerms {
    double kl = 0;         // mean over texts, nats
    double downstream = 0; // L_DS
    at::Tensor gradient;   // [T, D] of weights.kl * kl + weights.downstream * downstream with respect to `reconstruction`
};

// `reconstruction` [T, D] in the member's own basis. With both weights 0 the layers do not run: all is 0, no gradient.
UpperTerms upperTerms(const Batch& batch, std::size_t member, const at::Tensor& reconstruction,
                      const TrainOptions& options);

} // namespace crosseed::sae
