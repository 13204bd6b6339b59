#include "evaluate/atoms.h"
#include <cmath>

namespace crosseed::evaluate {

namespace {

double dot(std::span<const float> x, std::span<const float> y) {
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (std::size_t i = 0; i < x.size(); ++i)
        sum += static_cast<double>(x[i]) * y[i];
    return sum;
}

} // namespace

void requireFeature(const sae::Sae& sae, std::int32_t feature) {
    require(feature >= 0 && feature < sae.config.dictionary, ErrorKind::Usage,
            "There is no feature " + std::to_string(feature) + "; the dictionary has 0 to " +
                std::to_string(sae.config.dictionary - 1) + ".");
}

FloatMatrix unitAtoms(const sae::Sae& sae, std::span<const std::int32_t> features) {
    const MatrixView decoder = view(sae.weights.decoder);
    FloatMatrix atoms(std::ssize(features), decoder.cols);
    for (std::int64_t i = 0; i < atoms.rows; ++i) {
        const std::int32_t feature = features[static_cast<std::size_t>(i)];
        requireFeature(sae, feature);
        const auto row = decoder.row(feature);
        const double length = std::sqrt(dot(row, row));
        for (std::int64_t j = 0; j < atoms.cols && length != 0; ++j)
            atoms(i, j) = static_cast<float>(row[static_cast<std::size_t>(j)] / length);
    }
    return atoms;
}

double atomCosine(const sae::Sae& sae, std::int32_t x, std::int32_t y) {
    const MatrixView decoder = view(sae.weights.decoder);
    const auto a = decoder.row(x), b = decoder.row(y);
    const double lengths = std::sqrt(dot(a, a) * dot(b, b));
    return lengths > 0 ? dot(a, b) / lengths : 0;
}

} // namespace crosseed::evaluate
