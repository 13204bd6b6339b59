// What the probe found while training: the dead, those active in both, the universal, a small plot each.
#pragma once
#include "views/runs/run_values.h"
#include "views/shared/panel.h"
#include <array>

namespace crosseed::views {

class Plot;

class ProbePanels : public QWidget {
    Q_OBJECT
public:
    explicit ProbePanels(QWidget* parent = nullptr);
    // `comparison` gives the universal features of a finished run as a line; null: none.
    void setCurves(const CurvesPtr& curves, const ComparedRunPtr& comparison);
    std::array<Panel*, 3> panels() const { return m_panels; }

private:
    std::array<Panel*, 3> m_panels;
    std::array<Plot*, 3> m_plots;
    QLabel* m_foot;
};

} // namespace crosseed::views
