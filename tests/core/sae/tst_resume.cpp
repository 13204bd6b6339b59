// A training that is stopped at any step and goes on from its stored state is the training that was never stopped.
#include "tiny_pair.h"
#include <QTest>

using namespace crosseed;
using namespace crosseed::sae;

class TestResume : public QObject {
    Q_OBJECT
    std::unique_ptr<TinyPair> m_pair;

private Q_SLOTS:
    void initTestCase() { m_pair = std::make_unique<TinyPair>(); }

    void stoppingAtAnyStepAndGoingOnChangesNothing_data() {
        QTest::addColumn<int>("stopAfter");
        for (const int stop : {0, 1, 4, 5, 13, 19}) // before the first step, within and between epochs, before the last
            QTest::addRow("%d", stop) << stop;
    }
    void stoppingAtAnyStepAndGoingOnChangesNothing() {
        QFETCH(int, stopAfter);
        const TrainResult whole = train(m_pair->members(), tinySae(), quick());
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("state").toStdString();
        std::stop_source source;
        if (stopAfter == 0)
            source.request_stop();
        Checkpoints first;
        first.keep = [&](const TrainState& state) { writeTrainState(file, state, "run"); };
        const auto stopAt = [&](const StepReport& step) {
            if (step.step == stopAfter)
                source.request_stop();
        };
        const TrainResult part = train(m_pair->members(), tinySae(), quick(), stopAt, {}, source.get_token(), first);
        QVERIFY(part.cancelled);
        QCOMPARE(static_cast<int>(part.steps.size()), stopAfter);
        const TrainState state = readTrainState(file, "run");
        Checkpoints second;
        second.from = &state;
        const TrainResult rest = train(m_pair->members(), tinySae(), quick(), {}, {}, {}, second);
        QVERIFY(rest.sae.weights.encoder.values == whole.sae.weights.encoder.values);
        QVERIFY(rest.sae.weights.encoderBias == whole.sae.weights.encoderBias);
        QVERIFY(rest.sae.weights.decoder.values == whole.sae.weights.decoder.values);
        QVERIFY(rest.sae.weights.decoderBias == whole.sae.weights.decoderBias);
        QCOMPARE(rest.steps.size(), whole.steps.size());
        for (std::size_t i = 0; i < whole.steps.size(); ++i) {
            QCOMPARE(rest.steps[i].total, whole.steps[i].total);
            QCOMPARE(rest.steps[i].dead, whole.steps[i].dead);
        }
    }

    void aStateOfAnotherRunIsRefused() {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("state").toStdString();
        std::stop_source source;
        source.request_stop();
        Checkpoints checkpoints;
        checkpoints.keep = [&](const TrainState& state) { writeTrainState(file, state, "run"); };
        train(m_pair->members(), tinySae(), quick(), {}, {}, source.get_token(), checkpoints);
        QVERIFY_THROWS_EXCEPTION(Error, readTrainState(file, "another"));
        const TrainState state = readTrainState(file, "run");
        SaeConfig other = tinySae();
        other.k += 1;
        checkpoints.from = &state;
        QVERIFY_THROWS_EXCEPTION(Error, train(m_pair->members(), other, quick(), {}, {}, {}, checkpoints));
    }
};

QTEST_APPLESS_MAIN(TestResume)
#include "tst_resume.moc"
