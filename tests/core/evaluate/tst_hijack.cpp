// Hijacking small random classifiers: what must leave them unchanged, and the numbers against one text at a
// time.
#include "align/procrustes.h"
#include "base/random.h"
#include "bert/classifier_module.h"
#include "evaluate/evaluate.h"
#include <ATen/ATen.h>
#include "core/text/expect_error.h"
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <bit>
#include <cmath>

using namespace crosseed;
using namespace crosseed::evaluate;

namespace {

constexpr std::int64_t width = 16, layer = 1;

bert::Classifier smallModel(std::uint64_t seed) {
    bert::BertConfig config;
    config.vocabSize = 40;
    config.hiddenSize = width;
    config.layers = 3;
    config.heads = 2;
    config.intermediateSize = 24;
    config.maxPositions = 32;
    config.initializerRange = 0.4; // so that logits differ enough to have predictions
    config.classNames = {"x", "y", "z"};
    return bert::Classifier::random(config, seed);
}

// About 4000 tokens, so that a split is several batches.
text::PackedTokens randomTexts(std::int64_t count, std::uint64_t seed) {
    Random random(seed);
    text::PackedTokens tokens;
    for (std::int64_t text = 0; text < count; ++text) {
        const std::int64_t length = 3 + random.below(25);
        for (std::int64_t i = 0; i < length; ++i) {
            tokens.ids.push_back(static_cast<std::int32_t>(random.below(40)));
            tokens.ranges.push_back({});
        }
        tokens.starts.push_back(std::ssize(tokens.ids));
        tokens.documents.push_back(text);
        tokens.labels.push_back(static_cast<std::int32_t>(random.below(3)));
    }
    return tokens;
}

DoubleMatrix haar(std::uint64_t seed) {
    const FloatMatrix any(1, width);
    return align::controlRotation(align::RotationKind::Random, view(any), view(any), {.seed = seed});
}

// D = F = k, encoder and decoder orthonormal: the identity, up to rounding.
sae::Sae identitySae() {
    sae::Sae sae;
    sae.config = {width, width, width, sae::Normalisation::None, true, false};
    const DoubleMatrix q = haar(77);
    sae.weights.encoder = FloatMatrix(width, width);
    for (std::size_t i = 0; i < q.values.size(); ++i)
        sae.weights.encoder.values[i] = static_cast<float>(q.values[i]);
    sae.weights.decoder = sae.weights.encoder;
    sae.weights.encoderBias.assign(width, 0);
    sae.weights.decoderBias.assign(width, 0);
    return sae;
}

sae::Sae overcompleteSae() {
    sae::SaeConfig config;
    config.width = width;
    config.dictionary = 48;
    config.k = 5;
    return sae::initialSae(config, 3);
}

FloatMatrix rotated(MatrixView rows, const DoubleMatrix& w) {
    FloatMatrix out(rows.rows, rows.cols);
    for (std::int64_t r = 0; r < rows.rows; ++r)
        for (std::int64_t j = 0; j < rows.cols; ++j) {
            double sum = 0;
            for (std::int64_t i = 0; i < rows.cols; ++i)
                sum += static_cast<double>(rows.data[r * rows.cols + i]) * w(i, j);
            out(r, j) = static_cast<float>(sum);
        }
    return out;
}

DoubleMatrix transposed(const DoubleMatrix& w) {
    DoubleMatrix t(w.cols, w.rows);
    for (std::int64_t i = 0; i < w.rows; ++i)
        for (std::int64_t j = 0; j < w.cols; ++j)
            t(j, i) = w(i, j);
    return t;
}

DoubleMatrix unitMatrix() {
    DoubleMatrix w(width, width);
    for (std::int64_t i = 0; i < width; ++i)
        w(i, i) = 1;
    return w;
}

double squaredDistance(MatrixView x, MatrixView y) {
    double sum = 0;
    for (std::int64_t i = 0; i < x.rows * x.cols; ++i)
        sum += std::pow(static_cast<double>(x.data[i]) - y.data[i], 2);
    return sum;
}

std::vector<double> columnMeans(MatrixView m) {
    std::vector<double> means(static_cast<std::size_t>(m.cols));
    for (std::int64_t r = 0; r < m.rows; ++r)
        for (std::int64_t c = 0; c < m.cols; ++c)
            means[static_cast<std::size_t>(c)] +=
                static_cast<double>(m.data[r * m.cols + c]) / static_cast<double>(m.rows);
    return means;
}

std::vector<double> softmax(std::span<const float> logits) {
    std::vector<double> p;
    double sum = 0;
    for (const float logit : logits)
        sum += p.emplace_back(std::exp(static_cast<double>(logit)));
    for (double& value : p)
        value /= sum;
    return p;
}

std::ptrdiff_t predicted(std::span<const float> logits) {
    return std::max_element(logits.begin(), logits.end()) - logits.begin();
}

#define NEAR(actual, expected, tolerance)                                                                    \
    QVERIFY2(                                                                                                \
        std::abs((actual) - (expected)) <= (tolerance),                                                      \
        qPrintable(                                                                                          \
            QStringLiteral(#actual ": %1 is not %2").arg(actual, 0, 'g', 12).arg(expected, 0, 'g', 12)))

} // namespace

class TestHijack : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    text::PackedTokens m_tokens = randomTexts(280, 5);
    std::unique_ptr<bert::Classifier> m_model;
    std::unique_ptr<bert::Activations> m_activations;
    DoubleMatrix m_rotation = haar(12);

    Member member(bool turned) const {
        return {m_model.get(), m_activations.get(), turned ? &m_rotation : nullptr};
    }

    // Method 7 for one text after the other: no batch, no padding, plain sums.
    MemberOutcome oneByOne(const sae::Sae& sae, bool turned) const {
        const bert::Activations& clean = *m_activations;
        const DoubleMatrix w = turned ? m_rotation : unitMatrix();
        const auto mean = columnMeans(clean.hidden());
        MemberOutcome o;
        double spread = 0;
        for (std::int64_t text = 0; text < clean.textCount(); ++text) {
            const auto t = static_cast<std::size_t>(text);
            const std::int64_t first = clean.starts()[t], n = clean.starts()[t + 1] - first;
            const MatrixView hidden = clean.hidden().middleRows(first, n);
            const FloatMatrix input = rotated(hidden, w);
            const auto encoded = sae::encode(sae, view(input), true);
            const FloatMatrix injected = rotated(view(encoded.reconstruction), transposed(w));
            const auto upper = m_model->network().runFrom(
                layer, at::from_blob(const_cast<float*>(injected.values.data()), {n, width}, at::kFloat),
                bert::packedBatch({n}, at::kCPU));
            o.local += squaredDistance(view(encoded.reconstruction), view(input));
            o.downstream += squaredDistance({upper.next.contiguous().data_ptr<float>(), n, width},
                                            clean.next().middleRows(first, n));
            for (std::int64_t i = 0; i < n * width; ++i)
                spread += std::pow(hidden.data[i] - mean[static_cast<std::size_t>(i % width)], 2);
            const auto logits = upper.logits.contiguous();
            addOutputs(o, clean.logits().row(text), {logits.data_ptr<float>(), 3}, m_tokens.labels[t]);
            o.l0 += static_cast<double>(encoded.codes.values.size());
            o.negativeCodes += std::ranges::count_if(encoded.codes.values, [](float v) { return v < 0; });
        }
        const auto texts = static_cast<double>(clean.textCount()),
                   tokens = static_cast<double>(clean.tokenCount());
        o.explainedVariance = 1 - o.local / spread;
        for (double* value : {&o.local, &o.downstream})
            *value /= tokens * width;
        for (double* value : {&o.cleanAccuracy, &o.hijackedAccuracy, &o.kl})
            *value /= texts;
        o.l0 /= tokens;
        return o;
    }
    static void addOutputs(MemberOutcome& o, std::span<const float> clean, std::span<const float> hijacked,
                           int label) {
        const auto p = softmax(clean), q = softmax(hijacked);
        for (std::size_t c = 0; c < p.size(); ++c)
            o.kl += p[c] * std::log(p[c] / q[c]);
        o.cleanAccuracy += predicted(clean) == label;
        o.hijackedAccuracy += predicted(hijacked) == label;
        o.flipped += predicted(clean) != predicted(hijacked);
    }

private Q_SLOTS:
    void initTestCase() {
        m_model = std::make_unique<bert::Classifier>(smallModel(1));
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / "activations.safetensors";
        bert::extractActivations(*m_model, m_tokens, file, {.layer = layer});
        m_activations = std::make_unique<bert::Activations>(file);
        QVERIFY(m_tokens.tokenCount() > 3000);
    }

    void theIdentityLeavesTheModelAsItIs_data() {
        QTest::addColumn<bool>("turned");
        QTest::newRow("in A") << false;
        QTest::newRow("in B, through W and its transpose") << true;
    }
    void theIdentityLeavesTheModelAsItIs() {
        QFETCH(bool, turned);
        const auto outcome = hijack(identitySae(), member(turned), m_tokens.labels);
        NEAR(outcome.explainedVariance, 1.0, 1e-10);
        NEAR(outcome.kl, 0.0, 1e-9);
        NEAR(outcome.downstream, 0.0, 1e-10);
        NEAR(outcome.local, 0.0, 1e-10);
        QCOMPARE(outcome.flipped, 0);
        QCOMPARE(outcome.hijackedAccuracy, outcome.cleanAccuracy);
        QCOMPARE(outcome.codes.rowCount(), m_tokens.tokenCount());
        NEAR(outcome.l0, static_cast<double>(width), 1e-9);
    }

    // What the property above would not notice: that no rotation is applied at all.
    void theCodesOfBAreThoseOfTheRotatedActivations() {
        const auto outcome = hijack(identitySae(), member(true), m_tokens.labels);
        const auto turned = rotated(m_activations->hidden(), m_rotation);
        const auto expected = sae::encode(identitySae(), view(turned), false).codes;
        QVERIFY(outcome.codes.indices == expected.indices);
        for (std::size_t i = 0; i < expected.values.size(); ++i)
            NEAR(outcome.codes.values[i], expected.values[i], 1e-4f);
    }

    void predictingTheMeanExplainsNothing_data() { theIdentityLeavesTheModelAsItIs_data(); }
    void predictingTheMeanExplainsNothing() {
        QFETCH(bool, turned);
        auto sae = identitySae();
        std::ranges::fill(sae.weights.encoder.values, 0.0f);
        const FloatMatrix input = rotated(m_activations->hidden(), turned ? m_rotation : unitMatrix());
        const auto mean = columnMeans(view(input));
        sae.weights.decoderBias.assign(mean.begin(), mean.end());
        const auto outcome = hijack(sae, member(turned), m_tokens.labels);
        NEAR(outcome.explainedVariance, 0.0, 1e-6);
        QCOMPARE(outcome.l0, 0.0);
        QVERIFY(outcome.kl > 0.01);
        QVERIFY(outcome.flipped > 0);
    }

    void batchesGiveWhatOneTextAtATimeGives_data() { theIdentityLeavesTheModelAsItIs_data(); }
    void batchesGiveWhatOneTextAtATimeGives() {
        QFETCH(bool, turned);
        auto sae = overcompleteSae();
        std::fill(sae.weights.encoderBias.begin() + 8, sae.weights.encoderBias.end(),
                  -0.8f); // so that codes below 0 are chosen
        const auto outcome = hijack(sae, member(turned), m_tokens.labels);
        const auto expected = oneByOne(sae, turned);
        NEAR(outcome.local, expected.local, 1e-5 * expected.local);
        NEAR(outcome.downstream, expected.downstream, 1e-5 * expected.downstream);
        NEAR(outcome.explainedVariance, expected.explainedVariance, 1e-5);
        NEAR(outcome.kl, expected.kl, 1e-5 * expected.kl);
        NEAR(outcome.cleanAccuracy, expected.cleanAccuracy, 1e-12);
        NEAR(outcome.hijackedAccuracy, expected.hijackedAccuracy, 1e-12);
        QCOMPARE(outcome.flipped, expected.flipped);
        NEAR(outcome.l0, expected.l0, 1e-12);
        QCOMPARE(outcome.negativeCodes, expected.negativeCodes);
        QVERIFY(outcome.explainedVariance < 0.99 && outcome.kl > 1e-3 &&
                outcome.flipped > 0); // something was lost
        QVERIFY(outcome.negativeCodes > 0);
    }

    void textsWithoutALabelDoNotCountInTheAccuracy() {
        auto labels = m_tokens.labels;
        std::ranges::fill(labels, -1);
        for (std::size_t t = 0; t < 4; ++t)
            labels[t] = static_cast<std::int32_t>(
                predicted(m_activations->logits().row(static_cast<std::int64_t>(t))));
        labels[3] = (labels[3] + 1) % 3;
        QCOMPARE(hijack(identitySae(), member(false), labels).cleanAccuracy, 0.75);
    }

    // Method 9: rotating B's basis by any Q and aligning gives W = Q, the same codes and r = 1.
    void aRotatedBasisGivesTheSameCodes_data() {
        QTest::addColumn<int>("normalisation");
        QTest::newRow("unit") << static_cast<int>(sae::Normalisation::Unit);
        QTest::newRow("l2") << static_cast<int>(sae::Normalisation::L2);
        QTest::newRow("none") << static_cast<int>(sae::Normalisation::None);
    }
    void aRotatedBasisGivesTheSameCodes() {
        QFETCH(int, normalisation);
        auto sae = overcompleteSae();
        sae.config.normalisation = static_cast<sae::Normalisation>(normalisation);
        // Rows of a layer normalisation without weight and bias sum to 0, which leaves W open in one direction.
        FloatMatrix spanning(m_activations->hidden().rows, m_activations->hidden().cols);
        Random random(5);
        for (std::int64_t row = 0; row < spanning.rows; ++row) {
            const auto shift = static_cast<float>(random.normal());
            for (std::int64_t i = 0; i < spanning.cols; ++i)
                spanning(row, i) = m_activations->hidden().row(row)[static_cast<std::size_t>(i)] + shift;
        }
        const MatrixView a = view(spanning);
        const DoubleMatrix q = haar(99);
        const FloatMatrix b = rotated(a, transposed(q)); // A = B Q
        const auto alignment = align::align(a, view(b));
        for (std::size_t i = 0; i < q.values.size(); ++i)
            NEAR(alignment.w.values[i], q.values[i], 1e-6);
        const auto codesA = sae::encode(sae, a, false).codes;
        const FloatMatrix turned = rotated(view(b), alignment.w);
        const auto codesB = sae::encode(sae, view(turned), false).codes;
        const auto metrics = pairMetrics(codesA, codesB, m_activations->starts());
        NEAR(metrics.top100R, 1.0, 1e-5);
        QCOMPARE(metrics.universal, metrics.activeBoth);
        QVERIFY(metrics.activeBoth > 10);
        QVERIFY(pairMetrics(codesA, sae::encode(sae, view(b), false).codes, {}).top100R <
                0.5); // without W it is lost
    }

    void sameInputSameBits() {
        const auto first = hijack(overcompleteSae(), member(true), m_tokens.labels);
        const auto second = hijack(overcompleteSae(), member(true), m_tokens.labels);
        QVERIFY(first.codes.values == second.codes.values);
        QCOMPARE(std::bit_cast<std::uint64_t>(first.kl), std::bit_cast<std::uint64_t>(second.kl));
        QCOMPARE(std::bit_cast<std::uint64_t>(first.downstream),
                 std::bit_cast<std::uint64_t>(second.downstream));
    }

    void progressRisesToOne() {
        double last = 0;
        int reports = 0;
        hijack(overcompleteSae(), member(false), m_tokens.labels, [&](const Progress& p) {
            QVERIFY(p.fraction > last && p.fraction <= 1);
            last = p.fraction;
            ++reports;
        });
        QCOMPARE(last, 1.0);
        QVERIFY(reports >= 2);
    }

    void stopIsHonoured() {
        std::stop_source source;
        int reports = 0;
        const auto stopAtOnce = [&](const Progress&) {
            ++reports;
            source.request_stop();
        };
        QVERIFY_THROWS_EXCEPTION(Cancelled, hijack(overcompleteSae(), member(false), m_tokens.labels,
                                                   stopAtOnce, source.get_token()));
        QCOMPARE(reports, 1);
    }

    void aStoppedPassGoesOnWithTheSameBits() {
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / "state.safetensors";
        const auto whole = hijack(overcompleteSae(), member(true), m_tokens.labels);
        std::stop_source source;
        HijackCheckpoints checkpoints;
        checkpoints.keep = [&](const HijackState& state) { writeHijackState(file, state, "key"); };
        QVERIFY_THROWS_EXCEPTION(Cancelled, hijack(overcompleteSae(), member(true), m_tokens.labels,
                                                   [&](const Progress&) { source.request_stop(); }, source.get_token(), checkpoints));
        HijackState state = readHijackState(file, "key");
        QVERIFY(state.texts > 0 && state.texts < m_tokens.textCount());
        checkpoints.from = &state;
        const auto resumed = hijack(overcompleteSae(), member(true), m_tokens.labels, {}, {}, checkpoints);
        QCOMPARE(readHijackState(file, "key").texts, m_tokens.textCount());
        QVERIFY(resumed.codes.rowStarts == whole.codes.rowStarts && resumed.codes.indices == whole.codes.indices &&
                resumed.codes.values == whole.codes.values);
        for (const auto field : {&MemberOutcome::kl, &MemberOutcome::downstream, &MemberOutcome::local, &MemberOutcome::l0,
                                 &MemberOutcome::explainedVariance, &MemberOutcome::hijackedAccuracy})
            QCOMPARE(std::bit_cast<std::uint64_t>(resumed.*field), std::bit_cast<std::uint64_t>(whole.*field));
        QCOMPARE(resumed.flipped, whole.flipped);
    }
    void aStateOfAnotherPassIsRefused() {
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / "other.safetensors";
        HijackState state;
        state.codes.features = 7;
        state.logits = FloatMatrix(2, 3);
        writeHijackState(file, state, "one");
        EXPECT_ERROR(readHijackState(file, "two"), ErrorKind::BadInput, "belongs to another evaluation");
        HijackCheckpoints checkpoints;
        checkpoints.from = &state;
        EXPECT_ERROR(hijack(overcompleteSae(), member(true), m_tokens.labels, {}, {}, checkpoints), ErrorKind::Shape,
                     "begin this one from its first text");
        std::filesystem::resize_file(file, std::filesystem::file_size(file) - 5);
        EXPECT_ERROR(readHijackState(file, "one"), ErrorKind::BadInput, "other.safetensors");
    }

    void refusesWhatDoesNotFit() {
        const auto kindOf = [&](const sae::Sae& sae, const Member& m,
                                const std::vector<std::int32_t>& labels) {
            try {
                hijack(sae, m, labels);
            } catch (const Error& e) {
                return e.kind();
            }
            return ErrorKind::Internal;
        };
        auto narrow = identitySae();
        narrow.config.width = 8;
        QCOMPARE(kindOf(narrow, member(false), m_tokens.labels), ErrorKind::Shape);
        QCOMPARE(kindOf(identitySae(), member(false), {0, 1}), ErrorKind::Shape);
        const DoubleMatrix small(8, 8);
        QCOMPARE(kindOf(identitySae(), {m_model.get(), m_activations.get(), &small}, m_tokens.labels),
                 ErrorKind::Shape);
        auto config = m_model->config();
        config.classNames = {"x", "y"};
        const auto other = bert::Classifier::random(config, 1);
        QCOMPARE(kindOf(identitySae(), {&other, m_activations.get(), nullptr}, m_tokens.labels),
                 ErrorKind::Shape);
        auto broken = identitySae();
        broken.weights.decoderBias[3] = std::numeric_limits<float>::quiet_NaN();
        QCOMPARE(kindOf(broken, member(false), m_tokens.labels), ErrorKind::Numeric);
    }
};

QTEST_APPLESS_MAIN(TestHijack)
#include "tst_hijack.moc"
