#include "sae/loss_curve.h"
#include <cmath>
#include <numeric>

namespace crosseed::sae {

double weightOf(const LossWeights& weights, LossTerm term) {
    const double values[] = {1, weights.kl, weights.downstream, weights.local, weights.cross, weights.auxiliary};
    return values[static_cast<std::size_t>(term)];
}

double valueOf(const StepReport& step, LossTerm term) {
    const double values[] = {step.total, step.kl, step.downstream, step.local, step.cross, step.auxiliary};
    return values[static_cast<std::size_t>(term)];
}

std::vector<double> smoothed(const std::vector<double>& values, double factor) {
    require(factor >= 0 && factor < 1, ErrorKind::Usage,
            "The smoothing is " + std::to_string(factor) + "; it must be at least 0 and below 1.");
    std::vector<double> out;
    out.reserve(values.size());
    double sum = 0, weight = 0;
    for (const double value : values) {
        sum = factor * sum + value;
        weight = factor * weight + 1;
        out.push_back(sum / weight);
    }
    return out;
}

bool isOutlier(std::span<const double> earlier, double value) {
    if (earlier.size() < 20) return false;
    const auto n = static_cast<double>(earlier.size());
    const double mean = std::accumulate(earlier.begin(), earlier.end(), 0.0) / n;
    double squares = 0;
    for (const double e : earlier)
        squares += (e - mean) * (e - mean);
    return value > mean + 6 * std::sqrt(squares / (n - 1)) && value > 1.5 * mean;
}

} // namespace crosseed::sae
