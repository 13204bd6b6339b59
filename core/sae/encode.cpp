#include "sae/normalise.h"
#include "sae/row_kernels.h"
#include "sae/top_k.h"
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <algorithm>
#include <cmath>

namespace crosseed::sae {

namespace {
constexpr std::int64_t rowsAtOnce = 1024; // bounds the memory, not the result

at::Tensor wrap(const float* data, std::int64_t rows, std::int64_t cols) {
    return at::from_blob(const_cast<float*>(data), {rows, cols}, at::kFloat);
}

void checkRows(const Sae& sae, MatrixView rows) {
    require(rows.cols == sae.config.width, ErrorKind::Shape,
            "The rows are " + std::to_string(rows.cols) + " wide, the SAE " + std::to_string(sae.config.width) + ".");
}

// W_enc x of normalised rows, without the bias.
at::Tensor products(const Sae& sae, MatrixView rows, RowScales& scales) {
    at::Tensor input = at::empty({rows.rows, rows.cols}, at::kFloat);
    normaliseRows(rows.data, rows.rows, sae.config, input.data_ptr<float>(), scales);
    return at::mm(input, wrap(sae.weights.encoder.values.data(), sae.config.dictionary, sae.config.width).t());
}

void append(const RowCodes& rows, SparseCodes& codes) {
    for (std::int64_t r = 0; r < rows.rows; ++r) {
        for (std::int64_t i = rows.begin(r); i < rows.end(r); ++i) {
            const auto at = static_cast<std::size_t>(i);
            if (rows.values[at] == 0)
                continue;
            codes.indices.push_back(rows.features[at]);
            codes.values.push_back(rows.values[at]);
        }
        codes.rowStarts.push_back(static_cast<std::int64_t>(codes.indices.size()));
    }
}

std::vector<float> inverseNorms(const FloatMatrix& decoder) {
    std::vector<float> out(static_cast<std::size_t>(decoder.rows));
    for (std::int64_t f = 0; f < decoder.rows; ++f)
        out[static_cast<std::size_t>(f)] =
            1 / std::max(std::sqrt(squaresAround(decoder.values.data() + f * decoder.cols, 0, decoder.cols)), 1e-12f);
    return out;
}

// `out` holds the rows in front of those of this block.
void decode(const Sae& sae, const RowCodes& codes, const std::vector<float>& norms, const RowScales& scales,
            float* out) {
    const std::int64_t width = sae.config.width;
#pragma omp parallel for schedule(static)
    for (std::int64_t r = 0; r < codes.rows; ++r) {
        const std::int64_t from = codes.begin(r), count = codes.end(r) - from;
        std::vector<float> weights(static_cast<std::size_t>(count));
        for (std::int64_t i = 0; i < count; ++i)
            weights[static_cast<std::size_t>(i)] =
                codes.values[static_cast<std::size_t>(from + i)] *
                norms[static_cast<std::size_t>(codes.features[static_cast<std::size_t>(from + i)])];
        float* row = out + r * width;
        std::copy(sae.weights.decoderBias.begin(), sae.weights.decoderBias.end(), row);
        weightedRowSum(sae.weights.decoder.values.data(), width, codes.features.data() + from, weights.data(), count,
                       width, row, true);
        const float scale = scales.outScale[static_cast<std::size_t>(r)];
        shiftAndScale(row, -scales.outShift[static_cast<std::size_t>(r)] / scale, scale, width, row);
    }
}
} // namespace

EncodeResult encode(const Sae& sae, MatrixView rotated, bool reconstruct) {
    checkRows(sae, rotated);
    const c10::NoGradGuard noGrad;
    EncodeResult result;
    result.codes.features = sae.config.dictionary;
    const std::vector<float> norms = reconstruct ? inverseNorms(sae.weights.decoder) : std::vector<float>{};
    if (reconstruct)
        result.reconstruction = FloatMatrix(rotated.rows, rotated.cols);
    RowScales scales;
    RowCodes codes;
    for (std::int64_t first = 0; first < rotated.rows; first += rowsAtOnce) {
        const MatrixView block = rotated.middleRows(first, std::min(rowsAtOnce, rotated.rows - first));
        at::Tensor pre = products(sae, block, scales);
        require(selectTopK(pre.data_ptr<float>(), sae.weights.encoderBias.data(), block.rows, sae.config.dictionary,
                           sae.config.k, sae.config.reluAfterTopK, codes),
                ErrorKind::Numeric,
                "Between rows " + std::to_string(first) + " and " + std::to_string(first + block.rows - 1) +
                    " a pre-activation is not a number; extract the activations again or use another SAE.");
        append(codes, result.codes);
        if (reconstruct)
            decode(sae, codes, norms, scales, result.reconstruction.values.data() + first * rotated.cols);
    }
    return result;
}

FloatMatrix preActivations(const Sae& sae, MatrixView rotated) {
    checkRows(sae, rotated);
    const c10::NoGradGuard noGrad;
    FloatMatrix input(rotated.rows, rotated.cols);
    RowScales scales;
    normaliseRows(rotated.data, rotated.rows, sae.config, input.values.data(), scales);
    const std::int64_t width = sae.config.width, features = sae.config.dictionary;
    FloatMatrix out(rotated.rows, features);
    // A matrix product would first copy all of W_enc, which costs more than these few rows.
#pragma omp parallel for schedule(static)
    for (std::int64_t f = 0; f < features; ++f)
        for (std::int64_t r = 0; r < out.rows; ++r)
            out(r, f) = dot(sae.weights.encoder.values.data() + f * width, input.values.data() + r * width, width) +
                        sae.weights.encoderBias[static_cast<std::size_t>(f)];
    return out;
}

std::vector<float> preActivations(const Sae& sae, MatrixView rotated, std::int32_t feature) {
    checkRows(sae, rotated);
    require(feature >= 0 && feature < sae.config.dictionary, ErrorKind::Usage,
            "There is no feature " + std::to_string(feature) + "; choose 0 to " +
                std::to_string(sae.config.dictionary - 1) + ".");
    FloatMatrix input(rotated.rows, rotated.cols);
    RowScales scales;
    normaliseRows(rotated.data, rotated.rows, sae.config, input.values.data(), scales);
    const std::int64_t width = sae.config.width;
    std::vector<float> out;
    for (std::int64_t r = 0; r < rotated.rows; ++r)
        out.push_back(dot(sae.weights.encoder.values.data() + feature * width, input.values.data() + r * width, width) +
                      sae.weights.encoderBias[static_cast<std::size_t>(feature)]);
    return out;
}

} // namespace crosseed::sae
