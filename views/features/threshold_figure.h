// The histogram of r as a drawing and as a table. For threshold_plot.cpp.
#pragma once
#include "base/ids.h"
#include "views/features/controls.h"
#include "views/shared/plot.h"
#include "views/shared/table_source.h"

namespace crosseed::views {

struct ThresholdCounts {
    QVector<double> edges; // over [-1, 1]
    QVector<double> result;
    struct Behind {
        QString kind, title;
        std::int64_t trials = 1;
        QVector<double> counts; // the mean of the trials
    };
    std::vector<Behind> controls;
};
ThresholdCounts thresholdCounts(const std::vector<evaluate::FeatureRow>& features, const Controls* controls, std::int64_t minimumRows);

void drawThreshold(Plot& plot, const ThresholdCounts& counts, double r);
TableSource thresholdTable(const ThresholdCounts& counts, EvaluationId evaluation);

} // namespace crosseed::views
