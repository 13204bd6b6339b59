#include "sae/normalise.h"
#include "sae/row_kernels.h"
#include <algorithm>
#include <cmath>

namespace crosseed::sae {

namespace {
constexpr float layerNormEpsilon = 1e-5f;
constexpr float smallestLength = 1e-12f; // a row of zeros stays one

struct Statistics {
    float scale = 1;
    float shift = 0;
};

Statistics statisticsOf(const float* row, std::int64_t width, Normalisation kind) {
    const auto d = static_cast<float>(width);
    switch (kind) {
    case Normalisation::None:
        return {};
    case Normalisation::Unit:
        return {std::max(std::sqrt(squaresAround(row, 0, width)), smallestLength), 0};
    case Normalisation::L2:
        return {std::max(std::sqrt(squaresAround(row, 0, width) / d), smallestLength), 0};
    case Normalisation::LayerNorm:
        break;
    }
    const float mean = sum(row, width) / d;
    return {std::sqrt(squaresAround(row, mean, width) / d + layerNormEpsilon), mean};
}
} // namespace

void normaliseRows(const float* rows, std::int64_t rowCount, const SaeConfig& config, float* input, RowScales& scales) {
    scales.outScale.assign(static_cast<std::size_t>(rowCount), 1.0f);
    scales.outShift.assign(static_cast<std::size_t>(rowCount), 0.0f);
    const std::int64_t width = config.width;
#pragma omp parallel for schedule(static)
    for (std::int64_t r = 0; r < rowCount; ++r) {
        const Statistics s = statisticsOf(rows + r * width, width, config.normalisation);
        shiftAndScale(rows + r * width, s.shift, 1 / s.scale, width, input + r * width);
        if (config.denormalise) {
            scales.outScale[static_cast<std::size_t>(r)] = s.scale;
            scales.outShift[static_cast<std::size_t>(r)] = s.shift;
        }
    }
}

} // namespace crosseed::sae
