// The health report: hand-counted small corpora, the near duplicates against all pairs compared one by one, the shared data sets.
#include "base/files.h"
#include "base/random.h"
#include "expect_error.h"
#include "text/corpus_health.h"
#include "text/import_table.h"
#include "text/import_tweeteval.h"
#include "text/tokens.h"
#include <QTest>
#include <algorithm>
#include <set>
#include <sstream>

using namespace crosseed;
using namespace crosseed::text;

namespace {
Corpus corpusOf(const std::vector<std::tuple<std::string, Split, int>>& texts) {
    Corpus corpus;
    corpus.classNames = {"no", "yes"};
    for (const auto& [text, split, label] : texts)
        corpus.documents.push_back({"", text, label, split, {}});
    return corpus;
}

const std::string vocabulary = CROSSEED_SOURCE_DIR "/tests/goldens/text/small_vocabulary.txt";

double jaccard(const std::string& x, const std::string& y) {
    const auto words = [](const std::string& text) {
        std::istringstream in(text);
        return std::set<std::string>(std::istream_iterator<std::string>(in), {});
    };
    const auto a = words(x), b = words(y);
    std::vector<std::string> shared;
    std::ranges::set_intersection(a, b, std::back_inserter(shared));
    return static_cast<double>(shared.size()) / static_cast<double>(a.size() + b.size() - shared.size());
}
} // namespace

class TestCorpusHealth : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void copiesLeaksAndLabelsAreCounted() {
        using enum Split;
        const CorpusHealth health = corpusHealth(corpusOf({{"one two three four five six", Train, 0},
                                                           {"one two three four five six", Train, 1}, // a copy that contradicts
                                                           {"One, two: three four five six!", Train, 0}, // the same words
                                                           {" \t", Train, -1},
                                                           {"a b", Validation, 1},
                                                           {"A b.", Test, 1},                            // near the one above, short
                                                           {"one two three four five six", Test, 0},     // leaks exactly
                                                           {"one two three four five seven eight", Test, 0},  // 5 of 8 words
                                                           {"two one three four five six six", Test, 0}, // the same words, another order
                                                           {"caf\xE9", Test, 1}}));
        QCOMPARE(health.texts, 10);
        QCOMPARE(health.empty, 1);
        QCOMPARE(health.copies, 2);
        QCOMPARE(health.nearCopies, 3);
        QCOMPARE(health.contradictions, 1);
        QCOMPARE(health.undecodableTexts, 1);
        QCOMPARE(health.splits.size(), std::size_t{3});
        QCOMPARE(health.splits[0].perClass, (std::vector<std::int64_t>{2, 1}));
        QCOMPARE(health.splits[0].unlabelled, 1);
        QCOMPARE(health.leaks.size(), std::size_t{2});
        QVERIFY(health.leaks[0].earlier == Train && health.leaks[0].later == Test);
        QCOMPARE(health.leaks[0].exact, 1);
        QCOMPARE(health.leaks[0].near, 1);
        QVERIFY(health.leaks[1].earlier == Validation);
        QCOMPARE(health.leaks[1].near, 1);
    }
    void theTextsBehindTheCountsAreNamed() {
        using enum Split;
        const Corpus corpus = corpusOf({{"one two three four five six", Train, 0},
                                        {"one two three four five six", Train, 1},
                                        {"One, two: three four five six!", Train, 0},
                                        {" \t", Train, -1},
                                        {"a b", Validation, 1},
                                        {"A b.", Test, 1},
                                        {"one two three four five six", Test, 0},
                                        {"caf\xE9", Test, 1},
                                        {"\xE4\xBD\xA0\xE5\xA5\xBD the", Test, 1}});
        TextFindings findings;
        const CorpusHealth health = corpusHealth(corpus, {}, nullptr, {}, {}, &findings);
        const auto with = [&](Finding finding) {
            std::vector<int> texts;
            for (std::size_t i = 0; i < corpus.documents.size(); ++i)
                if (findings.has(i, finding))
                    texts.push_back(static_cast<int>(i));
            return texts;
        };
        QCOMPARE(with(Finding::Empty), (std::vector{3}));
        QCOMPARE(with(Finding::Copy), (std::vector{1, 6}));
        QCOMPARE(with(Finding::NearCopy), (std::vector{2, 5}));
        QCOMPARE(with(Finding::Contradiction), (std::vector{0, 1, 6}));
        QCOMPARE(with(Finding::Undecodable), (std::vector{7}));
        QCOMPARE(with(Finding::Leak), (std::vector{6}));
        QCOMPARE(with(Finding::NearLeak), (std::vector{5}));
        QCOMPARE(findings.like, (std::vector<std::int64_t>{-1, 0, 0, -1, -1, 4, 0, -1, -1}));
        QCOMPARE(findings.count(Finding::Copy), health.copies);
        QVERIFY(findings.tokens.empty());
        const Tokenizer tokenizer(vocabulary, {});
        HealthOptions shortOnes;
        shortOnes.maxLength = 7;
        const CorpusHealth withTokens = corpusHealth(corpus, shortOnes, &tokenizer, {}, {}, &findings);
        QCOMPARE(findings.count(Finding::Cut), withTokens.tokens->cutTexts);
        QVERIFY(findings.has(0, Finding::Cut) && !findings.has(4, Finding::Cut));
        for (std::size_t i = 0; i < corpus.documents.size(); ++i)
            QCOMPARE(findings.has(i, Finding::Unknown),
                     std::ranges::count(tokenizer.encode(corpus.documents[i].text).ids, *tokenizer.idOf("[UNK]")) > 0);
        QVERIFY(findings.has(8, Finding::Unknown));
    }
    void nearDuplicatesAreThoseOfAllPairs() { // an independent, slow way: every pair, words apart
        Random random(7);
        std::vector<std::tuple<std::string, Split, int>> texts;
        for (int i = 0; i < 400; ++i) {
            std::string text = "w" + std::to_string(i); // no two word sequences alike
            const std::int64_t words = 5 + random.below(9), range = 14;
            for (std::int64_t w = 1; w < words; ++w)
                text += " " + std::to_string(random.below(range));
            texts.emplace_back(text, static_cast<Split>(random.below(3)), 0);
        }
        std::ranges::stable_sort(texts, {}, [](const auto& t) { return std::get<1>(t); });
        const Corpus corpus = corpusOf(texts);
        for (const double from : {.5, .6, .8}) {
            HealthOptions options;
            options.nearFrom = from;
            const std::vector<unsigned> found = nearSplits(corpus, numberTexts(corpus.documents), options);
            int pairs = 0;
            for (std::size_t i = 0; i < texts.size(); ++i) {
                unsigned bits = 0;
                const auto distinct = [&](std::size_t t) {
                    std::istringstream in(std::get<0>(texts[t]));
                    return std::set<std::string>(std::istream_iterator<std::string>(in), {}).size();
                };
                for (std::size_t j = 0; j < i; ++j)
                    if (distinct(i) >= 5 && distinct(j) >= 5 && jaccard(std::get<0>(texts[i]), std::get<0>(texts[j])) >= from - 1e-12)
                        bits |= 1u << static_cast<unsigned>(std::get<1>(texts[j])), ++pairs;
                QCOMPARE(found[i], bits);
            }
            QVERIFY(from > .7 || pairs > 20);
        }
        HealthOptions wrong;
        wrong.nearFrom = 0;
        EXPECT_ERROR(nearSplits(corpus, numberTexts(corpus.documents), wrong), ErrorKind::Usage, "as similar as");
    }
    void tokensAreThoseOfTheTokenizer() {
        const Tokenizer tokenizer(vocabulary, {});
        std::vector<std::tuple<std::string, Split, int>> texts;
        for (const char* text : {"the model's weights , don't", "\xE4\xBD\xA0\xE5\xA5\xBD the\xC2\xA0the", "", "\xF0\x9F\x98\x80\xF0\x9F\x98\x80 the", "a\xCC\x81 b\n\nc\td",
                                 "caf\xE9 \xC3\xA9t\xC3\xA9 the the the the the the"})
            texts.emplace_back(text, Split::Train, 0);
        const Corpus corpus = corpusOf(texts);
        std::vector<std::int64_t> lengths;
        const TokenHealth health = tokenHealth(corpus, tokenizer, 6, lengths);
        std::int64_t unknown = 0, all = 0, cut = 0;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const auto ids = tokenizer.encode(std::get<0>(texts[i])).ids;
            QCOMPARE(lengths[i], std::ssize(ids) - 2);
            unknown += std::ranges::count(ids, *tokenizer.idOf("[UNK]"));
            all += std::ssize(ids) - 2;
            cut += tokenizer.encode(std::get<0>(texts[i]), 6).truncated;
        }
        QVERIFY(unknown > 0 && cut > 0);
        QCOMPARE(health.unknown, unknown);
        QCOMPARE(health.tokens, all);
        QCOMPARE(health.cutTexts, cut);
        QCOMPARE(health.quantiles[0], 0.0);
    }
    void progressRisesAndAStopIsHonoured() {
        const Corpus corpus = corpusOf({{"a b c d e f", Split::Train, 0}, {"a b c d e g", Split::Test, 1}});
        double last = -1;
        corpusHealth(corpus, {}, nullptr, [&](const Progress& p) {
            QVERIFY(p.fraction >= last);
            last = p.fraction;
        });
        QCOMPARE(last, 1.0);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_THROWS_EXCEPTION(Cancelled, corpusHealth(corpus, {}, nullptr, {}, stop.get_token()));
    }
};

QTEST_APPLESS_MAIN(TestCorpusHealth)
#include "tst_corpus_health.moc"
