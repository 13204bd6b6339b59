// The page of a feature against numpy and scipy (tests/goldens/evaluate/page.json), the bootstrap against materialised draws.
#include "base/error.h"
#include "base/random.h"
#include "codes_text.h"
#include "drawn_texts.h"
#include "evaluate/feature_page.h"
#include "metrics_golden.h"
#include <QTest>
#include <algorithm>

using namespace crosseed;
using namespace crosseed::evaluate;

namespace {

QJsonObject pageGolden() {
    QFile file(QStringLiteral(CROSSEED_SOURCE_DIR "/tests/goldens/evaluate/page.json"));
    if (!file.open(QIODevice::ReadOnly)) qFatal("tests/goldens/evaluate/page.json is missing");
    return QJsonDocument::fromJson(file.readAll()).object();
}

struct Golden {
    QJsonObject page = pageGolden(), metrics = metricsGolden();
    sae::SparseCodes a = codesOf(metrics["a"]), b = codesOf(metrics["b"]);
    std::vector<std::int64_t> starts = numbers<std::int64_t>(metrics["starts"]);
    EvaluationIndex index = indexOf(a, b, starts, numbers<std::int32_t>(page["labels"]), numbers<std::int64_t>(page["copy"]));
};

// r of the rows of the drawn texts, two passes over dense values.
double denseCorrelation(const Golden& golden, std::int32_t feature, const std::vector<std::int64_t>& texts) {
    std::vector<double> x, y;
    const auto firings = golden.index.firings(feature);
    for (const std::int64_t text : texts)
        for (auto row = golden.starts[static_cast<std::size_t>(text)]; row < golden.starts[static_cast<std::size_t>(text) + 1]; ++row) {
            const auto found = std::ranges::find(firings, row, &Firing::row);
            x.push_back(found == firings.end() ? 0 : found->a);
            y.push_back(found == firings.end() ? 0 : found->b);
        }
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
    return xy / std::sqrt(xx * yy);
}

} // namespace

class TestFeaturePage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void agreesWithNumpyAndScipy_data() {
        QTest::addColumn<bool>("pooled");
        QTest::newRow("per token") << false;
        QTest::newRow("mean-pooled") << true;
    }
    void agreesWithNumpyAndScipy() {
        QFETCH(bool, pooled);
        const Golden golden;
        const auto pages = golden.page["pages"].toArray();
        const Pooling pooling = pooled ? Pooling::MeanPooled : Pooling::PerToken;
        const auto metrics = pairMetrics(golden.a, golden.b, golden.starts, {.pooling = pooling});
        FeaturePageOptions options;
        options.bootstrap.draws = 1;
        int tested = 0;
        for (std::int32_t f = 0; f < 30; ++f) {
            const QJsonObject expected = pages[f].toObject();
            const QJsonObject of = expected[pooled ? "mean" : "token"].toObject();
            const FeaturePage page = featurePage(f, metrics, golden.index, options);
            QVERIFY2(near(page.summary.r, number(of["r"])), qPrintable(QString::number(f)));
            const double tolerance = f == 8 ? 1e-4 : 1e-9; // its codes are 100 +- 0.001
            QVERIFY2(near(page.rEvenTexts, number(of["even"]), tolerance), qPrintable(QString::number(f)));
            QVERIFY2(near(page.rOddTexts, number(of["odd"]), tolerance), qPrintable(QString::number(f)));
            QVERIFY2(near(page.rWithoutCarrier, number(of["without"]), tolerance), qPrintable(QString::number(f)));
            QCOMPARE(page.carrier, of["carrier"].toInt());
            const auto& association = page.summary.association;
            if (expected.contains("h")) {
                QVERIFY2(near(association.etaSquared, expected["eta_squared"].toDouble()), qPrintable(QString::number(f)));
                QVERIFY2(near(association.kruskalWallis, expected["h"].toDouble()), qPrintable(QString::number(f)));
                QVERIFY2(near(association.p, expected["p"].toDouble()), qPrintable(QString::number(f)));
                ++tested;
            }
        }
        QVERIFY(tested > 10);
    }
    void intervalsAreQuantilesOfDrawnDocuments() {
        const Golden golden;
        const BootstrapOptions options{.draws = 100, .level = 0.9, .seed = 5};
        std::vector<std::vector<TextSums>> sums;
        for (std::int32_t f = 0; f < 6; ++f)
            sums.push_back(textSums(golden.index.firings(f), golden.index, Pooling::PerToken));
        const auto intervals = correlationIntervals(sums, golden.index, Pooling::PerToken, options);
        for (std::int32_t f = 0; f < 6; ++f) {
            std::vector<double> drawn;
            for (std::int64_t draw = 0; draw < options.draws; ++draw) {
                Random random(options.seed, static_cast<std::uint64_t>(draw / 64)); // 64 draws from a stream, one after another
                std::vector<std::int64_t> texts(32);
                for (std::int64_t before = draw / 64 * 64; before <= draw; ++before)
                    for (auto& text : texts)
                        text = random.below(32);
                drawn.push_back(denseCorrelation(golden, f, texts));
            }
            std::erase_if(drawn, [](double r) { return std::isnan(r); });
            if (drawn.size() < 50)
                continue;
            std::ranges::sort(drawn);
            const auto quantile = [&](double share) {
                const double at = share * static_cast<double>(drawn.size() - 1);
                const auto below = static_cast<std::size_t>(at);
                return drawn[below] + (at - static_cast<double>(below)) * (drawn[std::min(below + 1, drawn.size() - 1)] - drawn[below]);
            };
            QVERIFY(near(intervals[static_cast<std::size_t>(f)].low, quantile(0.05)));
            QVERIFY(near(intervals[static_cast<std::size_t>(f)].high, quantile(0.95)));
        }
    }
    void oneRepeatedSentenceIsWarnedOf() {
        std::string drawing;
        for (int i = 0; i < 12; ++i)
            drawing += "joy: same word\n[CLS] same=2/2 word [SEP]\n";
        for (int i = 0; i < 8; ++i)
            drawing += "anger: other" + std::to_string(i) + " x\n[CLS] other" + std::to_string(i) +
                       (i < 2 ? "=1/0 x=0/1" : " x") + " [SEP]\n";
        const auto drawn = drawnTexts("anger joy", drawing);
        const auto metrics = pairMetrics(drawn.a, drawn.b, drawn.tokens.starts, {.minimumActive = 10});
        const auto page = featurePage(1, metrics, drawn.index(), {});
        QVERIFY(page.summary.universal);
        QCOMPARE(page.carrierCopies, 12);
        QCOMPARE(std::ssize(page.warnings), 2);
        QVERIFY(page.warnings[0].starts_with("r rests on few rows"));
        QVERIFY(page.warnings[1].starts_with("r rests on one repeated sentence"));
        QCOMPARE(page.summary.topWords[0].texts, 12);
        const auto all = featureWarnings(metrics, drawn.index(), nullptr);
        QCOMPARE(all.size(), std::size_t{3});
        QCOMPARE(all[1], page.warnings);
        QVERIFY(all[0].empty() && all[2].empty());
        std::vector<Interval> intervals(3);
        intervals[1] = {.2, .9};
        QVERIFY(featureWarnings(metrics, drawn.index(), &intervals)[1].back().starts_with("r is uncertain"));
    }
    void theHistogramCountsEveryCodeOnce() {
        const auto drawn = drawnTexts("joy", "joy: a b c d\n[CLS]=1/0 a=1/4 b=2/2 c=5/0 d [SEP]\n");
        const auto metrics = pairMetrics(drawn.a, drawn.b, drawn.tokens.starts);
        FeaturePageOptions options;
        options.bins = 4;
        const auto histogram = featurePage(1, metrics, drawn.index(), options).histogram;
        QCOMPARE(histogram.edges, (std::vector<double>{1, 2, 3, 4, 5}));
        QCOMPARE(histogram.countsA, (std::vector<std::int64_t>{2, 1, 0, 1}));
        QCOMPARE(histogram.countsB, (std::vector<std::int64_t>{0, 1, 0, 1}));
        QCOMPARE(activationHistogram(1, drawn.index(), 4).countsA, histogram.countsA);
    }
    void aSilentFeatureHasAPageWithoutNumbers() {
        const auto drawn = drawnTexts("joy", "joy: a\n[CLS] a=1/1 [SEP]\n");
        const auto metrics = pairMetrics(drawn.a, drawn.b, drawn.tokens.starts);
        const auto page = featurePage(0, metrics, drawn.index(), {});
        QVERIFY(std::isnan(page.summary.r) && std::isnan(page.summary.interval.low) && page.carrier == -1);
        QVERIFY(page.histogram.edges.empty() && page.summary.topWords.empty() && page.warnings.empty());
        QVERIFY_THROWS_EXCEPTION(Error, featurePage(3, metrics, drawn.index(), {}));
    }
    void impossibleOptionsAreRefused() {
        const auto drawn = drawnTexts("joy", "joy: a\n[CLS] a=1/1 [SEP]\n");
        const auto metrics = pairMetrics(drawn.a, drawn.b, drawn.tokens.starts);
        FeaturePageOptions impossible;
        impossible.bootstrap.draws = 0;
        QVERIFY_THROWS_EXCEPTION(Error, featurePage(1, metrics, drawn.index(), impossible));
        impossible.bootstrap = {};
        impossible.bootstrap.level = 1;
        QVERIFY_THROWS_EXCEPTION(Error, featurePage(1, metrics, drawn.index(), impossible));
    }
};

QTEST_APPLESS_MAIN(TestFeaturePage)
#include "tst_feature_page.moc"
