// What stands behind a result on the Features screen: its controls as the project has them, and the rotation test that would add some.
#pragma once
#include "pipeline/rotation_test.h"
#include "views/features/controls.h"
#include "views/shared/result.h"
#include <optional>

namespace crosseed::gui {

struct LoadedControls {
    views::ControlsPtr controls; // null: none are stored
    std::optional<pipeline::RotationTestSpec> next; // what "Run the rotation test" or "Add draws" starts; none: nothing to test
    std::int64_t trials = 0;                        // that it has to train
    double lowSeconds = -1, highSeconds = -1;       // that it takes; below 0: not known
};
// Reads; on any thread.
LoadedControls loadControls(const store::Project& project, const views::Result& result);

} // namespace crosseed::gui
