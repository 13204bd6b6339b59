// AdamW (Loshchilov and Hutter 2019) as one pass over plain float arrays, with the arithmetic of torch.optim.AdamW.
#pragma once
#include <cstdint>
#include <span>

namespace crosseed::bert {

struct AdamwStep {
    double learningRate = 5e-5;
    double weightDecay = 0;    // decoupled: weights are multiplied with 1 - learningRate * weightDecay first
    double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
    std::int64_t step = 1;     // of this update, from 1; for the bias correction
    double gradientScale = 1;  // each gradient is multiplied with it first (clipping by the global norm)
};

// Updates weights and both moments in place; moments start as zeros. The result does not depend on the number of threads.
// Throws Error(Shape) when the four lengths differ and Error(Internal) when step < 1.
void adamwStep(std::span<float> weights, std::span<const float> gradient, std::span<float> firstMoment,
               std::span<float> secondMoment, const AdamwStep& step);

// Sum of squares in float64, added in a fixed order: independent of the number of threads.
double sumOfSquares(std::span<const float> values);

// What to multiply gradients with so that their global norm is at most `maxNorm`, as torch's clip_grad_norm_ does;
// 1 when maxNorm <= 0.
double clipScale(double globalNorm, double maxNorm);

} // namespace crosseed::bert
