// "Alignment in numbers": plain name, value, remark.
#pragma once
#include "views/alignment/alignment_tables.h"
#include <QAbstractTableModel>

namespace crosseed::views {

class NumbersModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;
    void setRows(std::vector<NumberRow> rows);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<NumberRow> m_rows;
};

} // namespace crosseed::views
