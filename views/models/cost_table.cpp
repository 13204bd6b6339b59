#include "views/models/cost_table.h"
#include "views/models/texts.h"
#include "views/shared/data_table.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"

namespace crosseed::views {

void CostTable::setCost(std::shared_ptr<const QueueCost> cost) {
    beginResetModel();
    m_cost = std::move(cost);
    endResetModel();
}

int CostTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_cost || m_cost->rows.empty() ? 0 : static_cast<int>(m_cost->rows.size()) + 1;
}

int CostTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant CostTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const bool total = index.row() == rowCount() - 1;
    const CostRow& row = total ? m_cost->total : m_cost->rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case What: return row.what;
        case Runs: return count(row.runs);
        case Each: return total ? QString() : rangeText(row.lowEach, row.highEach);
        case Together: return rangeText(row.low, row.high);
        case Disk: return diskText(row.disk);
        default: return {};
        }
    case SortRole:
        switch (index.column()) {
        case Runs: return static_cast<qlonglong>(row.runs);
        case Each: return row.highEach;
        case Together: return row.high;
        case Disk: return row.disk;
        default: return row.what;
        }
    case Qt::ForegroundRole:
        return (index.column() == Each && row.highEach < 0) || (index.column() == Together && row.high < 0)
                   ? QVariant(colour(Role::Secondary))
                   : QVariant();
    case Qt::FontRole: {
        QFont font = index.column() == What ? QFont() : tabularFont();
        font.setBold(total);
        return font;
    }
    case Qt::TextAlignmentRole: return headerData(index.column(), Qt::Horizontal, role);
    default: return {};
    }
}

QVariant CostTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    const QString titles[] = {tr("What is computed"), tr("Runs"), tr("Each"), tr("Together"), tr("Disk")};
    switch (role) {
    case Qt::DisplayRole: return titles[section];
    case Qt::TextAlignmentRole: return int((section == What ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    default: return {};
    }
}

} // namespace crosseed::views
