// The curves of a training: values by their terms, the average that forgets, steps that stand out.
#include "sae/loss_curve.h"
#include <QTest>
#include <cmath>

using namespace crosseed;
using namespace crosseed::sae;

class TestLossCurve : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theWeightedTermsMakeTheWhole() {
        StepReport step;
        step.kl = 2;
        step.downstream = 3;
        step.local = 5;
        step.cross = 7;
        step.auxiliary = 64;
        const LossWeights weights{1, 1.5, 1, 0.5, 1.0 / 32};
        double sum = 0;
        for (const LossTerm term : allLossTerms)
            if (term != LossTerm::Whole)
                sum += weightOf(weights, term) * valueOf(step, term);
        QCOMPARE(sum, 2 + 4.5 + 5 + 3.5 + 2);
        step.total = 17;
        QCOMPARE(valueOf(step, LossTerm::Whole), 17.0);
        QCOMPARE(weightOf(weights, LossTerm::Whole), 1.0);
    }
    void theAverageForgetsItsBeginning() {
        QCOMPARE(smoothed({4, 1}, 0.5), (std::vector<double>{4, (0.5 * 4 + 1) / 1.5}));
        QCOMPARE(smoothed({3, 3, 3, 3}, 0.82).back(), 3.0);
        QCOMPARE(smoothed({5, 2, 8}, 0), (std::vector<double>{5, 2, 8}));
        std::vector<double> jump(10, 0.0);
        jump.resize(400, 1.0);
        QVERIFY(std::abs(smoothed(jump, 0.82).back() - 1) < 1e-9);
        QVERIFY(smoothed({}, 0.5).empty());
        QVERIFY_THROWS_EXCEPTION(Error, smoothed({1}, 1));
    }
    void aStepStandsOutOfThoseBeforeIt() {
        std::vector<double> earlier;
        for (int i = 0; i < 50; ++i)
            earlier.push_back(1 + 0.05 * (i % 3));
        QVERIFY(isOutlier(earlier, 1.9));
        QVERIFY(!isOutlier(earlier, 1.2));  // within the spread
        QVERIFY(!isOutlier(earlier, 0.1));  // below is no harm
        QVERIFY(!isOutlier(std::vector<double>(50, 1.0), 1.4)); // no spread, but not half above
        QVERIFY(!isOutlier(std::vector<double>(10, 1.0), 99));  // too few to tell
    }
};

QTEST_APPLESS_MAIN(TestLossCurve)
#include "tst_loss_curve.moc"
