#include "evaluate/rotation_test.h"
#include "base/error.h"
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <unsupported/Eigen/SpecialFunctions>

namespace crosseed::evaluate {

namespace {

double meanOf(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values)
        sum += value;
    return sum / static_cast<double>(values.size());
}

// P(|T| >= |t|) of Student's t = r sqrt(df / (1 - r^2)): I_{1 - r^2}(df / 2, 1 / 2).
double twoSided(double unexplained, double degrees) {
    return unexplained <= 0 ? 0 : Eigen::numext::betainc(degrees / 2, 0.5, std::min(unexplained, 1.0));
}

} // namespace

RankTest rankTest(std::int64_t observed, const std::vector<std::int64_t>& random) {
    RankTest test;
    test.observed = observed;
    test.draws = static_cast<std::int64_t>(random.size());
    test.reached = std::ranges::count_if(random, [&](std::int64_t count) { return count >= observed; });
    test.largest = random.empty() ? 0 : *std::ranges::max_element(random);
    test.smallestP = 1.0 / static_cast<double>(test.draws + 1);
    test.p = static_cast<double>(1 + test.reached) * test.smallestP;
    return test;
}

Regression regress(const std::vector<double>& x, const std::vector<double>& y) {
    require(x.size() == y.size(), ErrorKind::Shape,
            "A regression needs as many x as y, not " + std::to_string(x.size()) + " and " + std::to_string(y.size()) + ".");
    Regression result;
    result.points = static_cast<std::int64_t>(x.size());
    if (x.size() < 3) return result;
    const double meanX = meanOf(x), meanY = meanOf(y);
    double xx = 0, xy = 0, yy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xx += (x[i] - meanX) * (x[i] - meanX);
        xy += (x[i] - meanX) * (y[i] - meanY);
        yy += (y[i] - meanY) * (y[i] - meanY);
    }
    if (xx <= 0) return result;
    result.slope = xy / xx;
    result.intercept = meanY - result.slope * meanX;
    if (yy <= 0) return result;
    double residual = 0; // summed itself: 1 - r^2 would lose the digits of a small p
    for (std::size_t i = 0; i < x.size(); ++i)
        residual += std::pow(y[i] - meanY - result.slope * (x[i] - meanX), 2);
    result.r = std::clamp(xy / std::sqrt(xx) / std::sqrt(yy), -1.0, 1.0);
    result.rSquared = result.r * result.r;
    result.p = twoSided(residual / yy, static_cast<double>(result.points - 2));
    return result;
}

std::vector<std::int64_t> histogramOfR(const std::vector<FeatureRow>& features, int bins) {
    std::vector<std::int64_t> counts(static_cast<std::size_t>(bins));
    for (const FeatureRow& feature : features)
        if (feature.activeInBoth && !std::isnan(feature.r)) {
            auto bin = static_cast<std::int64_t>(std::floor((feature.r + 1) / 2 * bins));
            if (bin + 1 < bins && feature.r >= static_cast<double>(2 * (bin + 1) - bins) / bins)
                ++bin; // r is just the next edge, and rounding hid it
            ++counts[static_cast<std::size_t>(std::clamp<std::int64_t>(bin, 0, bins - 1))];
        }
    return counts;
}

} // namespace crosseed::evaluate
