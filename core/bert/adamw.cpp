#include "bert/adamw.h"
#include "base/error.h"
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace crosseed::bert {

namespace {

constexpr std::int64_t chunkSize = 1 << 14;

// The step's numbers as the loop needs them, computed once in float64.
struct Factors {
    float gradientScale, decay, beta1, rest1, beta2, rest2, stepSize, rootCorrection, epsilon;
};

Factors factorsOf(const AdamwStep& step) {
    const double t = static_cast<double>(step.step);
    const double correction1 = 1 - std::pow(step.beta1, t);
    const double correction2 = 1 - std::pow(step.beta2, t);
    Factors f;
    f.gradientScale = static_cast<float>(step.gradientScale);
    f.decay = static_cast<float>(1 - step.learningRate * step.weightDecay);
    f.beta1 = static_cast<float>(step.beta1);
    f.rest1 = static_cast<float>(1 - step.beta1);
    f.beta2 = static_cast<float>(step.beta2);
    f.rest2 = static_cast<float>(1 - step.beta2);
    f.stepSize = static_cast<float>(step.learningRate / correction1);
    f.rootCorrection = static_cast<float>(1 / std::sqrt(correction2));
    f.epsilon = static_cast<float>(step.epsilon);
    return f;
}

// The loop stands in a function of its own because OpenMP's outlined bodies are not cloned for the processor.
__attribute__((target_clones("arch=skylake-avx512", "arch=haswell", "default"))) void
updateChunk(float* __restrict weights, const float* __restrict gradient, float* __restrict first,
            float* __restrict second, std::int64_t count, const Factors& factors) {
    const Factors f = factors;
#pragma omp simd
    for (std::int64_t i = 0; i < count; ++i) {
        const float g = gradient[i] * f.gradientScale;
        const float m = f.beta1 * first[i] + f.rest1 * g;
        const float v = f.beta2 * second[i] + f.rest2 * g * g;
        first[i] = m;
        second[i] = v;
        const float denominator = std::sqrt(v) * f.rootCorrection + f.epsilon;
        weights[i] = weights[i] * f.decay - f.stepSize * (m / denominator);
    }
}

__attribute__((target_clones("arch=skylake-avx512", "arch=haswell", "default"))) double
squaresOfChunk(const float* values, std::int64_t count) {
    double lanes[16] = {};
    const std::int64_t whole = count - count % 16;
    for (std::int64_t i = 0; i < whole; i += 16) {
#pragma omp simd
        for (int lane = 0; lane < 16; ++lane)
            lanes[lane] += static_cast<double>(values[i + lane]) * values[i + lane];
    }
    for (std::int64_t i = whole; i < count; ++i)
        lanes[0] += static_cast<double>(values[i]) * values[i];
    double sum = 0;
    for (const double lane : lanes)
        sum += lane;
    return sum;
}

} // namespace

void adamwStep(std::span<float> weights, std::span<const float> gradient, std::span<float> firstMoment,
               std::span<float> secondMoment, const AdamwStep& step) {
    require(gradient.size() == weights.size() && firstMoment.size() == weights.size() &&
                secondMoment.size() == weights.size(),
            ErrorKind::Shape, "An optimizer step needs as many gradients and moments as weights.");
    require(step.step >= 1, ErrorKind::Internal, "Optimizer steps are counted from 1.");
    const Factors factors = factorsOf(step);
    const auto total = static_cast<std::int64_t>(weights.size());
    const std::int64_t chunks = (total + chunkSize - 1) / chunkSize;
#pragma omp parallel for schedule(static)
    for (std::int64_t c = 0; c < chunks; ++c) {
        const std::int64_t from = c * chunkSize;
        updateChunk(weights.data() + from, gradient.data() + from, firstMoment.data() + from,
                    secondMoment.data() + from, std::min(chunkSize, total - from), factors);
    }
}

double sumOfSquares(std::span<const float> values) {
    const auto total = static_cast<std::int64_t>(values.size());
    const std::int64_t chunks = (total + chunkSize - 1) / chunkSize;
    std::vector<double> sums(static_cast<std::size_t>(chunks));
#pragma omp parallel for schedule(static)
    for (std::int64_t c = 0; c < chunks; ++c)
        sums[static_cast<std::size_t>(c)] =
            squaresOfChunk(values.data() + c * chunkSize, std::min(chunkSize, total - c * chunkSize));
    double sum = 0;
    for (const double part : sums)
        sum += part;
    return sum;
}

double clipScale(double globalNorm, double maxNorm) {
    return maxNorm > 0 ? std::min(1.0, maxNorm / (globalNorm + 1e-6)) : 1.0;
}

} // namespace crosseed::bert
