#include "sae/auxiliary_module.h"
#include "sae/row_kernels.h"
#include "sae/row_lists.h"
#include <ATen/ATen.h>
#include <algorithm>
#include <numeric>

namespace crosseed::sae {

namespace {
// From this share of the dead features on, dense products are faster than lists: BLAS does some 16 times as many
// operations a second as a walk through rows that are chosen anew for each token.
constexpr double denseShare = 1.0 / 16;

void ensure(at::Tensor& tensor, std::int64_t rows, std::int64_t columns) {
    if (!tensor.defined() || tensor.size(0) != rows || tensor.size(1) != columns)
        tensor = at::empty({rows, columns}, at::kFloat);
}
} // namespace

void Auxiliary::gatherDecoder(const AuxiliaryInputs& in, const std::vector<std::int32_t>& dead) {
    const auto count = static_cast<std::int64_t>(dead.size());
    const std::int64_t width = in.input.size(1);
    ensure(m_rows, count, width);
    auto* to = m_rows.data_ptr<float>();
#pragma omp parallel for schedule(static)
    for (std::int64_t i = 0; i < count; ++i) {
        const auto feature = static_cast<std::size_t>(dead[static_cast<std::size_t>(i)]);
        shiftAndScale(in.decoder + static_cast<std::int64_t>(feature) * width, 0, (*in.inverseNorms)[feature], width,
                      to + i * width);
    }
}

// Turns m_output from the unscaled reconstruction of the residual into the gradient of the loss with respect to it.
double Auxiliary::errors(const AuxiliaryInputs& in) {
    const std::int64_t rows = m_output.size(0), width = m_output.size(1);
    auto* out = m_output.data_ptr<float>();
    const auto* residual = in.residual.data_ptr<float>();
    std::vector<double> sums(static_cast<std::size_t>(rows));
#pragma omp parallel for schedule(static)
    for (std::int64_t r = 0; r < rows; ++r) {
        const float scale = (*in.outScale)[static_cast<std::size_t>(r)];
        float* row = out + r * width;
        // The residual has the other sign, so that r_hat - (h - h_hat) is a sum.
        scaledSum(scale, row, residual + r * width, width, row);
        sums[static_cast<std::size_t>(r)] = squaresAround(row, 0, width);
        shiftAndScale(row, 0, static_cast<float>(2 * in.gradientFactor) * scale, width, row);
    }
    return std::accumulate(sums.begin(), sums.end(), 0.0);
}

namespace {
// Values at the chosen places of each row, zeros elsewhere: [rows, columns].
void scatter(const RowCodes& codes, at::Tensor& out) {
    const std::int64_t columns = out.size(1);
    auto* to = out.data_ptr<float>();
#pragma omp parallel for schedule(static)
    for (std::int64_t r = 0; r < codes.rows; ++r) {
        float* row = to + r * columns;
        std::fill(row, row + columns, 0.0f);
        for (std::int64_t i = codes.begin(r); i < codes.end(r); ++i)
            row[codes.features[static_cast<std::size_t>(i)]] = codes.values[static_cast<std::size_t>(i)];
    }
}

// Zeros all but the chosen places.
void keepChosen(const RowCodes& codes, at::Tensor& rows) {
    const std::int64_t columns = rows.size(1);
    auto* values = rows.data_ptr<float>();
#pragma omp parallel
    {
        std::vector<float> kept(static_cast<std::size_t>(codes.stride));
#pragma omp for schedule(static)
        for (std::int64_t r = 0; r < codes.rows; ++r) {
            float* row = values + r * columns;
            const std::int32_t* places = codes.features.data() + codes.begin(r);
            for (std::int64_t i = 0; i < codes.stride; ++i)
                kept[static_cast<std::size_t>(i)] = row[places[i]];
            std::fill(row, row + columns, 0.0f);
            for (std::int64_t i = 0; i < codes.stride; ++i)
                row[places[i]] = kept[static_cast<std::size_t>(i)];
        }
    }
}
} // namespace

double Auxiliary::runDense(const AuxiliaryInputs& in, const std::vector<std::int32_t>& dead) {
    const auto count = static_cast<std::int64_t>(dead.size());
    const std::int64_t rows = in.input.size(0), width = in.input.size(1);
    const bool chosen = in.k < count;
    ensure(m_dense, rows, count); // codes
    if (chosen)
        scatter(m_codes, m_dense);
    else
        at::index_select_out(m_dense, in.pre, 1, at::from_blob(const_cast<std::int32_t*>(dead.data()), {count}, at::kInt));
    ensure(m_output, rows, width);
    at::mm_out(m_output, m_dense, m_rows);
    const double sum = errors(in);
    ensure(m_decoder, count, width);
    at::mm_out(m_decoder, m_dense.t(), m_output);
    at::mm_out(m_dense, m_output, m_rows.t()); // gradients of the codes
    if (chosen)
        keepChosen(m_codes, m_dense);
    ensure(m_encoder, count, width);
    at::mm_out(m_encoder, m_dense.t(), in.input);
    m_bias = m_dense.sum(0);
    return sum;
}

double Auxiliary::runSparse(const AuxiliaryInputs& in, const std::vector<std::int32_t>& dead) {
    const auto count = static_cast<std::int64_t>(dead.size());
    const std::int64_t rows = in.input.size(0), width = in.input.size(1), k = m_codes.stride;
    RowLists byRow{{}, m_codes.features.data(), m_codes.values.data()};
    for (std::int64_t r = 0; r <= rows; ++r)
        byRow.starts.push_back(r * k);
    ensure(m_output, rows, width);
    sumLists(m_rows.data_ptr<float>(), count, width, byRow, m_output.data_ptr<float>());
    const double sum = errors(in);
    std::vector<float> gradients(m_codes.values.size());
    dotLists(m_rows.data_ptr<float>(), count, width, byRow, m_output.data_ptr<float>(), gradients.data());

    const FeatureEntries entries = byFeature(m_codes, count);
    std::vector<float> values(gradients.size()), slopes(gradients.size());
    for (std::size_t e = 0; e < values.size(); ++e) {
        values[e] = m_codes.values[static_cast<std::size_t>(entries.places[e])];
        slopes[e] = gradients[static_cast<std::size_t>(entries.places[e])];
    }
    RowLists lists{{entries.starts.begin(), entries.starts.end()}, entries.rows.data(), values.data()};
    ensure(m_decoder, count, width);
    sumLists(m_output.data_ptr<float>(), rows, width, lists, m_decoder.data_ptr<float>());
    lists.weights = slopes.data();
    ensure(m_encoder, count, width);
    sumLists(in.input.data_ptr<float>(), rows, width, lists, m_encoder.data_ptr<float>());
    m_bias = at::empty({count}, at::kFloat);
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t from = lists.starts[static_cast<std::size_t>(i)];
        m_bias.data_ptr<float>()[i] =
            crosseed::sae::sum(slopes.data() + from, lists.starts[static_cast<std::size_t>(i) + 1] - from);
    }
    return sum;
}

double Auxiliary::run(const AuxiliaryInputs& in, const std::vector<std::int32_t>& dead) {
    const auto count = static_cast<std::int64_t>(dead.size());
    gatherDecoder(in, dead);
    if (in.k < count)
        selectTopKAmong(in.pre.data_ptr<float>(), in.pre.size(0), in.pre.size(1), dead, in.k, m_codes);
    const bool dense = static_cast<double>(in.k) >= denseShare * static_cast<double>(count);
    return dense ? runDense(in, dead) : runSparse(in, dead);
}

} // namespace crosseed::sae
