#include "sae/row_kernels.h"
#include "sae/sparse_module.h"
#include <ATen/ATen.h>
#include <algorithm>

namespace crosseed::sae {

namespace {
// What SparsePass::weightGradients reads for one feature.
struct Sources {
    const float* output;   // [R, D], gradient of the SAE's output
    const float* input;    // [R, D]
    std::int64_t width;
};

// One feature's entries, gathered so that its sums run over plain arrays.
struct Gathered {
    std::vector<float> values, gradients;

    void take(const FeatureEntries& entries, std::size_t feature, const std::vector<float>& codes,
              const std::vector<float>& slopes) {
        values.clear();
        gradients.clear();
        for (std::int32_t e = entries.starts[feature]; e < entries.starts[feature + 1]; ++e) {
            const auto place = static_cast<std::size_t>(entries.places[static_cast<std::size_t>(e)]);
            values.push_back(codes[place]);
            gradients.push_back(slopes[place]);
        }
    }
};

// The gradient of w from that of n = w / |w|: (g - n <n, g>) / |w|.
void throughNorm(const float* weight, float inverseNorm, std::int64_t width, float* gradient) {
    const float along = dot(weight, gradient, width) * inverseNorm * inverseNorm;
    scaledSum(-along, weight, gradient, width, gradient);
    shiftAndScale(gradient, 0, inverseNorm, width, gradient);
}

void columnSums(const float* rows, std::int64_t count, std::int64_t width, std::vector<float>& out) {
    std::fill(out.begin(), out.end(), 0.0f);
    for (std::int64_t r = 0; r < count; ++r)
        scaledSum(1, rows + r * width, out.data(), width, out.data());
}
} // namespace

void SparsePass::weightGradients(const SaeWeights& weights, const std::vector<std::int32_t>& dead) {
    const FeatureEntries entries = byFeature(m_codes, m_config.dictionary);
    const Sources from{m_outputGradient.data_ptr<float>(), m_input.data_ptr<float>(), m_config.width};
    const std::int64_t width = m_config.width;
    std::vector<std::int32_t> placeInDead(static_cast<std::size_t>(m_config.dictionary), -1);
    for (std::size_t i = 0; i < dead.size(); ++i)
        placeInDead[static_cast<std::size_t>(dead[i])] = static_cast<std::int32_t>(i);
#pragma omp parallel
    {
        Gathered list;
#pragma omp for schedule(dynamic, 64)
        for (std::int64_t f = 0; f < m_config.dictionary; ++f) {
            const auto feature = static_cast<std::size_t>(f);
            list.take(entries, feature, m_codes.values, m_codeGradients);
            const auto count = static_cast<std::int64_t>(list.values.size());
            const std::int32_t* rows = entries.rows.data() + entries.starts[feature];
            float* decoder = m_gradients.decoder.values.data() + f * width;
            float* encoder = m_gradients.encoder.values.data() + f * width;
            weightedRowSum(from.output, width, rows, list.values.data(), count, width, decoder, false);
            weightedRowSum(from.input, width, rows, list.gradients.data(), count, width, encoder, false);
            float bias = sum(list.gradients.data(), count);
            const std::int32_t place = placeInDead[feature];
            if (place >= 0) {
                scaledSum(1, m_auxiliary.decoderGradient().data_ptr<float>() + place * width, decoder, width, decoder);
                scaledSum(1, m_auxiliary.encoderGradient().data_ptr<float>() + place * width, encoder, width, encoder);
                bias += m_auxiliary.biasGradient().data_ptr<float>()[place];
            }
            m_gradients.encoderBias[feature] = bias;
            if (count > 0 || place >= 0)
                throughNorm(weights.decoder.values.data() + f * width, m_inverseNorms[feature], width, decoder);
        }
    }
    columnSums(from.output, m_rows, width, m_gradients.decoderBias);
}

} // namespace crosseed::sae
