// What the cells and headers of the table of features say.
#include "views/features/feature_model.h"
#include "views/features/r_text.h"
#include "views/shared/data_table.h"
#include "views/shared/words.h"
#include <cmath>

namespace crosseed::views {

namespace {
struct Head {
    const char* title;
    const char* topic;   // of views/shared/terms.h
    const char* toolTip; // where no term says it
    bool right;
};
const Head& headOf(int column) {
    static const Head heads[FeatureModel::columnCount_] = {
        {"★", "", QT_TRANSLATE_NOOP("FeatureModel", "Starred by you; a click or S changes it"), false},
        {"Feature", "", QT_TRANSLATE_NOOP("FeatureModel", "Number of the feature in the SAE; both models share it"), true},
        {"Label", "", QT_TRANSLATE_NOOP("FeatureModel", "What you call it"), false},
        {"Tags", "", QT_TRANSLATE_NOOP("FeatureModel", "Your tags"), false},
        {"r", "r", "", true},
        {"95 % int.", "interval", "", false},
        {"A rows", "active", "", true},
        {"B rows", "active", "", true},
        {"Density, %", "density", "", true},
        {"A max", "", QT_TRANSLATE_NOOP("FeatureModel", "The highest code in A"), true},
        {"B max", "", QT_TRANSLATE_NOOP("FeatureModel", "The highest code in B"), true},
        {"Token", "", QT_TRANSLATE_NOOP("FeatureModel", "The word on which it fires most strongly"), false},
        {"Class", "association", "", false},
        {"Codes", "", QT_TRANSLATE_NOOP("FeatureModel", "How often it fires how strongly, weak to strong; A up, B down, heights as square roots"), false},
        {"Definition, with what does not count", "", QT_TRANSLATE_NOOP("FeatureModel", "Codebook: when the code applies"), false},
        {"Anchor example", "", QT_TRANSLATE_NOOP("FeatureModel", "Codebook: a text that it clearly applies to"), false},
        {"Counter-example", "", QT_TRANSLATE_NOOP("FeatureModel", "Codebook: a text that looks alike and that it does not apply to"), false},
    };
    return heads[column];
}

QString pairText(double a, double b, int digits) {
    return fixed(a, digits) + " / " + fixed(b, digits);
}
} // namespace

QString FeatureModel::shown(int row, int column) const {
    const evaluate::FeatureSummary& s = summary(row);
    switch (column) {
    case Star: return note(row).star ? QString("★") : QString();
    case Feature: return featureText(row);
    case Label: return toQt(note(row).label);
    case Tags: return toQt(text::joinTags(note(row).tags));
    case R: return rText(s.r);
    case IntervalOfR: {
        const evaluate::Interval i = interval(row);
        return std::isnan(i.low) ? QString() : rText(i.low) + QString::fromUtf8(" – ") + rText(i.high);
    }
    case RowsA: return count(metrics(row).firesA);
    case RowsB: return count(metrics(row).firesB);
    case Density: return pairText(100 * s.densityA, 100 * s.densityB, 1);
    case MaxA: return codeText(s.maxA);
    case MaxB: return codeText(s.maxB);
    case Token: return s.topWords.empty() ? QString() : toQt(s.topWords.front().word);
    case Class: return className(row);
    case Definition: return toQt(note(row).definition);
    case Anchor: return toQt(note(row).anchorExample);
    case Counter: return toQt(note(row).counterExample);
    default: return {};
    }
}

QVariant FeatureModel::sortValue(int row, int column) const {
    const evaluate::FeatureSummary& s = summary(row);
    const auto known = [](double value) { return std::isnan(value) ? QVariant() : QVariant(value); };
    const auto written = [](const QString& text) { return text.isEmpty() ? QVariant() : QVariant(text); };
    switch (column) {
    case Star: return note(row).star ? 1 : 0;
    case Feature: return row;
    case R: return known(s.r);
    case IntervalOfR: return known(interval(row).low);
    case RowsA: return static_cast<qlonglong>(metrics(row).firesA);
    case RowsB: return static_cast<qlonglong>(metrics(row).firesB);
    case Density: return 50 * (s.densityA + s.densityB); // of both, in %
    case MaxA: return s.maxA;
    case MaxB: return s.maxB;
    case Codes: return known(s.strength);
    default: return written(shown(row, column));
    }
}

QVariant FeatureModel::exact(int row, int column) const {
    const evaluate::FeatureSummary& s = summary(row);
    const auto number = [](double value) { return toQt(text::exactText(value)); };
    switch (column) {
    case Star: return note(row).star ? "1" : "0";
    case Feature: return QString::number(row);
    case R: return number(s.r);
    case IntervalOfR: {
        const evaluate::Interval i = interval(row);
        return std::isnan(i.low) ? QString() : number(i.low) + " " + number(i.high);
    }
    case RowsA: return QString::number(metrics(row).firesA);
    case RowsB: return QString::number(metrics(row).firesB);
    case Density: return number(100 * s.densityA) + " " + number(100 * s.densityB);
    case MaxA: return number(s.maxA);
    case MaxB: return number(s.maxB);
    default: return {};
    }
}

QString FeatureModel::toolTip(int row, int column) const {
    const text::FeatureNote note = this->note(row);
    switch (column) {
    case Label: return plainToolTip(toQt(note.note));
    case R: {
        QStringList lines{tr("r %1").arg(correlation(summary(row).r))};
        for (const std::string& warning : warnings(row))
            lines += toQt(warning).toHtmlEscaped();
        return lines.join("<br>");
    }
    case IntervalOfR: {
        const evaluate::Interval i = interval(row);
        return std::isnan(i.low) ? QString() : correlation(i.low) + QString::fromUtf8(" – ") + correlation(i.high);
    }
    case Token: {
        QStringList words;
        for (const evaluate::TopWord& word : summary(row).topWords)
            words += tr("%1 (%2)").arg(toQt(word.word), counted(word.texts, tr("text")));
        return plainToolTip(words.join(", "));
    }
    case Class: {
        const evaluate::ClassAssociation& a = summary(row).association;
        return a.topClass < 0 ? QString()
                              : tr("%1 of the classes’ mean codes; eta² %2").arg(percent(100 * a.topClassShare), correlation(a.etaSquared));
    }
    default: return {};
    }
}

QVariant FeatureModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || !m_result)
        return {};
    const int row = index.row(), column = index.column();
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole: return shown(row, column);
    case SortRole: return sortValue(row, column);
    case ExactRole: return exact(row, column);
    case Qt::TextAlignmentRole: return headOf(column).right ? int(Qt::AlignRight | Qt::AlignVCenter) : int(Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::ToolTipRole: {
        const QString tip = toolTip(row, column);
        return tip.isEmpty() ? QVariant() : tip;
    }
    case Qt::AccessibleTextRole: {
        const QString text = shown(row, column);
        if (column == Star)
            return text.isEmpty() ? tr("not starred") : tr("starred");
        if (column == Label && text.isEmpty())
            return tr("no label yet");
        return column == R && !warnings(row).empty() ? tr("%1, with a warning").arg(text) : text;
    }
    default: return {};
    }
}

QVariant FeatureModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount_)
        return {};
    const Head& head = headOf(section);
    switch (role) {
    case Qt::DisplayRole: return QString::fromUtf8(head.title);
    case ExactRole: return section == Star ? tr("Starred") : QString::fromUtf8(head.title); // what files and screen readers call it
    case TopicRole: return *head.topic ? QVariant(QString(head.topic)) : QVariant();
    case Qt::ToolTipRole: return *head.toolTip ? QVariant(tr(head.toolTip)) : QVariant();
    case Qt::TextAlignmentRole: return head.right ? int(Qt::AlignRight | Qt::AlignVCenter) : int(Qt::AlignLeft | Qt::AlignVCenter);
    default: return {};
    }
}

} // namespace crosseed::views
