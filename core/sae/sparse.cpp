#include "sae/row_kernels.h"
#include "sae/sparse_module.h"
#include "sae/upper_module.h"
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace crosseed::sae {

namespace {
constexpr float smallestNorm = 1e-12f;

at::Tensor wrap(const FloatMatrix& m) {
    return at::from_blob(const_cast<float*>(m.values.data()), {m.rows, m.cols}, at::kFloat);
}

void ensure(at::Tensor& tensor, std::int64_t rows, std::int64_t columns) {
    if (!tensor.defined() || tensor.size(0) != rows || tensor.size(1) != columns)
        tensor = at::empty({rows, columns}, at::kFloat);
}
} // namespace

SparsePass::SparsePass(const SaeConfig& config) : m_config(config) {
    m_gradients.encoder = FloatMatrix(config.dictionary, config.width);
    m_gradients.decoder = FloatMatrix(config.dictionary, config.width);
    m_gradients.encoderBias.resize(static_cast<std::size_t>(config.dictionary));
    m_gradients.decoderBias.resize(static_cast<std::size_t>(config.width));
    m_inverseNorms.resize(static_cast<std::size_t>(config.dictionary));
}

void SparsePass::encode(const SaeWeights& weights, const Batch& batch) {
    const std::int64_t width = m_config.width;
    m_rows = batch.tokens * batch.memberCount();
    ensure(m_target, m_rows, width);
    for (std::int64_t m = 0; m < batch.memberCount(); ++m) {
        const BatchMember& member = batch.members[static_cast<std::size_t>(m)];
        at::Tensor part = m_target.narrow(0, m * batch.tokens, batch.tokens);
        if (member.rotation.defined())
            at::mm_out(part, member.hidden, member.rotation);
        else
            part.copy_(member.hidden);
    }
    ensure(m_input, m_rows, width);
    normaliseRows(m_target.data_ptr<float>(), m_rows, m_config, m_input.data_ptr<float>(), m_scales);
    ensure(m_pre, m_rows, m_config.dictionary);
    at::mm_out(m_pre, m_input, wrap(weights.encoder).t());
    require(selectTopK(m_pre.data_ptr<float>(), weights.encoderBias.data(), m_rows, m_config.dictionary, m_config.k,
                       m_config.reluAfterTopK, m_codes),
            ErrorKind::Numeric,
            "the local loss is not a number (the activations or the encoder's weights are not finite)");
}

void SparsePass::decode(const SaeWeights& weights) {
    const std::int64_t width = m_config.width;
    const float* decoder = weights.decoder.values.data();
#pragma omp parallel for schedule(static)
    for (std::int64_t f = 0; f < m_config.dictionary; ++f)
        m_inverseNorms[static_cast<std::size_t>(f)] =
            1 / std::max(std::sqrt(squaresAround(decoder + f * width, 0, width)), smallestNorm);
    ensure(m_reconstruction, m_rows, width);
    auto* out = m_reconstruction.data_ptr<float>();
#pragma omp parallel
    {
        std::vector<float> scaled(static_cast<std::size_t>(m_config.k));
#pragma omp for schedule(static)
        for (std::int64_t r = 0; r < m_rows; ++r) {
            const auto row = static_cast<std::size_t>(r);
            const std::int64_t from = m_codes.begin(r), count = m_codes.end(r) - from;
            const std::int32_t* features = m_codes.features.data() + from;
            for (std::int64_t i = 0; i < count; ++i)
                scaled[static_cast<std::size_t>(i)] = m_codes.values[static_cast<std::size_t>(from + i)] *
                                                      m_inverseNorms[static_cast<std::size_t>(features[i])];
            float* to = out + r * width;
            std::copy(weights.decoderBias.begin(), weights.decoderBias.end(), to);
            weightedRowSum(decoder, width, features, scaled.data(), count, width, to, true);
            shiftAndScale(to, -m_scales.outShift[row] / m_scales.outScale[row], m_scales.outScale[row], width, to);
        }
    }
}

void SparsePass::addUpper(const Batch& batch, const TrainOptions& options, LossTerms& terms) {
    m_upperGradient = at::Tensor();
    for (std::int64_t m = 0; m < batch.memberCount(); ++m) {
        const at::Tensor& rotation = batch.members[static_cast<std::size_t>(m)].rotation;
        at::Tensor hidden = m_reconstruction.narrow(0, m * batch.tokens, batch.tokens);
        if (rotation.defined())
            hidden = at::mm(hidden, rotation.t());
        const UpperTerms upper = upperTerms(batch, static_cast<std::size_t>(m), hidden, options);
        terms.kl += upper.kl * batch.memberShare();
        terms.downstream += upper.downstream * batch.memberShare();
        if (!upper.gradient.defined())
            continue;
        ensure(m_outputGradient, m_rows, m_config.width);
        m_upperGradient = m_outputGradient;
        at::Tensor part = m_upperGradient.narrow(0, m * batch.tokens, batch.tokens);
        if (rotation.defined())
            at::mm_out(part, upper.gradient, rotation);
        else
            part.copy_(upper.gradient);
    }
}

double SparsePass::addLocal(const Batch& batch, const TrainOptions& options) {
    const std::int64_t width = m_config.width;
    const double divisor = static_cast<double>(batch.tokens * width);
    const auto factor = static_cast<float>(2 * options.weights.local / divisor * batch.memberShare());
    const auto share = static_cast<float>(batch.memberShare());
    ensure(m_residual, m_rows, width);
    ensure(m_outputGradient, m_rows, width);
    const auto* reconstruction = m_reconstruction.data_ptr<float>();
    const auto* target = m_target.data_ptr<float>();
    auto* residual = m_residual.data_ptr<float>();
    auto* gradient = m_outputGradient.data_ptr<float>();
    const bool upper = m_upperGradient.defined();
    std::vector<double> sums(static_cast<std::size_t>(m_rows));
#pragma omp parallel for schedule(static)
    for (std::int64_t r = 0; r < m_rows; ++r) {
        const std::int64_t at = r * width;
        const float scale = m_scales.outScale[static_cast<std::size_t>(r)];
        sums[static_cast<std::size_t>(r)] =
            scaledDifference(reconstruction + at, target + at, 1, width, residual + at);
        if (!upper)
            std::fill(gradient + at, gradient + at + width, 0.0f);
        shiftAndScale(gradient + at, 0, share * scale, width, gradient + at);
        scaledSum(factor * scale, residual + at, gradient + at, width, gradient + at);
    }
    return std::accumulate(sums.begin(), sums.end(), 0.0) / divisor * batch.memberShare();
}

void SparsePass::codeGradients(const SaeWeights& weights) {
    const std::int64_t width = m_config.width;
    m_codeGradients.resize(m_codes.values.size());
    const auto* gradient = m_outputGradient.data_ptr<float>();
#pragma omp parallel for schedule(static)
    for (std::int64_t r = 0; r < m_rows; ++r) {
        const std::int64_t from = m_codes.begin(r), to = m_codes.end(r);
        float* out = m_codeGradients.data();
        rowDots(weights.decoder.values.data(), width, m_codes.features.data() + from, to - from, gradient + r * width,
                width, out + from);
        for (std::int64_t i = from; i < to; ++i)
            out[i] *= m_inverseNorms[static_cast<std::size_t>(m_codes.features[static_cast<std::size_t>(i)])];
    }
}

double SparsePass::addCross(const Batch& batch, const TrainOptions& options) {
    if (batch.memberCount() < 2)
        return 0;
    double divisor = static_cast<double>(batch.tokens);
    if (options.crossScale == CrossScale::Mean)
        divisor *= static_cast<double>(m_config.dictionary);
    const auto factor = static_cast<float>(2 * options.weights.cross / divisor);
    std::vector<double> sums(static_cast<std::size_t>(batch.tokens));
    const std::int32_t* features = m_codes.features.data();
    const float* values = m_codes.values.data();
    float* gradients = m_codeGradients.data();
#pragma omp parallel for schedule(static)
    for (std::int64_t t = 0; t < batch.tokens; ++t) {
        // Both rows ascend, so that one walk over the union meets each active feature once.
        std::int64_t a = m_codes.begin(t), b = m_codes.begin(batch.tokens + t);
        const std::int64_t endA = m_codes.end(t), endB = m_codes.end(batch.tokens + t);
        double sum = 0;
        while (a < endA || b < endB) {
            const bool inA = a < endA && (b == endB || features[a] <= features[b]);
            const bool inB = b < endB && (a == endA || features[b] <= features[a]);
            const float difference = (inA ? values[a] : 0.0f) - (inB ? values[b] : 0.0f);
            sum += static_cast<double>(difference) * difference;
            if (inA)
                gradients[a++] += factor * difference;
            if (inB)
                gradients[b++] -= factor * difference;
        }
        sums[static_cast<std::size_t>(t)] = sum;
    }
    return std::accumulate(sums.begin(), sums.end(), 0.0) / divisor;
}

LossTerms SparsePass::run(const SaeWeights& weights, const Batch& batch, const TrainOptions& options,
                          const std::vector<std::int32_t>& dead) {
    const c10::NoGradGuard noGrad;
    LossTerms terms;
    encode(weights, batch);
    decode(weights);
    addUpper(batch, options, terms);
    terms.local = addLocal(batch, options);
    codeGradients(weights);
    terms.cross = addCross(batch, options);
    const bool auxiliary = options.weights.auxiliary != 0 && options.auxiliaryK > 0 && !dead.empty();
    if (auxiliary) {
        const double share = batch.memberShare() / static_cast<double>(batch.tokens * m_config.width);
        const AuxiliaryInputs in{m_pre, m_input, m_residual, &m_scales.outScale, weights.decoder.values.data(),
                                 &m_inverseNorms, options.auxiliaryK, options.weights.auxiliary * share};
        terms.auxiliary = m_auxiliary.run(in, dead) * share;
    }
    weightGradients(weights, auxiliary ? dead : std::vector<std::int32_t>{});
    terms.total = totalOf(terms, options.weights);
    return terms;
}

} // namespace crosseed::sae
