#include "views/alignment/numbers_model.h"
#include "views/shared/data_table.h"
#include "views/shared/palette.h"
#include "views/shared/terms.h"

namespace crosseed::views {

void NumbersModel::setRows(std::vector<NumberRow> rows) {
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int NumbersModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int NumbersModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : 3;
}

QVariant NumbersModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const NumberRow& row = m_rows[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return column == 0 ? row.name : column == 1 ? row.value : row.remark;
    case Qt::ToolTipRole:
        return termToolTip(row.topic);
    case Qt::TextAlignmentRole:
        return static_cast<int>((column == 1 ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ForegroundRole:
        return column == 2 ? QVariant(colour(Role::Secondary)) : QVariant();
    case Qt::FontRole: {
        QFont bold = tabularFont();
        bold.setBold(true);
        return column == 1 ? QVariant(bold) : column == 2 ? QVariant(smallFont()) : QVariant();
    }
    case SortRole:
        return column == 1 ? (row.exact.isEmpty() ? QVariant(row.value) : QVariant(row.exact.toDouble())) : data(index, Qt::DisplayRole);
    case ExactRole:
        return column == 1 && !row.exact.isEmpty() ? QVariant(row.exact) : QVariant();
    case TopicRole:
        return row.topic;
    default:
        return {};
    }
}

QVariant NumbersModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::DisplayRole)
        return QStringList{tr("Number"), tr("Value"), tr("Remark")}.value(section);
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == 1 ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

} // namespace crosseed::views
