#include "evaluate/effect_statistics.h"
#include "base/error.h"
#include "base/quantile.h"
#include "base/random.h"
#include <algorithm>
#include <cmath>

namespace crosseed::evaluate {

namespace {

// Ascending.
std::vector<double> drawnMeans(const std::vector<double>& values, std::int64_t size, std::int64_t draws, Random random) {
    const auto n = static_cast<std::int64_t>(values.size());
    std::vector<double> means(static_cast<std::size_t>(draws));
    for (double& mean : means) {
        double sum = 0;
        for (std::int64_t i = 0; i < size; ++i)
            sum += values[static_cast<std::size_t>(random.below(n))];
        mean = sum / static_cast<double>(size);
    }
    std::ranges::sort(means);
    return means;
}

} // namespace

double quantile(std::vector<double> values, double q) {
    if (values.empty())
        return std::numeric_limits<double>::quiet_NaN();
    require(std::ranges::none_of(values, [](double v) { return std::isnan(v); }), ErrorKind::Numeric,
            "A quantile was asked of values of which one is not a number.");
    std::ranges::sort(values);
    return quantileOfSorted(values, q);
}

Interval bootstrapMean(const std::vector<double>& values, const BootstrapOptions& options) {
    if (values.size() < 2 || options.draws < 1)
        return {};
    const std::vector<double> means = drawnMeans(values, std::ssize(values), options.draws, Random(options.seed));
    const double tail = (1 - options.level) / 2;
    return {quantile(means, tail), quantile(means, 1 - tail)};
}

Interval meanBand(const std::vector<double>& values, std::int64_t size, const BootstrapOptions& options) {
    if (values.size() < 2 || size < 1 || options.draws < 1)
        return {};
    // Draws of its own, lest band and interval err alike.
    const std::vector<double> means = drawnMeans(values, size, options.draws, Random(options.seed, 1));
    return {quantile(means, 0.025), quantile(means, 0.975)};
}

SignTest signTest(const std::vector<double>& values) {
    SignTest test;
    for (const double value : values)
        ++(value > 0 ? test.positive : value < 0 ? test.negative : test.zero);
    const std::int64_t n = test.positive + test.negative;
    const auto logChoose = [&](std::int64_t k) {
        return std::lgamma(static_cast<double>(n) + 1) - std::lgamma(static_cast<double>(k) + 1) -
               std::lgamma(static_cast<double>(n - k) + 1);
    };
    double tail = 0;
    for (std::int64_t k = 0; k <= std::min(test.positive, test.negative); ++k)
        tail += std::exp(logChoose(k) - static_cast<double>(n) * std::log(2.0));
    test.p = std::min(1.0, 2 * tail);
    return test;
}

} // namespace crosseed::evaluate
