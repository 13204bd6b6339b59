// Reading the result that all views show. On a thread of Tasks.
#pragma once
#include "app/gui/tasks.h"
#include "store/project.h"
#include "views/shared/result.h"
#include <vector>

namespace crosseed::gui {

// Everything but the intervals. `project` is a connection of the calling thread. Throws as the readers do, Cancelled.
views::ResultPtr loadResult(const store::Project& project, EvaluationId evaluation, const TaskContext& context);
// Of r of all features that are active in both, over documents; NaN for the others.
views::IntervalsPtr loadIntervals(const views::Result& result, const TaskContext& context);

} // namespace crosseed::gui
