// Fine-tuning on toy tasks whose answer is known, and what it owes as a long verb.
#include "base/random.h"
#include "bert/classifier_module.h"
#include "bert/fine_tune.h"
#include "core/bert/goldens.h"
#include "core/bert/toy_task.h"
#include "core/text/expect_error.h"
#include <ATen/ATen.h>
#include <QTest>
#include <algorithm>
#include <set>

using namespace crosseed;
using namespace crosseed::bert;

namespace {

// A stop after this many reports of progress.
struct StopAfter {
    explicit StopAfter(int reports) : left(reports) {}
    ProgressFn progress() {
        return [this](const Progress&) {
            if (--left == 0) source.request_stop();
        };
    }
    int left;
    std::stop_source source;
};

} // namespace

class TestFineTune : public QObject {
    Q_OBJECT
    text::PackedTokens m_train = toyTexts(40, 1), m_validation = toyTexts(20, 2); // 5 steps an epoch

    at::Tensor weightsAfter(const FineTuneOptions& options, std::uint64_t modelSeed = 1) const {
        Classifier model = smallModel(modelSeed);
        fineTune(model, m_train, m_validation, options);
        return model.network().flat.clone();
    }

private Q_SLOTS:
    void learnsASeparableTask() {
        const text::PackedTokens train = toyTexts(160, 3), validation = toyTexts(60, 4);
        Classifier model = smallModel();
        const double before = accuracy(view(logitsOf(model, validation)), validation.labels);
        QVERIFY(before < 0.7);
        const FineTuneResult result = fineTune(model, train, validation, quick(15));
        QCOMPARE(result.evaluations[static_cast<std::size_t>(result.best) - 1].validationAccuracy, 1.0);
        QVERIFY(result.evaluations.back().trainLoss < 0.2 * result.evaluations.front().trainLoss);
        const FloatMatrix logits = logitsOf(model, validation);
        QCOMPARE(accuracy(view(logits), validation.labels), 1.0);
        QVERIFY(model.hasTrainedHead());
    }
    void reportsWhatTheScoresSay() {
        Classifier model = smallModel();
        const FineTuneResult result = fineTune(model, m_train, m_validation, quick(3));
        QCOMPARE(result.evaluations.size(), std::size_t{3});
        for (int e = 0; e < 3; ++e)
            QCOMPARE(result.evaluations[static_cast<std::size_t>(e)].epoch, e + 1);
        const FineTuneEvaluation& best = result.evaluations[static_cast<std::size_t>(result.best) - 1];
        const FloatMatrix logits = logitsOf(model, m_validation);
        QCOMPARE(best.validationAccuracy, accuracy(view(logits), m_validation.labels));
        QCOMPARE(best.validationMacroF1, macroF1(view(logits), m_validation.labels));
        QCOMPARE(best.validationLoss, crossEntropy(view(logits), m_validation.labels));
        QVERIFY(!result.cancelled && !result.stoppedEarly);
    }
    void theTrainLossIsTheMeanOverTheTexts() { // 7 texts in batches of 4 and 3, without dropout, at nearly no
                                               // learning rate
        const text::PackedTokens train = toyTexts(7, 8);
        Classifier model = smallModel();
        model.network().config.hiddenDropout = model.network().config.attentionDropout = 0;
        FineTuneOptions options = quick(1);
        options.batchSize = 4;
        options.learningRate = 1e-9;
        const double expected = crossEntropy(view(logitsOf(model, train)), train.labels);
        QVERIFY(std::abs(fineTune(model, train, train, options).evaluations[0].trainLoss - expected) < 1e-5);
    }
    void logitsStandInTheOrderOfTheTexts() {
        const TinyGolden golden;
        const FloatMatrix logits = logitsOf(tinyModel(), golden.tokens);
        QVERIFY(largestDifference(logits.values, golden.values("logits")) < 1e-5);
    }

    void theBestEpochsWeightsAreKept() { // so high a rate that the accuracy falls again
        FineTuneOptions options = quick(6);
        options.learningRate = 0.1;
        std::set<int> bestEpochs;
        for (std::uint64_t seed = 1; seed <= 6; ++seed) {
            Classifier model = smallModel(seed);
            const FineTuneResult result = fineTune(model, m_train, m_validation, options);
            const auto best = std::max_element(result.evaluations.begin(), result.evaluations.end(),
                                               [](const FineTuneEvaluation& a, const FineTuneEvaluation& b) {
                                                   return a.validationAccuracy < b.validationAccuracy;
                                               });
            QCOMPARE(result.best, best->epoch); // max_element takes the first of equals
            const FloatMatrix logits = logitsOf(model, m_validation);
            QCOMPARE(accuracy(view(logits), m_validation.labels), best->validationAccuracy);
            QCOMPARE(crossEntropy(view(logits), m_validation.labels), best->validationLoss);
            bestEpochs.insert(result.best);
        }
        QVERIFY(*bestEpochs.begin() < 6); // else the last epoch's weights would do
    }
    void patienceEndsIt() {
        FineTuneOptions options = quick(8);
        options.learningRate = 1e-9; // nothing changes, so that no epoch is better than the first
        options.patience = 3;
        Classifier model = smallModel();
        const FineTuneResult result = fineTune(model, m_train, m_validation, options);
        QCOMPARE(result.evaluations.size(), std::size_t{4});
        QCOMPARE(result.best, 1);
        QVERIFY(result.stoppedEarly);
        options.epochs = 4;
        QVERIFY(!fineTune(model, m_train, m_validation, options).stoppedEarly);
    }
    void evaluationsAreSpreadOverAnEpochAndPatienceCountsThem() { // 5 steps an epoch
        FineTuneOptions options = quick(2);
        options.learningRate = 1e-9;
        const auto stepsOf = [&](int evaluations, int patience) {
            options.evaluationsPerEpoch = evaluations;
            options.patience = patience;
            Classifier model = smallModel();
            std::vector<std::pair<int, std::int64_t>> steps;
            for (const FineTuneEvaluation& e : fineTune(model, m_train, m_validation, options).evaluations)
                steps.emplace_back(e.epoch, e.step);
            return steps;
        };
        using Steps = std::vector<std::pair<int, std::int64_t>>;
        QCOMPARE(stepsOf(1, 9), (Steps{{1, 5}, {2, 10}}));
        QCOMPARE(stepsOf(2, 9), (Steps{{1, 3}, {1, 5}, {2, 8}, {2, 10}}));
        QCOMPARE(stepsOf(2, 2), (Steps{{1, 3}, {1, 5}, {2, 8}}));
        QCOMPARE(stepsOf(9, 20).size(), std::size_t{10}); // one a step at most
    }
    void severalEvaluationsLeaveTheWeightsAsTheyWere() {
        FineTuneOptions options = quick(2);
        options.patience = 20;
        const auto lossesOf = [&](int evaluations) {
            options.evaluationsPerEpoch = evaluations;
            Classifier model = smallModel();
            return fineTune(model, m_train, m_validation, options).evaluations;
        };
        const auto one = lossesOf(1), five = lossesOf(5);
        QCOMPARE(five.back().validationLoss, one.back().validationLoss);
        double mean = 0; // 40 texts in five batches of eight
        for (std::size_t i = 5; i < 10; ++i)
            mean += five[i].trainLoss / 5;
        QVERIFY(std::abs(mean - one.back().trainLoss) < 1e-12);
    }
    void theConfusionMatrixIsTheBestWeights() {
        Classifier model = smallModel();
        const FineTuneResult result = fineTune(model, m_train, m_validation, quick(3));
        QVERIFY(result.evaluations[static_cast<std::size_t>(result.best) - 1].confusion ==
                confusionMatrix(view(logitsOf(model, m_validation)), m_validation.labels));
    }
    void withoutValidationLabelsTheLastEpochCounts() {
        text::PackedTokens unlabelled = m_validation;
        std::fill(unlabelled.labels.begin(), unlabelled.labels.end(), -1);
        FineTuneOptions options = quick(4);
        options.patience = 1;
        for (const text::PackedTokens& validation : {unlabelled, text::PackedTokens{}}) {
            Classifier model = smallModel();
            const FineTuneResult result = fineTune(model, m_train, validation, options);
            QCOMPARE(result.best, 4);
            QCOMPARE(result.evaluations.size(), std::size_t{4});
            QVERIFY(std::isnan(result.evaluations[0].validationAccuracy));
        }
    }

    void textsWithoutALabelAreLeftOut() {
        text::PackedTokens more;
        for (std::int64_t b = 0; b < m_train.textCount(); ++b) {
            if (b % 3 == 0) addText(more, {1, 39, 38, 2}, -1);
            const auto begin = m_train.ids.begin() + m_train.starts[static_cast<std::size_t>(b)];
            addText(more, {begin, begin + m_train.lengthOf(b)}, m_train.labels[static_cast<std::size_t>(b)]);
        }
        QVERIFY(more.textCount() > m_train.textCount());
        Classifier model = smallModel();
        fineTune(model, more, m_validation, quick());
        QVERIFY(at::equal(model.network().flat, weightsAfter(quick())));
    }
    void whatCannotBeTrainedOnIsRefusedAndLeavesTheWeights() {
        Classifier model = smallModel();
        const at::Tensor before = model.network().flat.clone();
        text::PackedTokens wrong = m_train;
        for (const std::int32_t label : {3, -2}) {
            wrong.labels[7] = label;
            EXPECT_ERROR(fineTune(model, wrong, m_validation, quick()), ErrorKind::Shape,
                         "Text 7 (counted from 0) has the label");
            EXPECT_ERROR(fineTune(model, m_train, wrong, quick()), ErrorKind::Shape,
                         "but the model has 3 classes");
        }
        std::fill(wrong.labels.begin(), wrong.labels.end(), -1);
        EXPECT_ERROR(fineTune(model, wrong, m_validation, quick()), ErrorKind::BadInput,
                     "no training text has a label");
        wrong = m_train;
        wrong.ids[5] = 40;
        EXPECT_ERROR(fineTune(model, wrong, m_validation, quick()), ErrorKind::Shape, "token id 40");
        EXPECT_ERROR(logitsOf(model, wrong), ErrorKind::Shape, "token id 40");
        text::PackedTokens longText;
        addText(longText, std::vector<std::int32_t>(17, 3), 0);
        EXPECT_ERROR(fineTune(model, m_train, longText, quick()), ErrorKind::Shape, "17 tokens");
        QVERIFY(at::equal(model.network().flat, before));
    }
    void optionsThatMakeNoSenseAreRefused() {
        Classifier model = smallModel();
        const auto refused = [&](auto change) {
            FineTuneOptions options = quick();
            change(options);
            const auto thrown = thrownBy([&] { fineTune(model, m_train, m_validation, options); });
            return thrown && thrown->kind == ErrorKind::Usage;
        };
        QVERIFY(refused([](FineTuneOptions& o) { o.learningRate = 0; }));
        QVERIFY(refused([](FineTuneOptions& o) { o.learningRate = NAN; }));
        QVERIFY(refused([](FineTuneOptions& o) { o.batchSize = 0; }));
        QVERIFY(refused([](FineTuneOptions& o) { o.epochs = -1; }));
        QVERIFY(refused([](FineTuneOptions& o) { o.patience = 0; }));
        QVERIFY(refused([](FineTuneOptions& o) { o.evaluationsPerEpoch = 0; }));
        QVERIFY(refused([](FineTuneOptions& o) { o.warmupRatio = 1.5; }));
        QVERIFY(refused([](FineTuneOptions& o) { o.weightDecay = -1; }));
    }

    void sameSeedSameBits() {
        FineTuneOptions options = quick();
        const at::Tensor first = weightsAfter(options);
        QVERIFY(at::equal(first, weightsAfter(options)));
        options.seed = 43;
        QVERIFY(!at::equal(first, weightsAfter(options)));
    }
    void theSeedDecidesTheOrderOfTheTextsToo() { // without dropout, that alone is left
        const auto weights = [&](std::uint64_t seed) {
            Classifier model = smallModel();
            model.network().config.hiddenDropout = model.network().config.attentionDropout = 0;
            FineTuneOptions options = quick();
            options.seed = seed;
            fineTune(model, m_train, m_validation, options);
            return model.network().flat.clone();
        };
        QVERIFY(at::equal(weights(1), weights(1)));
        QVERIFY(!at::equal(weights(1), weights(2)));
    }
    void progressRisesToOne() {
        Classifier model = smallModel();
        double last = 0;
        int reports = 0;
        fineTune(model, m_train, m_validation, quick(), [&](const Progress& p) {
            QVERIFY(p.fraction >= last && p.fraction <= 1);
            last = p.fraction;
            ++reports;
        });
        QCOMPARE(last, 1.0);
        QCOMPARE(reports, 11); // 2 epochs of 5 steps, and the end
        last = 0;
        logitsOf(model, m_validation, [&](const Progress& p) { last = p.fraction; });
        QCOMPARE(last, 1.0);
    }
    void aStopInTheFirstEpochKeepsTheStart() {
        Classifier model = smallModel();
        const at::Tensor before = model.network().flat.clone();
        StopAfter stop(3);
        const FineTuneResult result =
            fineTune(model, m_train, m_validation, quick(), stop.progress(), stop.source.get_token());
        QVERIFY(result.cancelled);
        QCOMPARE(stop.left, 0); // no step after the stop
        QVERIFY(result.evaluations.empty());
        QCOMPARE(result.best, 0);
        QVERIFY(at::equal(model.network().flat, before));
        QVERIFY(!model.hasTrainedHead());
        QVERIFY(!model.network().flatGradient.defined());
    }
    void aStopLaterKeepsTheBestFinishedEpoch() {
        Classifier model = smallModel();
        StopAfter stop(8); // in the second epoch
        const FineTuneResult result =
            fineTune(model, m_train, m_validation, quick(), stop.progress(), stop.source.get_token());
        QVERIFY(result.cancelled);
        QCOMPARE(result.evaluations.size(), std::size_t{1});
        QCOMPARE(result.best, 1);
        const FloatMatrix logits = logitsOf(model, m_validation);
        QCOMPARE(crossEntropy(view(logits), m_validation.labels), result.evaluations[0].validationLoss);
        QVERIFY(model.hasTrainedHead());
        QVERIFY_THROWS_EXCEPTION(Cancelled, logitsOf(model, m_validation, {}, stop.source.get_token()));
    }
};

QTEST_GUILESS_MAIN(TestFineTune)
#include "tst_fine_tune.moc"
