#include "sae/row_kernels.h"
#include <cstring>

namespace crosseed::sae {

namespace {
#define CROSSEED_FAST __attribute__((target_clones("arch=haswell", "default")))
#define CROSSEED_INLINE inline __attribute__((always_inline))

using Vector = float __attribute__((vector_size(32), aligned(4), may_alias));
constexpr std::int64_t lanes = 8;

CROSSEED_INLINE const Vector& at(const float* p) {
    return *reinterpret_cast<const Vector*>(p);
}

// `Count` vectors stay in registers over all rows of the sum.
template <int Count>
CROSSEED_INLINE void sumColumns(const float* table, std::int64_t stride, const std::int32_t* index, const float* weights,
                                std::int64_t count, float* out, bool add) {
    Vector sums[Count];
    for (int v = 0; v < Count; ++v)
        sums[v] = add ? at(out + v * lanes) : Vector{};
    for (std::int64_t i = 0; i < count; ++i) {
        const float* row = table + index[i] * stride;
        const float weight = weights[i];
        for (int v = 0; v < Count; ++v)
            sums[v] += weight * at(row + v * lanes);
    }
    for (int v = 0; v < Count; ++v)
        std::memcpy(out + v * lanes, &sums[v], sizeof(Vector));
}

CROSSEED_INLINE float total(const Vector& v) {
    return ((v[0] + v[4]) + (v[1] + v[5])) + ((v[2] + v[6]) + (v[3] + v[7]));
}

// Dots of x with `Count` rows, which share the loads of x.
template <int Count>
CROSSEED_INLINE void dotRows(const float* const* rows, const float* x, std::int64_t width, float* out) {
    Vector sums[Count][2] = {};
    std::int64_t c = 0;
    for (; c + 2 * lanes <= width; c += 2 * lanes)
        for (int r = 0; r < Count; ++r) {
            sums[r][0] += at(x + c) * at(rows[r] + c);
            sums[r][1] += at(x + c + lanes) * at(rows[r] + c + lanes);
        }
    for (int r = 0; r < Count; ++r) {
        float rest = 0;
        for (std::int64_t i = c; i < width; ++i)
            rest += x[i] * rows[r][i];
        const Vector both = sums[r][0] + sums[r][1];
        out[r] = total(both) + rest;
    }
}
} // namespace

CROSSEED_FAST void weightedRowSum(const float* table, std::int64_t stride, const std::int32_t* index,
                                  const float* weights, std::int64_t count, std::int64_t width, float* out, bool add) {
    std::int64_t c = 0;
    for (; c + 8 * lanes <= width; c += 8 * lanes)
        sumColumns<8>(table + c, stride, index, weights, count, out + c, add);
    for (; c + lanes <= width; c += lanes)
        sumColumns<1>(table + c, stride, index, weights, count, out + c, add);
    for (; c < width; ++c) {
        float s = add ? out[c] : 0.0f;
        for (std::int64_t i = 0; i < count; ++i)
            s += weights[i] * table[index[i] * stride + c];
        out[c] = s;
    }
}

CROSSEED_FAST void rowDots(const float* table, std::int64_t stride, const std::int32_t* index, std::int64_t count,
                           const float* x, std::int64_t width, float* out) {
    std::int64_t i = 0;
    for (; i + 4 <= count; i += 4) {
        const float* rows[4] = {table + index[i] * stride, table + index[i + 1] * stride, table + index[i + 2] * stride,
                                table + index[i + 3] * stride};
        dotRows<4>(rows, x, width, out + i);
    }
    for (; i < count; ++i) {
        const float* rows[1] = {table + index[i] * stride};
        dotRows<1>(rows, x, width, out + i);
    }
}

CROSSEED_FAST float dot(const float* a, const float* b, std::int64_t width) {
    const float* rows[1] = {b};
    float out = 0;
    dotRows<1>(rows, a, width, &out);
    return out;
}

CROSSEED_FAST float sum(const float* a, std::int64_t width) {
    float s = 0;
#pragma omp simd reduction(+ : s)
    for (std::int64_t i = 0; i < width; ++i)
        s += a[i];
    return s;
}

CROSSEED_FAST void scaledSum(float a, const float* x, const float* y, std::int64_t width, float* out) {
#pragma omp simd
    for (std::int64_t i = 0; i < width; ++i)
        out[i] = a * x[i] + y[i];
}

CROSSEED_FAST float squaresAround(const float* x, float shift, std::int64_t width) {
    float s = 0;
#pragma omp simd reduction(+ : s)
    for (std::int64_t i = 0; i < width; ++i)
        s += (x[i] - shift) * (x[i] - shift);
    return s;
}

CROSSEED_FAST void shiftAndScale(const float* x, float shift, float factor, std::int64_t width, float* out) {
#pragma omp simd
    for (std::int64_t i = 0; i < width; ++i)
        out[i] = (x[i] - shift) * factor;
}

CROSSEED_FAST float scaledDifference(const float* a, const float* b, float factor, std::int64_t width, float* out) {
    float s = 0;
#pragma omp simd reduction(+ : s)
    for (std::int64_t i = 0; i < width; ++i) {
        const float difference = a[i] - b[i];
        s += difference * difference;
        out[i] = factor * difference;
    }
    return s;
}

} // namespace crosseed::sae
