// How a training goes, in plain sentences from its steps.
#pragma once
#include "views/runs/run_values.h"

namespace crosseed::gui {

// `dictionary`: features in all. Empty before there are enough steps to tell.
std::vector<views::RunRemark> runRemarks(const views::RunCurves& curves, std::int64_t dictionary,
                                         const sae::TrainOptions& training);

} // namespace crosseed::gui
