// AUC against scikit-learn, by hand and by counting pairs; the best feature for each planted one.
#include "base/error.h"
#include "base/random.h"
#include "codes_text.h"
#include "evaluate/planted_truth.h"
#include "metrics_golden.h"
#include <QTest>

using namespace crosseed;
using namespace crosseed::evaluate;

namespace {

double countedPairs(const std::vector<std::uint8_t>& truth, const std::vector<float>& dense) {
    double wins = 0, pairs = 0;
    for (std::size_t i = 0; i < truth.size(); ++i)
        for (std::size_t j = 0; j < truth.size(); ++j)
            if (truth[i] && !truth[j]) {
                ++pairs;
                wins += dense[i] > dense[j] ? 1 : dense[i] == dense[j] ? 0.5 : 0;
            }
    return wins / pairs;
}

double sparseArea(const std::vector<std::uint8_t>& truth, const std::vector<float>& dense) {
    std::vector<std::int64_t> rows;
    std::vector<float> values;
    for (std::size_t i = 0; i < dense.size(); ++i)
        if (dense[i] != 0) {
            rows.push_back(static_cast<std::int64_t>(i));
            values.push_back(dense[i]);
        }
    return areaUnderCurve(truth, rows, values);
}

} // namespace

class TestPlantedTruth : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void smallCasesByHand() {
        QCOMPARE(sparseArea({0, 1}, {0, 1}), 1.0);
        QCOMPARE(sparseArea({1, 0}, {0, 1}), 0.0);
        QCOMPARE(sparseArea({1, 0, 1}, {0, 0, 0}), 0.5);
        QCOMPARE(sparseArea({1, 0}, {0, -1}), 1.0); // a negative code lies below a silent one
        QCOMPARE(sparseArea({1, 1, 0, 0}, {2, 0, 2, 0}), 0.5);
        QCOMPARE(sparseArea({1, 1, 0, 0}, {2, 0, 1, 0}), 0.625); // 2 beats both, 0 loses to 1 and ties with 0
        QVERIFY(std::isnan(sparseArea({1, 1}, {0, 1})));
        QVERIFY(std::isnan(sparseArea({0, 0}, {0, 1})));
    }
    void equalsTheCountOfAllPairs() {
        Random random(4);
        for (int round = 0; round < 50; ++round) {
            std::vector<std::uint8_t> truth{0, 1};
            std::vector<float> dense{0, 0};
            for (int i = 0; i < 60; ++i) {
                truth.push_back(random.uniform() < 0.3);
                dense.push_back(
                    random.uniform() < 0.5 ? 0 : static_cast<float>(random.below(7) - 3)); // many ties
            }
            QVERIFY(near(sparseArea(truth, dense), countedPairs(truth, dense), 1e-14));
        }
    }
    void agreesWithScikitLearn() {
        const auto golden = metricsGolden();
        const auto a = codesOf(golden[QLatin1String("a")]), b = codesOf(golden[QLatin1String("b")]);
        std::vector<std::vector<std::uint8_t>> truths;
        for (const auto& truth : golden[QLatin1String("truths")].toArray())
            truths.push_back(numbers<std::uint8_t>(truth));
        QCOMPARE(std::ssize(truths), 3);
        const auto areasA = golden[QLatin1String("aucA")].toArray(),
                   areasB = golden[QLatin1String("aucB")].toArray();
        for (std::int32_t feature = 0; feature < 30; ++feature) {
            PairMetrics only; // this feature alone is universal, so that it must be the match
            only.dictionary = 30;
            only.features.resize(1);
            only.features[0].feature = feature;
            only.features[0].universal = true;
            const auto matches = matchPlanted(truths, indexOf(a, b), only);
            for (qsizetype t = 0; t < 3; ++t) {
                const auto& match = matches[static_cast<std::size_t>(t)];
                QCOMPARE(match.feature, feature);
                QVERIFY(near(match.aucA, areasA[t].toArray()[feature].toDouble(), 1e-12));
                QVERIFY(near(match.aucB, areasB[t].toArray()[feature].toDouble(), 1e-12));
            }
        }
    }
    void theMatchIsTheUniversalFeatureThatBothModelsFind() {
        // Feature 0 is perfect in A only, 1 good in both, 2 perfect in both but not universal, 3 like 1.
        const auto a = codesOf(4, "0:1 1:1 2:1 3:1\n0:1 1:1 2:1 3:1\n\n1:1 3:1\n");
        const auto b = codesOf(4, "1:1 2:1 3:1\n1:1 2:1 3:1\n0:1\n1:1 3:1\n");
        PairMetrics metrics;
        metrics.dictionary = 4;
        metrics.features.resize(4);
        for (std::int32_t f = 0; f < 4; ++f) {
            metrics.features[static_cast<std::size_t>(f)].feature = f;
            metrics.features[static_cast<std::size_t>(f)].r = 0.8 + 0.01 * f;
            metrics.features[static_cast<std::size_t>(f)].universal = f != 2;
        }
        const auto matches = matchPlanted({{1, 1, 0, 0}, {0, 0, 0, 0}, {0, 0, 1, 0}}, indexOf(a, b), metrics);
        QCOMPARE(std::ssize(matches), 3);
        QCOMPARE(matches[0].feature, 1);
        QCOMPARE(matches[0].positives, 2);
        QCOMPARE(matches[0].aucA, 0.75); // of four pairs two won and two tied
        QCOMPARE(matches[0].aucB, 0.75);
        QCOMPARE(matches[0].lowerAuc(), 0.75);
        QCOMPARE(matches[0].r, 0.81);
        QCOMPARE(matches[1].feature, -1); // never true: nothing can find it
        QVERIFY(std::isnan(matches[1].aucA));
        QCOMPARE(matches[2].feature, 0);
        QVERIFY(near(matches[2].aucA, 1.0 / 6, 1e-15)); // ties with one silent token, loses to two
        QCOMPARE(matches[2].aucB, 1.0);
        QCOMPARE(matches[2].planted, 2);
    }
    void refusesTruthsOfAnotherLength() {
        const auto a = codesOf(1, "0:1\n\n");
        PairMetrics metrics;
        metrics.dictionary = 1;
        QVERIFY_THROWS_EXCEPTION(Error, matchPlanted({{1}}, indexOf(a, a), metrics));
        metrics.dictionary = 2;
        QVERIFY_THROWS_EXCEPTION(Error, matchPlanted({{1, 0}}, indexOf(a, a), metrics));
    }
};

QTEST_APPLESS_MAIN(TestPlantedTruth)
#include "tst_planted_truth.moc"
