#include "align/cross_product_module.h"
#include <ATen/ATen.h>
#include <algorithm>
#include <c10/core/GradMode.h>
#include <cmath>
#include <cstring>

namespace crosseed::align {

namespace {

constexpr std::int64_t blockRows = 2048; // 12 MiB a block at D = 768

void requireSameShape(MatrixView a, MatrixView b) {
    require(a.rows == b.rows && a.cols == b.cols, ErrorKind::Shape,
            "The activations of A are " + shapeText(a.rows, a.cols) + " and those of B " +
                shapeText(b.rows, b.cols) + "; alignment needs the same tokens and the same width.");
    require(a.rows > 0 && a.cols > 0, ErrorKind::Shape,
            "There are no tokens to align: the activations are " + shapeText(a.rows, a.cols) + ".");
}

at::Tensor block(MatrixView m, std::int64_t first, std::int64_t count,
                 const std::vector<std::int64_t>& order) {
    const auto whole = at::from_blob(const_cast<float*>(m.data), {m.rows, m.cols}, at::kFloat);
    if (order.empty()) return whole.narrow(0, first, count).to(at::kDouble);
    const auto rows = at::from_blob(const_cast<std::int64_t*>(order.data()) + first, {count}, at::kLong);
    return whole.index_select(0, rows).to(at::kDouble);
}

} // namespace

// Finite float32 values have a finite sum of squares in float64, so one number tells of a whole block.
double finiteSquares(const at::Tensor& block, MatrixView m,
                     const std::function<std::int64_t(std::int64_t)>& rowOf, const char* model) {
    const double squares = block.square().sum().item<double>();
    if (std::isfinite(squares)) return squares;
    for (std::int64_t i = 0; i < block.size(0); ++i) {
        const std::int64_t row = rowOf(i);
        const auto values = m.row(row);
        const auto bad =
            std::find_if(values.begin(), values.end(), [](float v) { return !std::isfinite(v); });
        if (bad != values.end())
            throw Error(ErrorKind::Numeric, std::string("The activations of model ") + model +
                                                " hold NaN or infinity in row " + std::to_string(row) +
                                                ", column " + std::to_string(bad - values.begin()) +
                                                "; extract them again or check the model's weights.");
    }
    return squares;
}

CrossProduct crossProduct(MatrixView a, MatrixView b, const std::vector<std::int64_t>& orderB,
                          const ProgressFn& progress, std::stop_token stop) {
    requireSameShape(a, b);
    c10::NoGradGuard noGrad;
    const std::int64_t d = a.cols;
    CrossProduct result{at::zeros({d, d}, at::kDouble), at::zeros({d}, at::kDouble),
                        at::zeros({d}, at::kDouble), a.rows};
    for (std::int64_t first = 0; first < a.rows; first += blockRows) {
        throwIfStopped(stop);
        const std::int64_t count = std::min(blockRows, a.rows - first);
        const auto inOrder = [first](std::int64_t i) { return first + i; };
        const auto rowsA = block(a, first, count, {}); // [n, D]
        const auto rowsB = block(b, first, count, orderB);
        finiteSquares(rowsA, a, inOrder, "A");
        finiteSquares(
            rowsB, b,
            [&](std::int64_t i) {
                return orderB.empty() ? first + i : orderB[static_cast<std::size_t>(first + i)];
            },
            "B");
        result.product.addmm_(rowsA.t(), rowsB); // [D, D]
        result.sumA += rowsA.sum(0);
        result.sumB += rowsB.sum(0);
        report(progress, static_cast<double>(first + count) / static_cast<double>(a.rows),
               "Cross product of " + std::to_string(first + count) + " of " + std::to_string(a.rows) +
                   " tokens");
    }
    return result;
}

at::Tensor productToFit(const CrossProduct& sums, const AlignOptions& options) {
    if (!options.centred) return sums.product;
    return sums.product - at::outer(sums.sumA, sums.sumB) / static_cast<double>(sums.tokens);
}

Fit fitRotation(const at::Tensor& product) {
    c10::NoGradGuard noGrad;
    auto [u, s, vt] = at::linalg_svd(product, /*full_matrices=*/false);
    const double* values = s.data_ptr<double>();
    const std::int64_t width = s.numel(), rank = rankOf({values, values + width});
    if (rank < width) { // any orthogonal Q between the vectors left over fits as well: tr(V Q U^T) is
                        // greatest for Q = Y X^T
        auto restU = u.narrow(1, rank, width - rank), restV = vt.narrow(0, rank, width - rank);
        const auto [x, sigma, yt] = at::linalg_svd(at::matmul(restU.t(), restV.t()));
        restU.copy_(at::matmul(restU, x));
        restV.copy_(at::matmul(yt, restV));
    }
    return {at::matmul(vt.t(), u.t()).contiguous(), s.contiguous(), rank};
}

double residualError(MatrixView a, MatrixView b, const at::Tensor& w, const ProgressFn& progress,
                     std::stop_token stop) {
    requireSameShape(a, b);
    c10::NoGradGuard noGrad;
    double residual = 0, norm = 0;
    for (std::int64_t first = 0; first < a.rows; first += blockRows) {
        throwIfStopped(stop);
        const std::int64_t count = std::min(blockRows, a.rows - first);
        const auto inOrder = [first](std::int64_t i) { return first + i; };
        const auto rowsA = block(a, first, count, {});
        auto rowsB = block(b, first, count, {});
        norm += finiteSquares(rowsA, a, inOrder, "A");
        finiteSquares(rowsB, b, inOrder, "B");
        if (w.defined()) rowsB = at::matmul(rowsB, w);
        residual += rowsB.sub_(rowsA).square_().sum().item<double>();
        report(progress, static_cast<double>(first + count) / static_cast<double>(a.rows),
               "Error over " + std::to_string(first + count) + " of " + std::to_string(a.rows) + " tokens");
    }
    require(norm > 0, ErrorKind::Numeric,
            "The activations of model A are all 0, so no error relative to them exists.");
    return std::sqrt(residual / norm);
}

at::Tensor tensorOf(const DoubleMatrix& m) {
    return at::from_blob(const_cast<double*>(m.values.data()), {m.rows, m.cols}, at::kDouble);
}

DoubleMatrix matrixOf(const at::Tensor& t) {
    const auto source = t.to(at::kCPU, at::kDouble).contiguous();
    DoubleMatrix m(source.size(0), source.size(1));
    std::memcpy(m.values.data(), source.data_ptr<double>(), m.values.size() * sizeof(double));
    return m;
}

} // namespace crosseed::align
