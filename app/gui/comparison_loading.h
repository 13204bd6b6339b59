// Reads what the Comparison screen shows. On a task's thread, with a connection of its own.
#pragma once
#include "views/comparison/comparison_values.h"
#include "views/shared/result.h"

namespace crosseed::gui {

// `result`: the shown one, for which a first rotation test may be begun; may be null.
views::ComparisonPtr loadComparison(const store::Project& project, const views::Result* result);

} // namespace crosseed::gui
