// Scores cut into three classes at their quartiles.
#pragma once
#include <cstdint>
#include <vector>

namespace crosseed::text {

// For each of N finite scores 0 (up to the first quartile), 2 (from the third quartile on) or 1; [N]. Quartiles are interpolated
// linearly between the order statistics, as numpy.quantile does by default. Where both quartiles are equal, 0 wins.
std::vector<std::int32_t> quartileLabels(const std::vector<double>& scores);

} // namespace crosseed::text
