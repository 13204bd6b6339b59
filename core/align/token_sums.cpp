#include "align/token_sums_module.h"
#include <ATen/ATen.h>
#include <algorithm>
#include <c10/core/GradMode.h>
#include <cmath>

namespace crosseed::align {

namespace {

constexpr std::int64_t blockRows = 2048;

at::Tensor gather(MatrixView m, std::span<const std::int64_t> rows) {
    const auto whole = at::from_blob(const_cast<float*>(m.data), {m.rows, m.cols}, at::kFloat);
    const auto index = at::from_blob(const_cast<std::int64_t*>(rows.data()), {std::ssize(rows)}, at::kLong);
    return whole.index_select(0, index).to(at::kDouble);
}

} // namespace

TokenSums noTokens(std::int64_t width) {
    return {{at::zeros({width, width}, at::kDouble), at::zeros({width}, at::kDouble),
             at::zeros({width}, at::kDouble), 0},
            0,
            0};
}

TokenSums operator+(const TokenSums& x, const TokenSums& y) {
    return {{x.cross.product + y.cross.product, x.cross.sumA + y.cross.sumA, x.cross.sumB + y.cross.sumB,
             x.cross.tokens + y.cross.tokens},
            x.squaresA + y.squaresA,
            x.squaresB + y.squaresB};
}

TokenSums operator-(const TokenSums& whole, const TokenSums& part) {
    return {{whole.cross.product - part.cross.product, whole.cross.sumA - part.cross.sumA,
             whole.cross.sumB - part.cross.sumB, whole.cross.tokens - part.cross.tokens},
            whole.squaresA - part.squaresA,
            whole.squaresB - part.squaresB};
}

std::vector<std::int64_t> rowsOf(const TokenSample& sample) {
    std::vector<std::int64_t> rows;
    rows.reserve(static_cast<std::size_t>(sample.tokens()));
    for (const RowRange& text : sample.texts)
        for (std::int64_t row = text.first; row < text.last; ++row)
            rows.push_back(row);
    return rows;
}

void addTokens(TokenSums& sums, const TokenSample& sample, std::span<const std::int64_t> rowsA,
               std::span<const std::int64_t> rowsB, const std::stop_token& stop) {
    c10::NoGradGuard noGrad;
    for (std::size_t first = 0; first < rowsA.size(); first += blockRows) {
        throwIfStopped(stop);
        const std::size_t count = std::min<std::size_t>(blockRows, rowsA.size() - first);
        const auto partA = rowsA.subspan(first, count), partB = rowsB.subspan(first, count);
        const auto a = gather(sample.a, partA), b = gather(sample.b, partB); // [n, D]
        const auto from = [](std::span<const std::int64_t> rows) {
            return [rows](std::int64_t i) { return rows[static_cast<std::size_t>(i)]; };
        };
        sums.squaresA += finiteSquares(a, sample.a, from(partA), "A");
        sums.squaresB += finiteSquares(b, sample.b, from(partB), "B");
        sums.cross.product.addmm_(a.t(), b);
        sums.cross.sumA += a.sum(0);
        sums.cross.sumB += b.sum(0);
        sums.cross.tokens += static_cast<std::int64_t>(count);
    }
}

at::Tensor productOf(const TokenSums& sums, bool centred) {
    return productToFit(sums.cross, {.centred = centred});
}

double errorOf(const TokenSums& sums, const at::Tensor& w, bool centred) {
    const auto n = static_cast<double>(sums.cross.tokens);
    const auto product = productOf(sums, centred);
    const double trace =
        w.defined() ? (product * w.t()).sum().item<double>() : product.trace().item<double>();
    double a = sums.squaresA, b = sums.squaresB;
    if (centred) {
        a -= sums.cross.sumA.square().sum().item<double>() / n;
        b -= sums.cross.sumB.square().sum().item<double>() / n;
    }
    if (centred && sums.cross.tokens < 2) return std::nan("");
    require(a > 0, ErrorKind::Numeric,
            "The activations of model A are all 0, so no error relative to them exists.");
    return std::sqrt(std::max(0.0, a + b - 2 * trace) / a);
}

} // namespace crosseed::align
