// What the alignment screen shows, computed in a task. `project` is a connection of the task; activations that are not there yet are
// extracted into it, which needs the right to write.
#pragma once
#include "app/gui/tasks.h"
#include "views/alignment/alignment_data.h"
#include <optional>

namespace crosseed::gui {

// The true rotation of the run: its own, else the pair's latest one at its layer; nothing where there is none yet.
std::optional<store::RotationRow> rotationOf(const store::Project& project, const store::RunRow& run);

// The study of the pair's alignment on the sample of that rotation, or on another number of its split's texts (0: the same number), and
// how the error goes on over the whole split; errors are measured on the result's split. Throws Error, Cancelled.
views::AlignmentPtr studyOf(store::Project& project, const views::ResultPtr& result, std::int64_t texts,
                            const TaskContext& context);

// Tokens on the plane, drawn from the result's split, and the cosines between the features active in both.
views::GeometryPtr geometryOf(store::Project& project, const views::ResultPtr& result, double duplicateFrom,
                              const TaskContext& context);

} // namespace crosseed::gui
