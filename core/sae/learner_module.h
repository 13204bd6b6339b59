// One way of making a training step; train() has the sparse one on the CPU and the dense one on CUDA.
#pragma once
#include "bert/adamw.h"
#include "sae/batch_module.h"
#include <memory>

namespace crosseed::sae {

// What a step tells beside its terms.
struct StepOutcome {
    LossTerms terms;
    double gradientNorm = 0;                  // global, before clipping
    std::vector<std::uint8_t> fired;          // [F], 1: in any member of this batch
    std::vector<std::int64_t> nonZero;        // codes that are not 0, of each member
    std::int64_t negativeCodes = 0;
};

class Learner {
public:
    virtual ~Learner() = default;
    // Losses, gradients and, when all of them are finite, the update; otherwise throws Error(Numeric) that names step and term
    // and leaves the weights as they were. `rate` is the learning rate of this step, `step` counts from 1.
    virtual StepOutcome step(const Batch& batch, const std::vector<std::int32_t>& dead, double rate,
                             std::int64_t step) = 0;
    virtual Sae sae() const = 0;
    virtual AdamwMoments moments() const = 0;
};

// `moments`: of the steps made so far; null: none were made.
std::unique_ptr<Learner> sparseLearner(Sae start, const TrainOptions& options, const AdamwMoments* moments = nullptr);
std::unique_ptr<Learner> denseLearner(const Sae& start, const TrainOptions& options, at::Device device,
                                      const AdamwMoments* moments = nullptr);

// Zeros, in the sizes of the SAE's weights.
AdamwMoments noMoments(const Sae& sae);

// Throws Error(Numeric): "Step 12: the downstream loss is not a number ...".
void requireFinite(const LossTerms& terms, double gradientNorm, std::int64_t step);

} // namespace crosseed::sae
