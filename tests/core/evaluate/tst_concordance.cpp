// Drawn texts in, groups of lines out.
#include "base/error.h"
#include "base/progress.h"
#include "drawn_texts.h"
#include "evaluate/concordance.h"
#include <QTest>

using namespace crosseed;
using namespace crosseed::evaluate;
using Kind = ConcordanceGroup::Kind;

namespace {

DocumentFn documentsOf(const DrawnTexts& drawn) {
    return [&drawn](std::int64_t position) { return drawn.corpus.documents[static_cast<std::size_t>(position)]; };
}

void compare(const std::string& actual, const std::string& expected) {
    QCOMPARE(QString::fromStdString(actual), QString::fromStdString(expected));
}

// "would/0 is/2": nodes in lower case and documents.
std::string printed(const std::vector<ConcordanceLine>& lines) {
    std::string text;
    for (const auto& line : lines)
        text += (text.empty() ? "" : " ") + line.words[3] + "/" + std::to_string(line.position);
    return text;
}

std::string printed(const ConcordanceGroup& group) {
    std::ostringstream out;
    out << group.low << " to " << group.high << ", firings " << group.firingShare << ", " << group.total << ": " << printed(group.lines);
    return out.str();
}

// Codes 1 ... 6 in six documents of one word, and a second firing of 1 in the last.
const std::string six = "joy: w1 x\n[CLS] w1=1/0 x [SEP]\n"
                        "joy: w4 x\n[CLS] w4=0/4 x [SEP]\n"
                        "anger: w2 x\n[CLS] w2=2/1 x [SEP]\n"
                        "joy: w3 x\n[CLS] w3=3/0 x [SEP]\n"
                        "anger: w10 x\n[CLS]=12/0 w10=10/0 x=1/0 [SEP]\n";

} // namespace

class TestConcordance : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void bandsAreSharesOfTheMaximumAndTellTheirPartOfTheFirings() {
        const auto drawn = drawnTexts("anger joy", six);
        const auto found = concordance(1, drawn.index());
        QCOMPARE(found.maximum, 10.0); // of counted tokens: [CLS] has 12
        QCOMPARE(found.texts, 5);
        QCOMPARE(found.firings, 6);
        QCOMPARE(found.hiddenSpecial, 1);
        QCOMPARE(found.specialInTop, 1);
        QCOMPARE(std::ssize(found.groups), 8);
        std::string bands;
        for (std::size_t i = 1; i <= 5; ++i) {
            QVERIFY(found.groups[i].kind == Kind::Band);
            bands += printed(found.groups[i]) + "\n";
        }
        compare(bands, "0.8 to 1, firings 0.166667, 1: w10/4\n"
                       "0.6 to 0.8, firings 0, 0: \n"
                       "0.4 to 0.6, firings 0.166667, 1: w4/1\n"
                       "0.2 to 0.4, firings 0.333333, 2: w3/3 w2/2\n"
                       "0 to 0.2, firings 0.333333, 1: w1/0\n");
        QCOMPARE(found.groups[4].strongest, 3.0);
        QCOMPARE(found.groups[4].weakest, 2.0);
    }
    void specialTokensCountWhenAskedFor() {
        const auto drawn = drawnTexts("anger joy", six);
        const auto found = concordance(1, drawn.index(), {.specialTokens = true});
        QCOMPARE(found.maximum, 12.0);
        QCOMPARE(found.hiddenSpecial, 0);
        QCOMPARE(found.firings, 7);
        compare(printed(found.groups[0].lines), "[cls]/4 w4/1 w3/3 w2/2 w1/0");
    }
    void topRandomAndLookAlikesAreWhatContextsGives() {
        const std::string drawing = "joy: would you\n[CLS] would=2/2 you [SEP]\n"
                                    "anger: I Would not\n[CLS] I Would not [SEP]\n"
                                    "joy: never would\n[CLS] never would [SEP]\n"
                                    "joy: never would\n[CLS] never would [SEP]\n"
                                    "joy: you may\n[CLS] you may=3/1 [SEP]\n";
        const auto drawn = drawnTexts("anger joy", drawing);
        const auto index = drawn.index();
        const auto found = concordance(1, index, {.top = 1, .random = 1, .lookAlikes = 9});
        const auto same = [&](const ConcordanceGroup& group, ContextGroup kind, std::int64_t count) {
            const auto lines = contexts(1, index, documentsOf(drawn), {.group = kind, .count = count}).bands[0].lines;
            QCOMPARE(lines.size(), group.lines.size());
            for (std::size_t i = 0; i < lines.size(); ++i) {
                QCOMPARE(group.lines[i].token, lines[i].token);
                QCOMPARE(group.lines[i].copies, lines[i].copies);
                QCOMPARE(group.lines[i].a, static_cast<float>(lines[i].a));
            }
        };
        same(found.groups.front(), ContextGroup::Top, 1);
        same(found.groups[6], ContextGroup::Random, 1);
        same(found.groups[7], ContextGroup::LookAlikes, 9);
        QCOMPARE(found.groups[7].total, 2);
        QVERIFY(std::isnan(found.groups[7].firingShare));
        const auto joyful = concordance(1, index, {.label = 1});
        compare(printed(joyful.groups[7].lines), "would/2");
        QCOMPARE(joyful.groups[7].lines[0].copies, 2);
    }
    void oneClassIsCountedAlone() {
        const auto drawn = drawnTexts("anger joy", six);
        const auto found = concordance(1, drawn.index(), {.label = 1});
        QCOMPARE(found.maximum, 4.0);
        QCOMPARE(found.lines, 3);
        QCOMPARE(found.hiddenSpecial, 0);
        compare(printed(found.groups[0].lines), "w4/1 w3/3 w1/0");
        compare(printed(found.groups[1]), "0.8 to 1, firings 0.333333, 1: w4/1");
        QCOMPARE(concordance(1, drawn.index(), {.label = -1}).lines, 0);
    }
    void severalKeysDecideOneAfterTheOther() {
        const std::string drawing = "joy: we would go now\n[CLS] we would=3/1 go now [SEP]\n"
                                    "anger: You WOULD go\n[CLS] You WOULD=2/2 go [SEP]\n"
                                    "none: is it\n[CLS] is=1/4 it [SEP]\n"
                                    "joy: a we would go\n[CLS] a we would=2.5/2.5 go [SEP]\n";
        const auto drawn = drawnTexts("anger joy", drawing);
        auto lines = concordance(1, drawn.index()).groups[0].lines;
        const auto sorted = [&](std::vector<ContextOrder> keys) {
            std::ranges::stable_sort(lines, [&](const auto& x, const auto& y) { return comesBefore(x, y, keys); });
            return printed(lines);
        };
        compare(sorted({}), "is/2 would/0 would/3 would/1");
        compare(sorted({ContextOrder::Right1, ContextOrder::Left1}), "would/0 would/3 would/1 is/2");
        compare(sorted({ContextOrder::Right1, ContextOrder::Left1, ContextOrder::Left2}), "would/0 would/3 would/1 is/2");
        compare(sorted({ContextOrder::Right1, ContextOrder::Document}), "would/0 would/1 would/3 is/2");
        compare(sorted({ContextOrder::Class, ContextOrder::Difference}), "is/2 would/1 would/0 would/3");
        QVERIFY(!comesBefore(lines[0], lines[0], {}));
    }
    void oneKeyIsTheOrderOfContexts() {
        const auto drawn = drawnTexts("anger joy", six + "none: so w1 , y\n[CLS] so w1=1.5/1 , y [SEP]\n");
        const auto index = drawn.index();
        auto lines = concordance(1, index).groups[0].lines;
        for (int i = 0; i <= static_cast<int>(ContextOrder::Class); ++i) {
            const auto key = static_cast<ContextOrder>(i);
            std::ranges::stable_sort(lines, [&](const auto& x, const auto& y) { return comesBefore(x, y, {{key}}); });
            const auto expected = contexts(1, index, documentsOf(drawn), {.group = ContextGroup::All, .order = key, .count = 99});
            for (std::size_t l = 0; l < lines.size(); ++l)
                QCOMPARE(lines[l].token, expected.bands[0].lines[l].token);
        }
    }
    void aTextsWordsHaveTheLargestCodeOfTheirPieces() {
        const auto drawn = drawnTexts("joy", "joy: other\n[CLS] other [SEP]\n"
                                             "joy: So unbelievably, x\n[CLS]=9/9 So un=1/0 believ=3/4 ably , x=0/-1 [SEP]\n");
        const auto index = drawn.index();
        const std::vector<std::int64_t> wanted{1, 0};
        const auto texts = codedTexts(1, index, documentsOf(drawn), wanted);
        QCOMPARE(texts[1].document.text, std::string("other"));
        std::ostringstream out;
        for (const CodedWord& word : texts[0].words)
            out << (word.special ? "*" : texts[0].document.text.substr(static_cast<std::size_t>(word.range.begin),
                                                                      static_cast<std::size_t>(word.range.end - word.range.begin)))
                << "=" << word.a << "/" << word.b << "(" << word.pieces.size() << ") ";
        compare(out.str(), "*=9/9(1) So=0/0(1) unbelievably=3/4(3) ,=0/0(1) x=0/-1(1) *=0/0(1) ");
        QCOMPARE(texts[0].tokens, 6);
        QCOMPARE(texts[0].firesA, 2);
        QCOMPARE(texts[0].firesB, 2);
        const auto believ = texts[0].words[2].row + 1;
        QCOMPARE(wordOfToken(texts[0], believ).value_or(99), std::size_t(2));
        QVERIFY(!wordOfToken(texts[1], believ));
    }
    void aStopIsHonoured() {
        const auto drawn = drawnTexts("anger joy", six);
        const auto index = drawn.index();
        std::stop_source stop;
        stop.request_stop();
        const std::vector<std::int64_t> one{0};
        QVERIFY_THROWS_EXCEPTION(Cancelled, concordance(1, index, {}, stop.get_token()));
        QVERIFY_THROWS_EXCEPTION(Cancelled, codedTexts(1, index, documentsOf(drawn), one, stop.get_token()));
    }
    void refusesWhatCannotBe() {
        const auto drawn = drawnTexts("anger joy", six);
        const auto index = drawn.index();
        QVERIFY_THROWS_EXCEPTION(Error, concordance(3, index));
        QVERIFY_THROWS_EXCEPTION(Error, concordance(1, index, {.bands = 0}));
        QVERIFY_THROWS_EXCEPTION(Error, concordance(1, index, {.top = -1}));
        const std::vector<std::int64_t> outside{5};
        QVERIFY_THROWS_EXCEPTION(Error, codedTexts(1, index, documentsOf(drawn), outside));
        auto shorter = drawn;
        shorter.corpus.documents[0].text.clear();
        const std::vector<std::int64_t> first{0};
        QVERIFY_THROWS_EXCEPTION(Error, codedTexts(1, index, documentsOf(shorter), first));
    }
};

QTEST_APPLESS_MAIN(TestConcordance)
#include "tst_concordance.moc"
