// The alignment in depth against SciPy, against fits of the same tokens by align(), and by its properties.
#include "align/alignment_study.h"
#include "base/random.h"
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <set>

using namespace crosseed;
using namespace crosseed::align;

namespace {

// Texts of the given lengths with a row of NaN before and after each, as special tokens would stand there.
struct DrawnSample {
    FloatMatrix a, b;
    std::vector<RowRange> texts;

    DrawnSample(std::int64_t width, const std::vector<std::int64_t>& lengths) {
        std::int64_t rows = 0;
        for (const std::int64_t length : lengths) {
            texts.push_back({rows + 1, rows + 1 + length});
            rows += length + 2;
        }
        a = b = FloatMatrix(rows, width);
        for (FloatMatrix* m : {&a, &b})
            std::fill(m->values.begin(), m->values.end(), std::nanf(""));
    }
    TokenSample sample() const { return {view(a), view(b), texts}; }
    template <typename Fill> void fill(const Fill& value) { // value(token, column, inB)
        std::int64_t token = 0;
        for (const RowRange& text : texts)
            for (std::int64_t row = text.first; row < text.last; ++row, ++token)
                for (std::int64_t c = 0; c < a.cols; ++c) {
                    a(row, c) = value(token, c, false);
                    b(row, c) = value(token, c, true);
                }
    }
    // The counted rows of some texts, side by side.
    std::pair<FloatMatrix, FloatMatrix> rowsOf(const std::vector<std::int64_t>& chosen) const {
        std::pair<FloatMatrix, FloatMatrix> rows{FloatMatrix(0, a.cols), FloatMatrix(0, a.cols)};
        for (const std::int64_t t : chosen)
            for (std::int64_t r = texts[static_cast<std::size_t>(t)].first;
                 r < texts[static_cast<std::size_t>(t)].last; ++r)
                for (auto [from, to] : {std::pair{&a, &rows.first}, std::pair{&b, &rows.second}}) {
                    const auto row = view(*from).row(r);
                    to->values.insert(to->values.end(), row.begin(), row.end());
                    ++to->rows;
                }
        return rows;
    }
};

std::vector<std::int64_t> textsOf(std::int64_t count) {
    std::vector<std::int64_t> texts;
    for (std::int64_t t = 0; t < count; ++t)
        texts.push_back(t);
    return texts;
}

DoubleMatrix haar(std::int64_t d, std::uint64_t seed) {
    const FloatMatrix any(1, d);
    return controlRotation(RotationKind::Random, view(any), view(any), {.seed = seed});
}

// A is B turned by a Haar rotation, with noise.
DrawnSample turnedSample(std::int64_t width, const std::vector<std::int64_t>& lengths, double noise,
                         std::uint64_t seed = 3) {
    DrawnSample drawn(width, lengths);
    const DoubleMatrix q = haar(width, seed);
    std::int64_t tokens = 0;
    for (const std::int64_t length : lengths)
        tokens += length;
    Random random(seed);
    FloatMatrix b(tokens, width), a(tokens, width);
    for (float& v : b.values)
        v = static_cast<float>(random.normal());
    for (std::int64_t r = 0; r < tokens; ++r)
        for (std::int64_t j = 0; j < width; ++j) {
            double sum = noise * random.normal();
            for (std::int64_t i = 0; i < width; ++i)
                sum += static_cast<double>(b(r, i)) * q(i, j);
            a(r, j) = static_cast<float>(sum);
        }
    drawn.fill([&](std::int64_t token, std::int64_t c, bool inB) { return inB ? b(token, c) : a(token, c); });
    return drawn;
}

double distanceOf(const DoubleMatrix& x, const DoubleMatrix& y) {
    double squares = 0;
    for (std::size_t i = 0; i < x.values.size(); ++i)
        squares += (x.values[i] - y.values[i]) * (x.values[i] - y.values[i]);
    return std::sqrt(squares);
}

std::vector<std::int64_t> integers(const QJsonValue& array) {
    std::vector<std::int64_t> values;
    for (const auto& value : array.toArray())
        values.push_back(value.toInteger());
    return values;
}

const TokenSample nothing;

bool mentions(const AlignmentStudy& study, const std::string& words) {
    return std::any_of(study.warnings.begin(), study.warnings.end(),
                       [&](const std::string& w) { return w.find(words) != std::string::npos; });
}

#define NEAR(actual, expected, tolerance)                                                                    \
    QVERIFY2(std::abs((actual) - (expected)) <= (tolerance),                                                 \
             qPrintable(QStringLiteral("%1 is not %2").arg(actual, 0, 'g', 17).arg(expected, 0, 'g', 17)))

} // namespace

class TestAlignmentStudy : public QObject {
    Q_OBJECT

    void compareFit(const StudyFit& fit, const QJsonObject& golden) {
        NEAR(fit.nre, golden["nre"].toDouble(), 1e-9);
        NEAR(fit.nreHeldOut, golden["nreHeldOut"].toDouble(), 1e-9);
        NEAR(fit.nreCentredRows, golden["nreCentredRows"].toDouble(), 1e-9);
        QCOMPARE(fit.k95, golden["k95"].toInt());
        QCOMPARE(fit.k99, golden["k99"].toInt());
        QCOMPARE(fit.k95OfS, golden["k95OfS"].toInt());
        QCOMPARE(fit.k99OfS, golden["k99OfS"].toInt());
        const auto s = golden["singularValues"].toArray();
        QCOMPARE(std::ssize(fit.singularValues), s.size());
        for (qsizetype i = 0; i < s.size(); ++i)
            NEAR(fit.singularValues[static_cast<std::size_t>(i)], s[i].toDouble(), 1e-9 * s[0].toDouble());
        QCOMPARE(fit.rank, s.size());
    }

private Q_SLOTS:
    void agreesWithScipy() {
        QFile file(QStringLiteral(CROSSEED_SOURCE_DIR "/tests/goldens/align/alignment_study.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto cases = QJsonDocument::fromJson(file.readAll()).array();
        QCOMPARE(cases.size(), 2);
        for (const auto& value : cases) {
            const auto c = value.toObject();
            const auto width = c["cols"].toInteger();
            const auto a = c["a"].toArray(), b = c["b"].toArray();
            DrawnSample drawn(width, integers(c["lengths"])), held(width, integers(c["heldLengths"]));
            const std::int64_t tokens = drawn.sample().tokens();
            const auto from = [&](std::int64_t first) {
                return [&, first](std::int64_t token, std::int64_t column, bool inB) {
                    return static_cast<float>((inB ? b : a)[(first + token) * width + column].toDouble());
                };
            };
            drawn.fill(from(0));
            held.fill(from(tokens));
            const auto study =
                alignmentStudy(drawn.sample(), held.sample(), {.sizes = integers(c["sizes"]), .halves = 2});
            QCOMPARE(study.width, width);
            QCOMPARE(study.tokens, tokens);
            QCOMPARE(study.texts, c["lengths"].toArray().size());
            QCOMPARE(study.heldOutTexts, c["heldLengths"].toArray().size());
            NEAR(study.maximumDistance, 2 * std::sqrt(static_cast<double>(width)), 1e-15);
            compareFit(study.plain, c["plain"].toObject());
            compareFit(study.centred, c["centred"].toObject());
            NEAR(study.centredFromPlain, c["centredFromPlain"].toDouble(), 1e-9);
            NEAR(study.distanceToAll, c["distanceToAll"].toDouble(), 1e-9);
            NEAR(study.nreIdentity, c["nreIdentity"].toDouble(), 1e-9);
            NEAR(study.nreIdentityHeldOut, c["nreIdentityHeldOut"].toDouble(), 1e-9);
            const auto points = c["points"].toArray();
            QCOMPARE(std::ssize(study.sizes), points.size() + 1);
            for (qsizetype i = 0; i < points.size(); ++i) {
                const auto golden = points[i].toObject();
                const SizePoint& point = study.sizes[static_cast<std::size_t>(i)];
                QCOMPARE(point.tokens, golden["tokens"].toInteger());
                NEAR(point.nre, golden["nre"].toDouble(), 1e-9);
                NEAR(point.nreHeldOut, golden["nreHeldOut"].toDouble(), 1e-9);
                NEAR(point.distance, golden["distance"].toDouble(), 1e-9);
                NEAR(point.centredNre, golden["centredNre"].toDouble(), 1e-9);
                NEAR(point.centredNreHeldOut, golden["centredNreHeldOut"].toDouble(), 1e-9);
                NEAR(point.centredDistance, golden["centredDistance"].toDouble(), 1e-9);
            }
            QCOMPARE(study.sizes.back().tokens, tokens);
            QCOMPARE(study.sizes.back().distance, 0.0);
            QCOMPARE(study.sizes.back().nre, study.plain.nre);
        }
    }

    void theWholeSampleIsFittedAsAlignDoes() {
        const auto drawn = turnedSample(6, {9, 14, 11, 8}, 0.4);
        const auto [a, b] = drawn.rowsOf(textsOf(4));
        const auto study = alignmentStudy(drawn.sample(), nothing, {.seed = 5});
        const auto plain = align::align(view(a), view(b), {.seed = 5});
        const auto centred = align::align(view(a), view(b), {.centred = true, .seed = 5});
        NEAR(study.plain.nre, plain.nre, 1e-12);
        NEAR(study.centred.nre, centred.nre, 1e-12);
        NEAR(study.nreIdentity, plain.nreIdentity, 1e-12);
        NEAR(study.nreMismatched, plain.nreMismatched, 1e-12); // the same shuffle for the same seed
        NEAR(study.centredFromPlain, distanceOf(plain.w, centred.w), 1e-12);
        QVERIFY(std::isnan(study.plain.nreHeldOut) && std::isnan(study.distanceToAll));
    }

    void halvesAreFitsOfTheirOwnTexts() {
        const auto drawn = turnedSample(5, {9, 14, 11, 8, 13, 7, 10}, 0.5);
        const auto study = alignmentStudy(drawn.sample(), nothing, {.halves = 12, .seed = 9});
        QCOMPARE(std::ssize(study.halves), 12);
        const auto [allA, allB] = drawn.rowsOf(textsOf(7));
        const auto reference = align::align(view(allA), view(allB));
        double sum = 0, squares = 0;
        std::set<std::vector<std::int64_t>> different;
        for (const HalfSplit& half : study.halves) {
            QCOMPARE(std::ssize(half.texts), 3);
            std::vector<std::int64_t> other;
            for (const std::int64_t t : textsOf(7))
                if (std::find(half.texts.begin(), half.texts.end(), t) == half.texts.end())
                    other.push_back(t);
            QCOMPARE(std::ssize(other), 4);
            const auto [a, b] = drawn.rowsOf(half.texts);
            const auto [otherA, otherB] = drawn.rowsOf(other);
            const auto w = align::align(view(a), view(b)).w,
                       wOther = align::align(view(otherA), view(otherB)).w;
            QCOMPARE(half.tokens, a.rows);
            QCOMPARE(half.otherTokens, otherA.rows);
            NEAR(half.nre, normalisedResidualError(view(allA), view(allB), w), 1e-12);
            NEAR(half.nreOther, normalisedResidualError(view(otherA), view(otherB), w), 1e-12);
            NEAR(half.distance, distanceOf(w, reference.w), 1e-10);
            NEAR(half.between, distanceOf(w, wOther), 1e-10);
            sum += half.between;
            squares += half.between * half.between;
            different.insert(half.texts);
        }
        QVERIFY(different.size() > 6); // of 35
        NEAR(study.between.mean, sum / 12, 1e-12);
        NEAR(study.between.deviation, std::sqrt((squares - sum * sum / 12) / 11), 1e-10);
    }

    void textsWithoutCountedTokensAreInNoHalf() {
        const auto dense = turnedSample(5, {9, 14, 11}, 0.5);
        auto sparse = dense; // of six texts the first, third and last are special tokens alone
        sparse.texts = {{0, 0}, dense.texts[0], {1, 1}, dense.texts[1], dense.texts[2], {dense.a.rows, dense.a.rows}};
        const StudyOptions options{.halves = 20, .seed = 9};
        const auto expected = alignmentStudy(dense.sample(), nothing, options);
        const auto study = alignmentStudy(sparse.sample(), nothing, options);
        QCOMPARE(study.texts, 6);
        QCOMPARE(std::ssize(study.halves), 20);
        const std::vector<std::int64_t> positions{1, 3, 4};
        for (std::size_t i = 0; i < study.halves.size(); ++i) {
            const HalfSplit &half = study.halves[i], &same = expected.halves[i];
            QCOMPARE(std::ssize(half.texts), 1);
            QCOMPARE(half.texts[0], positions[static_cast<std::size_t>(same.texts[0])]);
            QCOMPARE(half.tokens, same.tokens);
            QCOMPARE(half.between, same.between);
        }
        sparse.texts = {{0, 0}, dense.texts[0], {1, 1}};
        QVERIFY(alignmentStudy(sparse.sample(), nothing, options).halves.empty()); // one text has no halves
    }

    void aKnownRotationIsRecoveredFromEverySizeThatSpansTheSpace() {
        const auto drawn = turnedSample(8, {30, 40, 50}, 0);
        const auto study = alignmentStudy(drawn.sample(), nothing, {.sizes = {3, 5, 8, 20, 60}, .halves = 5});
        QCOMPARE(std::ssize(study.sizes), 6);
        for (const SizePoint& point : study.sizes) {
            const bool enough = point.tokens >= 8;
            QCOMPARE(point.rank, std::min<std::int64_t>(point.tokens, 8));
            QCOMPARE(point.nre < 1e-5, enough);
            QCOMPARE(point.distance < 1e-4, enough);
            QVERIFY(point.distance <= study.maximumDistance + 1e-9);
        }
        QVERIFY(study.halfDistance.mean < 1e-5 && study.between.mean < 1e-5);
    }

    // The tokens of both models lie in five of eight dimensions (columns 0 to 4 of a Hadamard matrix); in the
    // others W is the identity. Values are multiples of 1 / 64, so that float32 holds every sum and the rank
    // is exact.
    void unusedDirectionsAreNotTurned() {
        const auto drawn = turnedSample(5, {20, 30}, 0.3);
        const auto [a, b] = drawn.rowsOf(textsOf(2));
        const auto sign = [](std::int64_t i, std::int64_t j) {
            return std::popcount(static_cast<std::uint64_t>(i & j)) % 2 ? -1.0f : 1.0f;
        };
        DrawnSample narrow(5, {20, 30}), wide(8, {20, 30});
        const auto value = [&](std::int64_t token, std::int64_t c, bool inB) {
            return std::round((inB ? b : a)(token, c) * 64) / 64;
        };
        narrow.fill(value);
        wide.fill([&](std::int64_t token, std::int64_t c, bool inB) {
            float sum = 0;
            for (std::int64_t k = 0; k < 5; ++k)
                sum += value(token, k, inB) * sign(c, k);
            return sum;
        });
        const auto small = alignmentStudy(narrow.sample(), nothing, {.sizes = {10, 30}, .halves = 3});
        const auto study = alignmentStudy(wide.sample(), nothing, {.sizes = {10, 30}, .halves = 3});
        QCOMPARE(study.plain.rank, 5);
        NEAR(study.centredFromPlain, small.centredFromPlain, 1e-10);
        for (std::size_t i = 0; i < 2; ++i)
            NEAR(study.sizes[i].distance, small.sizes[i].distance, 1e-10);
        NEAR(study.between.mean, small.between.mean, 1e-10);
        const auto [wideA, wideB] = wide.rowsOf(textsOf(2));
        const auto w = align::align(view(wideA), view(wideB)).w;
        for (std::int64_t k = 5; k < 8; ++k) // an unused direction times W is itself
            for (std::int64_t j = 0; j < 8; ++j) {
                double turned = 0;
                for (std::int64_t i = 0; i < 8; ++i)
                    turned += sign(i, k) * w(i, j);
                NEAR(turned, static_cast<double>(sign(j, k)), 1e-12);
            }
    }

    void theErrorFallsWithTheSampleAndTheHeldOutErrorIsAboveIt() {
        const auto drawn = turnedSample(12, std::vector<std::int64_t>(40, 10), 1.0),
                   held = turnedSample(12, {300}, 1.0);
        const auto study =
            alignmentStudy(drawn.sample(), held.sample(), {.sizes = {15, 40, 100, 250}, .halves = 4});
        for (std::size_t i = 1; i < study.sizes.size(); ++i) {
            QVERIFY(study.sizes[i].nre < study.sizes[i - 1].nre); // no other W beats the whole sample's
            QVERIFY(study.sizes[i].distance < study.sizes[i - 1].distance);
        }
        QVERIFY(study.halfNre.mean > study.plain.nre);
        QVERIFY(study.halfNreOther.mean > study.halfNre.mean);
        QVERIFY(study.nreMismatched > 1);
    }

    // NRE with the sizes 10, 20, 30, 40 against limits drawn between them.
    void thePlateauBeginsWhereTheErrorStaysWithinItsShare() {
        const auto drawn = turnedSample(6, {10, 10, 10, 10, 10}, 1.0);
        const std::vector<std::int64_t> sizes{10, 20, 30, 40};
        const auto first = alignmentStudy(drawn.sample(), nothing, {.sizes = sizes, .halves = 0});
        const double last = first.sizes.back().nre;
        const auto from = [&](double share) {
            const auto study =
                alignmentStudy(drawn.sample(), nothing, {.sizes = sizes, .halves = 0, .plateau = share});
            return std::pair(study.plateauTokens, study.plateauReached);
        };
        const auto shareOf = [&](std::size_t i) { return first.sizes[i].nre / last - 1; };
        QVERIFY(shareOf(0) > shareOf(1) && shareOf(1) > shareOf(2) && shareOf(2) > shareOf(3));
        QCOMPARE(from(shareOf(0) + 1e-6), std::pair(std::int64_t{10}, true));
        QCOMPARE(from(shareOf(0) - 1e-6), std::pair(std::int64_t{20}, true));
        QCOMPARE(from(shareOf(2) - 1e-6), std::pair(std::int64_t{40}, true));
        QCOMPARE(from(shareOf(3) - 1e-6), std::pair(std::int64_t{50}, false));
        QVERIFY(first.halves.empty() && std::isnan(first.between.mean));
    }

    void sizesAreSortedAndEndWithTheSample() {
        const auto drawn = turnedSample(4, {10, 10}, 0.5);
        const auto study =
            alignmentStudy(drawn.sample(), nothing, {.sizes = {50, 12, 8, 12, 20}, .halves = 0});
        std::vector<std::int64_t> sizes;
        for (const SizePoint& point : study.sizes)
            sizes.push_back(point.tokens);
        QCOMPARE(sizes, (std::vector<std::int64_t>{8, 12, 20}));
    }

    void warnsOfTooFewTokensAndOfAnIdentityThatIsAsGood() {
        const auto few = turnedSample(10, {4, 3}, 0.1);
        QVERIFY(mentions(alignmentStudy(few.sample(), nothing), "7 tokens for 10 dimensions"));
        auto same = turnedSample(4, {20, 20}, 0.1);
        same.a = same.b;
        const auto study = alignmentStudy(same.sample(), nothing);
        QVERIFY(mentions(study, "No rotation at all fits as well"));
        const auto good = alignmentStudy(turnedSample(4, {200, 200}, 0.1).sample(), nothing);
        QVERIFY2(good.warnings.empty(), good.warnings.empty() ? "" : good.warnings[0].c_str());
    }

    void refusesWhatDoesNotFit() {
        const auto kindOf = [](const TokenSample& sample, const TokenSample& held,
                               const StudyOptions& options) {
            try {
                alignmentStudy(sample, held, options);
            } catch (const Error& e) {
                return e.kind();
            }
            return ErrorKind::Internal;
        };
        const auto drawn = turnedSample(4, {10, 10}, 0.5), other = turnedSample(5, {10}, 0.5);
        TokenSample outside = drawn.sample(), uneven = drawn.sample(), empty = drawn.sample();
        outside.texts.push_back({0, 25});
        uneven.b.rows -= 1;
        empty.texts.clear();
        QCOMPARE(kindOf(outside, nothing, {}), ErrorKind::Shape);
        QCOMPARE(kindOf(uneven, nothing, {}), ErrorKind::Shape);
        QCOMPARE(kindOf(empty, nothing, {}), ErrorKind::Shape);
        QCOMPARE(kindOf(drawn.sample(), other.sample(), {}), ErrorKind::Shape);
        QCOMPARE(kindOf(drawn.sample(), nothing, {.sizes = {0}}), ErrorKind::Usage);
        QCOMPARE(kindOf(drawn.sample(), nothing, {.halves = -1}), ErrorKind::Usage);
        QCOMPARE(kindOf(drawn.sample(), nothing, {.plateau = -0.01}), ErrorKind::Usage);
        QCOMPARE(kindOf(drawn.sample(), nothing, {.plateau = std::nan("")}), ErrorKind::Usage);
        TokenSample special = drawn.sample();
        special.texts[1].last += 1; // the row of NaN behind the text
        try {
            alignmentStudy(special, nothing);
            QFAIL("accepted");
        } catch (const Error& e) {
            QCOMPARE(e.kind(), ErrorKind::Numeric);
            QVERIFY2(std::string(e.what()).find("row 23, column 0") != std::string::npos, e.what());
        }
    }

    void sameSeedSameResult() {
        const auto drawn = turnedSample(6, {9, 14, 11, 8, 13, 12}, 0.4);
        const auto bits = [&](std::uint64_t seed) {
            const auto study = alignmentStudy(drawn.sample(), nothing, {.halves = 8, .seed = seed});
            std::vector<double> values{study.nreMismatched, study.plain.nre};
            for (const HalfSplit& half : study.halves)
                values.insert(values.end(), {half.nre, half.nreOther, half.distance, half.between});
            return values;
        };
        QCOMPARE(bits(1), bits(1));
        QVERIFY(bits(1) != bits(2));
    }

    void progressRisesToOne() {
        const auto drawn = turnedSample(4, {10, 12, 9, 11}, 0.4);
        double last = 0;
        int reports = 0;
        bool fell = false;
        alignmentStudy(drawn.sample(), nothing, {.sizes = {10, 20}, .halves = 6}, [&](const Progress& p) {
            fell = fell || p.fraction < last || p.fraction > 1;
            last = p.fraction;
            ++reports;
        });
        QVERIFY(!fell);
        QCOMPARE(last, 1.0);
        QVERIFY(reports >= 10);
    }

    void stopIsHonoured() {
        const auto drawn = turnedSample(4, {10, 12, 9, 11}, 0.4);
        std::stop_source source;
        std::atomic<int> reports = 0;
        const auto stopInTheHalves = [&](const Progress& p) {
            ++reports;
            if (p.fraction > 0.5) source.request_stop();
        };
        QVERIFY_THROWS_EXCEPTION(Cancelled,
                                 alignmentStudy(drawn.sample(), nothing, {.sizes = {}, .halves = 1000},
                                                stopInTheHalves, source.get_token()));
        QVERIFY(reports < 400);
    }
};

QTEST_APPLESS_MAIN(TestAlignmentStudy)
#include "tst_alignment_study.moc"
