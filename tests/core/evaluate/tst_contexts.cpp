// Drawn texts in, printed concordance lines out.
#include "base/error.h"
#include "drawn_texts.h"
#include "evaluate/contexts.h"
#include <QTest>

using namespace crosseed;
using namespace crosseed::evaluate;

namespace {

std::string printed(const Contexts& contexts) {
    std::ostringstream out;
    for (const auto& line : contexts.lines)
        out << line.left << "<" << line.node << ">" << line.right << "  a " << line.a << " b " << line.b
            << " document " << line.document << " token " << line.token << " label " << line.label
            << " copies " << line.copies << "\n";
    out << "total " << contexts.total << ", hidden " << contexts.hiddenSpecial << "\n";
    return out.str();
}

std::string contextsOf(const std::string& drawing, const ContextOptions& options = {}) {
    const auto drawn = drawnTexts("anger joy", drawing);
    return printed(topContexts(1, drawn.a, drawn.b, drawn.tokens, drawn.corpus, options));
}

void compare(const std::string& actual, const std::string& expected) {
    QCOMPARE(QString::fromStdString(actual), QString::fromStdString(expected));
}

} // namespace

class TestContexts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theNodeIsTheWholeWord() {
        compare(contextsOf("joy: So unbelievably happy, today!\n"
                           "[CLS] So un believ=2/1.5 ably happy , today ! [SEP]\n"),
                "So <unbelievably> happy, today!  a 2 b 1.5 document 0 token 3 label 1 copies 1\n"
                "total 1, hidden 0\n");
    }
    void punctuationAndIdeographsAreWordsOfTheirOwn() {
        compare(contextsOf("joy: (don't) \"stop\"…\n"
                           "[CLS] ( don ' t=1/0 ) \" stop \" … [SEP]\n"
                           "joy: 我很happy今天\n"
                           "[CLS] 我 很=0/0.5 happy 今 天 [SEP]\n"
                           "joy: well…done\n"
                           "[CLS] well … don=0.25/0 e [SEP]\n"),
                "(don'<t>) \"stop\"…  a 1 b 0 document 0 token 4 label 1 copies 1\n"
                "我<很>happy今天  a 0 b 0.5 document 1 token 13 label 1 copies 1\n"
                "well…<done>  a 0.25 b 0 document 2 token 21 label 1 copies 1\n"
                "total 3, hidden 0\n");
    }
    void aWordIsJoinedOverCharactersThatTheTokenizerLeavesOut() {
        compare(
            contextsOf("joy: a co\u200Boper\u200Bate b\n[CLS] a co oper=1/1 ate b [SEP]\n"),
            "a <co\u200Boper\u200Bate> b  a 1 b 1 document 0 token 3 label 1 copies 1\ntotal 1, hidden 0\n");
    }
    void contextHasSoManyWordsOfTheOriginal() {
        const std::string drawing = "anger: one  two¶three FOUR five, six\tseven\n"
                                    "[CLS] one two three four=1/2 five , six seven [SEP]\n";
        compare(
            contextsOf(drawing, {.words = 2}),
            "two three <FOUR> five, six  a 1 b 2 document 0 token 4 label 0 copies 1\ntotal 1, hidden 0\n");
        compare(contextsOf(drawing, {.words = 0}),
                "<FOUR>  a 1 b 2 document 0 token 4 label 0 copies 1\ntotal 1, hidden 0\n");
        compare(contextsOf(drawing), "one  two three <FOUR> five, six seven  a 1 b 2 document 0 token 4 "
                                     "label 0 copies 1\ntotal 1, hidden 0\n");
    }
    void oneLineATextStrongestFirstTiesInDocumentOrder() {
        compare(contextsOf("joy: x y\n[CLS] x=1/0 y=0/3 [SEP]\n"
                           "none: p q r\n[CLS] p=4/0 q=4/1 r=1/4 [SEP]\n"
                           "joy: silent\n[CLS] silent [SEP]\n"
                           "anger: u v\n[CLS] u v=3/3 [SEP]\n"
                           "joy: neg\n[CLS] neg=-1/-2 [SEP]\n"),
                "<p> q r  a 4 b 0 document 1 token 5 label -1 copies 1\n"
                "x <y>  a 0 b 3 document 0 token 2 label 1 copies 1\n"
                "u <v>  a 3 b 3 document 3 token 14 label 0 copies 1\n"
                "<neg>  a -1 b -2 document 4 token 17 label 1 copies 1\n"
                "total 4, hidden 0\n");
    }
    void copiesOfATextAreFolded() {
        compare(contextsOf("joy: same text\n[CLS] same=1/1 text [SEP]\n"
                           "joy: other text\n[CLS] other text=2/0 [SEP]\n"
                           "anger: same text\n[CLS] same=1.001/1 text [SEP]\n",
                           {.count = 2}),
                "other <text>  a 2 b 0 document 1 token 6 label 1 copies 1\n"
                "<same> text  a 1 b 1 document 0 token 1 label 1 copies 2\n"
                "total 3, hidden 0\n");
    }
    void countBoundsTheLinesAndNotTheTotal() {
        compare(contextsOf("joy: x\n[CLS] x=1/0 [SEP]\njoy: y\n[CLS] y=2/0 [SEP]\n", {.count = 1}),
                "<y>  a 2 b 0 document 1 token 4 label 1 copies 1\ntotal 2, hidden 0\n");
    }
    void specialTokensAreShownOnlyWhenAskedFor() {
        const std::string drawing = "joy: a b c\n[CLS]=9/9 a b=1/1 c [SEP]=0/3\njoy: d\n[CLS] d [SEP]=0/7\n";
        compare(contextsOf(drawing),
                "a <b> c  a 1 b 1 document 0 token 2 label 1 copies 1\ntotal 1, hidden 3\n");
        compare(contextsOf(drawing, {.specialTokens = true}),
                "<[CLS]>a b c  a 9 b 9 document 0 token 0 label 1 copies 1\n"
                "d<[SEP]>  a 0 b 7 document 1 token 7 label 1 copies 1\n"
                "total 2, hidden 0\n");
    }
    void documentsNeedNotBeInTheCorpusOrder() {
        auto drawn =
            drawnTexts("joy", "joy: first\n[CLS] first=1/0 [SEP]\njoy: second\n[CLS] second=1/0 [SEP]\n");
        std::swap(drawn.corpus.documents[0], drawn.corpus.documents[1]);
        std::swap(drawn.tokens.documents[0], drawn.tokens.documents[1]);
        compare(printed(topContexts(1, drawn.a, drawn.b, drawn.tokens, drawn.corpus)),
                "<second>  a 1 b 0 document 0 token 4 label 0 copies 1\n"
                "<first>  a 1 b 0 document 1 token 1 label 0 copies 1\n"
                "total 2, hidden 0\n");
    }
    void aSilentFeatureHasNoLines() {
        const auto drawn = drawnTexts("joy", "joy: x\n[CLS] x=1/0 [SEP]\n");
        compare(printed(topContexts(0, drawn.a, drawn.b, drawn.tokens, drawn.corpus)), "total 0, hidden 0\n");
    }
    void refusesWhatDoesNotBelongTogether() {
        const auto drawn = drawnTexts("joy", "joy: x\n[CLS] x=1/0 [SEP]\n");
        const auto other = drawnTexts("joy", "joy: x y\n[CLS] x=1/0 y [SEP]\n");
        const auto kindOf = [](auto call) {
            try {
                call();
            } catch (const Error& e) {
                return e.kind();
            }
            return ErrorKind::Internal;
        };
        const auto contexts = [&](std::int32_t feature, const DrawnTexts& b, const DrawnTexts& t,
                                  const DrawnTexts& c) {
            return kindOf([&] { topContexts(feature, drawn.a, b.b, t.tokens, c.corpus); });
        };
        QCOMPARE(contexts(3, drawn, drawn, drawn), ErrorKind::Usage);
        QCOMPARE(contexts(-1, drawn, drawn, drawn), ErrorKind::Usage);
        QCOMPARE(contexts(1, other, drawn, drawn), ErrorKind::Shape);
        QCOMPARE(contexts(1, drawn, other, drawn), ErrorKind::Shape);
        QCOMPARE(contexts(1, drawn, drawn, drawnTexts("joy", "")), ErrorKind::Shape);
        auto shorter = drawn;
        shorter.corpus.documents[0].text.clear();
        QCOMPARE(contexts(1, drawn, drawn, shorter), ErrorKind::Shape);
    }
};

QTEST_APPLESS_MAIN(TestContexts)
#include "tst_contexts.moc"
