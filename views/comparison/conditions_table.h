// The table of conditions: a cell has three right-aligned slots, mean, s.d. and the paper's value, which are copied as three columns;
// headings fold.
#pragma once
#include "views/comparison/conditions_model.h"
#include "views/shared/data_table.h"

namespace crosseed::views {

class ConditionsTable : public DataTable {
    Q_OBJECT
public:
    explicit ConditionsTable(QWidget* parent = nullptr);
    ConditionsModel& conditions() { return m_model; }
    void setShown(bool deviations, bool paper);
    void setSections(std::shared_ptr<const std::vector<pipeline::FinishedSection>> sections);

    // All, or the rows of the selected cells.
    text::Table shownTable(bool selectionOnly = false) const override;
    void choose(const ConditionsModel::Place& place, pipeline::Measure measure);

Q_SIGNALS:
    void cellChosen(int section, int condition, crosseed::pipeline::Measure measure);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void layColumns();
    void showFolds();
    void toggle(int row);
    ConditionsModel m_model;
    bool m_deviations = true, m_paper = true;
};

} // namespace crosseed::views
