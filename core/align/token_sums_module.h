// What a fit and its error need of a set of tokens: sums that add up over tokens, so that samples of any size
// and halves cost no pass of their own. Needs LibTorch.
#pragma once
#include "align/alignment_study.h"
#include "align/cross_product_module.h"
#include <span>

namespace crosseed::align {

struct TokenSums {
    CrossProduct cross;
    double squaresA = 0, squaresB = 0; // ||H_A||_F^2, ||H_B||_F^2
};

TokenSums noTokens(std::int64_t width);
TokenSums operator+(const TokenSums& x, const TokenSums& y);
TokenSums operator-(const TokenSums& whole, const TokenSums& part);

// The row numbers of the sample's tokens, in order.
std::vector<std::int64_t> rowsOf(const TokenSample& sample);

// Adds tokens: row rowsA[i] of A with row rowsB[i] of B, in blocks in float64. Throws Error(Numeric) for NaN
// or infinity, Cancelled.
void addTokens(TokenSums& sums, const TokenSample& sample, std::span<const std::int64_t> rowsA,
               std::span<const std::int64_t> rowsB, const std::stop_token& stop = {});

// H_A^T H_B, or that of the rows without their column means.
at::Tensor productOf(const TokenSums& sums, bool centred);

// ||H_B W - H_A||_F / ||H_A||_F in the trace form ||H_A||^2 + ||H_B||^2 - 2 tr(H_A^T H_B W), exact to about
// 1e-8 where the error is 0 and to 1e-13 where it is not small; `centred`: of the rows without their column
// means (NaN for a single token). An undefined `w` is the identity.
double errorOf(const TokenSums& sums, const at::Tensor& w, bool centred = false);

} // namespace crosseed::align
