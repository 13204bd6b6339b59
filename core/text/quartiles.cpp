#include "text/quartiles.h"
#include <algorithm>

namespace crosseed::text {

namespace {
double quantile(const std::vector<double>& sorted, double share) {
    const double place = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const double above = sorted[std::min(below + 1, sorted.size() - 1)];
    return sorted[below] + (place - static_cast<double>(below)) * (above - sorted[below]);
}
} // namespace

std::vector<std::int32_t> quartileLabels(const std::vector<double>& scores) {
    std::vector<std::int32_t> labels;
    if (scores.empty())
        return labels;
    std::vector<double> sorted = scores;
    std::sort(sorted.begin(), sorted.end());
    const double first = quantile(sorted, .25), third = quantile(sorted, .75);
    for (const double score : scores)
        labels.push_back(score <= first ? 0 : score >= third ? 2 : 1);
    return labels;
}

} // namespace crosseed::text
