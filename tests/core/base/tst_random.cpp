// The generator repeats, its streams differ and its draws have the moments they should.
#include "base/random.h"
#include <QTest>
#include <algorithm>

using namespace crosseed;

class TestRandom : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sameSeedSameNumbersOtherStreamOthers() {
        Random a(42), b(42), c(42, 1);
        const auto first = a.next();
        QCOMPARE(first, b.next());
        QVERIFY(first != c.next());
    }
    void aPermutationHoldsEachNumberOnce() {
        auto order = Random(7).permutation(1000);
        QVERIFY(!std::is_sorted(order.begin(), order.end()));
        std::sort(order.begin(), order.end());
        for (std::int64_t i = 0; i < 1000; ++i)
            QCOMPARE(order[static_cast<std::size_t>(i)], i);
    }
    void normalDrawsHaveMeanZeroAndVarianceOne() {
        Random random(1);
        double sum = 0, squares = 0;
        constexpr int n = 200000;
        for (int i = 0; i < n; ++i) {
            const double x = random.normal();
            sum += x;
            squares += x * x;
        }
        QVERIFY(std::abs(sum / n) < 0.01); // standard error 0.0022
        QVERIFY(std::abs(squares / n - 1) < 0.015);
    }
    void belowIsUniform() {
        Random random(3);
        int counts[5] = {};
        for (int i = 0; i < 50000; ++i)
            ++counts[random.below(5)];
        for (const int count : counts)
            QVERIFY(std::abs(count - 10000) < 400); // standard deviation 89
    }
};

QTEST_APPLESS_MAIN(TestRandom)
#include "tst_random.moc"
