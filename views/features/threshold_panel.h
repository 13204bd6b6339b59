// "How alike are the two models' features?": the histogram of r with its threshold, and what the result and each control give at it.
#pragma once
#include "views/features/controls.h"
#include "views/shared/panel.h"
#include "views/shared/result.h"

class QDoubleSpinBox;
class QGridLayout;
class QSpinBox;
class QTimer;

namespace crosseed::views {

class ThresholdPlot;

class ThresholdPanel : public Panel {
    Q_OBJECT
public:
    explicit ThresholdPanel(QWidget* parent = nullptr);

    void setResult(ResultPtr result);
    void setControls(ControlsPtr controls); // null: none yet
    void setThreshold(double r, std::int64_t minimumRows);
    // Whether a test can be started, and what it costs: "16–20 min", empty where that is not known.
    void setRotationTest(bool possible, const QString& cost);
    ThresholdPlot* plot() const { return m_plot; }
    // Of the result at the threshold.
    evaluate::ThresholdYield yield() const;

Q_SIGNALS:
    void moved(double r, qint64 minimumRows);  // live, while it is dragged or typed
    void chosen(double r, qint64 minimumRows); // at the end: what undo takes back as one step
    void rotationTestAsked();

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeSide();
    QWidget* makeOptions();
    void move(double r, std::int64_t minimumRows, bool end);
    void showYields();
    void showSentence(const evaluate::ThresholdYield& result);
    void addRow(int row, const QString& kind, const QString& name, const QString& how, const evaluate::ThresholdYield& yield);
    ResultPtr m_result;
    ControlsPtr m_controls;
    std::optional<evaluate::YieldCounter> m_counter;
    double m_r = 0.70;
    std::int64_t m_rows = 10;
    bool m_possible = false;
    ThresholdPlot* m_plot;
    QDoubleSpinBox* m_rBox;
    QSpinBox* m_rowsBox;
    QGridLayout* m_grid = nullptr;
    QWidget* m_table;
    QLabel* m_sentence;
    QPushButton* m_run;
    QLabel* m_cost;
    QTimer* m_settle; // a typed threshold is chosen a moment after the last key
};

} // namespace crosseed::views
