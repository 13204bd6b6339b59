// The histogram of r of the features active in both models, with the controls behind it and the threshold as a line that a person drags
// (6 px catch) or moves with the arrow keys: .01 a step, .05 with Shift.
#pragma once
#include "views/features/controls.h"
#include "views/shared/plot.h"
#include "views/shared/result.h"

namespace crosseed::views {

struct ThresholdCounts;

class ThresholdPlot : public Plot {
    Q_OBJECT
public:
    explicit ThresholdPlot(QWidget* parent = nullptr);

    void setResult(ResultPtr result);
    void setControls(ControlsPtr controls); // may be null
    void setThreshold(double r, std::int64_t minimumRows);
    double threshold() const { return m_r; }
    double thresholdPixel() const; // where the line stands, in the widget's pixels
    TableSource table() const;     // the histogram's numbers

Q_SIGNALS:
    void moved(double r);    // while it is dragged, to two digits
    void released(double r); // at the end of a drag, after each key

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void count();
    void showAll();
    bool isNearLine(const QPointF& at) const;
    double rAt(double x) const;
    ResultPtr m_result;
    ControlsPtr m_controls;
    std::shared_ptr<const ThresholdCounts> m_data; // the counts, shared with the function that draws
    double m_r = 0.70;
    std::int64_t m_rows = 10;
    bool m_dragging = false;
};

} // namespace crosseed::views
