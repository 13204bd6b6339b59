// Moments of every feature over all rows, from sparse codes of two models, in float64.
#pragma once
#include "sae/sae.h"
#include <cstdint>
#include <span>
#include <vector>

namespace crosseed::evaluate {

// Codes of either precision as CSR, borrowed: the tokens' (float32) or the texts' means (float64).
template <typename Value> struct CodeRows {
    std::int64_t features = 0;               // F
    std::span<const std::int64_t> rowStarts; // [N + 1]
    std::span<const std::int32_t> indices;   // ascending within a row
    std::span<const Value> values;
    std::int64_t rowCount() const { return static_cast<std::int64_t>(rowStarts.size()) - 1; }
};

// The mean codes of each text, owned.
struct PooledCodes {
    std::int64_t features = 0;
    std::vector<std::int64_t> rowStarts{0};
    std::vector<std::int32_t> indices;
    std::vector<double> values;
};
// Text t is the mean of rows starts[t] .. starts[t + 1] - 1. Throws Error(Shape) when `starts` does not cover
// the rows or a text has none.
PooledCodes meanPool(const sae::SparseCodes& codes, std::span<const std::int64_t> starts);

CodeRows<float> rowsOf(const sae::SparseCodes& codes);
CodeRows<double> rowsOf(const PooledCodes& codes);

struct FeatureMoments {
    std::int64_t fires = 0; // rows whose code is not 0
    double mean = 0;        // over all rows
    double min = 0, max = 0;
    double squares = 0;    // sum of (code - mean)^2
    bool constant() const; // the same code in every row, up to rounding: no Pearson r exists
};
struct PairMoments {
    std::vector<FeatureMoments> a, b; // [F]
    std::vector<double> cross;        // [F], sum of (code_A - mean_A)(code_B - mean_B)
};

// Two passes, means first, so that a feature whose mean is large against its spread loses no digits;
// O(entries). Throws Error(Numeric) naming the feature when codes are NaN or infinite.
template <typename Value> PairMoments pairMoments(const CodeRows<Value>& a, const CodeRows<Value>& b);

} // namespace crosseed::evaluate
