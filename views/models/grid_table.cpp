#include "views/models/grid_table.h"
#include "views/models/texts.h"
#include "views/shared/data_table.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <algorithm>

namespace crosseed::views {

namespace {

CellChoice openCells(const ConditionGrid* grid, const CellChoice& wanted) {
    CellChoice open;
    if (grid)
        for (const GridPair& pair : grid->pairs)
            for (int condition = 0; condition < conditionCount; ++condition)
                if (isOpen(pair, condition) && wanted.contains({pair.id.value, condition}))
                    open.insert({pair.id.value, condition});
    return open;
}

} // namespace

void GridTable::setGrid(std::shared_ptr<const ConditionGrid> grid) {
    const bool same = m_grid && grid && std::ranges::equal(m_grid->pairs, grid->pairs, {}, &GridPair::id, &GridPair::id);
    const CellChoice kept = openCells(grid.get(), m_choice);
    const bool fewer = kept != m_choice;
    if (!same)
        beginResetModel();
    m_grid = std::move(grid);
    m_choice = kept;
    if (!same)
        endResetModel();
    else if (rowCount() > 0) // a reset would lose the place of the keys
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    if (fewer)
        Q_EMIT choiceChanged();
}

void GridTable::setChoice(const CellChoice& choice) {
    const CellChoice open = openCells(m_grid.get(), choice);
    if (open == m_choice)
        return;
    m_choice = open;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1), {ChosenRole, Qt::DisplayRole});
    Q_EMIT choiceChanged();
}

CellId GridTable::cellAt(int row, int column) const {
    return {m_grid->pairs[static_cast<std::size_t>(row)].id.value, column - 1};
}

bool GridTable::isChoosable(int row, int column) const {
    return row >= 0 && row < rowCount() && column >= 1 && column <= conditionCount &&
           isOpen(m_grid->pairs[static_cast<std::size_t>(row)], column - 1);
}

void GridTable::toggle(const std::vector<CellId>& cells) {
    if (cells.empty())
        return;
    CellChoice choice = m_choice;
    const bool all = std::ranges::all_of(cells, [&](const CellId& cell) { return choice.contains(cell); });
    for (const CellId& cell : cells) {
        if (all)
            choice.erase(cell);
        else
            choice.insert(cell);
    }
    setChoice(choice);
}

void GridTable::toggleCell(int row, int column) {
    if (isChoosable(row, column))
        toggle({cellAt(row, column)});
}

void GridTable::toggleRow(int row) {
    std::vector<CellId> cells;
    for (int column = 1; column <= conditionCount; ++column)
        if (isChoosable(row, column))
            cells.push_back(cellAt(row, column));
    toggle(cells);
}

void GridTable::toggleColumn(int column) {
    std::vector<CellId> cells;
    for (int row = 0; row < rowCount(); ++row)
        if (isChoosable(row, column))
            cells.push_back(cellAt(row, column));
    toggle(cells);
}

void GridTable::toggleAll() {
    std::vector<CellId> cells;
    for (int row = 0; row < rowCount(); ++row)
        for (int column = 1; column <= conditionCount; ++column)
            if (isChoosable(row, column))
                cells.push_back(cellAt(row, column));
    toggle(cells);
}

int GridTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_grid ? 0 : static_cast<int>(m_grid->pairs.size());
}

int GridTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : 1 + conditionCount;
}

// The SAEs of single models are trained once, by the first of a row's chosen cells that needs them.
bool GridTable::isFree(int row, int column) const {
    const GridPair& pair = m_grid->pairs[static_cast<std::size_t>(row)];
    const auto needs = [&](int c) { return isOpen(pair, c - 1) && pair.cells[static_cast<std::size_t>(c - 1)].work == GridCell::SaeFirst; };
    bool anyChosen = false;
    for (int c = 1; c <= conditionCount; ++c)
        anyChosen = anyChosen || (needs(c) && m_choice.contains(cellAt(row, c)));
    for (int c = 1; c < column; ++c)
        if (needs(c) && (!anyChosen || m_choice.contains(cellAt(row, c))))
            return true;
    return false;
}

QVariant GridTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const GridPair& pair = m_grid->pairs[static_cast<std::size_t>(index.row())];
    if (index.column() == 0)
        return role == Qt::DisplayRole || role == SortRole ? QVariant(pair.name)
               : role == Qt::ToolTipRole                   ? QVariant(tr("%1: a click chooses the row").arg(pair.name))
               : role == BlockedRole                       ? QVariant(pair.blocked)
                                                           : QVariant();
    const GridCell& cell = pair.cells[static_cast<std::size_t>(index.column() - 1)];
    const bool chosen = m_choice.contains(cellAt(index.row(), index.column()));
    const bool free = cell.work == GridCell::Free || (cell.work == GridCell::SaeFirst && isFree(index.row(), index.column()));
    const auto words = [&]() -> QString {
        switch (cell.state) {
        case GridCell::Done: return tr("done");
        case GridCell::Running: return percent(100 * cell.progress).section('.', 0, 0) + " %";
        case GridCell::Paused: return percent(100 * cell.progress).section('.', 0, 0) + " %";
        case GridCell::Waiting: return tr("waits");
        case GridCell::Failed: return chosen ? tr("again") : tr("failed");
        case GridCell::Stopped: return chosen ? tr("again") : tr("halted");
        case GridCell::Open: break;
        }
        return cell.work == GridCell::Training ? tr("run") : free ? tr("free") : tr("SAE");
    };
    switch (role) {
    case Qt::DisplayRole: return pair.blocked.isEmpty() ? words() : index.column() == 1 ? pair.blocked : QString();
    case ChosenRole: return chosen;
    case StateRole: return static_cast<int>(cell.state);
    case WorkRole: return static_cast<int>(free ? GridCell::Free : cell.work);
    case ProgressRole: return cell.progress;
    case BlockedRole: return pair.blocked;
    case Qt::ToolTipRole: {
        const QString name = pair.name + ": " + conditionFullName(pipeline::allConditions[static_cast<std::size_t>(index.column() - 1)]);
        return pair.blocked.isEmpty() ? name + (cell.remark.isEmpty() ? QString() : "\n" + cell.remark) : pair.blocked;
    }
    case Qt::AccessibleTextRole:
        return pair.name + ", " + conditionFullName(pipeline::allConditions[static_cast<std::size_t>(index.column() - 1)]) + ": " +
               words() + (chosen ? tr(", chosen") : QString());
    default: return {};
    }
}

QVariant GridTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section > conditionCount)
        return {};
    if (section == 0)
        return role == Qt::DisplayRole ? QVariant(tr("Pair"))
               : role == Qt::TextAlignmentRole ? QVariant(int(Qt::AlignLeft | Qt::AlignVCenter))
                                               : QVariant();
    const auto condition = pipeline::allConditions[static_cast<std::size_t>(section - 1)];
    switch (role) {
    case Qt::DisplayRole: return conditionHeading(condition);
    case Qt::FontRole: return tinyFont();
    case Qt::ToolTipRole: return tr("%1. A click chooses the column.").arg(conditionFullName(condition));
    case ExactRole: return conditionFullName(condition);
    case TopicRole: return QStringLiteral("conditions");
    case Qt::TextAlignmentRole: return int(Qt::AlignCenter);
    default: return {};
    }
}

Qt::ItemFlags GridTable::flags(const QModelIndex& index) const {
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren : Qt::NoItemFlags;
}

} // namespace crosseed::views
