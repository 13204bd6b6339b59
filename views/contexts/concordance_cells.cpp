// What the cells of the concordance say; the delegate paints them.
#include "views/contexts/concordance_model.h"
#include "views/shared/data_table.h"
#include "views/shared/words.h"
#include <algorithm>
#include <cmath>

namespace crosseed::views {

using evaluate::ConcordanceGroup;
using evaluate::ConcordanceLine;
using evaluate::ContextOrder;

namespace {

// ".8", "0", "1".
QString shareText(double share) {
    QString text = fixed(share, 1);
    if (text.startsWith("0.")) text.remove(0, 1);
    return text == ".0" ? "0" : text == "1.0" ? "1" : text;
}

// With so many digits that codes differ, whatever the feature's scale.
int digitsFor(double maximum) {
    return maximum >= 1 || !(maximum > 0) ? 1 : maximum >= .1 ? 2 : 3;
}

} // namespace

QString ConcordanceModel::heading(int row) const {
    const ConcordanceGroup& group = m_concordance->groups[groupOf(row)];
    switch (group.kind) {
    case ConcordanceGroup::Kind::Top: return tr("Top");
    case ConcordanceGroup::Kind::Random: return tr("Random firing");
    case ConcordanceGroup::Kind::LookAlikes: return tr("Look-alikes");
    case ConcordanceGroup::Kind::Band: return tr("%1 – %2 of the maximum").arg(shareText(group.low), shareText(group.high));
    }
    return {};
}

QString ConcordanceModel::headingRemark(int row) const {
    const ConcordanceGroup& group = m_concordance->groups[groupOf(row)];
    const auto codeText = [&](double code) { return fixed(code, digitsFor(m_concordance->maximum)); };
    const QString lines = counted(std::ssize(group.lines), tr("line"));
    switch (group.kind) {
    case ConcordanceGroup::Kind::Top:
        return group.lines.empty() ? lines : tr("%1, codes %2 – %3").arg(lines, codeText(group.weakest), codeText(group.strongest));
    case ConcordanceGroup::Kind::Random: return tr("%1 drawn from %2, seed 42").arg(std::ssize(group.lines)).arg(count(group.total));
    case ConcordanceGroup::Kind::LookAlikes:
        return tr("%1 of %2 with the same words where neither model fires").arg(std::ssize(group.lines)).arg(count(group.total));
    case ConcordanceGroup::Kind::Band:
        return std::isnan(group.firingShare) ? lines : tr("%1, %2 of all firing tokens").arg(lines, percent(100 * group.firingShare));
    }
    return {};
}

QString ConcordanceModel::cell(int row, int column) const {
    const ConcordanceLine& l = *line(row);
    const int digits = digitsFor(m_concordance->maximum);
    const auto codeText = [&](double code) { return code == 0 ? QString("0") : fixed(code, digits); };
    switch (column) {
    case Number: return count(number(row));
    case A: return codeText(l.a);
    case B: return codeText(l.b);
    case Difference: return fixed(std::abs(static_cast<double>(l.a) - l.b), digits);
    case Left: return shown(row).left.text;
    case Token: return shown(row).node.text;
    case Right: return shown(row).right.text;
    case Class: return className(l.label);
    case Document: return text(row) ? toQt(text(row)->document.id) : QString();
    case Copies: return l.copies > 1 ? "×" + count(l.copies) : QString();
    default: return {};
    }
}

QVariant ConcordanceModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const int row = index.row(), column = index.column();
    if (isHeading(row)) {
        if (column == 0 && (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)) return heading(row) + ", " + headingRemark(row);
        return {};
    }
    switch (role) {
    case Qt::DisplayRole: return cell(row, column);
    case Qt::AccessibleTextRole:
        return tr("%1: %2").arg(headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(), cell(row, column));
    case Qt::TextAlignmentRole:
        if (column == Token) return static_cast<int>(Qt::AlignCenter);
        return static_cast<int>(Qt::AlignVCenter | (column <= Left || column == Copies ? Qt::AlignRight : Qt::AlignLeft));
    case ExactRole:
        if (column == A) return QString::fromStdString(text::exactText(line(row)->a));
        if (column == B) return QString::fromStdString(text::exactText(line(row)->b));
        return {};
    case Qt::ToolTipRole:
        if (column == Copies && line(row)->copies > 1)
            return tr("%1 texts are the same and stand in one line").arg(count(line(row)->copies));
        if (column == Document || column == Class) return plainToolTip(cell(row, column));
        return {};
    default: return {};
    }
}

QVariant ConcordanceModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section >= ColumnCount) return {};
    static const char* const titles[]{"#", "A", "B", "|A−B|", "left context", "token", "right context", "Class", "Document", "×"};
    static const char* const tips[]{
        "Number of the line among the chosen groups", "Code of A at the token", "Code of B at the token",
        "How far the two codes lie apart; a click sorts by it", "A click sorts by the first word to the left, the next one by the second",
        "The whole word of the strongest piece; a click sorts by it", "A click sorts by the first word to the right, the next one by the second",
        "A click sorts by class", "A click sorts by the place in the corpus", "Texts that are the same and stand in one line"};
    if (role == Qt::DisplayRole) return QString::fromUtf8(titles[section]);
    if (role == Qt::ToolTipRole) return QString::fromUtf8(tips[section]);
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(section == Token ? Qt::AlignCenter
                                                 : Qt::AlignVCenter | (section <= Left || section == Copies ? Qt::AlignRight : Qt::AlignLeft));
    return {};
}

Qt::ItemFlags ConcordanceModel::flags(const QModelIndex& index) const {
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren : Qt::NoItemFlags;
}

} // namespace crosseed::views
