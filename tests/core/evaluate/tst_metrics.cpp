// The pair's metrics against NumPy and SciPy, a second way of computing them, and a case small enough for
// paper.
#include "base/random.h"
#include "codes_text.h"
#include "evaluate/evaluate.h"
#include "metrics_golden.h"
#include <QTest>
#include <algorithm>

using namespace crosseed;
using namespace crosseed::evaluate;

namespace {

sae::SparseCodes randomCodes(std::int64_t rows, std::int64_t features, std::int64_t k, std::uint64_t seed) {
    Random random(seed);
    sae::SparseCodes codes;
    codes.features = features;
    for (std::int64_t row = 0; row < rows; ++row) {
        std::vector<std::int32_t> chosen;
        while (std::ssize(chosen) < k) {
            const double u = random.uniform(); // low features often, high ones seldom
            const auto feature = static_cast<std::int32_t>(u * u * static_cast<double>(features));
            if (std::ranges::find(chosen, feature) == chosen.end()) chosen.push_back(feature);
        }
        std::ranges::sort(chosen);
        for (const auto feature : chosen) {
            codes.indices.push_back(feature);
            codes.values.push_back(static_cast<float>(random.normal() + 1));
        }
        codes.rowStarts.push_back(std::ssize(codes.indices));
    }
    return codes;
}

std::vector<double> column(const sae::SparseCodes& codes, std::int32_t feature) {
    std::vector<double> values(static_cast<std::size_t>(codes.rowCount()));
    for (std::size_t row = 0; row < values.size(); ++row)
        for (auto i = codes.rowStarts[row]; i < codes.rowStarts[row + 1]; ++i)
            if (codes.indices[static_cast<std::size_t>(i)] == feature)
                values[row] = codes.values[static_cast<std::size_t>(i)];
    return values;
}

// The textbook's two passes over dense columns.
double pearson(const std::vector<double>& x, const std::vector<double>& y) {
    const auto n = static_cast<double>(x.size());
    double meanX = 0, meanY = 0, xx = 0, yy = 0, xy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        meanX += x[i] / n;
        meanY += y[i] / n;
    }
    for (std::size_t i = 0; i < x.size(); ++i) {
        xx += (x[i] - meanX) * (x[i] - meanX);
        yy += (y[i] - meanY) * (y[i] - meanY);
        xy += (x[i] - meanX) * (y[i] - meanY);
    }
    return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : std::numeric_limits<double>::quiet_NaN();
}

#define SAME(actual, expected, name)                                                                         \
    QVERIFY2(                                                                                                \
        near(actual, expected),                                                                              \
        qPrintable(                                                                                          \
            QStringLiteral("%1: %2 is not %3").arg(name).arg(actual, 0, 'g', 17).arg(expected, 0, 'g', 17)))

} // namespace

class TestMetrics : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void agreesWithScipy_data() {
        QTest::addColumn<bool>("pooled");
        QTest::newRow("per token") << false;
        QTest::newRow("mean-pooled") << true;
    }
    void agreesWithScipy() {
        QFETCH(bool, pooled);
        const auto golden = metricsGolden();
        const auto expected = golden[QLatin1String(pooled ? "meanPooled" : "perToken")].toObject();
        const auto starts = numbers<std::int64_t>(golden[QLatin1String("starts")]);
        const auto m = pairMetrics(codesOf(golden[QLatin1String("a")]), codesOf(golden[QLatin1String("b")]),
                                   starts, {.pooling = pooled ? Pooling::MeanPooled : Pooling::PerToken});
        QCOMPARE(m.rows, expected[QLatin1String("rows")].toInteger());
        QCOMPARE(m.dictionary, 30);
        QVERIFY(m.pooling == (pooled ? Pooling::MeanPooled : Pooling::PerToken));
        const auto want = [&](const char* name) { return number(expected[QLatin1String(name)]); };
        SAME(m.top10R, want("top10R"), "top10R");
        SAME(m.top100R, want("top100R"), "top100R");
        SAME(static_cast<double>(m.universal), want("universal"), "universal");
        SAME(static_cast<double>(m.activeBoth), want("activeBoth"), "activeBoth");
        SAME(m.universalShare, want("universalShare"), "universalShare");
        SAME(m.deadA, want("deadA"), "deadA");
        SAME(m.deadB, want("deadB"), "deadB");
        SAME(m.deadBoth, want("deadBoth"), "deadBoth");
        SAME(m.deadEither, want("deadEither"), "deadEither");
        const auto features = expected[QLatin1String("features")].toArray();
        QCOMPARE(std::ssize(m.features), features.size());
        for (qsizetype j = 0; j < features.size(); ++j) {
            const auto f = features[j].toObject();
            const auto& row = m.features[static_cast<std::size_t>(j)];
            QCOMPARE(row.feature, static_cast<std::int32_t>(j));
            SAME(row.r, number(f[QLatin1String("r")]), QStringLiteral("r of %1").arg(j));
            QCOMPARE(row.firesA, f[QLatin1String("firesA")].toInteger());
            QCOMPARE(row.firesB, f[QLatin1String("firesB")].toInteger());
            SAME(row.meanA, f[QLatin1String("meanA")].toDouble(), "meanA");
            SAME(row.meanB, f[QLatin1String("meanB")].toDouble(), "meanB");
            SAME(row.maxA, f[QLatin1String("maxA")].toDouble(), "maxA");
            SAME(row.maxB, f[QLatin1String("maxB")].toDouble(), "maxB");
            QCOMPARE(row.activeInBoth, f[QLatin1String("activeInBoth")].toBool());
            QCOMPARE(row.universal, f[QLatin1String("universal")].toBool());
        }
    }

    void sparsePearsonEqualsTwoPassesOverDenseColumns() {
        const auto a = randomCodes(3000, 200, 8, 1);
        auto b = a;
        Random random(2);
        for (float& value : b.values)
            value += static_cast<float>(0.5 * random.normal());
        const auto other = randomCodes(3000, 200, 8, 3);
        for (const sae::SparseCodes* partner : {static_cast<const sae::SparseCodes*>(&b), &other}) {
            const auto m = pairMetrics(a, *partner, {});
            int compared = 0;
            for (std::int32_t f = 0; f < 200; ++f) {
                const double r = pearson(column(a, f), column(*partner, f));
                QVERIFY2(near(m.features[static_cast<std::size_t>(f)].r, r), qPrintable(QString::number(f)));
                compared += !std::isnan(r);
            }
            QVERIFY(compared > 190);
        }
    }

    // Feature 0: A 1 0 0 1, B 2 0 0 2 -> r = 1. Feature 1: A 1 0 1 0, B 0 3 0 3 -> r = -1.
    // Feature 2: A 1 1 0 0, B 1 0 0 0: r = 0.25 / sqrt(1 * 0.75) = 1 / sqrt(3). Feature 3: only in B, once.
    void fourRowsByHand() {
        const auto a = codesOf(4, "0:1 1:1 2:1\n2:1\n1:1\n0:1\n");
        const auto b = codesOf(4, "0:2 2:1\n1:3\n3:5\n0:2 1:3\n");
        const auto m = pairMetrics(a, b, {}, {.minimumActive = 1});
        QVERIFY(near(m.features[0].r, 1, 1e-15));
        QVERIFY(near(m.features[1].r, -1, 1e-15));
        QVERIFY(near(m.features[2].r, 1 / std::sqrt(3.0), 1e-15));
        QVERIFY(std::isnan(m.features[3].r));
        QCOMPARE(m.activeBoth, 3);
        QCOMPARE(m.universal, 1);
        QVERIFY(near(m.universalShare, 100.0 / 3, 1e-12));
        QVERIFY(near(m.top10R, (1 - 1 + 1 / std::sqrt(3.0)) / 3, 1e-15));
        QCOMPARE(m.deadA, 25.0);
        QCOMPARE(m.deadB, 0.0);
        QCOMPARE(m.deadBoth, 0.0);
        QCOMPARE(m.deadEither, 25.0);
    }

    void meanPoolingByHand() {
        const auto a = codesOf(2, "0:1\n0:3 1:2\n1:-2\n");
        const std::vector<std::int64_t> starts{0, 2, 3};
        const auto m = pairMetrics(a, a, starts, {.pooling = Pooling::MeanPooled, .minimumActive = 1});
        QCOMPARE(m.rows, 2);
        QCOMPARE(m.features[0].maxA, 2.0); // (1 + 3) / 2
        QCOMPARE(m.features[0].firesA, 1);
        QCOMPARE(m.features[0].meanA, 1.0);
        QCOMPARE(m.features[1].maxA, 1.0); // (0 + 2) / 2
        QCOMPARE(m.features[1].meanA, -0.5);
        QCOMPARE(m.features[1].firesA, 2);
        QVERIFY(near(m.features[1].r, 1, 1e-15));
    }

    // 120 features of falling strength; those of odd rank have r = 1, those of even rank r = -1 or another
    // known value.
    void ranksByTheMeanOfBothMeans() {
        std::string rowsA, rowsB;
        for (int row = 0; row < 40; ++row) {
            for (int f = 0; f < 120; ++f) {
                const double strength = 240 - f, swing = row % 2 ? 1 : -1;
                rowsA += std::to_string(f) + ":" + std::to_string(strength + swing) + " ";
                rowsB += std::to_string(f) + ":" +
                         std::to_string(strength + (f < 10 || f >= 100 ? swing : -swing)) + " ";
            }
            rowsA += "\n";
            rowsB += "\n";
        }
        const auto m = pairMetrics(codesOf(120, rowsA), codesOf(120, rowsB), {});
        QVERIFY(near(m.top10R, 1, 1e-12)); // the ten strongest agree
        QVERIFY(near(m.top100R, (10 - 90) / 100.0,
                     1e-12)); // the next ninety are opposed, the last twenty do not count
        QCOMPARE(m.universal, 30);
        QCOMPARE(m.activeBoth, 120);
    }

    void aConstantFeatureHasNoCorrelationAndNoRank() {
        std::string rows, other;
        for (int row = 0; row < 21; ++row) {
            rows += "0:0.1 1:" + std::to_string(row % 3 + 1) + "\n";
            other += "0:" + std::to_string(row % 2 + 1) + " 1:" + std::to_string(row % 3 + 2) + "\n";
        }
        const auto a = codesOf(2, rows), b = codesOf(2, other);
        const auto m = pairMetrics(a, b, {});
        QVERIFY(
            std::isnan(m.features[0].r)); // 0.1 has no exact mean: the variance must not come from rounding
        QVERIFY(m.features[0].activeInBoth && !m.features[0].universal);
        QVERIFY(near(m.top10R, 1, 1e-12)); // not the average with 0
        QCOMPARE(m.activeBoth, 2);
        std::vector<std::int64_t> starts{0,  1,  3, 6,
                                         10, 15, 21}; // means of equal values over different lengths
        const auto pooled = pairMetrics(a, b, starts, {.pooling = Pooling::MeanPooled, .minimumActive = 1});
        QVERIFY(std::isnan(pooled.features[0].r));
    }

    void withNothingActiveSharesAreNotANumber() {
        const auto a = codesOf(3, "0:1\n\n\n");
        const auto m = pairMetrics(a, a, {});
        QVERIFY(std::isnan(m.top10R) && std::isnan(m.top100R) && std::isnan(m.universalShare));
        QCOMPARE(m.deadBoth, 100.0);
        QCOMPARE(m.universal, 0);
    }

    void swappingTheModelsSwapsTheResults() {
        const auto a = randomCodes(500, 40, 4, 5), b = randomCodes(500, 40, 4, 6);
        const auto ab = pairMetrics(a, b, {}), ba = pairMetrics(b, a, {});
        QCOMPARE(ab.deadA, ba.deadB);
        QCOMPARE(ab.top10R, ba.top10R);
        for (std::size_t f = 0; f < 40; ++f)
            QVERIFY(near(ab.features[f].r, ba.features[f].r, 1e-14));
    }

    void refusesWhatDoesNotFit() {
        const auto a = codesOf(2, "0:1\n1:1\n");
        const auto kindOf = [&](const sae::SparseCodes& b, std::vector<std::int64_t> starts) {
            try {
                pairMetrics(a, b, starts, {.pooling = Pooling::MeanPooled});
            } catch (const Error& e) {
                return e.kind();
            }
            return ErrorKind::Internal;
        };
        QCOMPARE(kindOf(codesOf(2, "0:1\n"), {0, 2}), ErrorKind::Shape);
        QCOMPARE(kindOf(codesOf(3, "0:1\n1:1\n"), {0, 2}), ErrorKind::Shape);
        QCOMPARE(kindOf(a, {}), ErrorKind::Shape);
        QCOMPARE(kindOf(a, {0, 1}), ErrorKind::Shape);
        QCOMPARE(kindOf(a, {0, 0, 2}), ErrorKind::Shape);
        QCOMPARE(kindOf(a, {0, 3, 2}), ErrorKind::Shape);
        QCOMPARE(kindOf(codesOf(2, "0:nan\n1:1\n"), {0, 2}), ErrorKind::Numeric);
    }

    void accuracyChangeIsInPercentagePointsAndNegativeWhenBetter() {
        MemberOutcome a, b;
        a.cleanAccuracy = 0.80;
        a.hijackedAccuracy = 0.81;
        b.cleanAccuracy = 0.70;
        b.hijackedAccuracy = 0.67;
        QVERIFY(near(accuracyChange(a, b), 1.0, 1e-12)); // (-1 + 3) / 2
        QCOMPARE(std::string(poolingName(Pooling::MeanPooled)), std::string("mean-pooled"));
    }
};

QTEST_APPLESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
