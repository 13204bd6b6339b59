// Quantiles, interpolated linearly between the order statistics, as numpy.quantile does by default.
#pragma once
#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

namespace crosseed {

// Of values that rise; `share` 0..1. NaN of none.
template <typename Value> double quantileOfSorted(const std::vector<Value>& sorted, double share) {
    if (sorted.empty())
        return std::numeric_limits<double>::quiet_NaN();
    const double place = std::clamp(share, 0.0, 1.0) * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const auto low = static_cast<double>(sorted[below]), high = static_cast<double>(sorted[std::min(below + 1, sorted.size() - 1)]);
    return low + (place - static_cast<double>(below)) * (high - low);
}

} // namespace crosseed
