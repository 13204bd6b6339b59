// A finished table as a model: cells as they are shown, exact values for files, numbers for sorting.
#pragma once
#include "text/table.h"
#include <QAbstractTableModel>
#include <memory>

namespace crosseed::views {

class TableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;
    void setTable(std::shared_ptr<const text::Table> table);
    const text::Table* table() const { return m_table.get(); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::shared_ptr<const text::Table> m_table;
};

} // namespace crosseed::views
