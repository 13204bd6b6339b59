// The one-to-one matching of two models' features: the total that SciPy finds, on cases with dead and constant features, ties and
// unequal sides; what is known by construction; and what becomes of the features that are not matched.
#include "base/random.h"
#include "evaluate/assignment.h"
#include "evaluate/evaluate.h"
#include "evaluate/matching.h"
#include "codes_text.h"
#include "metrics_golden.h"
#include <QTemporaryDir>
#include <QTest>
#include <numeric>
#include <omp.h>
#include <set>

using namespace crosseed;
using namespace crosseed::evaluate;

namespace {

QJsonObject matchingGolden() {
    QFile file(QStringLiteral(CROSSEED_SOURCE_DIR "/tests/goldens/evaluate/matching.json"));
    if (!file.open(QIODevice::ReadOnly)) qFatal("tests/goldens/evaluate/matching.json is missing");
    return QJsonDocument::fromJson(file.readAll()).object();
}

sae::SparseCodes drawnCodes(std::int64_t rows, std::int32_t features, double density, std::uint64_t seed) {
    Random random(seed);
    sae::SparseCodes codes;
    codes.features = features;
    for (std::int64_t row = 0; row < rows; ++row) {
        for (std::int32_t f = 0; f < features; ++f)
            if (random.uniform() < density) {
                codes.indices.push_back(f);
                codes.values.push_back(static_cast<float>(random.normal()));
            }
        codes.rowStarts.push_back(static_cast<std::int64_t>(codes.indices.size()));
    }
    return codes;
}

std::vector<std::int32_t> drawnPermutation(std::int64_t n, std::uint64_t seed) {
    const auto drawn = Random(seed).permutation(n);
    return {drawn.begin(), drawn.end()};
}

bool isPermutation(std::vector<std::int32_t> partner) {
    std::sort(partner.begin(), partner.end());
    for (std::size_t i = 0; i < partner.size(); ++i)
        if (partner[i] != static_cast<std::int32_t>(i)) return false;
    return true;
}

template <typename Action> std::string refusal(Action action, ErrorKind kind) {
    try {
        action();
    } catch (const Error& error) {
        return error.kind() == kind ? error.what() : "another kind: " + std::string(error.what());
    }
    return "no error";
}

} // namespace

class TestMatching : public QObject {
    Q_OBJECT
    QJsonObject m_golden = matchingGolden();

private Q_SLOTS:
    void theTotalIsSciPys_data() {
        QTest::addColumn<QJsonObject>("expected");
        const QJsonObject matchings = m_golden["matchings"].toObject();
        QCOMPARE(matchings.size(), 4);
        for (auto entry = matchings.begin(); entry != matchings.end(); ++entry)
            QTest::newRow(qPrintable(entry.key())) << entry.value().toObject();
    }
    void theTotalIsSciPys() {
        QFETCH(QJsonObject, expected);
        const auto a = codesOf(expected["a"]), b = codesOf(expected["b"]);
        const Matching matching = matchFeatures(rowsOf(a), rowsOf(b));
        QCOMPARE(matching.activeA, expected["activeA"].toInt());
        QCOMPARE(matching.activeB, expected["activeB"].toInt());
        QCOMPARE(matching.pairs, expected["pairs"].toInt());
        QVERIFY2(near(matching.totalR, expected["total"].toDouble(), 1e-6), qPrintable(QString::number(matching.totalR, 'g', 15)));
        QCOMPARE(std::count(matching.matched.begin(), matching.matched.end(), 1), matching.pairs);
        QVERIFY(isPermutation(matching.partner));
        const Matching turned = matchFeatures(rowsOf(b), rowsOf(a)); // the longer side is the other one
        QVERIFY(near(turned.totalR, matching.totalR, 1e-6));
    }
    void theTotalIsTheSumOfTheMetricsR() {
        const QJsonObject expected = m_golden["matchings"].toObject()["large"].toObject();
        const auto a = codesOf(expected["a"]), b = codesOf(expected["b"]);
        const Matching matching = matchFeatures(rowsOf(a), rowsOf(b));
        const std::vector<std::int64_t> oneText{0, a.rowCount()};
        const PairMetrics metrics = pairMetrics(a, renumbered(b, matching.partner), oneText);
        double sum = 0;
        for (const FeatureRow& row : metrics.features)
            sum += matching.matched[static_cast<std::size_t>(row.feature)] ? row.r : 0;
        QVERIFY(near(sum, matching.totalR, 1e-12));
    }
    void assignmentsAreAsGoodAsSciPys() {
        for (const auto& value : m_golden["assignments"].toArray()) {
            const QJsonArray rows = value.toObject()["gain"].toArray();
            Matrix<std::int32_t> gain(rows.size(), rows[0].toArray().size());
            for (qsizetype i = 0; i < rows.size(); ++i)
                for (qsizetype j = 0; j < gain.cols; ++j)
                    gain(i, j) = static_cast<std::int32_t>(rows[i].toArray()[j].toDouble());
            const auto columns = greatestAssignment(gain);
            double total = 0;
            for (std::size_t i = 0; i < columns.size(); ++i)
                total += gain(static_cast<std::int64_t>(i), columns[i]);
            QCOMPARE(std::set(columns.begin(), columns.end()).size(), columns.size());
            QCOMPARE(total, value.toObject()["total"].toDouble());
        }
    }
    void anAssignmentByHandGivesUpTheLargestGain() {
        Matrix<std::int32_t> gain(2, 3);
        gain.values = {10, 9, -5, 9, 1, -7}; // 10 + 1 < 9 + 9
        QCOMPARE(greatestAssignment(gain), (std::vector<std::int32_t>{1, 0}));
        gain.values = {-1, -2, -3, -1, -5, -9}; // all negative: pairs are made all the same
        QCOMPARE(greatestAssignment(gain), (std::vector<std::int32_t>{1, 0}));
        QVERIFY(greatestAssignment({}).empty());
        QVERIFY(refusal([] { greatestAssignment(Matrix<std::int32_t>(3, 2)); }, ErrorKind::Shape).starts_with("An assignment"));
    }
    void thePermutationOfACopyIsFound() {
        const auto a = drawnCodes(500, 60, 0.1, 3);
        const auto order = drawnPermutation(60, 4);
        std::vector<std::int32_t> back(60);
        for (std::size_t f = 0; f < order.size(); ++f)
            back[static_cast<std::size_t>(order[f])] = static_cast<std::int32_t>(f);
        const auto b = renumbered(a, order);
        const Matching matching = matchFeatures(rowsOf(a), rowsOf(b));
        QCOMPARE(matching.partner, back);
        QVERIFY(near(matching.totalR, 60, 1e-9));
        const auto again = renumbered(b, matching.partner);
        QCOMPARE(again.indices, a.indices);
        QCOMPARE(again.values, a.values);
    }
    void equalCodesMatchEachFeatureWithItself() {
        const auto a = drawnCodes(300, 50, 0.1, 5);
        std::vector<std::int32_t> identity(50);
        std::iota(identity.begin(), identity.end(), 0);
        QCOMPARE(matchFeatures(rowsOf(a), rowsOf(a)).partner, identity);
    }
    void featuresWithoutAPartnerStayInThePermutation() {
        // Features 0 and 1 of A are 2 and 0 of B; 2 of A is dead, 1 of B is dead, 3 keeps its number.
        const auto a = codesOf(4, "0:1\n1:1\n0:2 1:1\n0:1\n\n");
        const auto b = codesOf(4, "2:1\n0:1\n0:1 2:2\n2:1\n\n");
        const Matching matching = matchFeatures(rowsOf(a), rowsOf(b), {.minimumActive = 2});
        QCOMPARE(matching.partner, (std::vector<std::int32_t>{2, 0, 1, 3}));
        QCOMPARE(matching.matched, (std::vector<std::uint8_t>{1, 1, 0, 0}));
        QVERIFY(near(matching.totalR, 2));
    }
    void pairsAreForcedAsLongAsBothSidesHaveFeatures() {
        const auto a = codesOf(2, "0:1\n0:1\n\n\n");
        const auto b = codesOf(2, "\n\n1:1\n1:1\n"); // never together: r = -1
        const Matching matching = matchFeatures(rowsOf(a), rowsOf(b), {.minimumActive = 2});
        QCOMPARE(matching.pairs, 1);
        QCOMPARE(matching.partner, (std::vector<std::int32_t>{1, 0}));
        QVERIFY(near(matching.totalR, -1));
    }
    void threadsDoNotMatter() {
        const auto a = drawnCodes(400, 80, 0.1, 6), b = drawnCodes(400, 80, 0.1, 7);
        const int before = omp_get_max_threads();
        omp_set_num_threads(1);
        const Matching one = matchFeatures(rowsOf(a), rowsOf(b));
        omp_set_num_threads(4);
        const Matching four = matchFeatures(rowsOf(a), rowsOf(b));
        omp_set_num_threads(before);
        QCOMPARE(four.partner, one.partner);
        QCOMPARE(four.totalR, one.totalR);
    }
    void meanPooledCodesAreMatchedOnTexts() {
        // On tokens the features never fire together; on texts they are the same.
        const auto a = codesOf(1, "0:1\n\n0:2\n\n\n\n");
        const auto b = codesOf(1, "\n0:1\n\n0:2\n\n\n");
        const std::vector<std::int64_t> starts{0, 2, 4, 6};
        const MatchOptions options{.minimumActive = 2};
        QVERIFY(matchFeatures(rowsOf(a), rowsOf(b), options).totalR < 0);
        QVERIFY(near(matchFeatures(rowsOf(meanPool(a, starts)), rowsOf(meanPool(b, starts)), options).totalR, 1));
    }
    void aRenumberedSaeGivesTheRenumberedCodes() {
        sae::SaeConfig config;
        config.width = 8;
        config.dictionary = 24;
        config.k = 3;
        sae::Sae sae = sae::initialSae(config, 5);
        Random random(8);
        for (float& bias : sae.weights.encoderBias)
            bias = static_cast<float>(0.1 * random.normal());
        FloatMatrix rows(30, 8);
        for (float& value : rows.values)
            value = static_cast<float>(random.normal());
        const auto partner = drawnPermutation(24, 9);
        const auto own = sae::encode(sae, view(rows), true);
        const auto turned = sae::encode(renumbered(sae, partner), view(rows), true);
        const auto expected = renumbered(own.codes, partner);
        QCOMPARE(turned.codes.rowStarts, expected.rowStarts);
        QCOMPARE(turned.codes.indices, expected.indices);
        QCOMPARE(turned.codes.values, expected.values);
        for (std::size_t i = 0; i < own.reconstruction.values.size(); ++i)
            QVERIFY(near(turned.reconstruction.values[i], own.reconstruction.values[i], 1e-5));
    }
    void aMatchingComesBackFromItsFile() {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("m.safetensors").toStdString();
        const Matching matching{{2, 0, 1}, {1, 0, 1}, 3, 2, 2, 0.1 + 0.2};
        writeMatching(file, matching, {{"key", "k"}});
        const Matching back = readMatching(file);
        QCOMPARE(back.partner, matching.partner);
        QCOMPARE(back.matched, matching.matched);
        QCOMPARE((std::vector{back.activeA, back.activeB, back.pairs}), (std::vector<std::int64_t>{3, 2, 2}));
        QCOMPARE(back.totalR, matching.totalR);
        writeMatching(file, {{0, 0, 1}, {1, 0, 1}, 3, 2, 2, 1});
        QVERIFY(refusal([&] { readMatching(file); }, ErrorKind::BadInput).find("no permutation") != std::string::npos);
    }
    void whatDoesNotFitIsRefused() {
        const auto a = drawnCodes(5, 4, 0.5, 1), b = drawnCodes(6, 4, 0.5, 1), c = drawnCodes(5, 3, 0.5, 1);
        QVERIFY(refusal([&] { matchFeatures(rowsOf(a), rowsOf(b)); }, ErrorKind::Shape).find("same rows") != std::string::npos);
        QVERIFY(refusal([&] { matchFeatures(rowsOf(a), rowsOf(c)); }, ErrorKind::Shape).find("same rows") != std::string::npos);
        QVERIFY(refusal([&] { renumbered(a, {0, 1, 2}); }, ErrorKind::Shape).find("no permutation") != std::string::npos);
        QVERIFY(refusal([&] { renumbered(a, {0, 1, 2, 2}); }, ErrorKind::Shape).find("no permutation") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestMatching)
#include "tst_matching.moc"
