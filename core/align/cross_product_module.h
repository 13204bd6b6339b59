// What the Procrustes fit and its controls share: sums over all rows, taken in blocks in float64. Needs
// LibTorch.
#pragma once
#include "align/procrustes.h"
#include "base/matrix.h"
#include "base/progress.h"
#include <ATen/core/Tensor.h>
#include <cstdint>
#include <functional>
#include <vector>

namespace crosseed::align {

// H_A^T H_B and the column sums, all float64.
struct CrossProduct {
    at::Tensor product; // [D, D]
    at::Tensor sumA;    // [D]
    at::Tensor sumB;    // [D]
    std::int64_t tokens = 0;
};

// `orderB`, when not empty, is the order in which b's rows are taken. Throws Error(Shape), Error(Numeric),
// Cancelled.
CrossProduct crossProduct(MatrixView a, MatrixView b, const std::vector<std::int64_t>& orderB = {},
                          const ProgressFn& progress = {}, std::stop_token stop = {});

// The sum of squares of `block`, float64 rows of `m`; throws Error(Numeric) naming model, row (rowOf(i) of
// the block's row i) and column where a value is NaN or infinite.
double finiteSquares(const at::Tensor& block, MatrixView m,
                     const std::function<std::int64_t(std::int64_t)>& rowOf, const char* model);

// H_A^T H_B, or with options.centred that of the rows without their column means.
at::Tensor productToFit(const CrossProduct& sums, const AlignOptions& options);

// W = V U^T of product = U S V^T, and s descending. Where singular values are 0 (to rounding) the product
// does not determine W: there it is the rotation nearest to the identity, so that it does not depend on the
// LAPACK at hand.
struct Fit {
    at::Tensor w;              // float64 [D, D]
    at::Tensor singularValues; // float64 [D]
    std::int64_t rank = 0;     // directions that are determined, rankOf(singularValues)
};
Fit fitRotation(const at::Tensor& product);

// ||H_B W - H_A||_F / ||H_A||_F; an undefined `w` is the identity.
double residualError(MatrixView a, MatrixView b, const at::Tensor& w, const ProgressFn& progress = {},
                     std::stop_token stop = {});

// How many of the descending values reach `share` of the sum of their `power`-th powers (1 or 2).
std::int64_t countForShare(const std::vector<double>& values, double share, int power);

// As numpy.linalg.matrix_rank counts: singular values above s_1 D eps.
std::int64_t rankOf(const std::vector<double>& singularValues);

// Plain sentences about a fit on `tokens` tokens of rank `rank` in `width` dimensions.
std::vector<std::string> fitWarnings(std::int64_t tokens, std::int64_t width, std::int64_t rank, double nre,
                                     double nreIdentity);

at::Tensor tensorOf(const DoubleMatrix& m); // borrows
DoubleMatrix matrixOf(const at::Tensor& t); // copies; float64 [rows, cols]

} // namespace crosseed::align
