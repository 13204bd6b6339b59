// Drawn texts in, printed concordance lines out.
#include "base/error.h"
#include "drawn_texts.h"
#include "evaluate/contexts.h"
#include <QTest>

using namespace crosseed;
using namespace crosseed::evaluate;

namespace {

DocumentFn documentsOf(const DrawnTexts& drawn) {
    return [&drawn](std::int64_t position) { return drawn.corpus.documents[static_cast<std::size_t>(position)]; };
}

std::string printed(const Contexts& contexts) {
    std::ostringstream out;
    for (const auto& band : contexts.bands) {
        if (contexts.bands.size() > 1)
            out << "band " << band.name << ", " << band.strongest << " to " << band.weakest << ", share " << band.share << ", "
                << band.lines.size() << " of " << band.total << "\n";
        for (const auto& line : band.lines)
            out << line.left << "<" << line.node << ">" << line.right << "  a " << line.a << " b " << line.b << " document "
                << line.position << " token " << line.token << " label " << line.document.label << " copies " << line.copies
                << "\n";
    }
    out << "total " << contexts.texts << ", hidden " << contexts.hiddenSpecial << "\n";
    return out.str();
}

std::string contextsOf(const std::string& drawing, const ContextOptions& options = {}) {
    const auto drawn = drawnTexts("anger joy", drawing);
    return printed(contexts(1, drawn.index(), documentsOf(drawn), options));
}

// The lines' nodes and documents, in their order: "would/0 is/2".
std::string nodes(const std::string& drawing, const ContextOptions& options) {
    const auto drawn = drawnTexts("anger joy", drawing);
    std::string text;
    for (const auto& band : contexts(1, drawn.index(), documentsOf(drawn), options).bands)
        for (const auto& line : band.lines)
            text += (text.empty() ? "" : " ") + line.node + "/" + std::to_string(line.position);
    return text;
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
        compare(printed(contexts(1, drawn.index(), documentsOf(drawn))),
                "<first>  a 1 b 0 document 1 token 1 label 0 copies 1\n"
                "<second>  a 1 b 0 document 0 token 4 label 0 copies 1\n"
                "total 2, hidden 0\n");
    }
    void aSilentFeatureHasNoLines() {
        const auto drawn = drawnTexts("joy", "joy: x\n[CLS] x=1/0 [SEP]\n");
        compare(printed(contexts(0, drawn.index(), documentsOf(drawn))), "total 0, hidden 0\n");
    }
    void linesStandInTheOrderAskedFor() {
        const std::string drawing = "joy: we would go now\n[CLS] we would=3/1 go now [SEP]\n"
                                    "anger: You WOULD ask\n[CLS] You WOULD=2/2 ask [SEP]\n"
                                    "none: is it\n[CLS] is=1/4 it [SEP]\n"
                                    "joy: a an are b\n[CLS] a an are=2.5/2.5 b [SEP]\n";
        const auto ordered = [&](ContextOrder order) {
            return nodes(drawing, {.group = ContextGroup::All, .order = order});
        };
        QCOMPARE(ordered(ContextOrder::Activation), std::string("is/2 would/0 are/3 WOULD/1"));
        QCOMPARE(ordered(ContextOrder::Difference), std::string("is/2 would/0 are/3 WOULD/1"));
        QCOMPARE(ordered(ContextOrder::Node), std::string("are/3 is/2 would/0 WOULD/1"));
        QCOMPARE(ordered(ContextOrder::Left1), std::string("is/2 are/3 would/0 WOULD/1")); // -, an, we, You
        QCOMPARE(ordered(ContextOrder::Left2), std::string("is/2 would/0 WOULD/1 are/3")); // -, -, -, a
        QCOMPARE(ordered(ContextOrder::Right1), std::string("WOULD/1 are/3 would/0 is/2")); // ask, b, go, it
        QCOMPARE(ordered(ContextOrder::Right2), std::string("is/2 are/3 WOULD/1 would/0")); // -, -, -, now
        QCOMPARE(ordered(ContextOrder::Document), std::string("would/0 WOULD/1 is/2 are/3"));
        QCOMPARE(ordered(ContextOrder::Class), std::string("is/2 WOULD/1 would/0 are/3"));
        QCOMPARE(nodes(drawing, {.order = ContextOrder::Document, .count = 2}), std::string("would/0 is/2"));
        QCOMPARE(nodes(drawing, {.group = ContextGroup::All, .order = ContextOrder::Document, .count = 2}),
                 std::string("would/0 WOULD/1"));
    }
    void bandsShareAllLinesEvenlyAndTellTheirPart() {
        std::string drawing;
        for (const char* a : {"1", "4", "2", "3", "6"})
            drawing += std::string("joy: w") + a + "\n[CLS] w" + a + "=" + a + "/0 [SEP]\n";
        compare(contextsOf(drawing, {.group = ContextGroup::Bands, .count = 3, .bands = 2, .words = 0}),
                "band 1 of 2, 6 to 4, share 0.625, 2 of 2\n"
                "<w6>  a 6 b 0 document 4 token 13 label 1 copies 1\n"
                "<w4>  a 4 b 0 document 1 token 4 label 1 copies 1\n"
                "band 2 of 2, 3 to 1, share 0.375, 3 of 3\n"
                "<w3>  a 3 b 0 document 3 token 10 label 1 copies 1\n"
                "<w2>  a 2 b 0 document 2 token 7 label 1 copies 1\n"
                "<w1>  a 1 b 0 document 0 token 1 label 1 copies 1\n"
                "total 5, hidden 0\n");
        const auto drawn = drawnTexts("joy", drawing);
        const auto bands =
            contexts(1, drawn.index(), documentsOf(drawn), {.group = ContextGroup::Bands, .count = 9, .bands = 5}).bands;
        QCOMPARE(std::ssize(bands), 5);
        double sum = 0;
        for (const auto& band : bands) {
            QCOMPARE(band.total, 1);
            sum += band.share;
        }
        QCOMPARE(sum, 1.0);
        QCOMPARE(bands[4].weakest, 1.0);
    }
    void randomLinesDependOnTheSeedOnly() {
        std::string drawing;
        for (int i = 0; i < 30; ++i)
            drawing += "joy: w" + std::to_string(i) + "\n[CLS] w" + std::to_string(i) + "=" + std::to_string(i + 1) + "/0 [SEP]\n";
        const auto drawnNodes = [&](std::uint64_t seed) {
            return nodes(drawing, {.group = ContextGroup::Random, .count = 5, .seed = seed});
        };
        QCOMPARE(drawnNodes(1), drawnNodes(1));
        QVERIFY(drawnNodes(1) != drawnNodes(2));
        QCOMPARE(QString::fromStdString(drawnNodes(1)).split(' ').size(), 5);
    }
    void lookAlikesHaveTheWordButAreSilent() {
        compare(contextsOf("joy: would you\n[CLS] would=2/2 you [SEP]\n"
                           "anger: I Would not, would I\n[CLS] I Would not , would=1/0 I [SEP]\n"
                           "anger: never would\n[CLS] never would [SEP]\n"
                           "joy: never would\n[CLS] never would [SEP]\n"
                           "joy: you never\n[CLS] you never [SEP]\n"
                           "joy: un believ ably\n[CLS] un=1/0 believ=0/1 ably [SEP]\n"
                           "joy: unbelievably\n[CLS] un=1/0 believ=0/2 ably [SEP]\n",
                           {.group = ContextGroup::LookAlikes, .order = ContextOrder::Document}),
                "I <Would> not, would I  a 0 b 0 document 1 token 6 label 0 copies 1\n"
                "never <would>  a 0 b 0 document 2 token 14 label 0 copies 2\n"
                "total 4, hidden 0\n");
    }
    void everyPieceOfALineHasBothCodes() {
        const auto drawn = drawnTexts("joy", "joy: one un believ x\n[CLS]=9/9 one=0/2 un=1/0 believ=3/4 x=5/5 [SEP]\n");
        const auto line = contexts(1, drawn.index(), documentsOf(drawn), {.words = 1}).bands[0].lines[0];
        std::string text;
        for (const auto& token : line.tokens)
            text += (line.left + line.node + line.right).substr(static_cast<std::size_t>(token.range.begin),
                                                               static_cast<std::size_t>(token.range.end - token.range.begin)) +
                    "=" + std::to_string(static_cast<int>(token.a)) + "/" + std::to_string(static_cast<int>(token.b)) + " ";
        QCOMPARE(text, std::string("believ=3/4 x=5/5 "));
    }
    void tablesKeepWidthClassAndColumns() {
        auto drawn = drawnTexts("anger joy", "joy: so, one two\n[CLS] so , one=1/2 two [SEP]\n");
        drawn.corpus.documents[0].extra = {"1999"};
        const auto found = contexts(1, drawn.index(), documentsOf(drawn), {.words = 1});
        const auto table = contextTable(found, drawn.corpus.classNames, {"year"});
        compare(text::toCsv(table), "A,B,left,node,right,class,document,copies,year\n1,2,\"so, \",one, two,joy,0,1,1999\n");
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
        const auto kind = [&](std::int32_t feature, const DrawnTexts& b, const DrawnTexts& t,
                                  const DrawnTexts& c) {
            return kindOf([&] {
                contexts(feature, EvaluationIndex(drawn.a, b.b, t.tokens, c.corpus), documentsOf(c));
            });
        };
        QCOMPARE(kind(3, drawn, drawn, drawn), ErrorKind::Usage);
        QCOMPARE(kind(-1, drawn, drawn, drawn), ErrorKind::Usage);
        QCOMPARE(kind(1, other, drawn, drawn), ErrorKind::Shape);
        QCOMPARE(kind(1, drawn, other, drawn), ErrorKind::Shape);
        QCOMPARE(kind(1, drawn, drawn, drawnTexts("joy", "")), ErrorKind::Shape);
        auto shorter = drawn;
        shorter.corpus.documents[0].text.clear();
        QCOMPARE(kind(1, drawn, drawn, shorter), ErrorKind::Shape);
    }
};

QTEST_APPLESS_MAIN(TestContexts)
#include "tst_contexts.moc"
