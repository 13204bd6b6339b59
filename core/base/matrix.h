// Dense values that cross room borders without LibTorch: row-major, owned or borrowed.
#pragma once
#include "base/error.h"
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace crosseed {

// A borrowed row-major float32 block [rows, cols]; the owner outlives it.
struct MatrixView {
    const float* data = nullptr;
    std::int64_t rows = 0;
    std::int64_t cols = 0;
    std::span<const float> row(std::int64_t r) const { return {data + r * cols, static_cast<std::size_t>(cols)}; }
    // Rows [first, first + count). Throws Error(Shape) when they are not all there.
    MatrixView middleRows(std::int64_t first, std::int64_t count) const;
};

// An owned row-major matrix [rows, cols], zero at first.
template <typename T> struct Matrix {
    std::int64_t rows = 0;
    std::int64_t cols = 0;
    std::vector<T> values;

    Matrix() = default;
    Matrix(std::int64_t r, std::int64_t c) : rows(r), cols(c), values(static_cast<std::size_t>(r * c)) {}
    T& operator()(std::int64_t r, std::int64_t c) { return values[static_cast<std::size_t>(r * cols + c)]; }
    T operator()(std::int64_t r, std::int64_t c) const { return values[static_cast<std::size_t>(r * cols + c)]; }
};

using FloatMatrix = Matrix<float>;
using DoubleMatrix = Matrix<double>;

inline MatrixView view(const FloatMatrix& m) { return {m.values.data(), m.rows, m.cols}; }

// "[rows, cols]", for sentences about shapes.
std::string shapeText(std::int64_t rows, std::int64_t cols);

} // namespace crosseed
