#include "evaluate/geometry.h"
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace crosseed::evaluate {

// With t = sin x the density becomes cos^n x, n = D - 2, whose integral has a reduction formula with positive
// terms only: J_n(x) = J_(n-2)(x) + cos^(n-1) x sin x / (n I_n), J normalised to 1 at pi / 2, I_n the
// integral up to pi / 2.
double randomCosineShare(double t, std::int64_t width) {
    require(width >= 2 && t >= 0 && t <= 1, ErrorKind::Usage,
            "The share of random cosines is defined for 0 to 1 and 2 dimensions or more.");
    const std::int64_t n = width - 2;
    const double angle = std::asin(t), cosine = std::sqrt((1 - t) * (1 + t));
    double share = n % 2 == 0 ? 2 * angle / std::numbers::pi : t;
    double integral = n % 2 == 0 ? std::numbers::pi / 2 : 1; // I_0, I_1
    double power = n % 2 == 0 ? cosine : cosine * cosine;    // cos^(k-1) for k = 2, 3
    for (std::int64_t k = n % 2 + 2; k <= n; k += 2) {
        const auto order = static_cast<double>(k);
        integral *= (order - 1) / order;
        share += power * t / (order * integral);
        power *= cosine * cosine;
    }
    return share;
}

double randomCosineMean(std::int64_t width) {
    const auto d = static_cast<double>(width);
    return std::exp(std::lgamma(d / 2) - std::lgamma((d + 1) / 2)) / std::sqrt(std::numbers::pi);
}

std::vector<std::int32_t> allFeatures(const sae::Sae& sae) {
    std::vector<std::int32_t> features(static_cast<std::size_t>(sae.config.dictionary));
    std::iota(features.begin(), features.end(), 0);
    return features;
}

std::vector<std::int32_t> chooseAtoms(const PairMetrics& metrics, AtomChoice choice,
                                         std::int64_t minimumActive) {
    std::vector<std::int32_t> features;
    for (const FeatureRow& row : metrics.features)
        if (choice == AtomChoice::All || (choice == AtomChoice::ActiveInBoth && row.activeInBoth) ||
            (choice == AtomChoice::ActiveInEither && std::max(row.firesA, row.firesB) >= minimumActive))
            features.push_back(row.feature);
    return features;
}

} // namespace crosseed::evaluate
