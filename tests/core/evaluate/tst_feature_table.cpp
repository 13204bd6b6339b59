// The table of shared features on drawn texts, by hand.
#include "base/error.h"
#include "drawn_texts.h"
#include "evaluate/feature_table.h"
#include <QTest>
#include <cmath>

using namespace crosseed;
using namespace crosseed::evaluate;

namespace {

// 4 + 4 + 5 + 3 tokens; feature 1 fires in three texts of two classes and in one without a label.
const std::string drawing = "joy: Lovely day\n[CLS] Lovely=2/2 day [SEP]\n"
                            "joy: unhappy lovely\n[CLS] unhappy lovely=4/6 [SEP]\n"
                            "anger: go un do it\n[CLS] go=0/3 un do [SEP]\n"
                            "none: thing\n[CLS] thing=1/1 [SEP]=8/9\n";

std::string joined(const std::vector<TopWord>& words) {
    std::string text;
    for (const auto& word : words)
        text += (text.empty() ? "" : " ") + word.word;
    return text;
}

PairMetrics metricsOf(const DrawnTexts& drawn) {
    return pairMetrics(drawn.a, drawn.b, drawn.tokens.starts, {.minimumActive = 2, .universalR = 0.5});
}

} // namespace

class TestFeatureTable : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void oneFeatureByHand() {
        const auto drawn = drawnTexts("anger joy fear", drawing);
        const auto metrics = metricsOf(drawn);
        const auto table = featureTable(metrics, drawn.index());
        QCOMPARE(std::ssize(table), 1);
        const auto& row = table[0];
        QCOMPARE(row.feature, 1);
        QCOMPARE(row.r, metrics.features[1].r);
        QCOMPARE(row.strength, ((2 + 4 + 1 + 8) / 16.0 + (2 + 6 + 3 + 1 + 9) / 16.0) / 2);
        QCOMPARE(row.firesA, 4);
        QCOMPARE(row.firesB, 5);
        QCOMPARE(row.densityA, 4 / 16.0);
        QCOMPARE(row.densityB, 5 / 16.0);
        QCOMPARE(row.maxA, 8.0);
        QCOMPARE(row.maxB, 9.0);
        QCOMPARE(joined(row.topWords), std::string("lovely go thing"));
        QCOMPARE(std::ssize(row.association.means), 3);
        QCOMPARE(row.association.means[0], 1.5 / 5);       // anger: (0 + 3) / 2 over five tokens
        QCOMPARE(row.association.means[1], (2 + 5) / 8.0); // joy: 2 and (4 + 6) / 2 over eight tokens
        QCOMPARE(row.association.means[2], 0.0);
        QCOMPARE(row.association.topClass, 1);
        QVERIFY(std::abs(row.association.topClassShare - 0.875 / (0.875 + 0.3)) < 1e-15);
    }
    void specialTokensCountAsPeaksOnlyWhenAskedFor() {
        const auto drawn = drawnTexts("anger joy", drawing);
        const auto table = featureTable(metricsOf(drawn), drawn.index(),
                                          {.words = 2, .specialTokens = true});
        QCOMPARE(joined(table[0].topWords), std::string("[SEP] lovely"));
    }
    void featuresComeStrongestFirstAndOnlyUniversalOnes() {
        auto drawn = drawnTexts("anger joy", drawing);
        for (auto* codes :
             {&drawn.a, &drawn.b}) { // feature 0 on all tokens of text 0 and 2, weak; 2 the same, strong
            sae::SparseCodes changed;
            changed.features = 3;
            for (std::int64_t row = 0; row < drawn.tokens.tokenCount(); ++row) {
                const auto i = static_cast<std::size_t>(codes->rowStarts[static_cast<std::size_t>(row)]);
                const bool fires = codes->rowStarts[static_cast<std::size_t>(row) + 1] >
                                   codes->rowStarts[static_cast<std::size_t>(row)];
                const bool marked = row < 4 || (row >= 8 && row < 13);
                if (marked) {
                    changed.indices.push_back(0);
                    changed.values.push_back(0.1f);
                }
                if (fires) {
                    changed.indices.push_back(1);
                    changed.values.push_back(codes->values[i]);
                }
                if (marked) {
                    changed.indices.push_back(2);
                    changed.values.push_back(50.0f);
                }
                changed.rowStarts.push_back(std::ssize(changed.indices));
            }
            *codes = changed;
        }
        const auto metrics = metricsOf(drawn);
        const auto numbersOf = [&](const PairMetrics& m, const FeatureTableOptions& options) {
            std::string text;
            for (const auto& row : featureTable(m, drawn.index(), options))
                text += std::to_string(row.feature) + " ";
            return text;
        };
        QCOMPARE(numbersOf(metrics, {}), std::string("2 1 0 "));
        QCOMPARE(numbersOf(metrics, {.count = 2}), std::string("2 1 "));
        auto fewer = metrics;
        fewer.features[2].universal = false;
        QCOMPARE(numbersOf(fewer, {}), std::string("1 0 "));
    }
    void refusesMetricsOfAnotherDictionaryAndUnknownClasses() {
        auto drawn = drawnTexts("anger joy", drawing);
        auto metrics = metricsOf(drawn);
        metrics.dictionary = 4;
        QVERIFY_THROWS_EXCEPTION(Error,
                                 featureTable(metrics, drawn.index()));
        metrics.dictionary = 3;
        drawn.corpus.documents[0].label = 2;
        QVERIFY_THROWS_EXCEPTION(Error,
                                 featureTable(metrics, drawn.index()));
    }
};

QTEST_APPLESS_MAIN(TestFeatureTable)
#include "tst_feature_table.moc"
