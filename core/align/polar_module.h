// The rotation of a product without its singular values, faster than by SVD. Needs LibTorch.
#pragma once
#include <ATen/core/Tensor.h>

namespace crosseed::align {

// W = V U^T of product = U S V^T, float64 [D, D], as fitRotation() gives it: the orthogonal polar factor of
// product^T, by Newton's iteration X <- (g X + X^-T / g) / 2 with Higham's scaling g (Higham 1986; about nine
// steps of one inverse each, whatever the spectrum). Where the product is singular to working precision, or W^T W
// misses I by more than 1e-12, by SVD. Both are exact to rounding times the condition of the product.
at::Tensor polarRotation(const at::Tensor& product);

} // namespace crosseed::align
