// One training step of the sparse way against plain tensor operations with autograd, for every switch; what dead and live
// features receive; padding and rotation.
#include "tiny_pair.h"
#include <QTest>
#undef slots
#include "sae/dense_module.h"
#include "sae/sparse_module.h"
#include <ATen/ATen.h>
#include <cmath>
#include <numeric>

using namespace crosseed;
using namespace crosseed::sae;

namespace {

struct Comparison {
    double terms = 0;     // largest relative difference of a term
    double gradients = 0; // largest |difference| of a parameter's gradient over its largest entry
};

double relative(const std::vector<float>& ours, const at::Tensor& theirs) {
    const at::Tensor mine = at::from_blob(const_cast<float*>(ours.data()), theirs.sizes(), at::kFloat);
    const double size = theirs.abs().max().item<double>();
    return (mine - theirs).abs().max().item<double>() / std::max(size, 1e-12);
}

double relative(double x, double y) {
    return std::abs(x - y) / std::max(std::abs(y), 1e-12);
}

Comparison compare(const Sae& sae, const Batch& batch, const TrainOptions& options, const std::vector<std::int32_t>& dead) {
    SparsePass pass(sae.config);
    const LossTerms ours = pass.run(sae.weights, batch, options, dead);
    const DenseSae dense = denseSae(sae, at::kCPU);
    at::Tensor mask = at::zeros({sae.config.dictionary}, at::kBool);
    for (const std::int32_t f : dead)
        mask.data_ptr<bool>()[f] = true;
    const DenseTerms theirs = denseTerms(dense, batch, options, mask);
    theirs.total.backward();
    const LossTerms expected = theirs.values();
    Comparison out;
    for (const auto& [x, y] : {std::pair{ours.kl, expected.kl}, {ours.downstream, expected.downstream},
                               {ours.local, expected.local}, {ours.cross, expected.cross},
                               {ours.auxiliary, expected.auxiliary}, {ours.total, expected.total}})
        out.terms = std::max(out.terms, x == 0 && y == 0 ? 0 : relative(x, y));
    const SaeGradients& g = pass.gradients();
    out.gradients = std::max({relative(g.encoder.values, dense.encoder.grad()),
                              relative(g.encoderBias, dense.encoderBias.grad()),
                              relative(g.decoder.values, dense.decoder.grad()),
                              relative(g.decoderBias, dense.decoderBias.grad())});
    return out;
}

Sae startOf(const SaeConfig& config) {
    Sae sae = initialSae(config, 21);
    Random random(22);
    for (std::vector<float>* values : {&sae.weights.encoderBias, &sae.weights.decoderBias, &sae.weights.decoder.values})
        for (float& v : *values)
            v += static_cast<float>(0.05 * random.normal());
    return sae;
}

std::vector<std::int32_t> everyThird(std::int64_t count) {
    std::vector<std::int32_t> out;
    for (std::int32_t f = 0; f < count; f += 3)
        out.push_back(f);
    return out;
}

} // namespace

class TestSparseStep : public QObject {
    Q_OBJECT
    std::unique_ptr<TinyPair> m_pair;
    std::vector<std::int64_t> m_texts{0, 5, 7, 11, 12, 30};

    Batch batchOf(const std::vector<Member>& members) const { return BatchReader(members, 32).read(m_texts); }

private Q_SLOTS:
    void initTestCase() { m_pair = std::make_unique<TinyPair>(); }

    void valuesAndGradientsAreThoseOfAutogradForEverySwitch_data() {
        QTest::addColumn<int>("normalisation");
        QTest::addColumn<int>("bits");
        QTest::addColumn<int>("auxiliaryK");
        for (int n = 0; n < 4; ++n)
            for (int bits = 0; bits < 64; ++bits)
                // 54 dead features: all of them, nearly all, and few, which takes the lists
                for (const int k : {0, 512, 40, 10})
                    if (k == 512 || (bits * 4 + n + k) % 5 == 0)
                        QTest::addRow("n%d-%d-k%d", n, bits, k) << n << bits << k;
    }
    void valuesAndGradientsAreThoseOfAutogradForEverySwitch() {
        QFETCH(int, normalisation);
        QFETCH(int, bits);
        QFETCH(int, auxiliaryK);
        SaeConfig config = tinySae();
        config.normalisation = static_cast<Normalisation>(normalisation);
        config.denormalise = bits & 1;
        config.reluAfterTopK = bits & 2;
        if (config.reluAfterTopK)
            config.k = 100; // so many that the ReLU takes some away
        TrainOptions options;
        options.crossScale = bits & 4 ? CrossScale::Sum : CrossScale::Mean;
        options.maskDownstream = bits & 8;
        options.auxiliaryK = auxiliaryK;
        options.weights.auxiliary = auxiliaryK > 0 ? 1.0 / 32 : 0;
        const Batch batch = batchOf(bits & 16 ? m_pair->members(bits & 32) : m_pair->onlyA());
        const Comparison difference = compare(startOf(config), batch, options, everyThird(config.dictionary));
        QVERIFY2(difference.terms < 1e-5, qPrintable(QString::number(difference.terms)));
        QVERIFY2(difference.gradients < 1e-5, qPrintable(QString::number(difference.gradients)));
    }

    void termsThatAreSwitchedOffLeaveNoGradient() {
        for (int off = 0; off < 4; ++off) {
            TrainOptions options;
            double* const weights[] = {&options.weights.kl, &options.weights.downstream, &options.weights.local,
                                       &options.weights.cross};
            *weights[off] = 0;
            const Comparison difference =
                compare(startOf(tinySae()), batchOf(m_pair->members()), options, everyThird(160));
            QVERIFY(difference.gradients < 1e-5);
        }
        TrainOptions options;
        options.weights = {0, 0, 0, 0, 0};
        SparsePass pass(tinySae());
        pass.run(startOf(tinySae()).weights, batchOf(m_pair->members()), options, {});
        for (const float g : pass.gradients().decoder.values)
            QCOMPARE(g, 0.0f);
    }

    void theAuxiliaryLossTouchesDeadFeaturesOnly() {
        TrainOptions options;
        options.weights = {0, 0, 0, 0, 1};
        const std::vector<std::int32_t> dead = everyThird(160);
        for (const std::int64_t k : {10, 40, 512}) {
            options.auxiliaryK = k;
            SparsePass pass(tinySae());
            const LossTerms terms = pass.run(startOf(tinySae()).weights, batchOf(m_pair->members()), options, dead);
            QVERIFY(terms.auxiliary > 0);
            double deadSize = 0;
            for (std::int64_t f = 0; f < 160; ++f) {
                double size = std::abs(pass.gradients().encoderBias[static_cast<std::size_t>(f)]);
                for (std::int64_t c = 0; c < 32; ++c)
                    size += std::abs(pass.gradients().encoder(f, c)) + std::abs(pass.gradients().decoder(f, c));
                if (f % 3 == 0)
                    deadSize += size;
                else
                    QCOMPARE(size, 0.0);
            }
            QVERIFY(deadSize > 0);
        }
    }

    void noDeadFeaturesMeanAnAuxiliaryLossOfZero() {
        SparsePass pass(tinySae());
        const LossTerms terms =
            pass.run(startOf(tinySae()).weights, batchOf(m_pair->members()), TrainOptions(), {});
        QCOMPARE(terms.auxiliary, 0.0);
        QVERIFY(std::isfinite(terms.total) && terms.total > 0);
    }

    void aRotatedCopyHasTheSameCodesAndNoCrossLoss() {
        for (const Normalisation n : {Normalisation::None, Normalisation::Unit, Normalisation::L2}) {
            Batch batch = batchOf(m_pair->members());
            TrainOptions options;
            options.weights.kl = options.weights.downstream = 0;
            // B's basis is A's turned by W^T, so that W turns it back.
            const at::Tensor w = batch.members[1].rotation;
            batch.members[1].hidden = at::mm(batch.members[0].hidden, w.t());
            SaeConfig config = tinySae();
            config.normalisation = n;
            SparsePass pass(config);
            const LossTerms terms = pass.run(startOf(config).weights, batch, options, {});
            const RowCodes& codes = pass.codes();
            QVERIFY(terms.cross < 1e-12);
            for (std::int64_t t = 0; t < batch.tokens; ++t)
                for (std::int64_t i = 0; i < config.k; ++i) {
                    const auto a = static_cast<std::size_t>(codes.begin(t) + i);
                    const auto b = static_cast<std::size_t>(codes.begin(t + batch.tokens) + i);
                    QCOMPARE(codes.features[b], codes.features[a]);
                    QVERIFY(std::abs(codes.values[b] - codes.values[a]) < 1e-5);
                }
        }
    }

    // A text's terms do not depend on how long the other texts of its batch are: a mean over batches of one text equals the
    // batch's, weighted by texts (KL) and tokens (the others).
    void paddingChangesNoLoss() {
        const TrainOptions options;
        const Sae sae = startOf(tinySae());
        const BatchReader reader(m_pair->members(), 32);
        SparsePass pass(sae.config);
        const LossTerms together = pass.run(sae.weights, reader.read(m_texts), options, {});
        double kl = 0, downstream = 0, local = 0, tokens = 0;
        for (const std::int64_t text : m_texts) {
            const Batch batch = reader.read({text});
            const LossTerms terms = pass.run(sae.weights, batch, options, {});
            const auto count = static_cast<double>(batch.tokens);
            kl += terms.kl / static_cast<double>(m_texts.size());
            downstream += terms.downstream * count;
            local += terms.local * count;
            tokens += count;
        }
        QVERIFY(relative(together.kl, kl) < 1e-5);
        QVERIFY(relative(together.downstream, downstream / tokens) < 1e-5);
        QVERIFY(relative(together.local, local / tokens) < 1e-5);
    }

    // Over all positions the sum is the same and the divisor counts the padding too.
    void theUnmaskedDownstreamLossDividesByAllPositions() {
        TrainOptions options;
        const Batch batch = batchOf(m_pair->members());
        const Sae sae = startOf(tinySae());
        SparsePass pass(sae.config);
        const double masked = pass.run(sae.weights, batch, options, {}).downstream;
        options.maskDownstream = false;
        const double all = pass.run(sae.weights, batch, options, {}).downstream;
        const double share = static_cast<double>(batch.tokens) / static_cast<double>(batch.texts * batch.maxLength);
        QVERIFY(share < 0.95);
        QVERIFY(relative(all, masked * share) < 1e-9);
    }

    // Identity: an SAE that reproduces its input leaves logits and the next layer as they are, in A and through W and W^T in B.
    void thePerfectReconstructionHasNoEndToEndLoss() {
        SaeConfig config = tinySae();
        config.dictionary = 64;
        config.k = 32; // e_i and -e_i: 32 of the 64 are positive and sum to x
        Sae sae = initialSae(config, 1);
        std::fill(sae.weights.encoder.values.begin(), sae.weights.encoder.values.end(), 0.0f);
        for (std::int64_t i = 0; i < 32; ++i) {
            sae.weights.encoder(i, i) = 1;
            sae.weights.encoder(32 + i, i) = -1;
        }
        sae.weights.decoder = sae.weights.encoder;
        SparsePass pass(config);
        const LossTerms terms = pass.run(sae.weights, batchOf(m_pair->members()), TrainOptions(), {});
        QVERIFY(terms.kl < 1e-8 && terms.kl > -1e-6);
        QVERIFY(terms.downstream < 1e-9);
        QVERIFY(terms.local < 1e-9);
    }
};

QTEST_GUILESS_MAIN(TestSparseStep)
#include "tst_sparse_step.moc"
