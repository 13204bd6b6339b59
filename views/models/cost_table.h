// What the chosen cells add to the queue: a row a kind of work and the sum.
#pragma once
#include "views/models/models_data.h"
#include <QAbstractTableModel>

namespace crosseed::views {

class CostTable : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { What, Runs, Each, Together, Disk, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    void setCost(std::shared_ptr<const QueueCost> cost);
    const QueueCost* cost() const { return m_cost.get(); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::shared_ptr<const QueueCost> m_cost;
};

} // namespace crosseed::views
