// A fine-tuning that is stopped anywhere and goes on from its stored state is the one that was never stopped.
#include "bert/classifier_module.h"
#include "bert/fine_tune_state.h"
#include "bert/trainer_module.h"
#include "core/bert/toy_task.h"
#include "core/text/expect_error.h"
#include <ATen/ATen.h>
#include <QTemporaryDir>
#include <QTest>
#include <bit>
#include <numeric>

using namespace crosseed;
using namespace crosseed::bert;

namespace {

// Batches of which some are computed in several parts, three evaluations an epoch, and a rate so high that the best one is not
// the last.
FineTuneOptions restless() {
    FineTuneOptions options = quick(3);
    options.learningRate = 0.1;
    options.evaluationsPerEpoch = 3;
    options.patience = 20;
    return options;
}

bool same(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

} // namespace

class TestFineTuneResume : public QObject {
    Q_OBJECT
    text::PackedTokens m_train = toyTexts(60, 1), m_validation = toyTexts(25, 2); // 8 steps an epoch
    QTemporaryDir m_folder;
    FineTuneOptions m_options = restless();
    std::uint64_t m_seed = 0;
    Classifier m_whole = smallModel();
    FineTuneResult m_result;

    std::filesystem::path file() const { return m_folder.filePath("state").toStdString(); }
    FineTuneCheckpoints keeping(double everySeconds = 1e9) const {
        FineTuneCheckpoints checkpoints;
        checkpoints.keep = [this](const FineTuneState& state) { writeFineTuneState(file(), state, "run"); };
        checkpoints.everySeconds = everySeconds;
        return checkpoints;
    }
    FineTuneResult goOn(Classifier& model) const {
        const StoredFineTuneState stored(file(), "run");
        FineTuneCheckpoints checkpoints = keeping();
        checkpoints.from = &stored.state();
        return fineTune(model, m_train, m_validation, m_options, {}, {}, checkpoints);
    }
    void compare(const Classifier& model, const FineTuneResult& result) const {
        QCOMPARE(model.contentHash(), m_whole.contentHash());
        QCOMPARE(result.best, m_result.best);
        QCOMPARE(result.evaluations.size(), m_result.evaluations.size());
        for (std::size_t i = 0; i < result.evaluations.size(); ++i) {
            const FineTuneEvaluation &a = result.evaluations[i], &b = m_result.evaluations[i];
            QVERIFY(a.epoch == b.epoch && a.step == b.step && same(a.trainLoss, b.trainLoss) &&
                    same(a.validationLoss, b.validationLoss) && same(a.validationAccuracy, b.validationAccuracy) &&
                    same(a.validationMacroF1, b.validationMacroF1) && a.confusion == b.confusion);
        }
    }

private Q_SLOTS:
    void initTestCase() {
        while (m_result.best <= 1 || m_result.best >= 9) { // best weights that are neither the start's nor the last
            QVERIFY(++m_seed < 20);
            m_whole = smallModel(m_seed);
            m_result = fineTune(m_whole, m_train, m_validation, m_options);
            QCOMPARE(m_result.evaluations.size(), std::size_t{9});
        }
    }

    void stoppingAfterAnyStepAndGoingOnChangesNothing() {
        for (int stopAfter = 0; stopAfter < 24; ++stopAfter) {
            Classifier model = smallModel(m_seed);
            std::stop_source source;
            int steps = 0;
            if (stopAfter == 0)
                source.request_stop();
            const auto progress = [&](const Progress&) {
                if (++steps == stopAfter)
                    source.request_stop(); // steps 3, 6, 8, ... are followed by an evaluation, which is interrupted
            };
            const FineTuneResult part =
                fineTune(model, m_train, m_validation, m_options, progress, source.get_token(), keeping());
            QVERIFY(part.cancelled);
            QCOMPARE(steps, stopAfter);
            Classifier again = smallModel(m_seed);
            compare(again, goOn(again));
        }
    }
    void theLastStateBeforeAKillIsEnough() { // kept after each step; what came later is lost with the process
        for (int killedAfter : {1, 3, 8, 17, 23}) {
            FineTuneCheckpoints checkpoints = keeping(0);
            int states = 0;
            const auto keep = checkpoints.keep;
            checkpoints.keep = [&](const FineTuneState& state) {
                if (++states <= killedAfter)
                    keep(state);
            };
            Classifier model = smallModel(m_seed);
            fineTune(model, m_train, m_validation, m_options, {}, {}, checkpoints);
            QCOMPARE(states, 24);
            QCOMPARE(StoredFineTuneState(file(), "run").state().steps, std::int64_t{killedAfter});
            Classifier again = smallModel(m_seed);
            compare(again, goOn(again));
        }
    }
    void aPauseKeepsTheStateFirst() {
        FineTuneCheckpoints checkpoints;
        std::vector<std::int64_t> kept;
        checkpoints.everySeconds = 1e9;
        checkpoints.keep = [&](const FineTuneState& state) {
            kept.push_back(state.steps);
            QCOMPARE(state.of, std::int64_t{24});
        };
        int steps = 0;
        Classifier model = smallModel(m_seed);
        fineTune(model, m_train, m_validation, m_options, [&](const Progress&) {
            if (++steps == 3) checkpoints.pause.pause();
            if (steps == 5) checkpoints.pause.resume();
        }, {}, checkpoints);
        QCOMPARE(kept, std::vector<std::int64_t>{3});
    }
    void stoppingAgainAndAgainChangesNothing() {
        Classifier first = smallModel(m_seed);
        std::stop_source stopped;
        stopped.request_stop();
        fineTune(first, m_train, m_validation, m_options, {}, stopped.get_token(), keeping());
        for (int round = 0; round < 100; ++round) {
            const StoredFineTuneState stored(file(), "run");
            FineTuneCheckpoints checkpoints = keeping();
            checkpoints.from = &stored.state();
            Classifier model = smallModel(m_seed);
            std::stop_source source;
            const FineTuneResult result = fineTune(model, m_train, m_validation, m_options,
                                                   [&](const Progress&) { source.request_stop(); }, source.get_token(), checkpoints);
            if (!result.cancelled) {
                compare(model, result);
                QVERIFY(round >= 23);
                return;
            }
        }
        QFAIL("It never ended.");
    }
    void aStopBetweenThePartsOfAStepTakesItsMasksBack() {
        const text::PackedTokens texts = toyTexts(30, 5);
        std::vector<std::int64_t> all(30);
        std::iota(all.begin(), all.end(), 0);
        const auto after = [&](bool interrupted) {
            Classifier model = smallModel(m_seed);
            Trainer trainer(model.network(), m_options, 10, 64); // 30 texts in parts of 64 tokens
            trainer.step(texts, all);
            if (interrupted) {
                std::stop_source source;
                source.request_stop();
                const std::uint64_t before = trainer.dropoutCounter();
                try {
                    trainer.step(texts, all, source.get_token());
                } catch (const Cancelled&) {
                }
                if (trainer.dropoutCounter() != before)
                    return at::Tensor();
            }
            trainer.step(texts, all);
            return model.network().flat.clone();
        };
        QVERIFY(at::equal(after(true), after(false)));
    }

    void aStateOfAnotherTrainingIsRefused() {
        Classifier model = smallModel(m_seed);
        std::stop_source source;
        source.request_stop();
        fineTune(model, m_train, m_validation, m_options, {}, source.get_token(), keeping());
        EXPECT_ERROR(StoredFineTuneState(file(), "another"), ErrorKind::BadInput, "it belongs to another training; it begins anew.");
        const StoredFineTuneState stored(file(), "run");
        FineTuneState other = stored.state();
        FineTuneCheckpoints checkpoints;
        checkpoints.from = &other;
        const auto refused = [&] {
            EXPECT_ERROR(fineTune(model, m_train, m_validation, m_options, {}, {}, checkpoints), ErrorKind::Shape,
                         "The state to go on from belongs to another training");
        };
        other.steps = 25;
        refused();
        other.steps = 8; // three evaluations would be due
        refused();
        other = stored.state();
        other.weights = other.weights.first(10);
        refused();
        other = stored.state();
        other.best = 1;
        refused();
    }
};

QTEST_GUILESS_MAIN(TestFineTuneResume)
#include "tst_fine_tune_resume.moc"
