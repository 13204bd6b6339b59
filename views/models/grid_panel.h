// Pairs × conditions with the settings that its cells are of, what the chosen cells add to the queue, and the button that adds them.
#pragma once
#include "views/models/models_data.h"
#include "views/shared/panel.h"
#include <QDateTime>

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QRadioButton;
class QSpinBox;

namespace crosseed::views {

class CostTable;
class DataTable;
class GridView;
class QueueClock;

class GridPanel : public Panel {
    Q_OBJECT
public:
    explicit GridPanel(QWidget* parent = nullptr);

    // Sets the fields to the grid's options without asking for them again.
    void setGrid(std::shared_ptr<const ConditionGrid> grid);
    void setCost(std::shared_ptr<const QueueCost> cost, const QDateTime& now = QDateTime::currentDateTime());
    void setBlocked(const QString& why); // nothing can be added; empty: it can

    GridOptions options() const;
    CellChoice choice() const;
    QueueOrder order() const;
    GridView* grid() const { return m_grid; }

Q_SIGNALS:
    void optionsChanged(const crosseed::views::GridOptions& options);
    void choiceChanged(); // or the order: ask for the cost
    void addAsked(const crosseed::views::CellChoice& choice, crosseed::views::QueueOrder order);
    void recipeAsked();
    void comparisonAsked();

private:
    QWidget* optionFields();
    QWidget* costPart();
    QWidget* foot();
    void showCost();
    TableSource costSource() const;
    void askOptions();
    QComboBox *m_preset, *m_layer, *m_auxiliary;
    QSpinBox *m_k, *m_dictionary, *m_texts;
    QDoubleSpinBox* m_cross;
    GridView* m_grid;
    CostTable* m_costs;
    DataTable* m_table;
    QLabel *m_costRemark, *m_source, *m_firstPair, *m_firstCondition, *m_summary;
    QueueClock* m_clock;
    QWidget* m_costParts;
    QRadioButton *m_pairFirst, *m_conditionFirst;
    QPushButton *m_recipe, *m_add;
    std::shared_ptr<const ConditionGrid> m_shown;
    std::shared_ptr<const QueueCost> m_cost;
    QDateTime m_now;
    QString m_blocked;
    bool m_filling = false;
};

} // namespace crosseed::views
