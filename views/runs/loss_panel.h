// The loss: the plot with what is shown of it, and a finished run to compare with.
#pragma once
#include "views/runs/loss_drawing.h"
#include "views/shared/panel.h"

class QComboBox;

namespace crosseed::views {

class Plot;

class LossPanel : public Panel {
    Q_OBJECT
public:
    explicit LossPanel(QWidget* parent = nullptr);

    void setCurves(CurvesPtr curves);
    void setHidden(const std::set<sae::LossTerm>& hidden);
    // What there is to compare with, and what is compared with now.
    void setChoices(const std::vector<ComparisonChoice>& choices, std::int64_t chosen);
    void setComparison(ComparedRunPtr comparison);
    const LossDrawing& drawing() const { return m_drawing; }
    Plot* plot() const { return m_plot; }

Q_SIGNALS:
    void comparisonAsked(qint64 run); // 0: none

private:
    void redraw();
    QPushButton* chip(const QString& text, const QString& tip, bool LossDrawing::*part);

    LossDrawing m_drawing;
    Plot* m_plot;
    QComboBox* m_compare;
    bool m_isZoomed = false;
};

} // namespace crosseed::views
