#include "views/shared/table_model.h"
#include "views/shared/data_table.h"
#include "views/shared/words.h"

namespace crosseed::views {

void TableModel::setTable(std::shared_ptr<const text::Table> table) {
    beginResetModel();
    m_table = std::move(table);
    endResetModel();
}

int TableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_table ? 0 : static_cast<int>(m_table->rows.size());
}

int TableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_table ? 0 : static_cast<int>(m_table->columns.size());
}

QVariant TableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const auto column = static_cast<std::size_t>(index.column());
    const text::Cell& cell = m_table->rows[static_cast<std::size_t>(index.row())][column];
    const bool right = m_table->columns[column].right;
    const QString exact = toQt(cell.same ? cell.shown : cell.exact);
    switch (role) {
    case Qt::DisplayRole: return toQt(cell.shown);
    case ExactRole: return cell.same ? QVariant() : QVariant(exact);
    case Qt::TextAlignmentRole: return static_cast<int>((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case SortRole: {
        bool number = false;
        const double value = exact.toDouble(&number);
        return !right ? QVariant(exact) : number ? QVariant(value) : QVariant();
    }
    default: return {};
    }
}

QVariant TableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || !m_table || section < 0 || section >= columnCount())
        return {};
    const text::Column& column = m_table->columns[static_cast<std::size_t>(section)];
    if (role == Qt::DisplayRole)
        return toQt(column.title);
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((column.right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

} // namespace crosseed::views
