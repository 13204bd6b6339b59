// The one-to-one assignment of greatest total gain, exact.
#pragma once
#include "base/matrix.h"
#include <cstdint>
#include <vector>

namespace crosseed::evaluate {

// The column of each row, each column at most once, every row one, such that the sum of gain(row, column) is greatest; of equal
// assignments always the same one. gain: [n, m], n <= m; 0 <= n. Successive shortest augmenting paths after two passes of
// augmenting row reduction (Jonker and Volgenant 1987; the rectangular case as Crouse 2016), in integers, so that no comparison
// is a matter of rounding. O(n^2 m) at worst. Throws Error(Shape) when n > m.
std::vector<std::int32_t> greatestAssignment(const Matrix<std::int32_t>& gain);

} // namespace crosseed::evaluate
