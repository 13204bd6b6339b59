#include "views/comparison/conditions_model.h"
#include "views/comparison/measures.h"
#include "views/shared/data_table.h"
#include "views/shared/words.h"
#include <QSet>
#include <algorithm>
#include <cmath>

namespace crosseed::views {

using pipeline::Measure;

namespace {
int right() {
    return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
}

QString missingText(const pipeline::FinishedCondition& condition) {
    QStringList list;
    for (const pipeline::MissingRun& run : condition.missing)
        list += ConditionsModel::tr("%1: %2").arg(toQt(run.pair.name), run.trained
                                                                           ? ConditionsModel::tr("trained, not evaluated in this pooling")
                                                                           : ConditionsModel::tr("not trained in this way"));
    return list.join("\n");
}
} // namespace

void ConditionsModel::setSections(std::shared_ptr<const std::vector<pipeline::FinishedSection>> sections) {
    beginResetModel();
    m_sections = std::move(sections);
    m_places.clear();
    for (int s = 0; m_sections && s < std::ssize(*m_sections); ++s) {
        m_places.push_back({s, -1});
        for (int c = 0; c < std::ssize((*m_sections)[static_cast<std::size_t>(s)].conditions); ++c)
            m_places.push_back({s, c});
    }
    endResetModel();
}

void ConditionsModel::setShown(bool deviations, bool paper) {
    m_deviations = deviations;
    m_paper = paper;
    if (!m_places.empty())
        Q_EMIT dataChanged(index(0, FirstMeasure), index(rowCount() - 1, ColumnCount - 1));
    Q_EMIT headerDataChanged(Qt::Horizontal, FirstMeasure, ColumnCount - 1);
}

void ConditionsModel::fold(int section, bool folded) {
    if (folded)
        m_folded.insert(section);
    else
        m_folded.remove(section);
    if (const int row = rowOf({section, -1}); row >= 0)
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

bool ConditionsModel::hasDeviations() const {
    return m_deviations && m_sections && std::ranges::any_of(*m_sections, [](const auto& section) {
        return std::ranges::any_of(section.conditions, [](const auto& condition) { return condition.runs.size() > 1; });
    });
}

bool ConditionsModel::hasPaper() const {
    return m_paper && m_sections && std::ranges::any_of(*m_sections, [](const auto& section) {
        return std::ranges::any_of(section.conditions, [](const auto& condition) { return condition.paper.has_value(); });
    });
}

ConditionsModel::Place ConditionsModel::placeOf(int row) const {
    return row >= 0 && row < rowCount() ? m_places[static_cast<std::size_t>(row)] : Place{};
}

int ConditionsModel::rowOf(const Place& place) const {
    const auto at = std::ranges::find(m_places, place);
    return at == m_places.end() ? -1 : static_cast<int>(at - m_places.begin());
}

const pipeline::FinishedCondition* ConditionsModel::conditionAt(int row) const {
    const Place place = placeOf(row);
    return place.condition < 0 ? nullptr
                               : &(*m_sections)[static_cast<std::size_t>(place.section)].conditions[static_cast<std::size_t>(place.condition)];
}

std::optional<Measure> ConditionsModel::measureOf(int column) {
    return column >= FirstMeasure && column < ColumnCount
               ? std::optional(pipeline::allMeasures[static_cast<std::size_t>(column - FirstMeasure)])
               : std::nullopt;
}

int ConditionsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_places.size());
}

int ConditionsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ConditionsModel::heading(const Place& place, int column, int role) const {
    const pipeline::FinishedSection& section = (*m_sections)[static_cast<std::size_t>(place.section)];
    const pipeline::Spread nre = section.nre();
    const QString end = nre.n == 0 ? QString()
                                   : tr("NRE %1 on the sample")
                                         .arg(correlation(nre.mean) + (std::isnan(nre.sd) ? QString() : " ± " + correlation(nre.sd)));
    switch (role) {
    case Qt::DisplayRole: return column == Name ? toQt(section.corpus.name) : QString();
    case HeadingRole: return true;
    case HeadingRemark: return sectionTitle(section);
    case HeadingEnd: return end;
    case FoldedRole: return isFolded(place.section);
    case Qt::AccessibleTextRole: return column == Name ? toQt(section.corpus.name) + ", " + sectionTitle(section) + ", " + end : QString();
    case Qt::ToolTipRole: return sectionTitle(section) + (end.isEmpty() ? QString() : " · " + end);
    default: return {};
    }
}

QString ConditionsModel::pairsText(const Place& place) const {
    const pipeline::FinishedSection& section = (*m_sections)[static_cast<std::size_t>(place.section)];
    const auto runs = std::ssize(section.conditions[static_cast<std::size_t>(place.condition)].runs);
    return runs == std::ssize(section.pairs) ? count(runs) : tr("%1 of %2").arg(count(runs), count(std::ssize(section.pairs)));
}

QVariant ConditionsModel::measured(const Place& place, Measure measure, int role) const {
    const pipeline::FinishedSection& section = (*m_sections)[static_cast<std::size_t>(place.section)];
    const auto at = static_cast<std::size_t>(place.condition);
    const pipeline::FinishedCondition& condition = section.conditions[at];
    const auto paper = [&] {
        const double value = condition.paper ? pipeline::paperValue(*condition.paper, measure) : std::nan("");
        return std::isnan(value) ? QString() : measureText(measure, value);
    };
    switch (role) {
    case MeanRole: return measureText(measure, condition.spread(measure).mean);
    case DeviationRole: return m_deviations ? deviationText(measure, condition.spread(measure).sd) : QString();
    case PaperRole: return m_paper ? paper() : QString();
    case BestRole: return section.best(measure) == at;
    case Qt::DisplayRole: {
        const QString deviation = deviationText(measure, condition.spread(measure).sd);
        return measureText(measure, condition.spread(measure).mean) + (deviation.isEmpty() ? QString() : " " + deviation);
    }
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole: {
        const pipeline::Spread spread = condition.spread(measure);
        QString text = tr("%1 %2, mean of %3").arg(measureTitle(measure), measureText(measure, spread.mean), counted(spread.n, tr("pair")));
        if (spread.n == 1)
            text += tr("; one pair has no s.d.");
        else if (spread.n > 1)
            text += tr(", s.d. %1").arg(deviationText(measure, spread.sd).mid(1));
        if (!paper().isEmpty())
            text += tr("; the paper %1").arg(paper());
        if (section.best(measure) == at)
            text += tr("; best of this data set and setting");
        return text;
    }
    case Qt::TextAlignmentRole: return right();
    default: return {};
    }
}

QVariant ConditionsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const Place place = placeOf(index.row());
    if (place.condition < 0)
        return heading(place, index.column(), role);
    if (role == HeadingRole)
        return false;
    if (const auto measure = measureOf(index.column()))
        return measured(place, *measure, role);
    const pipeline::FinishedCondition& condition = *conditionAt(index.row());
    if (role == Qt::DisplayRole)
        return index.column() == Name ? conditionName(condition.condition) : pairsText(place);
    if (role == Qt::ToolTipRole)
        return index.column() == Name ? toQt(pipeline::conditionTitle(condition.condition)) : missingText(condition);
    if (role == WarningRole)
        return index.column() == Pairs && !condition.missing.empty();
    return {};
}

QVariant ConditionsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    const auto measure = measureOf(section);
    switch (role) {
    case Qt::DisplayRole: {
        if (!measure)
            return section == Name ? tr("Condition") : tr("Pairs");
        const QString arrow = pipeline::isHigherBetter(*measure) ? " ↑" : " ↓";
        QString remark = measureRemark(*measure);
        if (*measure == Measure::Top10R || *measure == Measure::Top100R)
            remark += (hasDeviations() ? tr(" ± s.d.") : QString()) + (hasPaper() ? tr(" · paper") : QString());
        return measureTitle(*measure) + arrow + "\n" + remark;
    }
    case Qt::TextAlignmentRole: return measure ? right() : static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
    case ExactRole: return measure ? measureTitle(*measure) : QVariant();
    case TopicRole: return measure ? measureTopic(*measure) : section == Name ? QString("conditions") : QString();
    default: return {};
    }
}

} // namespace crosseed::views
