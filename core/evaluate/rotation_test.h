// Whether the true rotation yields more universal features than random ones (Table D4, Figure D1).
#pragma once
#include "evaluate/evaluate.h"
#include <cstdint>
#include <vector>

namespace crosseed::evaluate {

// Monte Carlo test of one count against n random ones: p = (1 + #{random >= observed}) / (n + 1), never below 1 / (n + 1).
struct RankTest {
    std::int64_t observed = 0;
    std::int64_t draws = 0;   // n
    std::int64_t reached = 0; // #{random >= observed}
    std::int64_t largest = 0; // of the random ones, 0 where there is none
    double p = 1;
    double smallestP = 1;     // 1 / (n + 1): the smallest that this number of draws can give
};
RankTest rankTest(std::int64_t observed, const std::vector<std::int64_t>& random);

// Ordinary least squares y = intercept + slope x. p: two-sided, Student's t with n - 2 degrees of freedom, through the
// regularised incomplete beta function. NaN where x does not vary or fewer than three points are given; of a perfect fit p is 0.
struct Regression {
    std::int64_t points = 0;
    double slope = std::numeric_limits<double>::quiet_NaN();
    double intercept = std::numeric_limits<double>::quiet_NaN();
    double r = std::numeric_limits<double>::quiet_NaN(); // also the slope of standardised x and y
    double rSquared = std::numeric_limits<double>::quiet_NaN();
    double p = std::numeric_limits<double>::quiet_NaN();
};
// Throws Error(Shape) when the lengths differ.
Regression regress(const std::vector<double>& x, const std::vector<double>& y);

// How many features active in both have an r in each of `bins` equal bins over [-1, 1]; the last one includes 1. A bin
// begins with its lower edge, (2 bin - bins) / bins.
std::vector<std::int64_t> histogramOfR(const std::vector<FeatureRow>& features, int bins);

} // namespace crosseed::evaluate
