// Pairs × conditions as a table model with the cells that a person chose.
#pragma once
#include "views/models/models_data.h"
#include <QAbstractTableModel>

namespace crosseed::views {

class GridTable : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Role { ChosenRole = Qt::UserRole + 60, StateRole, WorkRole, ProgressRole, BlockedRole };

    using QAbstractTableModel::QAbstractTableModel;
    // Chosen cells that are open no longer are given up.
    void setGrid(std::shared_ptr<const ConditionGrid> grid);
    const ConditionGrid* grid() const { return m_grid.get(); }
    const CellChoice& choice() const { return m_choice; }
    void setChoice(const CellChoice& choice); // cells that cannot be chosen are left out

    bool isChoosable(int row, int column) const; // column 0 is the pair's name
    // All of what can be chosen in it become chosen; where all are, none.
    void toggleCell(int row, int column);
    void toggleRow(int row);
    void toggleColumn(int column);
    void toggleAll();

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

Q_SIGNALS:
    void choiceChanged();

private:
    void toggle(const std::vector<CellId>& cells);
    CellId cellAt(int row, int column) const;
    bool isFree(int row, int column) const;
    std::shared_ptr<const ConditionGrid> m_grid;
    CellChoice m_choice;
};

} // namespace crosseed::views
