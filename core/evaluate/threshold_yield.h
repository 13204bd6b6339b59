// How many features count as universal at a threshold that a person moves: from feature rows alone, so that it costs microseconds.
#pragma once
#include "evaluate/evaluate.h"
#include <cstdint>
#include <span>
#include <vector>

namespace crosseed::evaluate {

struct ThresholdYield {
    std::int64_t universal = 0;  // active in both with r >= threshold
    std::int64_t activeBoth = 0; // fire on at least so many rows in A and in B, with or without a variance
    double share = 0;            // 0..100, of activeBoth; NaN if there is none
};

// r and activity of the features of one evaluation as they are counted at any threshold.
class YieldCounter {
public:
    explicit YieldCounter(std::span<const FeatureRow> features);
    // The numbers that pairMetrics() gives with these two options. O(features).
    ThresholdYield at(double r, std::int64_t minimumRows) const;

private:
    std::vector<double> m_r;
    std::vector<std::int64_t> m_rows; // the smaller of the rows in A and in B
};

// The same for several evaluations, of which the one with the most universal features stands: "random, most of 30". `reached`: of how
// many the count is at least `observed`.
struct MostOfYields {
    ThresholdYield most;
    std::int64_t trials = 0, reached = 0;
};
MostOfYields mostAt(std::span<const YieldCounter> trials, double r, std::int64_t minimumRows, std::int64_t observed);

// histogramOfR() of the features that are active in both on so many rows: equal bins over [-1, 1].
std::vector<std::int64_t> histogramOfR(std::span<const FeatureRow> features, std::int64_t minimumRows, int bins);

} // namespace crosseed::evaluate
