// How sure a mean effect over many texts is: quantiles, a bootstrap interval that draws texts, the exact sign test.
#pragma once
#include "evaluate/bootstrap.h"
#include <cstdint>
#include <vector>

namespace crosseed::evaluate {

// Linear interpolation between the order statistics at (n - 1) q, as numpy.quantile does; q in [0, 1]. NaN of no values.
// Throws Error(Numeric) when a value is NaN.
double quantile(std::vector<double> values, double q);

// Percentile interval of the mean: draws of as many values as there are, with replacement. Of fewer than two values both ends are NaN.
Interval bootstrapMean(const std::vector<double>& values, const BootstrapOptions& options = {});

// 2.5 % and 97.5 % quantile of `options.draws` means, each of `size` values drawn with replacement: where the mean of so many
// falls by chance (`options.level` plays no part). NaN of fewer than two values or of a `size` below 1.
Interval meanBand(const std::vector<double>& values, std::int64_t size, const BootstrapOptions& options = {});

struct SignTest {
    std::int64_t positive = 0, negative = 0, zero = 0; // zeros are dropped
    // Exact two-sided binomial p of positive among positive + negative with probability 1/2; 1 where both are 0.
    double p = 1;
};
SignTest signTest(const std::vector<double>& values);

} // namespace crosseed::evaluate
