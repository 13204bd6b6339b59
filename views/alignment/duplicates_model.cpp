#include "views/alignment/duplicates_model.h"
#include "views/shared/data_table.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"

namespace crosseed::views {

void DuplicatesModel::setData(GeometryPtr data) {
    beginResetModel();
    m_data = std::move(data);
    endResetModel();
}

void DuplicatesModel::setNotes(NotesPtr notes) {
    m_notes = notes ? std::move(notes) : std::make_shared<Notes>();
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, First), index(rowCount() - 1, Second));
}

const evaluate::NearDuplicate& DuplicatesModel::pair(int row) const {
    return m_data->study.cosines.nearDuplicates[static_cast<std::size_t>(row)];
}

int DuplicatesModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_data ? 0 : static_cast<int>(m_data->study.cosines.nearDuplicates.size());
}

int DuplicatesModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : 3;
}

QString DuplicatesModel::nameOf(std::int32_t feature) const {
    const QString label = labelOf(*m_notes, feature);
    return featureText(feature) + "  " + (label.isEmpty() ? tr("no label yet") : label);
}

QVariant DuplicatesModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const evaluate::NearDuplicate& row = pair(index.row());
    const std::int32_t feature = index.column() == First ? row.first : row.second;
    const bool cosine = index.column() == Cosine;
    switch (role) {
    case Qt::DisplayRole:
        return cosine ? correlation(row.cosine) : nameOf(feature);
    case Qt::TextAlignmentRole:
        return static_cast<int>((cosine ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::FontRole:
        return cosine ? QVariant(tabularFont()) : QVariant();
    case NumberRole:
        return cosine ? QVariant() : QVariant(featureText(feature));
    case LabelRole:
        return cosine ? QVariant() : QVariant(labelOf(*m_notes, feature));
    case SortRole:
        return cosine ? QVariant(row.cosine) : QVariant(nameOf(feature));
    case ExactRole:
        return cosine ? QVariant(toQt(text::exactText(row.cosine))) : QVariant();
    default:
        return {};
    }
}

QVariant DuplicatesModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::DisplayRole)
        return QStringList{tr("Feature"), tr("Its near-duplicate"), tr("cos")}.value(section);
    if (role == TopicRole)
        return section == Cosine ? "cosine" : "near-duplicate";
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == Cosine ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

} // namespace crosseed::views
