// The loops of the sparse autoencoder: few rows of a table, weighted and summed, or multiplied with one row.
#pragma once
#include <cstdint>

namespace crosseed::sae {

// out[0 .. width) = or += sum over i of weights[i] * table[index[i] * stride + 0 .. width), in the order of i.
void weightedRowSum(const float* table, std::int64_t stride, const std::int32_t* index, const float* weights,
                    std::int64_t count, std::int64_t width, float* out, bool add);

// out[i] = <x, table row index[i]> over `width` columns.
void rowDots(const float* table, std::int64_t stride, const std::int32_t* index, std::int64_t count, const float* x,
             std::int64_t width, float* out);

float dot(const float* a, const float* b, std::int64_t width);
float sum(const float* a, std::int64_t width);
// out = a * x + y, elementwise; out may be x or y.
void scaledSum(float a, const float* x, const float* y, std::int64_t width, float* out);
// Sum of (x - shift)^2.
float squaresAround(const float* x, float shift, std::int64_t width);
// out = (x - shift) * factor.
void shiftAndScale(const float* x, float shift, float factor, std::int64_t width, float* out);
// out = factor * (a - b); returns the sum of (a - b)^2.
float scaledDifference(const float* a, const float* b, float factor, std::int64_t width, float* out);

} // namespace crosseed::sae
