#include "views/models/model_table.h"
#include "views/models/texts.h"
#include "views/shared/data_table.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <algorithm>
#include <cmath>

namespace crosseed::views {

namespace {

QString shown(const ModelEntry& entry, int column) {
    const bool finished = entry.id.value > 0;
    switch (column) {
    case ModelTable::Name: return entry.name;
    case ModelTable::Base: return entry.base;
    case ModelTable::Accuracy: return finished ? accuracyText(entry.accuracy) : QString();
    case ModelTable::MacroF1: return !finished ? QString() : std::isfinite(entry.macroF1) ? correlation(entry.macroF1) : QStringLiteral("—");
    case ModelTable::Source: return finished ? entry.source : QString();
    case ModelTable::Pairs: return finished ? QString::number(entry.pairs) : QString();
    default: return {};
    }
}

QVariant sortable(const ModelEntry& entry, int column) {
    const auto number = [&](double value) { return std::isfinite(value) ? QVariant(value) : QVariant(); };
    switch (column) {
    case ModelTable::Accuracy: return number(100 * entry.accuracy); // as it is shown, for filters
    case ModelTable::MacroF1: return number(entry.macroF1);
    case ModelTable::Pairs: return entry.id.value > 0 ? QVariant(static_cast<qlonglong>(entry.pairs)) : QVariant();
    default: return shown(entry, column);
    }
}

QString toolTip(const ModelEntry& entry, int column) {
    if (entry.id.value == 0)
        return entry.progressText;
    if (column == ModelTable::Base)
        return entry.baseDetail;
    if (column == ModelTable::Accuracy && !std::isfinite(entry.accuracy))
        return ModelTable::tr("Not known: this model was finished elsewhere. Measuring one of its pairs counts it.");
    return {};
}

} // namespace

void ModelTable::setModels(std::shared_ptr<const ModelList> models) {
    const bool same = m_models && models && std::ranges::equal(m_models->models, models->models, [](const ModelEntry& a, const ModelEntry& b) {
                          return a.id == b.id && a.name == b.name;
                      });
    if (!same)
        beginResetModel();
    m_models = std::move(models);
    if (!same)
        endResetModel();
    else if (rowCount() > 0) // a reset would lose the place of the keys
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

const ModelEntry* ModelTable::entry(int row) const {
    return row >= 0 && row < rowCount() ? &m_models->models[static_cast<std::size_t>(row)] : nullptr;
}

int ModelTable::rowOf(ModelId id) const {
    for (int row = 0; row < rowCount(); ++row)
        if (id.value > 0 && entry(row)->id == id)
            return row;
    return -1;
}

void ModelTable::setChosen(ModelId a, ModelId b) {
    if (m_a == a && m_b == b)
        return;
    m_a = a;
    m_b = b;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, Name), index(rowCount() - 1, Name), {LetterRole});
}

int ModelTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_models ? 0 : static_cast<int>(m_models->models.size());
}

int ModelTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ModelTable::data(const QModelIndex& index, int role) const {
    const ModelEntry* row = entry(index.row());
    if (!row || !index.isValid())
        return {};
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return column == Accuracy && row->id.value == 0 ? row->progressText : shown(*row, column);
    case SortRole: return sortable(*row, column);
    case ExactRole:
        return column == Accuracy && std::isfinite(row->accuracy) ? toQt(text::exactText(100 * row->accuracy))
               : column == MacroF1 && std::isfinite(row->macroF1) ? QVariant(toQt(text::exactText(row->macroF1)))
                                                                  : QVariant();
    case Qt::TextAlignmentRole: return headerData(column, Qt::Horizontal, role);
    case Qt::ToolTipRole: return toolTip(*row, column);
    case Qt::ForegroundRole:
        return column == Base || (column == Pairs && row->pairs == 0) ? QVariant(colour(views::Role::Secondary)) : QVariant();
    case Qt::FontRole: return column == Base ? QVariant(smallFont()) : column == Accuracy || column == MacroF1 ? QVariant(tabularFont()) : QVariant();
    case ProgressRole: return row->id.value == 0 ? QVariant(row->progress) : QVariant();
    case ProgressTextRole: return row->progressText;
    case LetterRole:
        return row->id.value == 0 ? QVariant() : row->id == m_a ? QVariant("A") : row->id == m_b ? QVariant("B") : QVariant();
    default: return {};
    }
}

QVariant ModelTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    const QString titles[] = {tr("Model"), tr("Base"), tr("Accuracy"), tr("Macro-F1"), tr("Source"), tr("In pairs")};
    const bool right = section == Accuracy || section == MacroF1 || section == Pairs;
    switch (role) {
    case Qt::DisplayRole: return titles[section];
    case Qt::TextAlignmentRole: return int((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return section == Accuracy  ? tr("Share of the validation texts that the model classifies rightly, of the kept evaluation. Higher is better.")
               : section == MacroF1 ? tr("Mean over the classes of F1 on the validation texts. Higher is better.")
               : section == Source  ? tr("here: trained in this project; folder: a finished classifier; hub: downloaded.")
                                    : QVariant();
    case TopicRole: return section == Accuracy ? QVariant("accuracy") : QVariant();
    default: return {};
    }
}

Qt::ItemFlags ModelTable::flags(const QModelIndex& index) const {
    const ModelEntry* row = entry(index.row());
    if (!row || !index.isValid())
        return Qt::NoItemFlags;
    return row->id.value > 0 ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren
                             : Qt::ItemIsEnabled | Qt::ItemNeverHasChildren;
}

} // namespace crosseed::views
