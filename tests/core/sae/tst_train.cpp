// Training: against a loop of plain tensor operations, the rules of a long verb, and what happens when numbers break.
#include "tiny_pair.h"
#include <QTest>
#undef slots
#include "base/files.h"
#include "sae/dense_module.h"
#include "sae/schedule.h"
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <cmath>
#include <fstream>
#include <numbers>
#include <set>

using namespace crosseed;
using namespace crosseed::sae;

namespace {

// AdamW as in the paper of Loshchilov and Hutter, with clipping, written here once more.
struct ReferenceLoop {
    explicit ReferenceLoop(const Sae& start) : sae(denseSae(start, at::kCPU)) {
        for (const at::Tensor& p : sae.parameters()) {
            first.push_back(at::zeros_like(p.detach()));
            second.push_back(at::zeros_like(p.detach()));
        }
        silent = at::zeros({start.config.dictionary}, at::kLong);
    }

    LossTerms step(const Batch& batch, const TrainOptions& o, std::int64_t step, std::int64_t steps) {
        for (at::Tensor& p : sae.parameters())
            p.mutable_grad() = at::Tensor();
        const DenseTerms terms = denseTerms(sae, batch, o, silent.ge(o.deadAfterTokens));
        terms.total.backward();
        const c10::NoGradGuard noGrad;
        double norm = 0;
        for (const at::Tensor& p : sae.parameters())
            norm += p.grad().square().sum().item<double>();
        const double scale = std::min(1.0, o.maxGradNorm / std::sqrt(norm));
        clipped += scale < 1 ? 1 : 0;
        const double warm = std::ceil(0.1 * static_cast<double>(steps)), done = static_cast<double>(step - 1);
        const double rate =
            o.learningRate * (done < warm ? done / warm
                                          : 0.5 * (1 + std::cos(std::numbers::pi * (done - warm) /
                                                                (static_cast<double>(steps) - warm))));
        for (std::size_t i = 0; i < 4; ++i) {
            at::Tensor weight = sae.parameters()[i].detach();
            const at::Tensor g = sae.parameters()[i].grad() * scale;
            first[i] = o.beta1 * first[i] + (1 - o.beta1) * g;
            second[i] = o.beta2 * second[i] + (1 - o.beta2) * g * g;
            const at::Tensor m = first[i] / (1 - std::pow(o.beta1, step)), v = second[i] / (1 - std::pow(o.beta2, step));
            weight.sub_(rate * (m / (v.sqrt() + o.epsilon) + (i == 0 ? o.weightDecay : 0) * weight));
        }
        silent += batch.tokens;
        for (const at::Tensor& codes : terms.codes)
            silent.masked_fill_(codes.ne(0).any(0), 0);
        return terms.values();
    }

    DenseSae sae;
    std::vector<at::Tensor> first, second;
    at::Tensor silent;
    int clipped = 0;
};

double largest(const std::vector<float>& x, const std::vector<float>& y) {
    double out = x.size() == y.size() ? 0 : INFINITY;
    for (std::size_t i = 0; i < x.size(); ++i)
        out = std::max(out, static_cast<double>(std::abs(x[i] - y[i])));
    return out;
}

} // namespace

class TestTrain : public QObject {
    Q_OBJECT
    std::unique_ptr<TinyPair> m_pair;

private Q_SLOTS:
    void initTestCase() { m_pair = std::make_unique<TinyPair>(); }

    void twentyStepsEndWhereThePlainLoopEnds() {
        const TrainOptions options = quick();
        const TrainResult result = train(m_pair->members(), tinySae(), options);
        QCOMPARE(result.steps.size(), std::size_t(20));
        ReferenceLoop loop(initialSae(tinySae(), options.seed));
        const BatchReader reader(m_pair->members(), 32);
        Schedule schedule(options, 40);
        double start = 0;
        for (std::int64_t step = 1; step <= 20; ++step) {
            const LossTerms terms = loop.step(reader.read(schedule.textsOf(step)), options, step, 20);
            const StepReport& ours = result.steps[static_cast<std::size_t>(step - 1)];
            QVERIFY(std::abs(ours.total - terms.total) < 1e-4 * terms.total);
            QVERIFY(std::abs(ours.auxiliary - terms.auxiliary) <= 1e-4 * terms.auxiliary);
            QCOMPARE(ours.dead, loop.silent.ge(options.deadAfterTokens).sum().item<std::int64_t>());
            start = step == 1 ? terms.total : start;
        }
        QVERIFY(result.steps.back().dead > 0 && result.steps.back().auxiliary > 0);
        QVERIFY(loop.clipped > 0);
        QVERIFY(result.steps.back().total < start);
        const SaeWeights theirs = valuesOf(loop.sae).weights;
        const SaeWeights& ours = result.sae.weights;
        QVERIFY(largest(ours.encoder.values, theirs.encoder.values) < 1e-4);
        QVERIFY(largest(ours.decoder.values, theirs.decoder.values) < 1e-4);
        QVERIFY(largest(ours.encoderBias, theirs.encoderBias) < 1e-4);
        QVERIFY(largest(ours.decoderBias, theirs.decoderBias) < 1e-4);
        // The weights did move by much more than they differ.
        QVERIFY(largest(ours.encoder.values, initialSae(tinySae(), 42).weights.encoder.values) > 5e-3);
    }

    void theSameSeedGivesTheSameBits() {
        const TrainResult one = train(m_pair->members(), tinySae(), quick());
        const TrainResult two = train(m_pair->members(), tinySae(), quick());
        QCOMPARE(one.sae.weights.encoder.values, two.sae.weights.encoder.values);
        QCOMPARE(one.sae.weights.decoder.values, two.sae.weights.decoder.values);
        QCOMPARE(one.sae.weights.encoderBias, two.sae.weights.encoderBias);
        QCOMPARE(one.sae.weights.decoderBias, two.sae.weights.decoderBias);
        TrainOptions other = quick();
        other.seed = 43;
        QVERIFY(train(m_pair->members(), tinySae(), other).sae.weights.encoder.values != one.sae.weights.encoder.values);
    }

    void eachEpochSeesEachTextOnceInAnotherOrder() {
        Schedule schedule(quick(), 37);
        QCOMPARE(schedule.steps(), 20);
        std::vector<std::vector<std::int64_t>> epochs(4);
        for (std::int64_t step = 1; step <= 20; ++step)
            for (const std::int64_t text : schedule.textsOf(step))
                epochs[static_cast<std::size_t>((step - 1) / 5)].push_back(text);
        for (const auto& epoch : epochs) {
            QCOMPARE(epoch.size(), std::size_t(37));
            QCOMPARE(std::set<std::int64_t>(epoch.begin(), epoch.end()).size(), std::size_t(37));
        }
        QVERIFY(epochs[0] != epochs[1]);
    }

    void oneMemberTrainsWithoutACrossLoss() {
        TrainOptions options = quick();
        options.maxSteps = 3;
        const TrainResult result = train(m_pair->onlyA(), tinySae(), options);
        QCOMPARE(result.steps.size(), std::size_t(3));
        for (const StepReport& step : result.steps) {
            QCOMPARE(step.steps, 3);
            QCOMPARE(step.cross, 0.0);
            QCOMPARE(step.l0A, 6.0);
            QCOMPARE(step.l0B, 0.0);
            QVERIFY(step.kl > 0 && step.downstream > 0 && step.local > 0);
        }
    }

    void progressRisesToOne() {
        std::vector<double> fractions;
        std::size_t reports = 0;
        train(m_pair->members(), tinySae(), quick(), [&](const StepReport&) { ++reports; },
              [&](const Progress& p) { fractions.push_back(p.fraction); });
        QCOMPARE(reports, std::size_t(20));
        QVERIFY(std::is_sorted(fractions.begin(), fractions.end()));
        QCOMPARE(fractions.front(), 0.0);
        QCOMPARE(fractions.back(), 1.0);
    }

    void aStopKeepsTheLastWholeStep() {
        TrainOptions options = quick();
        std::stop_source source;
        const TrainResult stopped = train(m_pair->members(), tinySae(), options,
                                          [&](const StepReport& s) {
                                              if (s.step == 7)
                                                  source.request_stop();
                                          },
                                          {}, source.get_token());
        QVERIFY(stopped.cancelled);
        QCOMPARE(stopped.steps.size(), std::size_t(7));
        const TrainResult whole = train(m_pair->members(), tinySae(), options);
        QVERIFY(!whole.cancelled);
        for (std::size_t i = 0; i < 7; ++i)
            QCOMPARE(stopped.steps[i].total, whole.steps[i].total);
        QVERIFY(largest(stopped.sae.weights.encoder.values, whole.sae.weights.encoder.values) > 0);
    }

    void aLossThatBreaksNamesStepAndTerm() {
        TrainOptions options = quick();
        options.learningRate = 1e30;
        options.maxGradNorm = 0;
        SaeConfig config = tinySae();
        config.normalisation = Normalisation::None;
        try {
            train(m_pair->members(), config, options);
            QFAIL("a learning rate of 1e30 passed");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::Numeric);
            const QString sentence = error.what();
            // The first step has rate 0; the second breaks the weights, the third sees it.
            QVERIFY2(sentence.startsWith("Step 3: the "), error.what());
            QVERIFY2(sentence.contains("loss is"), error.what());
        }
    }

    void activationsThatAreNotNumbersNameStepAndTerm() {
        const TinyPair broken(12);
        for (const char* name : {"hidden", "next"}) {
            const std::filesystem::path file = broken.folder.filePath(QString("broken-") + name).toStdString();
            bert::extractActivations(broken.a, broken.tokens, file);
            std::size_t at = 0;
            {
                const bert::SafetensorsFile map(file);
                const std::string bytes = readFile(file);
                const auto tensor = map.tensor(name).bytes;
                at = bytes.find(std::string(reinterpret_cast<const char*>(tensor.data()), 64));
            }
            std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
            stream.seekp(static_cast<std::streamoff>(at + 40));
            const float nan = NAN;
            stream.write(reinterpret_cast<const char*>(&nan), 4);
            stream.close();
            const bert::Activations activations(file);
            TrainOptions options = quick();
            options.batchSize = 12;
            try {
                train({{&broken.a, &activations, nullptr}}, tinySae(), options);
                QFAIL("a NaN passed");
            } catch (const Error& error) {
                QCOMPARE(error.kind(), ErrorKind::Numeric);
                const QString expected = QString("Step 1: the %1 loss is not a number")
                                             .arg(std::string(name) == "next" ? "downstream" : "local");
                QVERIFY2(QString(error.what()).startsWith(expected), error.what());
            }
        }
    }

    void whatDoesNotFitIsRefused() {
        const auto kind = [&](const std::vector<Member>& members, const SaeConfig& config) {
            try {
                train(members, config, quick());
            } catch (const Error& error) {
                return error.kind();
            }
            return ErrorKind::Internal;
        };
        SaeConfig wide = tinySae();
        wide.width = 48;
        SaeConfig greedy = tinySae();
        greedy.k = 161;
        const TinyPair other(12);
        std::vector<Member> mixed = m_pair->members();
        mixed[1].train = other.activationsB.get();
        QCOMPARE(kind(m_pair->members(), wide), ErrorKind::Shape);
        QCOMPARE(kind(m_pair->members(), greedy), ErrorKind::Usage);
        QCOMPARE(kind(mixed, tinySae()), ErrorKind::Shape);
        QCOMPARE(kind({}, tinySae()), ErrorKind::Usage);
    }
};

QTEST_GUILESS_MAIN(TestTrain)
#include "tst_train.moc"
