// Quantiles, the sign test and the bootstrap against numpy 1.24.2, scipy 1.10.1 and distributions worked by hand.
#include "base/error.h"
#include "evaluate/effect_statistics.h"
#include <QTest>
#include <cmath>

using namespace crosseed;
using namespace crosseed::evaluate;

namespace {
bool near(double x, double y, double tolerance) {
    return std::abs(x - y) <= tolerance;
}
} // namespace

class TestEffectStatistics : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void quantilesAreNumpys() {
        const std::vector<double> values{3, 1, 4, 1, 5, 9, 2, 6}; // numpy.quantile
        QCOMPARE(quantile(values, 0), 1.0);
        QCOMPARE(quantile(values, 0.025), 1.0);
        QCOMPARE(quantile(values, 0.25), 1.75);
        QCOMPARE(quantile(values, 0.5), 3.5);
        QVERIFY(near(quantile(values, 0.975), 8.475, 1e-12));
        QCOMPARE(quantile(values, 1), 9.0);
        QCOMPARE(quantile({7}, 0.3), 7.0);
        QVERIFY(std::isnan(quantile({}, 0.5)));
        QVERIFY_THROWS_EXCEPTION(Error, quantile({1, std::nan("")}, 0.5));
    }

    void signTestsAreScipys_data() { // scipy.stats.binomtest(positive, positive + negative).pvalue
        QTest::addColumn<int>("positive");
        QTest::addColumn<int>("negative");
        QTest::addColumn<double>("p");
        QTest::newRow("none") << 0 << 0 << 1.0;
        QTest::newRow("one") << 0 << 1 << 1.0;
        QTest::newRow("3 of 3") << 3 << 0 << 0.25;
        QTest::newRow("1 of 5") << 1 << 4 << 0.375;
        QTest::newRow("2 of 10") << 2 << 8 << 0.109375;
        QTest::newRow("5 of 10") << 5 << 5 << 1.0;
        QTest::newRow("3 of 17") << 3 << 14 << 0.012725830078125;
        QTest::newRow("40 of 60") << 40 << 20 << 0.01348929373119186;
        QTest::newRow("50 of 50") << 50 << 0 << 1.7763568394002505e-15;
        QTest::newRow("13 of 100") << 13 << 87 << 1.312981552203585e-14;
        QTest::newRow("480 of 1000") << 480 << 520 << 0.2174482932041409;
    }
    void signTestsAreScipys() {
        QFETCH(int, positive);
        QFETCH(int, negative);
        QFETCH(double, p);
        std::vector<double> values(7, 0.0); // dropped
        values.insert(values.end(), static_cast<std::size_t>(positive), 0.5);
        values.insert(values.end(), static_cast<std::size_t>(negative), -2.0);
        const SignTest test = signTest(values);
        QCOMPARE(test.positive, positive);
        QCOMPARE(test.negative, negative);
        QCOMPARE(test.zero, 7);
        QVERIFY(near(test.p, p, 1e-9 * p));
    }

    // The mean of three draws out of {0, 1, 2} is 0 in 1 of 27 samples, at most 1/3 in 4 of 27.
    void theBootstrapHasTheQuantilesOfAllSamples() {
        const Interval wide = bootstrapMean({0, 1, 2}, {.draws = 20000, .level = 0.95, .seed = 1});
        QCOMPARE(wide.low, 0.0);
        QCOMPARE(wide.high, 2.0);
        const Interval narrow = bootstrapMean({0, 1, 2}, {.draws = 20000, .level = 0.80, .seed = 1});
        QVERIFY(near(narrow.low, 1.0 / 3, 1e-12));
        QVERIFY(near(narrow.high, 5.0 / 3, 1e-12));
    }
    void ofManyValuesItIsTheNormalInterval() {
        std::vector<double> values;
        for (int i = 0; i < 400; ++i)
            values.push_back(i % 20); // mean 9.5, variance 33.25
        const Interval interval = bootstrapMean(values, {.draws = 20000, .level = 0.95, .seed = 3});
        const double half = 1.959964 * std::sqrt(33.25 / 400);
        QVERIFY(near(interval.low, 9.5 - half, 0.03));
        QVERIFY(near(interval.high, 9.5 + half, 0.03));
    }
    void theSameSeedGivesTheSameInterval() {
        const std::vector<double> values{0.1, -0.4, 0.25, 0.7, -0.2, 0.05};
        const Interval first = bootstrapMean(values, {.draws = 500, .seed = 9}), again = bootstrapMean(values, {.draws = 500, .seed = 9});
        QCOMPARE(first.low, again.low);
        QCOMPARE(first.high, again.high);
        const Interval other = bootstrapMean(values, {.draws = 500, .seed = 10});
        QVERIFY(other.low != first.low || other.high != first.high);
    }
    // Of one draw the mean is a value; three draws out of {0, 3} are all 0 in 1 of 8 samples, more than 2.5 %.
    void theBandOfAMeanHasTheQuantilesOfAllSamples() {
        const std::vector<double> values{0, 1, 2};
        QCOMPARE(meanBand(values, 1, {.draws = 20000}).low, 0.0);
        QCOMPARE(meanBand(values, 1, {.draws = 20000}).high, 2.0);
        QCOMPARE(meanBand({0, 3}, 3, {.draws = 20000}).low, 0.0);
        QCOMPARE(meanBand({0, 3}, 3, {.draws = 20000}).high, 3.0);
        // Of four draws out of {0, 1, 2} the sum is 0 in 1 of 81 samples and at most 1 in 5 of 81.
        QCOMPARE(meanBand(values, 4, {.draws = 20000}).low, 0.25);
        QCOMPARE(meanBand(values, 4, {.draws = 20000}).high, 1.75);
    }
    void theBandOfAMeanNarrowsWithTheRootOfItsTexts() {
        std::vector<double> values;
        for (int i = 0; i < 20; ++i)
            values.push_back(i); // mean 9.5, variance 33.25
        for (const std::int64_t size : {100, 400, 1600}) {
            const Interval band = meanBand(values, size, {.draws = 4000, .seed = 3});
            const double half = 1.959964 * std::sqrt(33.25 / static_cast<double>(size));
            QVERIFY(near(band.low, 9.5 - half, 0.07 * half));
            QVERIFY(near(band.high, 9.5 + half, 0.07 * half));
        }
    }
    void theBandOfConstantEffectsIsTheConstant() {
        const Interval band = meanBand({-0.25, -0.25, -0.25}, 7);
        QCOMPARE(band.low, -0.25);
        QCOMPARE(band.high, -0.25);
        QVERIFY(std::isnan(meanBand({1}, 5).low) && std::isnan(meanBand({1, 2}, 0).high) && std::isnan(meanBand({}, 5).low));
    }
    void tooFewValuesHaveNoInterval() {
        QVERIFY(std::isnan(bootstrapMean({}).low) && std::isnan(bootstrapMean({1}).high));
        QCOMPARE(bootstrapMean({2, 2}).low, 2.0);
    }
};

QTEST_APPLESS_MAIN(TestEffectStatistics)
#include "tst_effect_statistics.moc"
