#include "views/counterfactuals/edit_words.h"
#include "views/shared/words.h"
#include <QStringList>
#include <algorithm>
#include <map>

namespace crosseed::views {

namespace {

constexpr QChar minus(0x2212);
const QString dash = QStringLiteral("–");

QString withoutZero(QString text) {
    return text.startsWith("0.") ? text.mid(1) : text;
}

QString signedText(double value, const QString& magnitude) {
    if (magnitude == "0" || magnitude == "0.0")
        return magnitude;
    return (value < 0 ? QString(minus) : QStringLiteral("+")) + magnitude;
}

// A percentage with one digit, without it where it says nothing.
QString percentMagnitude(double share) {
    const QString text = fixed(std::abs(100 * share), 1);
    // 100 is said of exactly 100 only: −100 % means that no counted token fires.
    return text == "0.0" ? "0" : text != "100.0" ? text : std::abs(share) == 1 ? "100" : std::abs(share) < 1 ? "99.9" : text;
}

QString markName(const QString& mark) {
    static const std::map<QString, QString> names{{"?", "question mark"}, {".", "full stop"}, {"!", "exclamation mark"},
                                                  {",", "comma"},         {":", "colon"},     {";", "semicolon"}};
    const auto found = names.find(mark);
    return found == names.end() ? "mark “" + mark + "”" : found->second;
}

// One kind of change: "2 words removed", "question mark replaced".
void addChange(QStringList& parts, const evaluate::TextAlignment& alignment, evaluate::Change change, const QString& verb) {
    int words = 0;
    QStringList marks;
    for (const evaluate::AlignedWord& word : alignment.words) {
        if (word.change != change)
            continue;
        const evaluate::Word& one = word.original >= 0 ? alignment.original[static_cast<std::size_t>(word.original)]
                                                       : alignment.edited[static_cast<std::size_t>(word.edited)];
        if (one.punctuation)
            marks += markName(toQt(one.key));
        else
            ++words;
    }
    if (words > 0)
        parts += (words == 1 ? QStringLiteral("word") : QString("%1 words").arg(words)) + " " + verb;
    if (marks.size() > 2)
        parts += QString("%1 marks ").arg(marks.size()) + verb;
    else if (!marks.isEmpty())
        parts += marks.join(" and ") + " " + verb;
}

QString quoted(const std::string& word) {
    return "“" + toQt(word).toHtmlEscaped() + "”";
}

// A number that no line break divides.
QString unbroken(double value) {
    return activationText(value).replace(".", QString(".") + QChar(0x2060)).replace(minus, QString(minus) + QChar(0x2060));
}

QString silentPlace(const evaluate::Silence& silence) {
    const QString k = count(silence.k), rank = count(silence.before.rank);
    if (silence.before.rank <= silence.k)
        return QString("it is <b>among the %1</b> that Top-K keeps, but its value there is not above 0").arg(k);
    const QString where = silence.before.rank <= 2 * silence.k ? "just outside the " : "outside the ";
    return QString("it is at <b>rank %1, %2%3</b> that Top-K keeps").arg(rank, where, k);
}

// One model in which the feature fell silent. `first`: nothing was said yet of the other one.
QString silentText(const evaluate::MemberEffect& effect, const QString& model, const QString& word, bool first) {
    const evaluate::Silence& silence = *effect.silence;
    QString text;
    if (!silence.aligned)
        text = QString("In %1 the word of the former peak was removed; where it is strongest now, at “%2”, %3.")
                   .arg(model, word.toHtmlEscaped(), silentPlace(silence));
    else if (silence.before.value <= 0 && silence.before.rank > silence.k)
        text = QString("In %1 its value at “%2” before Top-K is %3: <b>rank %4, outside the %5</b> that Top-K keeps.")
                   .arg(model, word.toHtmlEscaped(), unbroken(silence.before.value), count(silence.before.rank), count(silence.k));
    else if (first)
        text = QString("In %1 the feature is still there at “%2”, but %3.")
                   .arg(model, word.toHtmlEscaped(), silentPlace(silence));
    else
        text = QString("In %1, at “%2”, %3.").arg(model, word.toHtmlEscaped(), silentPlace(silence));
    if (silence.onSpecial)
        text += QString(" It fires on %1 with %2, which does not count.")
                    .arg(effect.after.cls > 0 ? "[CLS]" : "[SEP]",
                         unbroken(effect.after.cls > 0 ? effect.after.cls : effect.after.sep));
    return text;
}

QString firingText(const EditAnswer& answer, std::size_t member, const PlaceboRange& placebo) {
    const evaluate::MemberEffect& effect = answer.effect().members[member];
    const QString model = member == 0 ? "A" : "B";
    if (!effect.present)
        return QString("The SAE of %1 has no partner of this feature.").arg(model);
    if (std::isnan(effect.effect)) {
        const bool now = effect.after.value > 0;
        return QString("In %1 the feature does not fire in the original, so that there is no effect to give%2.")
            .arg(model, now ? "; in the edit it does, on " + quoted(effect.after.word) : QString());
    }
    QString text = QString("In %1 it fires on %2 with %3").arg(model, quoted(effect.after.word), unbroken(effect.after.value));
    if (placebo.holds(member, effect.effect))
        text += ", an effect that edits which should not matter have, too";
    return text + ".";
}

} // namespace

QString signedPercent(double share) {
    return std::isnan(share) ? dash : signedText(share, percentMagnitude(share)) + " %";
}

QString activationText(double value) {
    if (std::isnan(value))
        return dash;
    if (value == 0)
        return "0";
    const double size = std::abs(value);
    const QString text = withoutZero(fixed(size, size >= 99.95 ? 1 : size >= .0995 ? 2 : 3));
    return value < 0 ? minus + text : text;
}

QString changeText(double value, int digits) {
    if (std::isnan(value))
        return dash;
    const QString size = withoutZero(fixed(std::abs(value), digits));
    return value == 0 ? QString("0") : signedText(value, size);
}

QString meanText(double share, const evaluate::Interval& interval) {
    if (std::isnan(share))
        return dash;
    if (std::isnan(interval.low))
        return signedPercent(share);
    const auto number = [](double s) { return signedText(s, percentMagnitude(s)); };
    return QString("%1 [%2, %3]").arg(number(share), number(interval.low), number(interval.high));
}

QString typeTitle(const QString& editType) {
    return editType.isEmpty() ? editType : editType.left(1).toUpper() + editType.mid(1);
}

QString changesText(const evaluate::TextAlignment& alignment) {
    QStringList parts;
    addChange(parts, alignment, evaluate::Change::Moved, "moved");
    addChange(parts, alignment, evaluate::Change::Replaced, "replaced");
    addChange(parts, alignment, evaluate::Change::Deleted, "removed");
    addChange(parts, alignment, evaluate::Change::Inserted, "inserted");
    return parts.isEmpty() ? "nothing changed" : parts.join(", ");
}

QString truncationText(const evaluate::ProbedText& text, const QString& which) {
    if (!text.truncated)
        return {};
    std::int32_t read = 0; // bytes that the models see
    for (const text::ByteRange& range : text.ranges)
        read = std::max(read, range.end);
    QStringList lost;
    for (const evaluate::Word& word : evaluate::wordsOf(text.text))
        if (word.range.end > read)
            lost += toQt(evaluate::written(text.text, word.range));
    const qsizetype shown = std::min<qsizetype>(lost.size(), 6);
    QString words = "“" + lost.mid(0, shown).join(" ") + "”";
    if (shown < lost.size())
        words += " and " + counted(lost.size() - shown, "more word", "more words");
    return QString("%1 is longer than the %2 pieces that the models read: %3 fall%4 off.")
        .arg(which, count(text.tokenCount()), words, lost.size() == 1 ? "s" : "");
}

QString reasonHtml(const EditAnswer& answer, const PlaceboRange& placebo) {
    QString silent, firing;
    int silences = 0;
    QString models;
    for (std::size_t m = 0; m < 2; ++m) {
        const evaluate::MemberEffect& effect = answer.effect().members[m];
        if (!effect.present || !effect.silence) {
            firing += " " + firingText(answer, m, placebo);
            continue;
        }
        silent += " " + silentText(effect, m == 0 ? "A" : "B", answer.ranked[m].word, silences == 0);
        models = m == 0 ? "A" : "B";
        ++silences;
    }
    if (silences == 0)
        return firing.trimmed();
    const QString head = QString("Why ") + minus + "100 %" + (silences == 2 ? QString("?") : " in " + models + "?");
    return "<b>" + head + "</b>" + silent + firing;
}

int likeliest(const std::vector<double>& probabilities) {
    return probabilities.empty()
               ? -1
               : static_cast<int>(std::max_element(probabilities.begin(), probabilities.end()) - probabilities.begin());
}

QString classText(const EditAnswer& answer) {
    std::array<QString, 2> changes;
    for (std::size_t m = 0; m < 2; ++m) {
        const int before = likeliest(answer.result.original->members[m].probabilities);
        const int after = likeliest(answer.result.edited->members[m].probabilities);
        if (before < 0 || after < 0 || std::max(before, after) >= static_cast<int>(answer.classNames.size()))
            return {};
        const QString from = toQt(answer.classNames[static_cast<std::size_t>(before)]);
        changes[m] = before == after ? from : from + " → " + toQt(answer.classNames[static_cast<std::size_t>(after)]);
    }
    if (changes[0] == changes[1])
        return changes[0] + (changes[0].contains("→") ? ", in both models" : " in both models, as before");
    return "A: " + changes[0] + ", B: " + changes[1];
}

} // namespace crosseed::views
