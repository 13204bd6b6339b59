// The rotation against known rotations, SciPy and the algebra of the problem; the warnings; the long-verb
// rules.
#include "align/procrustes.h"
#include "base/random.h"
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <cmath>
#include <numeric>

using namespace crosseed;
using namespace crosseed::align;

namespace {

FloatMatrix gaussian(std::int64_t rows, std::int64_t cols, std::uint64_t seed) {
    Random random(seed);
    FloatMatrix m(rows, cols);
    for (float& v : m.values)
        v = static_cast<float>(random.normal());
    return m;
}

// rows x W + noise, rounded to float32.
FloatMatrix turned(const FloatMatrix& rows, const DoubleMatrix& w, double noise = 0, std::uint64_t seed = 1) {
    Random random(seed);
    FloatMatrix out(rows.rows, w.cols);
    for (std::int64_t r = 0; r < rows.rows; ++r)
        for (std::int64_t j = 0; j < w.cols; ++j) {
            double sum = 0;
            for (std::int64_t i = 0; i < w.rows; ++i)
                sum += static_cast<double>(rows(r, i)) * w(i, j);
            out(r, j) = static_cast<float>(sum + noise * random.normal());
        }
    return out;
}

double largestDifference(const DoubleMatrix& x, const DoubleMatrix& y) {
    double largest = x.rows == y.rows && x.cols == y.cols ? 0 : INFINITY;
    for (std::size_t i = 0; i < x.values.size() && i < y.values.size(); ++i)
        largest = std::max(largest, std::abs(x.values[i] - y.values[i]));
    return largest;
}

double deviationFromOrthogonal(const DoubleMatrix& w) {
    double largest = 0;
    for (std::int64_t i = 0; i < w.cols; ++i)
        for (std::int64_t j = 0; j < w.cols; ++j) {
            double dot = i == j ? -1 : 0;
            for (std::int64_t k = 0; k < w.rows; ++k)
                dot += w(k, i) * w(k, j);
            largest = std::max(largest, std::abs(dot));
        }
    return largest;
}

double determinant(DoubleMatrix m) {
    double det = 1;
    for (std::int64_t c = 0; c < m.cols; ++c) {
        std::int64_t pivot = c;
        for (std::int64_t r = c; r < m.rows; ++r)
            if (std::abs(m(r, c)) > std::abs(m(pivot, c))) pivot = r;
        for (std::int64_t k = 0; k < m.cols && pivot != c; ++k)
            std::swap(m(c, k), m(pivot, k));
        det *= (pivot == c ? 1 : -1) * m(c, c);
        for (std::int64_t r = c + 1; r < m.rows; ++r) {
            const double factor = m(r, c) / m(c, c);
            for (std::int64_t k = c; k < m.cols; ++k)
                m(r, k) -= factor * m(c, k);
        }
    }
    return det;
}

DoubleMatrix haar(std::int64_t d, std::uint64_t seed) {
    const FloatMatrix any(1, d);
    return controlRotation(RotationKind::Random, view(any), view(any), {.seed = seed});
}

template <typename M>
M matrixFrom(const QJsonObject& o, const char* key, std::int64_t rows, std::int64_t cols) {
    M m(rows, cols);
    const auto values = o[QLatin1String(key)].toArray();
    for (std::size_t i = 0; i < m.values.size(); ++i)
        m.values[i] = static_cast<typename decltype(m.values)::value_type>(
            values[static_cast<qsizetype>(i)].toDouble());
    return m;
}

bool mentions(const Alignment& result, const std::string& words) {
    return std::any_of(result.warnings.begin(), result.warnings.end(),
                       [&](const std::string& w) { return w.find(words) != std::string::npos; });
}

#define NEAR(actual, expected, tolerance)                                                                    \
    QVERIFY2(std::abs((actual) - (expected)) <= (tolerance),                                                 \
             qPrintable(QStringLiteral("%1 is not %2").arg(actual, 0, 'g', 17).arg(expected, 0, 'g', 17)))

} // namespace

class TestProcrustes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void recoversAKnownRotation_data() {
        QTest::addColumn<bool>("reflection");
        QTest::newRow("rotation") << false;
        QTest::newRow("reflection") << true;
    }
    void recoversAKnownRotation() {
        QFETCH(bool, reflection);
        DoubleMatrix q = haar(12, 5);
        if ((determinant(q) < 0) != reflection)
            for (std::int64_t i = 0; i < 12; ++i)
                q(i, 0) = -q(i, 0);
        NEAR(determinant(q), reflection ? -1.0 : 1.0, 1e-12);
        const auto b = gaussian(5000, 12, 3); // more than one block of rows
        const auto a = turned(b, q);
        const auto result = align::align(view(a), view(b));
        QVERIFY(largestDifference(result.w, q) < 1e-6);
        QVERIFY(result.nre < 1e-6);
        QVERIFY(result.unique);
        QVERIFY(result.warnings.empty());
        QVERIFY(deviationFromOrthogonal(result.w) < 1e-12);
        NEAR(determinant(result.w), reflection ? -1.0 : 1.0, 1e-12);
    }

    void agreesWithScipy() {
        QFile file(QStringLiteral(CROSSEED_SOURCE_DIR "/tests/goldens/align/procrustes.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto cases = QJsonDocument::fromJson(file.readAll()).array();
        QCOMPARE(cases.size(), 3);
        for (const auto& value : cases) {
            const auto c = value.toObject();
            const auto n = c[QLatin1String("rows")].toInt(), d = c[QLatin1String("cols")].toInt();
            const auto a = matrixFrom<FloatMatrix>(c, "a", n, d), b = matrixFrom<FloatMatrix>(c, "b", n, d);
            const auto result = align::align(view(a), view(b));
            QVERIFY(largestDifference(result.w, matrixFrom<DoubleMatrix>(c, "w", d, d)) < 1e-9);
            NEAR(result.nre, c[QLatin1String("nre")].toDouble(), 1e-9);
            NEAR(result.nreIdentity, c[QLatin1String("nreIdentity")].toDouble(), 1e-9);
            const auto s = c[QLatin1String("singularValues")].toArray();
            QCOMPARE(static_cast<qsizetype>(result.singularValues.size()), s.size());
            for (qsizetype i = 0; i < s.size(); ++i)
                NEAR(result.singularValues[static_cast<std::size_t>(i)], s[i].toDouble(),
                     1e-9 * s[0].toDouble());
            QCOMPARE(result.k95, c[QLatin1String("k95")].toInt());
            QCOMPARE(result.k99, c[QLatin1String("k99")].toInt());
            QCOMPARE(result.k95OfS, c[QLatin1String("k95OfS")].toInt());
            QCOMPARE(result.k99OfS, c[QLatin1String("k99OfS")].toInt());
            const auto centred = align::align(view(a), view(b), {.centred = true});
            QVERIFY(largestDifference(centred.w, matrixFrom<DoubleMatrix>(c, "wCentred", d, d)) < 1e-9);
            NEAR(centred.nre, c[QLatin1String("nreCentred")].toDouble(), 1e-9);
            QVERIFY(centred.nre > result.nre); // the uncentred fit is the minimum of the uncentred error
        }
    }

    void equalActivationsGiveTheIdentityAndAWarning() {
        const auto a = gaussian(300, 10, 8);
        const auto result = align::align(view(a), view(a));
        const auto identity = controlRotation(RotationKind::Identity, view(a), view(a), {.seed = 0});
        QVERIFY(largestDifference(result.w, identity) < 1e-12);
        QVERIFY(result.nre < 1e-12);
        QCOMPARE(result.nreIdentity, 0.0);
        QVERIFY(mentions(result, "No rotation at all fits as well"));
    }

    // ||H_B W - H_A||^2 = ||H_A||^2 + ||H_B||^2 - 2 sum s at the minimum: the measured error against the
    // trace form.
    void theMeasuredErrorEqualsTheTraceForm() {
        const auto b = gaussian(3000, 16, 21);
        const auto a = turned(b, haar(16, 9), 0.3);
        const auto result = align::align(view(a), view(b));
        double aa = 0, bb = 0;
        for (std::size_t i = 0; i < a.values.size(); ++i) {
            aa += static_cast<double>(a.values[i]) * a.values[i];
            bb += static_cast<double>(b.values[i]) * b.values[i];
        }
        const double s = std::accumulate(result.singularValues.begin(), result.singularValues.end(), 0.0);
        NEAR(result.nre, std::sqrt((aa + bb - 2 * s) / aa), 1e-10);
        NEAR(normalisedResidualError(view(a), view(b), result.w), result.nre, 1e-15);
    }

    void noOtherRotationHasASmallerError() {
        const auto b = gaussian(500, 8, 31);
        const auto a = turned(b, haar(8, 2), 0.5);
        const auto result = align::align(view(a), view(b));
        for (std::uint64_t seed = 0; seed < 50; ++seed)
            QVERIFY(normalisedResidualError(view(a), view(b), haar(8, seed)) > result.nre);
    }

    void mismatchedTokensFitWorseThanTheTrueOnes() {
        const auto b = gaussian(2000, 16, 4);
        const auto q = haar(16, 6);
        const auto a = turned(b, q, 0.2);
        const auto result = align::align(view(a), view(b), {.seed = 11});
        QVERIFY(result.nre < 0.25);
        QVERIFY(result.nreMismatched > 1.0); // rotations of unrelated Gaussians miss by about sqrt(2)
    }

    void controlsAreFittedAsTheAlignmentIs() {
        auto b = gaussian(400, 16, 4);
        for (std::int64_t r = 0; r < b.rows; ++r)
            b(r, 3) += 5; // so that centring matters
        const auto a = turned(b, haar(16, 6), 0.2);
        for (const bool centred : {false, true}) {
            const AlignOptions options{.centred = centred, .seed = 11};
            const auto result = align::align(view(a), view(b), options);
            const auto w = controlRotation(RotationKind::Mismatched, view(a), view(b), options);
            NEAR(normalisedResidualError(view(a), view(b), w), result.nreMismatched, 1e-12);
            const auto same = controlRotation(RotationKind::True, view(a), view(b), options);
            QVERIFY(largestDifference(same, result.w) < 1e-12);
            const AlignOptions other{.centred = !centred};
            const auto different = controlRotation(RotationKind::True, view(a), view(b), other);
            QVERIFY(largestDifference(different, result.w) > 1e-6);
        }
    }

    void fewerTokensThanDimensionsAreNotUnique() {
        const auto b = gaussian(9, 10, 4);
        const auto result = align::align(view(b), view(b));
        QVERIFY(!result.unique);
        QVERIFY(mentions(result, "9 tokens for 10 dimensions"));
    }

    void aSampleThatDoesNotSpanAllDirectionsIsNotUnique() {
        auto b = gaussian(200, 10, 4);
        for (std::int64_t r = 0; r < b.rows; ++r)
            b(r, 9) = b(r, 8) = 0;
        const auto a = turned(b, haar(10, 3), 0.0);
        const auto result = align::align(view(a), view(b));
        QVERIFY(!result.unique);
        QVERIFY(mentions(result, "span only"));
        QVERIFY(result.nre < 1e-6);
        QVERIFY(deviationFromOrthogonal(result.w) < 1e-12);
    }

    // Of a Haar matrix E[W_ij] = 0, E[W_ij^2] = 1/D, E[tr W] = 0, E[(tr W)^2] = 1 and det = +1 or -1 equally
    // often.
    void randomRotationsAreHaarDistributed() {
        constexpr int d = 8, draws = 2000;
        std::vector<double> squares(d * d);
        double trace = 0, traceSquares = 0, reflections = 0, deviation = 0, firstEntry = 0;
        for (int seed = 0; seed < draws; ++seed) {
            const auto w = haar(d, static_cast<std::uint64_t>(seed));
            deviation = std::max(deviation, deviationFromOrthogonal(w));
            double t = 0;
            for (int i = 0; i < d; ++i)
                t += w(i, i);
            trace += t / draws;
            traceSquares += t * t / draws;
            firstEntry += w(0, 0) / draws;
            reflections += determinant(w) < 0 ? 1.0 / draws : 0;
            for (std::size_t i = 0; i < squares.size(); ++i)
                squares[i] += w.values[i] * w.values[i] / draws;
        }
        QVERIFY(deviation < 1e-12);
        QVERIFY(std::abs(trace) < 0.09);            // standard error 0.022
        QVERIFY(std::abs(traceSquares - 1) < 0.13); // 0.032
        QVERIFY(std::abs(firstEntry) < 0.032); // 0.008; a QR without the sign correction has about -0.28 here
        QVERIFY(std::abs(reflections - 0.5) < 0.05); // 0.011
        for (const double s : squares)
            QVERIFY(std::abs(s - 1.0 / d) < 0.02); // 0.0034
    }

    void rotationsHaveNames() {
        for (const auto kind :
             {RotationKind::True, RotationKind::Identity, RotationKind::Mismatched, RotationKind::Random})
            QVERIFY(parseRotation(rotationName(kind)) == kind);
        QCOMPARE(std::string(rotationName(RotationKind::Mismatched)), std::string("mismatched"));
        QVERIFY_THROWS_EXCEPTION(Error, parseRotation("ture"));
    }

    void namesTheRowOfANaN_data() {
        QTest::addColumn<bool>("inB");
        QTest::addColumn<float>("value");
        QTest::newRow("NaN in A") << false << std::nanf("");
        QTest::newRow("infinity in B") << true << -INFINITY;
    }
    void namesTheRowOfANaN() {
        QFETCH(bool, inB);
        QFETCH(float, value);
        auto a = gaussian(3000, 6, 1), b = gaussian(3000, 6, 2);
        (inB ? b : a)(2713, 4) = value;
        try {
            align::align(view(a), view(b));
            QFAIL("accepted");
        } catch (const Error& e) {
            QCOMPARE(e.kind(), ErrorKind::Numeric);
            QVERIFY(std::string(e.what()).find(inB ? "model B" : "model A") != std::string::npos);
            QVERIFY(std::string(e.what()).find("row 2713, column 4") != std::string::npos);
        }
    }

    void refusesWhatDoesNotFit() {
        const auto kindOf = [](const FloatMatrix& a, const FloatMatrix& b) {
            try {
                align::align(view(a), view(b));
            } catch (const Error& e) {
                return e.kind();
            }
            return ErrorKind::Internal;
        };
        QCOMPARE(kindOf(gaussian(5, 4, 1), gaussian(6, 4, 1)), ErrorKind::Shape);
        QCOMPARE(kindOf(gaussian(5, 4, 1), gaussian(5, 3, 1)), ErrorKind::Shape);
        QCOMPARE(kindOf(FloatMatrix(0, 4), FloatMatrix(0, 4)), ErrorKind::Shape);
        QCOMPARE(kindOf(FloatMatrix(5, 4), gaussian(5, 4, 1)), ErrorKind::Numeric);
        const auto a = gaussian(5, 4, 1);
        QVERIFY_THROWS_EXCEPTION(Error, normalisedResidualError(view(a), view(a), DoubleMatrix(3, 3)));
    }

    void sameSeedSameBits() {
        const auto a = gaussian(2500, 24, 1), b = gaussian(2500, 24, 2);
        const auto first = align::align(view(a), view(b), {.seed = 5});
        const auto second = align::align(view(a), view(b), {.seed = 5});
        const auto other = align::align(view(a), view(b), {.seed = 6});
        QVERIFY(first.w.values == second.w.values);
        QCOMPARE(first.nreMismatched, second.nreMismatched);
        QVERIFY(first.nreMismatched != other.nreMismatched);
        QVERIFY(haar(9, 1).values == haar(9, 1).values);
        QVERIFY(haar(9, 1).values != haar(9, 2).values);
    }

    void progressRisesToOne() {
        const auto a = gaussian(5000, 4, 1);
        double last = 0;
        int reports = 0;
        align::align(view(a), view(a), {}, [&](const Progress& p) {
            QVERIFY(p.fraction >= last && p.fraction <= 1);
            last = p.fraction;
            ++reports;
        });
        QCOMPARE(last, 1.0);
        QVERIFY(reports >= 3);
    }

    void stopIsHonoured() {
        const auto a = gaussian(5000, 4, 1);
        std::stop_source source;
        int reports = 0;
        const auto stopAtOnce = [&](const Progress&) {
            ++reports;
            source.request_stop();
        };
        QVERIFY_THROWS_EXCEPTION(Cancelled,
                                 align::align(view(a), view(a), {}, stopAtOnce, source.get_token()));
        QCOMPARE(reports, 1);
    }
};

QTEST_APPLESS_MAIN(TestProcrustes)
#include "tst_procrustes.moc"
