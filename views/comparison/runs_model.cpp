#include "views/comparison/runs_model.h"
#include "views/comparison/measures.h"
#include "views/shared/data_table.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <QDateTime>
#include <QLocale>
#include <cmath>

namespace crosseed::views {

using pipeline::Measure;

namespace {
std::optional<Measure> measureOf(int column) {
    return column >= RunsModel::FirstMeasure && column < RunsModel::Nre
               ? std::optional(pipeline::allMeasures[static_cast<std::size_t>(column - RunsModel::FirstMeasure)])
               : std::nullopt;
}

bool isNumber(int column) {
    return measureOf(column) || column == RunsModel::Nre || column == RunsModel::Run;
}

QString whenText(const std::string& created) {
    const QDateTime when = QDateTime::fromString(toQt(created), Qt::ISODate).toLocalTime();
    if (!when.isValid())
        return toQt(created);
    const qint64 days = when.date().daysTo(QDate::currentDate());
    if (days == 0)
        return RunsModel::tr("today %1").arg(when.toString("HH:mm"));
    return days == 1 ? RunsModel::tr("yesterday") : QLocale().toString(when.date(), QLocale::ShortFormat);
}
} // namespace

void RunsModel::setCondition(std::shared_ptr<const void> owner, const pipeline::FinishedCondition* condition, Measure measure) {
    beginResetModel();
    m_owner = std::move(owner);
    m_condition = condition;
    m_measure = measure;
    endResetModel();
}

const pipeline::FinishedRun* RunsModel::runAt(int row) const {
    return m_condition && row >= 0 && row < std::ssize(m_condition->runs) ? &m_condition->runs[static_cast<std::size_t>(row)] : nullptr;
}

int RunsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_condition ? 0 : static_cast<int>(m_condition->runs.size() + m_condition->missing.size());
}

int RunsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RunsModel::missing(std::size_t place, int column, int role) const {
    const pipeline::MissingRun& run = m_condition->missing[place];
    if (role == Qt::ForegroundRole)
        return colour(Role::WarningText);
    if (role == SortRole)
        return column == Pair ? QVariant(toQt(run.pair.name)) : QVariant();
    if (role != Qt::DisplayRole)
        return {};
    if (column == Pair)
        return toQt(run.pair.name);
    if (column == Remark)
        return run.trained ? tr("no result: trained, not evaluated in this pooling") : tr("no result: not trained in this way");
    return measureOf(column) || column == Nre ? QString::fromUtf8("—") : QString();
}

QVariant RunsModel::shown(const pipeline::FinishedRun& run, int column) const {
    if (const auto measure = measureOf(column))
        return measureText(*measure, run.value(*measure));
    switch (column) {
    case Pair: return toQt(run.pair.name);
    case Nre: return std::isnan(run.nre) ? QString::fromUtf8("—") : correlation(run.nre);
    case Run: return count(run.run.id.value);
    case Finished: return whenText(run.run.created);
    case Remark:
        return run.older == 0 ? QString() : tr("%1 of this pair not counted").arg(counted(run.older, tr("older run")));
    default: return {};
    }
}

QVariant RunsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || !m_condition)
        return {};
    const bool number = isNumber(index.column());
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    const pipeline::FinishedRun* run = runAt(index.row());
    if (!run)
        return missing(static_cast<std::size_t>(index.row()) - m_condition->runs.size(), index.column(), role);
    const auto measure = measureOf(index.column());
    const double value = measure ? run->value(*measure) : index.column() == Nre ? run->nre : static_cast<double>(run->run.id.value);
    switch (role) {
    case Qt::DisplayRole: return shown(*run, index.column());
    case Qt::FontRole: return measure == m_measure ? QVariant(titleFont()) : QVariant();
    case ExactRole:
        return number                       ? QVariant(toQt(text::exactText(value)))
               : index.column() == Finished ? QVariant(toQt(run->run.created))
                                            : QVariant();
    case SortRole:
        return number ? QVariant(value) : index.column() == Finished ? QVariant(toQt(run->run.created)) : shown(*run, index.column());
    case Qt::ToolTipRole:
        return index.column() == Pair ? tr("Run %1, evaluation %2").arg(run->run.id.value).arg(run->evaluation.id.value) : QString();
    default: return {};
    }
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    const auto measure = measureOf(section);
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == TopicRole)
        return measure ? measureTopic(*measure) : section == Nre ? QString("nre") : QString();
    if (role == Qt::ToolTipRole && section == Nre) // Alignment has another one
        return tr("Alignment error of the run's rotation on the sample that it was fitted on; Alignment gives it on held-out tokens. Lower is better.");
    if (role != Qt::DisplayRole)
        return {};
    if (measure)
        return measureTitle(*measure);
    const QString titles[] = {tr("NRE"), tr("Run"), tr("Finished"), tr("Remark")};
    return section == Pair ? tr("Pair") : titles[section - Nre];
}

} // namespace crosseed::views
