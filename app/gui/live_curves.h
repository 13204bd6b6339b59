// The curves of the job that runs, or ran last, as the view shows them.
#pragma once
#include "app/gui/job_runner.h"
#include "views/runs/run_values.h"

namespace crosseed::gui {

// Of its latest training; null where there is none yet.
views::CurvesPtr liveCurves(const JobRunner& jobs);
// Of a job that has not come to its training, or has none: its events alone.
views::CurvesPtr liveEvents(const JobRunner& jobs, const QString& title);

} // namespace crosseed::gui
