#include "views/counterfactuals/results_model.h"
#include "views/counterfactuals/edit_words.h"
#include "views/shared/data_table.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <QFontDatabase>

namespace crosseed::views {

namespace {

std::size_t memberOf(int column) {
    return column == ResultsModel::PeakB || column == ResultsModel::EffectB ? 1 : 0;
}

bool isNumber(int column) {
    return column == ResultsModel::PeakA || column == ResultsModel::PeakB || column == ResultsModel::EffectA || column == ResultsModel::EffectB;
}

QString wordOr(const QString& word) {
    return word.isEmpty() ? "none" : word;
}

// Of the model in which more can be said: A's, and B's where it differs.
QString peakChange(const CounterfactualLine& line) {
    if (line.isRule)
        return QString("mean [%1 %]").arg(fixed(100 * line.level, 0));
    const auto of = [](const LineMember& m) { return wordOr(m.wordBefore) + " → " + wordOr(m.wordAfter); };
    const auto& [a, b] = line.members;
    if (!a.present || !b.present || of(a) == of(b))
        return of(a.present ? a : b);
    return "A " + of(a) + ", B " + of(b);
}

QString ruleOutcome(const CounterfactualLine& line) {
    return QString("%1, %2 changed").arg(counted(line.texts, "top context"), count(line.changed));
}

QString bandPlace(const LineMember& member) {
    if (std::isnan(member.band.low) || std::isnan(member.effect))
        return {};
    return member.effect < member.band.low || member.effect > member.band.high ? "outside" : "inside";
}

QString classChange(const CounterfactualLine& line) {
    const auto of = [](const LineMember& m) { return m.classBefore == m.classAfter ? QString() : m.classBefore + " → " + m.classAfter; };
    const QString a = of(line.members[0]), b = of(line.members[1]);
    if (a == b)
        return a;
    if (a.isEmpty() || b.isEmpty())
        return (a.isEmpty() ? "B " + b : "A " + a) + " · models differ";
    return "A " + a + ", B " + b;
}

QString ranks(const CounterfactualLine& line) {
    const auto& [a, b] = line.members;
    if (a.rank == 0 && b.rank == 0)
        return {};
    const auto of = [](const LineMember& m) { return m.rank > 0 ? count(m.rank) : QString("fires"); };
    return QString("rank %1, %2").arg(of(a), of(b));
}

QString bandText(const LineMember& member) {
    return signedPercent(member.band.low).chopped(2) + " … " + signedPercent(member.band.high);
}

QString toolTip(const CounterfactualLine& line, int column) {
    if (isNumber(column) || column == ResultsModel::Why) {
        QStringList parts;
        for (const std::size_t m : {0u, 1u}) {
            const LineMember& member = line.members[m];
            if (isNumber(column) && memberOf(column) != m)
                continue;
            const QString name = m == 0 ? "A" : "B";
            if (line.isRule && !std::isnan(member.band.low))
                parts += QString("%1: the mean lies %2 the band of placebo edits, %3").arg(name, bandPlace(member), bandText(member));
            else if (line.isRule)
                parts += name + ": no placebo edits were computed with this rule";
            else if (!member.reason.isEmpty())
                parts += name + ": " + member.reason;
            else if (member.present)
                parts += QString("%1: peak %2 → %3").arg(name, activationText(member.before), activationText(member.after));
        }
        return parts.join("\n");
    }
    return column == ResultsModel::Original ? line.original : column == ResultsModel::Edited && !line.isRule ? line.edited : QString();
}

} // namespace

QString whyText(const CounterfactualLine& line) {
    if (line.isRule) {
        const QString a = bandPlace(line.members[0]), b = bandPlace(line.members[1]);
        QStringList parts;
        if (!a.isEmpty() && a == b)
            parts += a + " the placebo band";
        else if (!a.isEmpty() || !b.isEmpty())
            parts += QString("placebo band: A %1, B %2").arg(a.isEmpty() ? "–" : a, b.isEmpty() ? "–" : b);
        parts += counted(line.changed, "single result");
        return parts.join(" · ");
    }
    QStringList parts{ranks(line), classChange(line)};
    parts.removeAll(QString());
    return parts.join(" · ");
}

text::Table paperTable(const std::vector<CounterfactualLine>& lines) {
    text::Table table{{{"Original", false}, {"Counterfactual", false}, {"Edit type", false}, {"Effect in A"}, {"Effect in B"}}, {}};
    for (const CounterfactualLine& line : lines) {
        const auto& [a, b] = line.members;
        table.rows.push_back({toStd(line.isRule ? "Rule " + line.original : line.original), toStd(line.isRule ? ruleOutcome(line) : line.edited),
                              toStd(typeTitle(line.editType)), text::percentCell(100 * a.effect), text::percentCell(100 * b.effect)});
    }
    return table;
}

void ResultsModel::setLines(CounterfactualLines lines) {
    beginResetModel();
    m_lines = std::move(lines);
    endResetModel();
}

const CounterfactualLine* ResultsModel::line(int row) const {
    return m_lines && row >= 0 && row < rowCount() ? &(*m_lines)[static_cast<std::size_t>(row)] : nullptr;
}

int ResultsModel::rowOf(std::int64_t key) const {
    for (int row = 0; row < rowCount(); ++row)
        if (line(row)->key == key)
            return row;
    return -1;
}

int ResultsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_lines ? 0 : static_cast<int>(m_lines->size());
}

int ResultsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ResultsModel::shown(const CounterfactualLine& line, int row, int column) const {
    const LineMember& member = line.members[memberOf(column)];
    switch (column) {
    case Number: return row + 1;
    case Original: return line.isRule ? "Rule " + line.original : line.original;
    case Edited: return line.isRule ? ruleOutcome(line) : line.edited;
    case Type: return typeTitle(line.editType);
    case Peak: return peakChange(line);
    case PeakA:
    case PeakB: return line.isRule ? QString() : activationText(member.before);
    case EffectA:
    case EffectB: return line.isRule ? meanText(member.effect, member.interval) : signedPercent(member.effect);
    case Why: return whyText(line);
    case Note: return line.note;
    default: return {};
    }
}

QVariant ResultsModel::sortable(const CounterfactualLine& line, int row, int column) const {
    const LineMember& member = line.members[memberOf(column)];
    const double value = column == PeakA || column == PeakB ? member.before : 100 * member.effect;
    if (isNumber(column))
        return std::isnan(value) ? QVariant() : QVariant(value);
    return column == Number ? QVariant(row + 1) : shown(line, row, column);
}

QVariant ResultsModel::data(const QModelIndex& index, int role) const {
    const CounterfactualLine* one = index.isValid() ? line(index.row()) : nullptr;
    if (!one)
        return {};
    const int column = index.column();
    const LineMember& member = one->members[memberOf(column)];
    switch (role) {
    case Qt::DisplayRole: return shown(*one, index.row(), column);
    case Qt::EditRole: return column == Note ? QVariant(one->note) : QVariant();
    case SortRole: return sortable(*one, index.row(), column);
    case ExactRole:
        if (column == EffectA || column == EffectB)
            return toQt(text::exactText(100 * member.effect));
        return column == PeakA || column == PeakB ? QVariant(toQt(text::exactText(member.before))) : QVariant();
    case Qt::TextAlignmentRole: return int((isNumber(column) || column == Number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ForegroundRole:
        if (column == Why && one->isRule) // opens the single results
            return colour(Role::Accent);
        return column == Number || column == Peak || (one->isRule && column == Edited) ? QVariant(colour(Role::Secondary)) : QVariant();
    case Qt::FontRole: return isNumber(column) || column == Number ? QVariant(tabularFont()) : QVariant();
    case Qt::ToolTipRole: return plainToolTip(toolTip(*one, column));
    default: return {};
    }
}

bool ResultsModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    const CounterfactualLine* one = index.isValid() ? line(index.row()) : nullptr;
    if (!one || role != Qt::EditRole || index.column() != Note)
        return false;
    if (value.toString() != one->note)
        Q_EMIT noteEdited(one->key, value.toString());
    return true;
}

Qt::ItemFlags ResultsModel::flags(const QModelIndex& index) const {
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.isValid() && index.column() == Note ? flags | Qt::ItemIsEditable : flags;
}

QVariant ResultsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    static const char* titles[] = {"", "Original", "Counterfactual", "Edit type", "Peak token", "A peak", "Effect in A", "B peak", "Effect in B", "Why (A, B), class", "Note"};
    static const char* topics[] = {"", "", "", "edit-type", "peak", "peak", "effect", "peak", "effect", "silent", ""};
    switch (role) {
    case Qt::DisplayRole: return titles[section];
    case ExactRole: return section == Number ? QVariant("Number") : QVariant();
    case TopicRole: return topics[section];
    case Qt::TextAlignmentRole: return int((section == PeakA || section == PeakB ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default: return {};
    }
}

} // namespace crosseed::views
