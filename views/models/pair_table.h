// The project's pairs as a table: both accuracies, conditions done, what the checks say.
#pragma once
#include "views/models/models_data.h"
#include <QAbstractTableModel>

namespace crosseed::views {

class PairTable : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Pair, AccuracyA, AccuracyB, Done, Checks, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    void setPairs(std::shared_ptr<const PairList> pairs);
    const PairEntry* entry(int row) const; // null: no such row
    int rowOf(PairId id) const;            // -1: none

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::shared_ptr<const PairList> m_pairs;
};

} // namespace crosseed::views
