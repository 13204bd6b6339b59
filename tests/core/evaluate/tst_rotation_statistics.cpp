// The rotation test's numbers: p by hand with its floor, the regression against SciPy, the histogram of r.
#include "evaluate/rotation_test.h"
#include "metrics_golden.h"
#include <QTest>

using namespace crosseed;
using namespace crosseed::evaluate;

class TestRotationStatistics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pByHand() {
        const RankTest test = rankTest(5, {0, 5, 3, 7});
        QCOMPARE(test.reached, 2); // 5 is reached by 5 and 7
        QCOMPARE(test.largest, 7);
        QCOMPARE(test.draws, 4);
        QCOMPARE(test.p, 3.0 / 5);
        QCOMPARE(test.smallestP, 1.0 / 5);
    }
    void thirtyDrawsThatReachNothingGiveTheSmallestP() {
        const RankTest test = rankTest(417, std::vector<std::int64_t>(30, 1));
        QCOMPARE(test.reached, 0);
        QCOMPARE(test.p, 1.0 / 31);
        QCOMPARE(test.smallestP, test.p);
    }
    void whereTheTrueRotationFindsNothingPIsOne() { QCOMPARE(rankTest(0, {0, 0, 2}).p, 1.0); }
    void withoutDrawsNothingIsSaid() { QCOMPARE(rankTest(9, {}).p, 1.0); }

    void theRegressionIsSciPys() {
        QFile file(QStringLiteral(CROSSEED_SOURCE_DIR "/tests/goldens/evaluate/matching.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonArray cases = QJsonDocument::fromJson(file.readAll()).object()["regressions"].toArray();
        QCOMPARE(cases.size(), 4);
        for (const auto& value : cases) {
            const QJsonObject expected = value.toObject();
            const Regression fit = regress(numbers<double>(expected["x"]), numbers<double>(expected["y"]));
            QCOMPARE(fit.points, expected["x"].toArray().size());
            QVERIFY(near(fit.slope / expected["slope"].toDouble(), 1));
            QVERIFY(near(fit.intercept / expected["intercept"].toDouble(), 1));
            QVERIFY(near(fit.r, expected["r"].toDouble()));
            QVERIFY(near(fit.rSquared, fit.r * fit.r));
            QVERIFY2(near(fit.p / expected["p"].toDouble(), 1, 1e-7),
                     qPrintable(QString("%1 for %2").arg(fit.p).arg(expected["p"].toDouble())));
        }
    }
    void aPerfectLineByHand() {
        const Regression fit = regress({1, 2, 3}, {1, 3, 5});
        QCOMPARE(fit.slope, 2.0);
        QCOMPARE(fit.intercept, -1.0);
        QCOMPARE(fit.rSquared, 1.0);
        QCOMPARE(fit.p, 0.0);
    }
    void whatHasNoSlopeHasNone() {
        QVERIFY(std::isnan(regress({1, 1, 1}, {1, 2, 3}).slope));
        QVERIFY(std::isnan(regress({1, 2}, {1, 2}).slope));
        const Regression flat = regress({1, 2, 3}, {4, 4, 4});
        QCOMPARE(flat.slope, 0.0);
        QVERIFY(std::isnan(flat.r) && std::isnan(flat.p));
        QVERIFY_THROWS_EXCEPTION(Error, regress({1}, {}));
    }
    void theHistogramCountsFeaturesActiveInBoth() {
        std::vector<FeatureRow> features(6);
        const double r[] = {-1, -0.5, 0, 0.99, 1, 0.2};
        for (std::size_t i = 0; i < 6; ++i) {
            features[i].r = r[i];
            features[i].activeInBoth = i != 5;
        }
        features.push_back(features[0]);
        features.back().r = 0.7; // an edge of forty bins, below which 0.85 * 40 rounds
        QCOMPARE(histogramOfR(features, 40)[34], 1);
        features.pop_back();
        features.push_back({});
        features.back().activeInBoth = true; // r is NaN
        QCOMPARE(histogramOfR(features, 4), (std::vector<std::int64_t>{1, 1, 1, 2}));
    }
};

QTEST_APPLESS_MAIN(TestRotationStatistics)
#include "tst_rotation_statistics.moc"
