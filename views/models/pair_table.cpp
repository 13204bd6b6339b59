#include "views/models/pair_table.h"
#include "views/models/paint.h"
#include "views/models/texts.h"
#include "views/shared/data_table.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <algorithm>
#include <cmath>

namespace crosseed::views {

void PairTable::setPairs(std::shared_ptr<const PairList> pairs) {
    const bool same = m_pairs && pairs && std::ranges::equal(m_pairs->pairs, pairs->pairs, {}, &PairEntry::id, &PairEntry::id);
    if (!same)
        beginResetModel();
    m_pairs = std::move(pairs);
    if (!same)
        endResetModel();
    else if (rowCount() > 0) // a reset would lose the place of the keys
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

const PairEntry* PairTable::entry(int row) const {
    return row >= 0 && row < rowCount() ? &m_pairs->pairs[static_cast<std::size_t>(row)] : nullptr;
}

int PairTable::rowOf(PairId id) const {
    for (int row = 0; row < rowCount(); ++row)
        if (entry(row)->id == id)
            return row;
    return -1;
}

int PairTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_pairs ? 0 : static_cast<int>(m_pairs->pairs.size());
}

int PairTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PairTable::data(const QModelIndex& index, int role) const {
    const PairEntry* row = entry(index.row());
    if (!row || !index.isValid())
        return {};
    const int column = index.column();
    const double accuracy = column == AccuracyA ? row->accuracyA : column == AccuracyB ? row->accuracyB : notKnown;
    switch (role) {
    case Qt::DisplayRole:
        return column == Pair     ? row->name
               : column == Done   ? tr("%1 of %2").arg(row->done).arg(row->of)
               : column == Checks ? verdictText(row->verdict)
                                  : accuracyText(accuracy);
    case SortRole:
        return column == Pair     ? QVariant(row->name)
               : column == Done   ? QVariant(static_cast<qlonglong>(row->done))
               : column == Checks ? QVariant(verdictText(row->verdict))
               : std::isfinite(accuracy) ? QVariant(100 * accuracy)
                                         : QVariant();
    case ExactRole: return std::isfinite(accuracy) ? QVariant(toQt(text::exactText(100 * accuracy))) : QVariant();
    case Qt::TextAlignmentRole: return headerData(column, Qt::Horizontal, role);
    case Qt::FontRole: return column == Pair || column == Checks ? QVariant() : QVariant(tabularFont());
    case Qt::ForegroundRole: return column == Checks ? QVariant(verdictColour(row->verdict)) : QVariant();
    case Qt::DecorationRole:
        return column == Checks ? QVariant(tinted(verdictIconName(row->verdict), verdictColour(row->verdict), scaled(14)))
                                : QVariant();
    default: return {};
    }
}

QVariant PairTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    const QString titles[] = {tr("Pair"), tr("A acc."), tr("B acc."), tr("Done"), tr("Checks")};
    switch (role) {
    case Qt::DisplayRole: return titles[section];
    case Qt::TextAlignmentRole:
        return int((section == Pair || section == Checks ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case Qt::ForegroundRole:
        return section == AccuracyA   ? QVariant(colour(Role::TextA))
               : section == AccuracyB ? QVariant(colour(Role::TextB))
                                      : QVariant();
    case Qt::ToolTipRole:
        return section == AccuracyA || section == AccuracyB
                   ? QVariant(tr("Share of the validation texts that the model classifies rightly."))
               : section == Done   ? QVariant(tr("Conditions of the grid, with the settings above it, that are computed."))
               : section == Checks ? QVariant(tr("The worst finding of the pair’s card; “not known” until it is measured."))
                                   : QVariant();
    case TopicRole: return section == AccuracyA || section == AccuracyB ? QVariant("accuracy") : section == Done ? QVariant("conditions") : QVariant();
    default: return {};
    }
}

} // namespace crosseed::views
