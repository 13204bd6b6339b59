// Masks that a seed and a counter decide: repeated, unlike each other, with the right share of zeros.
#include "bert/dropout.h"
#include <QTest>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

using namespace crosseed::bert;

namespace {

std::vector<float> mask(std::size_t size, double rate, std::uint64_t seed, std::uint64_t counter) {
    std::vector<float> values(size, -1.0f);
    fillDropoutMask(values, rate, seed, counter);
    return values;
}

double zeros(const std::vector<float>& values) {
    return static_cast<double>(std::count(values.begin(), values.end(), 0.0f)) /
           static_cast<double>(values.size());
}

} // namespace

class TestDropout : public QObject {
    Q_OBJECT
    static constexpr std::size_t size = 200'000;

private Q_SLOTS:
    void seedAndCounterAloneDecide() {
        const auto first = mask(size, 0.3, 5, 7);
        QVERIFY(first == mask(size, 0.3, 5, 7));
        const auto prefix = mask(20'001, 0.3, 5, 7); // another split among the threads
        QVERIFY(std::equal(prefix.begin(), prefix.end(), first.begin()));
    }
    void otherSeedsAndCountersAreIndependent() {
        const auto first = mask(size, 0.5, 5, 7);
        for (const auto& other : {mask(size, 0.5, 6, 7), mask(size, 0.5, 5, 8), mask(size, 0.5, 7, 5)}) {
            double same = 0;
            for (std::size_t i = 0; i < size; ++i)
                same += first[i] == other[i] ? 1 : 0;
            QVERIFY(std::abs(same / size - 0.5) <
                    5 * 0.5 / std::sqrt(size)); // five deviations of a fair coin
        }
    }
    void neighboursAreIndependent() {
        const auto values = mask(size, 0.5, 1, 0);
        for (const std::size_t lag : {1, 2, 8, 16, 64, 768, 16384}) {
            double same = 0;
            for (std::size_t i = lag; i < size; ++i)
                same += values[i] == values[i - lag] ? 1 : 0;
            const double count = static_cast<double>(size - lag);
            QVERIFY(std::abs(same / count - 0.5) < 5 * 0.5 / std::sqrt(count));
        }
    }
    void theShareOfZerosIsTheRateAndTheMeanIsOne_data() {
        QTest::addColumn<double>("rate");
        for (const double rate : {0.01, 0.1, 0.5, 0.9})
            QTest::addRow("%g", rate) << rate;
    }
    void theShareOfZerosIsTheRateAndTheMeanIsOne() {
        QFETCH(double, rate);
        const auto values = mask(size, rate, 42, 3);
        const double deviation = std::sqrt(rate * (1 - rate) / size);
        QVERIFY(std::abs(zeros(values) - rate) < 5 * deviation);
        const double mean = std::accumulate(values.begin(), values.end(), 0.0) / size;
        QVERIFY(std::abs(mean - 1) < 5 * deviation / (1 - rate) + 1e-6);
        const auto kept = static_cast<float>(1 / (1 - rate));
        QVERIFY(std::all_of(values.begin(), values.end(), [&](float v) { return v == 0 || v == kept; }));
    }
    void aRateOfZeroKeepsAll() {
        const auto values = mask(1000, 0, 42, 3);
        QVERIFY(std::all_of(values.begin(), values.end(), [](float v) { return v == 1; }));
    }
};

QTEST_APPLESS_MAIN(TestDropout)
#include "tst_dropout.moc"
