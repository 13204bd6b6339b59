// Training steps against PyTorch and Transformers: weights after one and five steps, losses, the schedule by
// hand.
#include "bert/trainer_module.h"
#include "core/bert/goldens.h"
#include "core/text/expect_error.h"
#include <ATen/ATen.h>
#include <QTest>
#include <numbers>

using namespace crosseed;
using namespace crosseed::bert;

namespace {

// The settings of train() in make_bert_goldens.py.
FineTuneOptions goldenOptions(double warmupRatio) {
    FineTuneOptions options;
    options.learningRate = 2e-3;
    options.weightDecay = 0.1;
    options.epsilon = 1e-4;
    options.maxGradNorm = 1.0;
    options.warmupRatio = warmupRatio;
    return options;
}

Classifier modelWithoutDropout() {
    Classifier model = tinyModel();
    model.network().config.hiddenDropout = 0;
    model.network().config.attentionDropout = 0;
    return model;
}

std::vector<std::int64_t> fourTexts(std::int64_t step) {
    return {4 * step, 4 * step + 1, 4 * step + 2, 4 * step + 3};
}

} // namespace

class TestTrainer : public QObject {
    Q_OBJECT
    TinyGolden m_golden;

    // The largest difference of all weights to those of the golden with this prefix.
    double differenceTo(const Classifier& model, const std::string& prefix) const {
        double largest = 0;
        for (const auto& [name, values] : model.network().parameters) {
            const at::Tensor own = values.detach().contiguous();
            largest = std::max(
                largest, largestDifference({own.data_ptr<float>(), static_cast<std::size_t>(own.numel())},
                                           m_golden.values(prefix + name)));
        }
        return largest;
    }

private Q_SLOTS:
    void oneStepAgreesWithPyTorch() {
        const Classifier model = modelWithoutDropout();
        {
            Trainer trainer(model.network(), goldenOptions(0), 5);
            trainer.step(m_golden.tokens, fourTexts(0));
            QCOMPARE(trainer.steps(), 1);
        }
        QVERIFY(differenceTo(model, "after_1.") < 1e-6);
        QVERIFY(differenceTo(model, "after_5.") > 1e-4);
    }
    void fiveStepsAndTheirLossesAgreeWithPyTorch_data() {
        QTest::addColumn<int>("tokensAtOnce");
        for (const int tokens : {0, 1, 20}) // the whole batch, a text at a time, two parts
            QTest::addRow("%d", tokens) << tokens;
    }
    void fiveStepsAndTheirLossesAgreeWithPyTorch() {
        QFETCH(int, tokensAtOnce);
        const Classifier model = modelWithoutDropout();
        const auto losses = m_golden.file.tensor("losses_5").as<double>();
        {
            Trainer trainer(model.network(), goldenOptions(0.4), 5, tokensAtOnce);
            for (std::int64_t step = 0; step < 5; ++step) {
                const double loss = trainer.step(m_golden.tokens, fourTexts(step));
                QVERIFY(std::abs(loss - losses[static_cast<std::size_t>(step)]) < 1e-5);
            }
        }
        QVERIFY(differenceTo(model, "after_5.") < 1e-6);
    }
    void theFirstStepOfAWarmUpLeavesTheWeights() {
        const Classifier model = modelWithoutDropout();
        const at::Tensor before = model.network().flat.clone();
        Trainer trainer(model.network(), goldenOptions(0.4), 5);
        trainer.step(m_golden.tokens, fourTexts(0));
        QVERIFY(at::equal(model.network().flat, before));
        trainer.step(m_golden.tokens, fourTexts(0));
        QVERIFY(!at::equal(model.network().flat, before));
    }
    void dropoutFollowsTheSeed() {
        const auto lossWith = [&](std::uint64_t seed) {
            FineTuneOptions options = goldenOptions(0);
            options.seed = seed;
            const Classifier model = tinyModel();
            Trainer trainer(model.network(), options, 5);
            return trainer.step(m_golden.tokens, fourTexts(0));
        };
        QCOMPARE(lossWith(1), lossWith(1));
        QVERIFY(lossWith(1) != lossWith(2));
    }
    void gradientsEndWithTheTrainer() {
        const Classifier model = modelWithoutDropout();
        {
            Trainer trainer(model.network(), goldenOptions(0), 5);
            QVERIFY(model.network().parameters.at("classifier.bias").requires_grad());
        }
        QVERIFY(!model.network().parameters.at("classifier.bias").requires_grad());
        QVERIFY(!model.network().flatGradient.defined());
    }
    void aStopBetweenTwoPartsLeavesTheWeights() {
        const Classifier model = modelWithoutDropout();
        const std::string before = model.contentHash();
        std::stop_source source;
        source.request_stop();
        Trainer trainer(model.network(), goldenOptions(0), 5, 1);
        QVERIFY_THROWS_EXCEPTION(Cancelled, trainer.step(m_golden.tokens, fourTexts(0), source.get_token()));
        QCOMPARE(model.contentHash(), before);
        QCOMPARE(trainer.steps(), std::int64_t{0});
    }
    void aLossThatIsNotANumberLeavesTheWeights() {
        const Classifier model = modelWithoutDropout();
        model.network().parameters.at("classifier.bias").data_ptr<float>()[0] = NAN;
        const at::Tensor before = model.network().flat.clone();
        Trainer trainer(model.network(), goldenOptions(0), 5);
        EXPECT_ERROR(trainer.step(m_golden.tokens, fourTexts(0)), ErrorKind::Numeric, "fine-tuning step 1;");
        QVERIFY(at::equal(model.network().flat.nan_to_num(), before.nan_to_num()));
    }
    void aGradientThatIsNotFiniteLeavesTheWeights() {
        // The pooler's output is 0 and the loss finite; its weights' gradient, 1e38 times 1e10, has no room
        // in float32.
        const Classifier model = modelWithoutDropout();
        model.network().parameters.at("bert.pooler.dense.weight").fill_(0);
        model.network().parameters.at("classifier.weight").mul_(1e38f);
        model.network().parameters.at("bert.encoder.layer.2.output.LayerNorm.weight").mul_(1e10f);
        model.network().parameters.at("bert.pooler.dense.bias").fill_(0);
        const at::Tensor before = model.network().flat.clone();
        Trainer trainer(model.network(), goldenOptions(0), 5);
        EXPECT_ERROR(trainer.step(m_golden.tokens, fourTexts(0)), ErrorKind::Numeric,
                     "The gradient is not a number");
        QVERIFY(at::equal(model.network().flat, before));
        QCOMPARE(trainer.steps(), 0);
    }

    void theScheduleIsALineAndHalfACosine() {
        QCOMPARE(cosineSchedule(0, 4, 12), 0.0);
        QCOMPARE(cosineSchedule(1, 4, 12), 0.25);
        QCOMPARE(cosineSchedule(3, 4, 12), 0.75);
        QCOMPARE(cosineSchedule(4, 4, 12), 1.0);
        QVERIFY(std::abs(cosineSchedule(6, 4, 12) - (0.5 + std::numbers::sqrt2 / 4)) <
                1e-12); // a quarter of the way: cos 45 degrees
        QVERIFY(std::abs(cosineSchedule(8, 4, 12) - 0.5) < 1e-12);
        QVERIFY(std::abs(cosineSchedule(10, 4, 12) - (0.5 - std::numbers::sqrt2 / 4)) < 1e-12);
        QVERIFY(std::abs(cosineSchedule(12, 4, 12)) < 1e-12);
        QCOMPARE(cosineSchedule(0, 0, 10), 1.0);
        QCOMPARE(cosineSchedule(5, 5, 5), 1.0);
    }
};

QTEST_GUILESS_MAIN(TestTrainer)
#include "tst_trainer.moc"
