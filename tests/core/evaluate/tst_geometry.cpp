// Principal components, decoder cosines and their random reference against NumPy and SciPy, and by their
// properties.
#include "base/random.h"
#include "evaluate/geometry.h"
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

using namespace crosseed;
using namespace crosseed::evaluate;

namespace {

template <typename T> std::vector<T> numbers(const QJsonValue& array) {
    std::vector<T> values;
    for (const auto& value : array.toArray())
        values.push_back(static_cast<T>(value.toDouble()));
    return values;
}

template <typename M> M matrixFrom(const QJsonValue& array, std::int64_t rows, std::int64_t cols) {
    M m(rows, cols);
    m.values = numbers<typename decltype(m.values)::value_type>(array);
    return m;
}

sae::Sae saeOf(const FloatMatrix& decoder) {
    sae::Sae sae;
    sae.config.width = decoder.cols;
    sae.config.dictionary = decoder.rows;
    sae.weights.decoder = decoder;
    return sae;
}

sae::Sae drawnSae(std::int64_t features, std::int64_t width, std::uint64_t seed) {
    FloatMatrix decoder(features, width);
    Random random(seed);
    for (float& value : decoder.values)
        value = static_cast<float>(random.normal());
    return saeOf(decoder);
}

std::int64_t total(const std::vector<std::int64_t>& counts) {
    return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

ErrorKind kindOf(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& e) {
        return e.kind();
    }
    return ErrorKind::Internal;
}

DoubleMatrix identity(std::int64_t d) {
    DoubleMatrix w(d, d);
    for (std::int64_t i = 0; i < d; ++i)
        w(i, i) = 1;
    return w;
}

#define NEAR(actual, expected, tolerance)                                                                    \
    QVERIFY2(std::abs((actual) - (expected)) <= (tolerance),                                                 \
             qPrintable(QStringLiteral("%1 is not %2").arg(actual, 0, 'g', 17).arg(expected, 0, 'g', 17)))

} // namespace

class TestGeometry : public QObject {
    Q_OBJECT
    QJsonObject m_golden;

    void compare(const std::vector<double>& values, const QJsonValue& golden, double tolerance) {
        const auto expected = numbers<double>(golden);
        QCOMPARE(values.size(), expected.size());
        for (std::size_t i = 0; i < values.size(); ++i)
            NEAR(values[i], expected[i], tolerance);
    }

private Q_SLOTS:
    void initTestCase() {
        QFile file(QStringLiteral(CROSSEED_SOURCE_DIR "/tests/goldens/evaluate/geometry.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_golden = QJsonDocument::fromJson(file.readAll()).object();
    }

    void hiddenStatesAgreeWithNumpy() {
        const auto c = m_golden["hidden"].toObject();
        const auto n = c["rows"].toInteger(), d = c["cols"].toInteger(), k = c["components"].toInteger();
        const auto a = matrixFrom<FloatMatrix>(c["a"], n, d), b = matrixFrom<FloatMatrix>(c["b"], n, d);
        const auto w = matrixFrom<DoubleMatrix>(c["w"], d, d);
        const auto pca = hiddenPca(view(a), view(b), w, {}, {.components = k, .rows = 0});
        compare(pca.a.values, c["coordinatesA"], 1e-9);
        compare(pca.before.values, c["coordinatesBefore"], 1e-9);
        compare(pca.after.values, c["coordinatesAfter"], 1e-9);
        compare(pca.basis.values, c["basis"], 1e-9);
        compare(pca.explainedA, c["explainedA"], 1e-12);
        compare(pca.explainedBefore, c["explainedBefore"], 1e-12);
        compare(pca.explainedAfter, c["explainedAfter"], 1e-12);
        QCOMPARE(std::ssize(pca.rows), n);
    }

    // Points on the line through (1, 1) and off it by (0.1, -0.1): the first component is (1, 1) / sqrt 2.
    void aLineByHand() {
        FloatMatrix a(4, 2);
        a.values = {1, 3, 3, 1, 6, 8, 8, 6}; // means 4.5, 4.5
        const auto pca = hiddenPca(view(a), view(a), identity(2), {}, {.components = 2, .rows = 0});
        NEAR(pca.basis(0, 0), std::sqrt(0.5), 1e-12);
        NEAR(pca.basis(0, 1), std::sqrt(0.5), 1e-12);
        NEAR(pca.a(0, 0), -5 / std::sqrt(2.0), 1e-12); // (-3.5, -1.5)
        NEAR(pca.explainedA[0], 50 / 58.0, 1e-12);     // 4 x 25/2 of 4 x 14.5
        NEAR(pca.explainedA[0] + pca.explainedA[1], 1.0, 1e-12);
        QCOMPARE(pca.before.values, pca.a.values);
        QCOMPARE(pca.after.values, pca.a.values);
    }

    void drawnRowsAreCountedOnesWithoutRepetition() {
        FloatMatrix a(200, 5);
        Random random(4);
        for (float& value : a.values)
            value = static_cast<float>(random.normal());
        std::vector<std::int64_t> counted;
        for (std::int64_t row = 1; row < 200; row += 2)
            counted.push_back(row);
        a(100, 2) = std::nanf(""); // not counted
        const auto rowsOf = [&](std::uint64_t seed) {
            return hiddenPca(view(a), view(a), identity(5), counted, {.rows = 30, .seed = seed}).rows;
        };
        const auto rows = rowsOf(1);
        QCOMPARE(std::ssize(rows), 30);
        for (std::size_t i = 0; i < rows.size(); ++i)
            QVERIFY(rows[i] % 2 == 1 && rows[i] < 200 && (i == 0 || rows[i - 1] < rows[i]));
        QCOMPARE(rowsOf(1), rows);
        QVERIFY(rowsOf(2) != rows);
        QCOMPARE(std::ssize(hiddenPca(view(a), view(a), identity(5), counted, {.rows = 500}).rows), 100);
        QCOMPARE(kindOf([&] { hiddenPca(view(a), view(a), identity(5), {}, {.rows = 0}); }),
                 ErrorKind::Numeric);
    }

    void cosinesAgreeWithNumpy() {
        const auto cases = m_golden["dictionaries"].toArray();
        QCOMPARE(cases.size(), 2);
        for (const auto& value : cases) {
            const auto c = value.toObject();
            const auto sae = saeOf(
                matrixFrom<FloatMatrix>(c["decoder"], c["features"].toInteger(), c["cols"].toInteger()));
            const auto chosen = numbers<std::int32_t>(c["chosen"]);
            const auto cosines = decoderCosines(sae, chosen,
                                                {.bins = c["bins"].toInteger(),
                                                 .duplicateFrom = c["threshold"].toDouble(),
                                                 .mostPairs = 100});
            QCOMPARE(cosines.counts, numbers<std::int64_t>(c["counts"]));
            QCOMPARE(cosines.pairs, std::ssize(chosen) * (std::ssize(chosen) - 1) / 2);
            NEAR(cosines.mean, c["mean"].toDouble(), 1e-7);
            NEAR(cosines.largest, c["largest"].toDouble(), 1e-6);
            const auto near = c["near"].toArray();
            QVERIFY(near.size() >= 2);
            QCOMPARE(cosines.duplicates, near.size());
            QCOMPARE(std::ssize(cosines.nearDuplicates), near.size());
            for (qsizetype i = 0; i < near.size(); ++i) {
                const NearDuplicate& pair = cosines.nearDuplicates[static_cast<std::size_t>(i)];
                QCOMPARE(pair.first, near[i].toArray()[0].toInt());
                QCOMPARE(pair.second, near[i].toArray()[1].toInt());
                NEAR(pair.cosine, near[i].toArray()[2].toDouble(), 1e-12);
            }
            const auto pca = dictionaryPca(sae, chosen, c["components"].toInteger());
            QCOMPARE(pca.features, chosen);
            compare(pca.coordinates.values, c["coordinates"], 1e-6);
            compare(pca.explained, c["explained"], 1e-6);
        }
    }

    void theReferenceAgreesWithNumericIntegration() {
        const auto references = m_golden["references"].toArray();
        QCOMPARE(references.size(), 9);
        for (const auto& value : references) {
            const auto c = value.toObject();
            const auto width = c["cols"].toInteger();
            const auto t = numbers<double>(c["t"]), share = numbers<double>(c["share"]),
                       integral = numbers<double>(c["integral"]);
            for (std::size_t i = 0; i < t.size(); ++i) {
                NEAR(randomCosineShare(t[i], width), share[i], 1e-12);
                NEAR(randomCosineShare(t[i], width), integral[i],
                     width == 2 ? 1e-7 : 1e-10); // D = 2: a pole at 1
            }
            NEAR(randomCosineShare(1, width), 1.0, 1e-12);
            NEAR(randomCosineMean(width), c["mean"].toDouble(), 1e-12);
        }
        NEAR(randomCosineMean(768), std::sqrt(2 / (3.14159265358979 * 768)), 2e-5); // to the order 1 / D
        NEAR(randomCosineShare(0.25, 3), 0.25, 1e-15); // on a sphere in 3 dimensions cosines are uniform
    }

    // More atoms than one block of rows; the counts against those of random directions within five standard
    // errors.
    void randomAtomsFollowTheReference() {
        const auto sae = drawnSae(1200, 24, 6);
        const auto cosines = decoderCosines(sae, allFeatures(sae), {.bins = 40});
        QCOMPARE(cosines.pairs, 1200 * 1199 / 2);
        QCOMPARE(total(cosines.counts), cosines.pairs);
        NEAR(std::accumulate(cosines.expected.begin(), cosines.expected.end(), 0.0),
             static_cast<double>(cosines.pairs), 1e-6);
        for (std::size_t bin = 0; bin < cosines.counts.size(); ++bin)
            NEAR(static_cast<double>(cosines.counts[bin]), cosines.expected[bin],
                 5 * std::sqrt(cosines.expected[bin]) + 5);
        NEAR(cosines.mean, cosines.expectedMean, 0.001);
    }

    void plantedNearDuplicatesAreFound() {
        auto sae = drawnSae(1300, 32, 8);
        auto& decoder = sae.weights.decoder;
        const auto plant = [&](std::int64_t from, std::int64_t to, float factor, float noise) {
            Random random(static_cast<std::uint64_t>(to));
            for (std::int64_t j = 0; j < 32; ++j)
                decoder(to, j) = factor * decoder(from, j) + noise * static_cast<float>(random.normal());
        };
        plant(3, 1290, 4, 0);          // across blocks, another length
        plant(700, 701, -0.5f, 0.02f); // the opposite direction
        plant(10, 600, 1, 0.2f);
        const auto found = decoderCosines(sae, allFeatures(sae), {.duplicateFrom = 0.95});
        QCOMPARE(found.duplicates, 3);
        const auto& pairs = found.nearDuplicates;
        QCOMPARE(std::ssize(pairs), 3);
        QVERIFY(pairs[0].first == 3 && pairs[0].second == 1290 && pairs[1].first == 700 &&
                pairs[1].second == 701);
        QVERIFY(pairs[2].first == 10 && pairs[2].second == 600);
        NEAR(pairs[0].cosine, 1.0, 1e-7);
        QVERIFY(pairs[1].cosine < -0.99 && pairs[1].cosine > -1);
        QCOMPARE(total(found.counts), found.pairs);
        const auto listed = decoderCosines(sae, allFeatures(sae), {.duplicateFrom = 0.95, .mostPairs = 2});
        QCOMPARE(listed.duplicates, 3);
        QCOMPARE(std::ssize(listed.nearDuplicates), 2);
        QCOMPARE(listed.nearDuplicates[1].second, 701);
        std::vector<std::int32_t> without = allFeatures(sae);
        std::erase(without, 3);
        QCOMPARE(decoderCosines(sae, without, {.duplicateFrom = 0.95}).duplicates, 2);
    }

    void scalingAtomsChangesNothing() {
        const auto sae = drawnSae(80, 12, 2);
        auto scaled = sae;
        for (std::int64_t i = 0; i < 80; ++i)
            for (std::int64_t j = 0; j < 12; ++j)
                scaled.weights.decoder(i, j) *= i % 2 ? 8.0f : 0.25f; // powers of two lose no digit
        QCOMPARE(decoderCosines(scaled, allFeatures(sae)).counts,
                 decoderCosines(sae, allFeatures(sae)).counts);
        QCOMPARE(dictionaryPca(scaled, allFeatures(sae)).coordinates.values,
                 dictionaryPca(sae, allFeatures(sae)).coordinates.values);
    }

    void nearestFeaturesByHand() {
        FloatMatrix decoder(5, 2);
        decoder.values = {1, 0, 3, 4, -2, 0.5f, 0, 0, 0, 7}; // cosines with the first: .6, -.970, 0, 0
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("sae.safetensors").toStdString();
        sae::Sae sae = saeOf(decoder);
        sae.config.k = 1;
        sae.weights.encoder = FloatMatrix(5, 2);
        sae.weights.encoderBias.resize(5);
        sae.weights.decoderBias.resize(2);
        sae::writeSae(file, sae);
        const std::vector<double> cosines = sae::atomCosines(file, 0);
        QVERIFY_THROWS_EXCEPTION(Error, sae::atomCosines(file, 5));
        const auto near = nearestFeatures(cosines, 0, 10);
        QCOMPARE(std::ssize(near), 4);
        QCOMPARE(near[0].feature, 2);
        NEAR(near[0].cosine, -2 / std::sqrt(4.25), 1e-15);
        QCOMPARE(near[1].feature, 1);
        NEAR(near[1].cosine, 0.6, 1e-15);
        QVERIFY(near[2].feature == 3 && near[2].cosine == 0 && near[3].feature == 4);
        QCOMPARE(std::ssize(nearestFeatures(cosines, 0, 1)), 1);
        const std::vector<std::int32_t> among{0, 1, 4};
        const auto chosen = nearestFeatures(cosines, 0, 10, among);
        QVERIFY(std::ssize(chosen) == 2 && chosen[0].feature == 1 && chosen[1].feature == 4);
    }

    void featuresAreChosenByTheirActivity() {
        PairMetrics metrics;
        metrics.features.resize(4);
        const std::int64_t fires[4][2] = {{12, 15}, {30, 2}, {0, 11}, {9, 9}};
        for (std::int32_t f = 0; f < 4; ++f) {
            auto& row = metrics.features[static_cast<std::size_t>(f)];
            row.feature = f;
            row.firesA = fires[f][0];
            row.firesB = fires[f][1];
            row.activeInBoth = f == 0;
        }
        using Numbers = std::vector<std::int32_t>;
        QCOMPARE(chooseAtoms(metrics, AtomChoice::All), (Numbers{0, 1, 2, 3}));
        QCOMPARE(chooseAtoms(metrics, AtomChoice::ActiveInBoth), Numbers{0});
        QCOMPARE(chooseAtoms(metrics, AtomChoice::ActiveInEither), (Numbers{0, 1, 2}));
        QCOMPARE(chooseAtoms(metrics, AtomChoice::ActiveInEither, 9), (Numbers{0, 1, 2, 3}));
    }

    void refusesWhatDoesNotFit() {
        const auto sae = drawnSae(6, 4, 1);
        const std::vector<std::int32_t> one{2}, outside{1, 6}, falling{3, 2}, all = allFeatures(sae);
        QCOMPARE(kindOf([&] { decoderCosines(sae, one); }), ErrorKind::Shape);
        QCOMPARE(kindOf([&] { decoderCosines(sae, outside); }), ErrorKind::Usage);
        QCOMPARE(kindOf([&] { decoderCosines(sae, falling); }), ErrorKind::Usage);
        QCOMPARE(kindOf([&] { decoderCosines(sae, all, {.bins = 0}); }), ErrorKind::Usage);
        QCOMPARE(kindOf([&] { decoderCosines(sae, all, {.duplicateFrom = 0}); }), ErrorKind::Usage);
        QCOMPARE(kindOf([&] { nearestFeatures(std::vector<double>{1, 0}, 0, 1, outside); }), ErrorKind::Usage);
        QCOMPARE(kindOf([&] { dictionaryPca(sae, all, 5); }), ErrorKind::Usage);
        auto broken = sae;
        broken.weights.decoder(3, 1) = std::nanf("");
        QCOMPARE(kindOf([&] { decoderCosines(broken, all); }), ErrorKind::Numeric);
        const FloatMatrix a(5, 4), b(5, 3);
        QCOMPARE(kindOf([&] { hiddenPca(view(a), view(b), identity(4)); }), ErrorKind::Shape);
        QCOMPARE(kindOf([&] { hiddenPca(view(a), view(a), identity(4)); }),
                 ErrorKind::Numeric); // all the same
    }

    void progressRisesToOneAndAStopIsHonoured() {
        const auto sae = drawnSae(1100, 8, 3);
        double last = 0;
        bool fell = false;
        std::stop_source source;
        decoderCosines(sae, allFeatures(sae), {}, [&](const Progress& p) {
            fell = fell || p.fraction < last || p.fraction > 1;
            last = p.fraction;
        });
        QVERIFY(!fell);
        QCOMPARE(last, 1.0);
        int reports = 0;
        const auto stopAtOnce = [&](const Progress&) {
            ++reports;
            source.request_stop();
        };
        QVERIFY_THROWS_EXCEPTION(Cancelled,
                                 decoderCosines(sae, allFeatures(sae), {}, stopAtOnce, source.get_token()));
        QCOMPARE(reports, 1);
    }
};

QTEST_APPLESS_MAIN(TestGeometry)
#include "tst_geometry.moc"
