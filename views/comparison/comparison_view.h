// Comparison: the conditions that are finished (Table 1) with the paper's numbers beside, the runs behind the chosen cell, the rotation
// test as a strip of draws and yield against alignment. Per token and mean-pooled are two tabs over two sets of values.
#pragma once
#include "views/comparison/comparison_values.h"
#include <QTabBar>
#include <QWidget>

class QLabel;
class QPushButton;
class QSplitter;

namespace crosseed::views {

class ConditionsTable;
class DataTable;
class DrawsPanel;
class Panel;
class Plot;
class RunsModel;

class ComparisonView : public QWidget {
    Q_OBJECT
public:
    explicit ComparisonView(QWidget* parent = nullptr);

    void setComparison(ComparisonPtr comparison); // null: none
    void setEditable(bool editable);
    evaluate::Pooling pooling() const;
    // "18 cells · 2 pairs · Joint, full, top-100 r"; rich text.
    QString status() const;

    ConditionsTable* conditions() const { return m_conditions; }
    DataTable* runs() const { return m_runs; }
    DrawsPanel* draws() const { return m_drawsPanel; }
    Panel* conditionsPanel() const { return m_conditionsPanel; }

    QByteArray saveState() const;
    void restoreState(const QByteArray& state);

Q_SIGNALS:
    void resultAsked(qint64 evaluation);         // to look at this run on the other screens
    void drawsAsked(int test, qint64 draws);     // so many all in all, of pooling()'s tests
    void testAsked();                            // the first one of the shown result
    void modelsAsked();
    void statusChanged();

private:
    Panel* makeConditions();
    Panel* makeRuns();
    Panel* makeYield();
    void showPooling();
    void showSections();
    void showNote();
    void chooseCell(int section, int condition, pipeline::Measure measure);
    void showRuns();
    void showYield();
    bool hasCell() const;
    QString cellTitle() const;

    QTabBar* m_tabs;
    QPushButton *m_deviations, *m_paper, *m_complete, *m_open;
    ConditionsTable* m_conditions;
    QLabel* m_note;
    DataTable* m_runs;
    RunsModel* m_runsModel;
    Plot* m_yield;
    Panel *m_conditionsPanel, *m_runsPanel, *m_yieldPanel;
    DrawsPanel* m_drawsPanel;
    QSplitter *m_columns, *m_left, *m_right;
    ComparisonPtr m_comparison;
    std::shared_ptr<const std::vector<pipeline::FinishedSection>> m_sections; // as shown
    int m_section = -1, m_condition = -1;
    pipeline::Measure m_measure = pipeline::Measure::Top100R;
};

} // namespace crosseed::views
