// The k largest values of each row, and what is kept of them (method.md section 4).
#pragma once
#include <cstdint>
#include <vector>

namespace crosseed::sae {

// Codes of a block of rows: at most `stride` entries a row, in the order of their features.
struct RowCodes {
    std::int64_t rows = 0;
    std::int64_t stride = 0;
    std::vector<std::int32_t> counts;   // [rows], entries used of each row
    std::vector<std::int32_t> features; // [rows * stride], ascending within a row
    std::vector<float> values;          // [rows * stride]

    void resize(std::int64_t rowCount, std::int64_t entriesARow);
    std::int64_t begin(std::int64_t row) const { return row * stride; }
    std::int64_t end(std::int64_t row) const { return row * stride + counts[static_cast<std::size_t>(row)]; }
};

// The same entries by feature: rows ascending within a feature, so that one thread can sum a feature's gradient in row order.
struct FeatureEntries {
    std::vector<std::int32_t> starts; // [features + 1]
    std::vector<std::int32_t> rows;   // [entries]
    std::vector<std::int32_t> places; // [entries], positions in RowCodes::values
};
FeatureEntries byFeature(const RowCodes& codes, std::int64_t features);

// Positions of the k largest of `count` numbers, ascending; of equal ones the first. k <= count; no NaN among them.
// `keys` is room for `count` numbers.
void largest(const float* values, std::int64_t count, std::int64_t k, std::int32_t* positions, std::int32_t* keys);

// Adds `bias` [features] to the rows in place, float32 [rows, features], and keeps the k largest of each. With `relu` only
// those above 0 of them. Returns false, with codes undefined, when a value is not a number.
bool selectTopK(float* rows, const float* bias, std::int64_t rowCount, std::int64_t features, std::int64_t k, bool relu,
                RowCodes& codes);

// The k largest among the columns `allowed` of each row; RowCodes::features are positions in `allowed`.
void selectTopKAmong(const float* rows, std::int64_t rowCount, std::int64_t features,
                     const std::vector<std::int32_t>& allowed, std::int64_t k, RowCodes& codes);

} // namespace crosseed::sae
