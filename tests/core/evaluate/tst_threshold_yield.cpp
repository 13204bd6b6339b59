// Counts at a threshold against counts by hand, and against the metrics that were made with the same threshold.
#include "evaluate/threshold_yield.h"
#include <QTest>
#include <cmath>
#include <numeric>

using namespace crosseed::evaluate;

namespace {
FeatureRow row(double r, std::int64_t firesA, std::int64_t firesB) {
    FeatureRow made;
    made.r = r;
    made.firesA = firesA;
    made.firesB = firesB;
    return made;
}
const double none = std::numeric_limits<double>::quiet_NaN();
// Active in both on 10 rows: the first five; on 5 rows: the first six.
const std::vector<FeatureRow> features{row(.95, 40, 30), row(.70, 10, 10), row(.6999, 12, 15), row(none, 20, 20), row(-.3, 11, 90),
                                       row(.99, 5, 400), row(.8, 3, 3), row(none, 0, 0)};
} // namespace

class TestThresholdYield : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void countsWhatIsActiveInBothAndReachesTheThreshold() {
        const YieldCounter counter(features);
        const ThresholdYield yield = counter.at(.70, 10);
        QCOMPARE(yield.activeBoth, 5);
        QCOMPARE(yield.universal, 2); // .70 counts, no r does not
        QCOMPARE(yield.share, 40.0);
    }
    void bothOptionsMoveTheCount() {
        const YieldCounter counter(features);
        QCOMPARE(counter.at(.71, 10).universal, 1);
        QCOMPARE(counter.at(.70, 5).universal, 3);
        QCOMPARE(counter.at(.70, 5).activeBoth, 6);
        QCOMPARE(counter.at(-1, 1).universal, 6); // of seven that fire in both, one has no r
        QVERIFY(std::isnan(counter.at(.7, 1000).share));
    }
    void agreesWithTheMetrics() {
        crosseed::sae::SparseCodes a, b; // 4 rows, 3 features: 0 the same in both, 1 fires once in A, 2 against each other
        a.features = b.features = 3;
        a.rowStarts = {0, 2, 4, 5, 5};
        a.indices = {0, 1, 0, 2, 2};
        a.values = {1, 1, 2, 1, 2};
        b.rowStarts = {0, 2, 3, 4, 5};
        b.indices = {0, 2, 0, 2, 2};
        b.values = {2, 1, 4, 2, 5};
        const std::vector<std::int64_t> starts{0, 2, 4};
        const PairMetrics metrics = pairMetrics(a, b, starts, {.minimumActive = 2, .universalR = .9});
        const ThresholdYield yield = YieldCounter(metrics.features).at(.9, 2);
        QCOMPARE(yield.universal, metrics.universal);
        QCOMPARE(yield.activeBoth, metrics.activeBoth);
        QCOMPARE(yield.share, metrics.universalShare);
        QCOMPARE(yield.universal, 1);
    }
    void ofSeveralTrialsTheMostStandsAndThoseThatReachAreCounted() {
        const std::vector<YieldCounter> trials{YieldCounter(std::vector{row(.8, 20, 20), row(.2, 20, 20)}),
                                               YieldCounter(std::vector{row(.8, 20, 20), row(.9, 20, 20), row(.1, 20, 20), row(.2, 20, 20)}),
                                               YieldCounter(std::vector{row(.1, 20, 20)})};
        const MostOfYields most = mostAt(trials, .7, 10, 1);
        QCOMPARE(most.trials, 3);
        QCOMPARE(most.reached, 2);
        QCOMPARE(most.most.universal, 2);
        QCOMPARE(most.most.share, 50.0);
        QCOMPARE(mostAt(trials, .7, 10, 3).reached, 0);
        QCOMPARE(mostAt({}, .7, 10, 3).trials, 0);
    }
    void theHistogramHoldsTheActiveOnesAlone() {
        const auto counts = histogramOfR(features, 10, 20); // bins of .1
        QCOMPARE(counts.size(), std::size_t{20});
        QCOMPARE(counts[19], 1); // .95; .99 fires on 5 rows in A
        QCOMPARE(counts[17], 1); // .70 begins its bin
        QCOMPARE(counts[16], 1); // .6999
        QCOMPARE(counts[7], 1);  // -.3
        QCOMPARE(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}), 4);
        QCOMPARE(histogramOfR(features, 5, 20)[19], 2);
    }
};

QTEST_APPLESS_MAIN(TestThresholdYield)
#include "tst_threshold_yield.moc"
