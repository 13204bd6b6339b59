// The glossary behind F1: complete, unique, readable, with the paper's equation numbers.
#include "views/shared/terms.h"
#include <QRegularExpression>
#include <QSet>
#include <QTest>
#include <QTextDocument>
#include <QXmlStreamReader>

using namespace crosseed::views;

namespace {
// Whether every tag is closed in its order.
QString tagError(const QString& html) {
    QXmlStreamReader reader("<t>" + html + "</t>");
    while (!reader.atEnd())
        reader.readNext();
    return reader.hasError() ? reader.errorString() : QString();
}

QString plain(const QString& html) {
    QTextDocument document;
    document.setHtml(html);
    return document.toPlainText();
}
} // namespace

class TestTerms : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyTermIsComplete();
    void idsAreUnique();
    void equationsAreThePapers();
    void theRestOfThePaperIsWhereTheListSays();
    void htmlIsWhole();
    void everyScreensNumbersAreExplained();
    void anUnknownTermIsEmpty();
    void otherWordsLeadToTheTerm();
    void theValueAtHandStandsAtTheEnd();
};

void TestTerms::everyTermIsComplete() {
    for (const QString& id : termIds()) {
        const Term& t = term(id);
        QCOMPARE(t.id, id);
        for (const QString& part : {t.title, t.direction, t.plain, t.formula, t.where, t.symbols, t.denominator})
            QVERIFY2(!part.trimmed().isEmpty(), qPrintable(id));
        QVERIFY2(t.plain.endsWith('.'), qPrintable(id));
        QVERIFY2(t.denominator.endsWith('.'), qPrintable(id));
        QVERIFY2(!t.title.contains('<') && !t.direction.contains('<'), qPrintable(id)); // used as plain text, too
    }
}

void TestTerms::idsAreUnique() {
    const QStringList ids = termIds();
    QCOMPARE(QSet<QString>(ids.begin(), ids.end()).size(), ids.size());
    QVERIFY(ids.size() >= 60);
    QSet<QString> titles;
    for (const QString& id : ids) {
        QVERIFY2(!titles.contains(term(id).title), qPrintable(id));
        titles << term(id).title;
        QVERIFY2(QRegularExpression("^[a-z0-9]+(-[a-z0-9]+)*$").match(id).hasMatch(), qPrintable(id));
    }
}

void TestTerms::equationsAreThePapers() {
    const QHash<QString, QString> equations{{"nre", "Eq. 1"}, {"rotation", "Eq. 1"}, {"loss", "Eq. 2"}, {"loss-kl", "Eq. 3"},
                                            {"loss-ds", "Eq. 4"}, {"loss-local", "Eq. 5"}, {"loss-cross", "Eq. 6"},
                                            {"loss-aux", "Eq. 7"}, {"explained-variance", "Eq. 5"}};
    static const QRegularExpression equation("Eq\\. (\\d+)");
    for (const QString& id : termIds()) {
        const auto match = equation.match(term(id).where);
        QCOMPARE(QPair(id, match.captured(0)), QPair(id, equations.value(id)));
    }
}

void TestTerms::theRestOfThePaperIsWhereTheListSays() {
    const QList<std::pair<QString, QString>> places{
        {"universal-share", "Table 1"}, {"dead", "Table 1"},        {"top10", "Table 1"},       {"accuracy-change", "Table 1"},
        {"effect", "Table 2"},          {"edit-type", "Table 2"},   {"k95", "Table B2"},        {"split-halves", "Table B2"},
        {"sample-size", "Table B2"},    {"per-token", "Table C3"},  {"rotation-test", "Appendix D"}, {"rotation-p", "Appendix D"},
        {"mismatched", "Table D4"},     {"pca", "Fig. 3"},          {"cosine", "Fig. 3"},       {"yield-regression", "Fig. D1"},
        {"learning-rate", "Table A1"},  {"condition-6", "Table 1"}, {"layer", "section 6"}};
    for (const auto& [id, place] : places)
        QVERIFY2(term(id).where.contains(place), qPrintable(id + ": " + term(id).where));
    static const QRegularExpression known("section \\d|Table [A-D]?\\d|Appendix [A-D]|Fig\\. |Eq\\. \\d|not in the paper");
    for (const QString& id : termIds())
        QVERIFY2(known.match(term(id).where).hasMatch(), qPrintable(id));
}

void TestTerms::htmlIsWhole() {
    for (const QString& id : termIds()) {
        const Term& t = term(id);
        for (const QString& part : {t.plain, t.formula, t.where, t.symbols, t.denominator})
            QVERIFY2(tagError(part).isEmpty(), qPrintable(id + ": " + tagError(part) + " in " + part));
        const QString text = plain(termHtml(t));
        QVERIFY2(text.contains(t.title), qPrintable(id));
        QVERIFY2(!text.contains('<') || t.formula.contains("&lt;"), qPrintable(id + ": " + text));
        QVERIFY2(!text.contains("<i>") && !text.contains("sub>"), qPrintable(id));
        QVERIFY(!plain(termToolTip(id)).isEmpty());
        QCOMPARE(plain(termHtml(t)).count("Counted:"), 1);
    }
    QVERIFY(plain(termHtml(term("rotation"))).contains("W = VU")); // no blank where the formula is a product
}

void TestTerms::everyScreensNumbersAreExplained() {
    for (const char* id : {"r", "r-interval", "universal", "universal-share", "dead", "active", "active-both", "active-rows", "density",
                           "maximum", "strength", "top10", "top100", "nre", "rotation", "singular-values", "k95", "pca", "cosine",
                           "near-duplicate", "split-halves", "tokens-per-dimension", "rotation-test", "rotation-p", "identity",
                           "mismatched", "random", "topk", "rank-before-topk", "loss", "loss-kl", "loss-ds", "loss-local", "loss-cross",
                           "loss-aux", "explained-variance", "accuracy-change", "effect", "placebo", "mean-effect", "edit-type",
                           "class-association", "wordpiece", "per-token", "threshold", "condition-1", "condition-2", "condition-3",
                           "condition-4", "condition-5", "condition-6", "corpus-health", "learning-rate"})
        QVERIFY2(!term(id).id.isEmpty(), id);
}

void TestTerms::anUnknownTermIsEmpty() {
    QVERIFY(term("no such term").id.isEmpty());
    QVERIFY(termToolTip("no such term").isEmpty());
}

void TestTerms::otherWordsLeadToTheTerm() {
    QCOMPARE(term("interval").id, QString("r-interval"));
    QCOMPARE(term("pooling").id, QString("per-token"));
    QCOMPARE(term("k99").id, QString("k95"));
    QCOMPARE(term("features").id, QString("feature"));
    QVERIFY(!termIds().contains("interval"));
}

void TestTerms::theValueAtHandStandsAtTheEnd() {
    const QString text = plain(termHtml(term("nre"), "The error is .252."));
    QVERIFY(text.trimmed().endsWith("Here: The error is .252."));
    QVERIFY(!plain(termHtml(term("nre"))).contains("Here:"));
}

QTEST_MAIN(TestTerms)
#include "tst_terms.moc"
