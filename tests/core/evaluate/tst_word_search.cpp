// Features on a word: a case worked by hand, and a count over drawn texts that reads the codes row by row, without the index.
#include "base/random.h"
#include "codes_text.h"
#include "core/text/expect_error.h"
#include "drawn_texts.h"
#include "evaluate/word_search.h"
#include <QTest>
#include <cmath>
#include <map>
#include <omp.h>
#include <set>

using namespace crosseed;
using namespace crosseed::evaluate;

namespace {

// "would" occurs four times, as Would, WOULD, would and would; two of them are on pieces. 12 words in all.
const char* drawing = "joy: Would you mind?\n[CLS]=9/9 would=2/1 you=1/0 mind ? [SEP]=8/8\n"
                      "joy: WOULD you\n[CLS] wo=1/3 uld=4/0 you [SEP]\n"
                      "fear: I would, would I\n[CLS] i would , wo uld=0/2 i=5/0 [SEP]\n"
                      "fear: so\n[CLS] so [SEP]=7/7\n";

// Texts of words that are cut into pieces at random, with random codes; some codes are negative.
struct RandomTexts {
    text::Corpus corpus;
    text::PackedTokens tokens;
    sae::SparseCodes a, b;

    explicit RandomTexts(std::uint64_t seed) {
        Random random(seed);
        a.features = b.features = 7;
        const char* words[] = {"would", "Would", "you", "thanks", "a"};
        const auto add = [&](std::int32_t begin, std::int32_t end) {
            tokens.ids.push_back(static_cast<std::int32_t>(end - begin));
            tokens.ranges.push_back({begin, end});
            for (sae::SparseCodes* codes : {&a, &b}) {
                for (std::int32_t feature = 0; feature < 7; ++feature)
                    if (random.uniform() < 0.3) {
                        codes->indices.push_back(feature);
                        codes->values.push_back(static_cast<float>(random.normal()));
                    }
                codes->rowStarts.push_back(std::ssize(codes->indices));
            }
        };
        for (std::int64_t t = 0; t < 60; ++t) {
            text::Document document{std::to_string(t), "", -1, text::Split::Test, {}};
            add(0, 0);
            for (auto count = random.below(6); count > 0; --count) {
                const std::string word = words[random.below(5)];
                auto at = static_cast<std::int32_t>(document.text.size());
                document.text += word + " ";
                const std::int32_t end = at + static_cast<std::int32_t>(word.size());
                while (at < end) {
                    const auto piece = std::min<std::int32_t>(end, at + 1 + static_cast<std::int32_t>(random.below(5)));
                    add(at, piece);
                    at = piece;
                }
            }
            add(0, 0);
            tokens.starts.push_back(std::ssize(tokens.ids));
            tokens.documents.push_back(t);
            tokens.labels.push_back(-1);
            corpus.documents.push_back(document);
        }
    }
};

float codeAt(const sae::SparseCodes& codes, std::int64_t row, std::int32_t feature) {
    for (auto i = codes.rowStarts[static_cast<std::size_t>(row)]; i < codes.rowStarts[static_cast<std::size_t>(row) + 1]; ++i)
        if (codes.indices[static_cast<std::size_t>(i)] == feature)
            return codes.values[static_cast<std::size_t>(i)];
    return 0;
}

// Units as lists of rows, with their text in lower case.
using UnitRows = std::vector<std::pair<std::string, std::vector<std::int64_t>>>;
UnitRows unitsByHand(const RandomTexts& texts, bool joinPieces) {
    UnitRows units;
    for (std::int64_t t = 0; t < texts.tokens.textCount(); ++t) {
        const std::string& text = texts.corpus.documents[static_cast<std::size_t>(t)].text;
        bool isInside = false;
        for (auto row = texts.tokens.starts[static_cast<std::size_t>(t)]; row < texts.tokens.starts[static_cast<std::size_t>(t) + 1]; ++row) {
            const text::ByteRange range = texts.tokens.ranges[static_cast<std::size_t>(row)];
            if (range.begin == range.end)
                continue;
            if (!joinPieces || !isInside)
                units.emplace_back();
            units.back().first += lowered(text.substr(static_cast<std::size_t>(range.begin), static_cast<std::size_t>(range.end - range.begin)));
            units.back().second.push_back(row);
            isInside = text[static_cast<std::size_t>(range.end)] != ' '; // each word is followed by a blank
        }
    }
    return units;
}

WordFiring countByHand(const UnitRows& units, const sae::SparseCodes& codes, std::int32_t feature,
                       const std::set<std::size_t>& wanted) {
    WordFiring result;
    double sum = 0;
    std::vector<double> activations;
    for (std::size_t u = 0; u < units.size(); ++u) {
        std::vector<float> values;
        for (const std::int64_t row : units[u].second)
            values.push_back(codeAt(codes, row, feature));
        const bool fires = std::any_of(values.begin(), values.end(), [](float v) { return v != 0; });
        result.allFires += fires;
        if (!wanted.contains(u))
            continue;
        result.fires += fires;
        activations.push_back(static_cast<double>(*std::max_element(values.begin(), values.end())));
        sum += activations.back();
    }
    const auto n = static_cast<double>(wanted.size());
    result.mean = sum / n;
    result.max = *std::max_element(activations.begin(), activations.end());
    result.frequency = static_cast<double>(result.fires) / n;
    result.density = static_cast<double>(result.fires) / static_cast<double>(result.allFires);
    result.lift = result.density / (n / static_cast<double>(units.size()));
    return result;
}

bool same(double x, double y) { return std::abs(x - y) < 1e-12 || (std::isnan(x) && std::isnan(y)); }
bool same(const WordFiring& x, const WordFiring& y) {
    return same(x.mean, y.mean) && same(x.max, y.max) && x.fires == y.fires && x.allFires == y.allFires &&
           same(x.frequency, y.frequency) && same(x.density, y.density) && same(x.lift, y.lift);
}

void compare(const WordSearch& found, const UnitRows& units, const RandomTexts& texts, const std::set<std::size_t>& wanted) {
    QCOMPARE(found.occurrences, std::ssize(wanted));
    QCOMPARE(found.units, std::ssize(units));
    int expected = 0;
    for (std::int32_t feature = 0; feature < 7; ++feature) {
        const WordFiring a = countByHand(units, texts.a, feature, wanted), b = countByHand(units, texts.b, feature, wanted);
        if (a.fires + b.fires == 0)
            continue;
        ++expected;
        const auto row = std::find_if(found.features.begin(), found.features.end(), [&](const auto& f) { return f.feature == feature; });
        QVERIFY(row != found.features.end());
        QVERIFY2(same(row->a, a) && same(row->b, b), qPrintable(QString::number(feature)));
    }
    QCOMPARE(found.total, std::int64_t{expected});
}

} // namespace

class TestWordSearch : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatTheTokenizerTakesApartIsOneUnitWhereItTouches() {
        const auto drawn = drawnTexts("joy", "joy: I don't Don't\n[CLS] I don=1/0 '=0/2 t=3/1 Don=0/4 ' t [SEP]\n"
                                             "joy: don' t don @you\n[CLS] don=9/9 '=9/9 t=9/9 don=9/9 @=1/0 you=2/2 [SEP]\n");
        const auto found = featuresOnWord("don't", drawn.index());
        QCOMPARE(found.occurrences, 2);
        QCOMPARE(found.units, 9); // I, don't twice, four single ones, @, you
        QCOMPARE(found.texts, 1);
        QCOMPARE(std::ssize(found.spellings), 2);
        QCOMPARE(std::ssize(found.features), 1);
        const auto& a = found.features[0].a;
        QCOMPARE(a.fires, 1);
        QCOMPARE(a.max, 3.0);
        QCOMPARE(a.mean, 1.5);
        QCOMPARE(found.features[0].b.fires, 2);
        QCOMPARE(found.features[0].b.mean, 3.0); // 2 and 4
        QCOMPARE(featuresOnWord("@you", drawn.index()).occurrences, 1);
        QCOMPARE(featuresOnWord("don'x", drawn.index()).occurrences, 0);
    }
    void aWordIsCountedWithItsPiecesJoined() {
        const WordSearch found = featuresOnWord("would", drawnTexts("joy fear", drawing).index());
        QCOMPARE(found.occurrences, std::int64_t{4});
        QCOMPARE(found.units, std::int64_t{12}); // Would you mind ? | WOULD you | I would , would I | so
        QCOMPARE(found.texts, std::int64_t{3});
        QCOMPARE(found.total, std::int64_t{1});
        const WordFeature& f = found.features.at(0);
        QCOMPARE(f.feature, 1);
        // A: 2, 4, 0, 0; fires on you and I too. B: 1, 3, 0, 2; fires on nothing else.
        QVERIFY(same(f.a, {1.5, 4, 2, 4, 0.5, 0.5, 0.5 / (4.0 / 12)}));
        QVERIFY(same(f.b, {1.5, 3, 3, 3, 0.75, 1, 3}));
        QCOMPARE(found.spellings.size(), std::size_t{3});
        QVERIFY(found.spellings[0].word == "would" && found.spellings[0].occurrences == 2);
    }
    void aWordThatIsNotThereHasNoFeatures() {
        const EvaluationIndex index = drawnTexts("joy fear", drawing).index();
        const WordSearch found = featuresOnWord("woul", index);
        QVERIFY(found.occurrences == 0 && found.total == 0 && found.features.empty());
        QCOMPARE(featuresOnWord("mind", index).occurrences, std::int64_t{1}); // no feature fires on it
        QCOMPARE(featuresOnWord("mind", index).total, std::int64_t{0});
        QCOMPARE(featuresOnWord("[CLS]", index).occurrences, std::int64_t{0});
        EXPECT_ERROR(featuresOnWord("would you", index), ErrorKind::Usage, "is not one word");
        EXPECT_ERROR(featuresOnWord("", index), ErrorKind::Usage, "is not one word");
    }
    void countsAreThoseOfTheRows() {
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            const RandomTexts texts(seed);
            const EvaluationIndex index(texts.a, texts.b, texts.tokens, texts.corpus);
            const UnitRows words = unitsByHand(texts, true), pieces = unitsByHand(texts, false);
            std::set<std::size_t> would, ofTwo;
            for (std::size_t u = 0; u < words.size(); ++u)
                if (words[u].first == "would")
                    would.insert(u);
            for (std::size_t u = 0; u < pieces.size(); ++u)
                if (pieces[u].first.size() == 2) // its number in the vocabulary, here
                    ofTwo.insert(u);
            WordSearchOptions all;
            all.count = 0;
            compare(featuresOnWord("WOULD", index, all), words, texts, would);
            compare(featuresOnPiece(2, index, all), pieces, texts, ofTwo);
        }
    }
    void syllablesThatComeApartStayOneWord() { // as the tokenizer cuts two Hangul syllables: the middle piece has parts of both
        const sae::SparseCodes codes = codesOf(1, "\n0:1\n0:2\n0:4\n0:8\n\n");
        text::PackedTokens tokens{{2, 5, 6, 7, 8, 3}, {{0, 0}, {0, 3}, {0, 6}, {3, 6}, {7, 8}, {0, 0}}, {0, 6}, {0}, {-1}};
        text::Corpus corpus;
        corpus.documents.push_back({"0", "\xeb\x8d\x94\xec\x87\xbc a", -1, text::Split::Test, {}});
        const EvaluationIndex index(codes, codes, tokens, corpus);
        const WordSearch found = featuresOnWord("\xeb\x8d\x94\xec\x87\xbc", index);
        QVERIFY(found.units == 2 && found.occurrences == 1);
        QCOMPARE(found.features.at(0).a.max, 4.0);
        QCOMPARE(found.features.at(0).a.allFires, std::int64_t{2});
    }
    void featuresComeInTheOrderAsked_data() {
        QTest::addColumn<QString>("order");
        for (const char* order : {"strength", "frequency", "density", "lift"})
            QTest::newRow(order) << order;
    }
    void featuresComeInTheOrderAsked() {
        QFETCH(QString, order);
        const RandomTexts texts(9);
        const EvaluationIndex index(texts.a, texts.b, texts.tokens, texts.corpus);
        WordSearchOptions options;
        options.order = parseWordMeasure(order.toStdString());
        QCOMPARE(QString::fromUtf8(measureName(options.order)), order);
        const WordSearch found = featuresOnWord("thanks", index, options);
        const auto value = [&](const WordFeature& f) {
            return order == "strength"    ? f.a.mean + f.b.mean
                   : order == "frequency" ? f.a.frequency + f.b.frequency
                   : order == "density"   ? f.a.density + f.b.density
                                          : f.a.lift + f.b.lift;
        };
        QVERIFY(found.features.size() > 3);
        for (std::size_t i = 1; i < found.features.size(); ++i)
            QVERIFY(value(found.features[i - 1]) >= value(found.features[i]));
        options.count = 2;
        const WordSearch few = featuresOnWord("thanks", index, options);
        QVERIFY(few.features.size() == 2 && few.total == found.total && few.features[1].feature == found.features[1].feature);
        options.minimumFires = found.occurrences + 1;
        QCOMPARE(featuresOnWord("thanks", index, options).total, std::int64_t{0});
        EXPECT_ERROR(parseWordMeasure("beauty"), ErrorKind::Usage, "not by beauty");
    }
    void theNumberOfThreadsChangesNothing() {
        const RandomTexts texts(3);
        const EvaluationIndex index(texts.a, texts.b, texts.tokens, texts.corpus);
        const int threads = omp_get_max_threads();
        omp_set_num_threads(1);
        const WordSearch one = featuresOnWord("you", index);
        omp_set_num_threads(4);
        const WordSearch four = featuresOnWord("you", index);
        omp_set_num_threads(threads);
        QCOMPARE(one.features.size(), four.features.size());
        for (std::size_t i = 0; i < one.features.size(); ++i)
            QVERIFY(one.features[i].feature == four.features[i].feature && one.features[i].a.mean == four.features[i].a.mean);
    }
    void aStopIsHonoured() {
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_THROWS_EXCEPTION(Cancelled, featuresOnWord("would", drawnTexts("joy fear", drawing).index(), {}, stop.get_token()));
    }
};

QTEST_APPLESS_MAIN(TestWordSearch)
#include "tst_word_search.moc"
