// Draws the curves of a training: each weighted term on one axis, raw values faint below the smoothed ones, names at
// the lines' ends, what happened above the frame, the part still to run tinted.
#pragma once
#include "views/runs/loss_look.h"
#include "views/runs/run_values.h"
#include "views/shared/table_source.h"
#include <set>

namespace crosseed::views {

class Plot;

struct LossDrawing {
    CurvesPtr curves;
    ComparedRunPtr comparison; // null: none
    std::set<sae::LossTerm> hidden;
    bool logarithmic = true, raw = true, isSmoothed = true;
    double factor = 0.82; // of the smoothing
};

void drawLoss(Plot& plot, const LossDrawing& drawing);
// A row a step: step, each shown term times its weight, raw and smoothed.
TableSource lossTable(const LossDrawing& drawing);

} // namespace crosseed::views
