// What the Procrustes fit and its controls share: sums over all rows, taken in blocks in float64. Needs
// LibTorch.
#pragma once
#include "align/procrustes.h"
#include "base/matrix.h"
#include "base/progress.h"
#include <ATen/core/Tensor.h>
#include <cstdint>
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

// H_A^T H_B, or with options.centred that of the rows without their column means.
at::Tensor productToFit(const CrossProduct& sums, const AlignOptions& options);

// W = V U^T of product = U S V^T, and s descending.
struct Fit {
    at::Tensor w;              // float64 [D, D]
    at::Tensor singularValues; // float64 [D]
};
Fit fitRotation(const at::Tensor& product);

// ||H_B W - H_A||_F / ||H_A||_F; an undefined `w` is the identity.
double residualError(MatrixView a, MatrixView b, const at::Tensor& w, const ProgressFn& progress = {},
                     std::stop_token stop = {});

at::Tensor tensorOf(const DoubleMatrix& m); // borrows
DoubleMatrix matrixOf(const at::Tensor& t); // copies; float64 [rows, cols]

} // namespace crosseed::align
