// The queue on its own thread: progress, pause, stop, going on with the same bits, closing and opening, and the window
// writing meanwhile.
#include "app/gui/job_runner.h"
#include "base/cpu_features.h"
#include "core/pipeline/tiny_recipe.h"
#include "pipeline/job_options.h"
#include "store/notes.h"
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace crosseed;
using namespace crosseed::gui;
using pipeline::JobSpec;
using store::JobRow;
using store::JobStatus;

namespace {

constexpr int prompt = 2000, patient = 60'000; // milliseconds

// Each stage takes some tenths of a second, so that there is time to stop it.
pipeline::Recipe slowRecipe() {
    pipeline::Recipe recipe = pipeline::tinyRecipe();
    recipe.corpus.count = 1000;
    recipe.model.hidden = 32;
    recipe.model.intermediate = 64;
    recipe.fineTune.epochs = 2;
    recipe.sae.dictionary = 256;
    recipe.training.epochs = 4;
    return recipe;
}

pipeline::TrainJob trainJob(std::uint64_t seed) {
    pipeline::TrainJob job;
    const pipeline::Recipe recipe = slowRecipe();
    job.pair = {"seed-1", "seed-2", -1};
    job.alignment = recipe.alignment;
    job.sae = recipe.sae;
    job.training = recipe.training;
    job.training.epochs = 10;
    job.training.seed = seed;
    return job;
}

} // namespace

class TestJobRunner : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::filesystem::path m_finished; // a project of the whole recipe
    QString m_bits;                   // of the recipe, computed without the runner

    std::filesystem::path named(const QString& name) const {
        return m_folder.filePath(name + ".crosseed").toStdString();
    }
    std::filesystem::path copyOfFinished(const QString& name) const {
        const auto file = named(name);
        std::filesystem::copy(m_finished, file);
        std::filesystem::copy(m_finished.string() + ".data", file.string() + ".data",
                              std::filesystem::copy_options::recursive);
        return file;
    }
    static pipeline::StageContext context(store::Project& project) {
        const int threads = cpuFeatures().cores;
        bert::setThreads(threads);
        return {project, bert::Device::Cpu, threads, {}, {}, {}, {}, {}};
    }
    // All that a computation leaves: files named after their bytes, and models by their content.
    static QString bitsOf(const store::Project& project) {
        QStringList bits;
        for (const auto& row : store::allModels(project))
            bits += QString::fromStdString(row.contentHash);
        for (const auto& row : store::allActivations(project))
            bits += QString::fromStdString(row.key);
        for (const auto& row : store::allRotations(project))
            bits += QString::fromStdString(row.file);
        for (const auto& row : store::allRuns(project))
            bits += QString::fromStdString(row.saeFile);
        for (const auto& row : store::allEvaluations(project))
            bits += QString::fromStdString(row.codesA + row.codesB) + QString::number(row.metrics.universal);
        bits.sort();
        return bits.join('\n');
    }
    static QString saeOf(const store::Project& project) {
        return QString::fromStdString(store::allRuns(project).back().saeFile);
    }
    // The SAE of trainJob(seed) by a training that nobody looked at, paused or stopped.
    QString undisturbedSae(std::uint64_t seed) {
        static int number = 0;
        store::Project project = store::Project::open(copyOfFinished("undisturbed" + QString::number(++number)));
        pipeline::runJob(context(project), pipeline::jobOf(trainJob(seed)));
        return saeOf(project);
    }
    static QStringList kinds(const JobRunner& runner) {
        QStringList kinds;
        for (const LiveEvent& event : runner.events())
            kinds += event.kind;
        return kinds;
    }
    static JobStatus status(const JobRunner& runner, int row = 0) {
        return runner.rows().at(static_cast<std::size_t>(row)).status;
    }

private Q_SLOTS:
    void initTestCase() {
        m_finished = named("finished");
        store::Project project = store::Project::create(m_finished);
        pipeline::runRecipe(context(project), slowRecipe());
        m_bits = bitsOf(project);
    }

    void aJobRunsAndItsProgressRises() {
        store::Project project = store::Project::create(named("whole"));
        JobRunner runner;
        runner.setProject(&project);
        QMap<QString, double> reached;
        bool fell = false;
        connect(&runner, &JobRunner::progressed, this, [&](qint64, double fraction, const QString& stage) {
            fell = fell || fraction < reached.value(stage) || fraction > 1;
            reached[stage] = fraction;
        });
        QSignalSpy ended(&runner, &JobRunner::ended);
        runner.enqueue({pipeline::jobOf(slowRecipe())});
        QVERIFY(runner.isRunning());
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, patient);
        QCOMPARE(ended[0][1].toString(), QString());
        QVERIFY(!fell && reached.size() > 3);
        QTRY_VERIFY(!runner.isRunning());
        QCOMPARE(status(runner), JobStatus::Finished);
        QCOMPARE(bitsOf(project), m_bits); // watched, probed and on another thread
        const auto steps = runner.steps();
        QCOMPARE(runner.training()->steps, std::ssize(steps));
        const auto stored = store::runSteps(project, store::allRuns(project).front().id);
        QCOMPARE(steps.size(), stored.size());
        QCOMPARE(steps.back().total, stored.back().total);
        QVERIFY(!runner.probes().empty() && runner.probes()[0].rows > 0);
    }

    void aPauseHoldsTheTrainingUntilItGoesOn() {
        store::Project project = store::Project::open(copyOfFinished("paused"));
        JobRunner runner;
        runner.setProject(&project);
        runner.enqueue({pipeline::jobOf(trainJob(7))});
        QTRY_VERIFY_WITH_TIMEOUT(runner.steps().size() > 20, patient);
        runner.pause();
        QVERIFY(runner.isPaused()); // at once
        QTRY_COMPARE_WITH_TIMEOUT(status(runner), JobStatus::Paused, prompt);
        const auto steps = runner.steps().size();
        QVERIFY(steps < static_cast<std::size_t>(runner.training()->steps));
        QTest::qWait(300);
        QCOMPARE(runner.steps().size(), steps);
        QVERIFY(QString::fromStdString(runner.rows()[0].resumeFrom).startsWith("step "));
        runner.resume();
        QVERIFY(!runner.isPaused());
        QTRY_COMPARE_WITH_TIMEOUT(status(runner), JobStatus::Finished, patient);
        QVERIFY(kinds(runner).contains("pause") && kinds(runner).contains("resume") &&
                kinds(runner).contains("checkpoint"));
        QCOMPARE(saeOf(project), undisturbedSae(7));
    }

    void aStopKeepsTheStateAndGoingOnGivesTheSameBits() {
        store::Project project = store::Project::open(copyOfFinished("stopped"));
        JobRunner runner;
        runner.setProject(&project);
        runner.enqueue({pipeline::jobOf(trainJob(8)), pipeline::jobOf(trainJob(9))});
        QTRY_VERIFY_WITH_TIMEOUT(runner.steps().size() > 20, patient);
        runner.stop();
        QVERIFY(runner.isStopping()); // at once
        QTRY_VERIFY_WITH_TIMEOUT(!runner.isRunning(), prompt);
        QCOMPARE(status(runner, 0), JobStatus::Stopped);
        QCOMPARE(status(runner, 1), JobStatus::Waiting); // the queue waits, too
        QVERIFY(QString::fromStdString(runner.rows()[0].resumeFrom).startsWith("step "));
        const auto before = runner.steps();
        QVERIFY(std::ssize(before) < runner.training()->steps);

        runner.goOn(runner.rows()[0].id);
        QTRY_VERIFY_WITH_TIMEOUT(runner.steps().size() > before.size(), patient);
        for (std::size_t i = 0; i < before.size(); ++i) // the curve is whole
            QCOMPARE(runner.steps()[i].total, before[i].total);
        QTRY_COMPARE_WITH_TIMEOUT(status(runner, 0), JobStatus::Finished, patient);
        const QString sae = saeOf(project); // before the next job has one
        QCOMPARE(sae, undisturbedSae(8));
        QTRY_COMPARE_WITH_TIMEOUT(status(runner, 1), JobStatus::Finished, patient);
    }

    void whatIsGoneOnWithComesNext() {
        store::Project project = store::Project::open(copyOfFinished("order"));
        JobRunner runner;
        runner.setProject(&project);
        runner.enqueue({pipeline::jobOf(trainJob(1)), pipeline::jobOf(trainJob(2)), pipeline::jobOf(trainJob(3))},
                       false);
        QVERIFY(!runner.isRunning());
        const auto rows = runner.rows();
        store::startJob(project, rows[2].id);
        store::endJob(project, rows[2].id, JobStatus::Failed, "It failed.");
        runner.goOn(rows[2].id);
        QCOMPARE(runner.rows()[0].id.value, rows[2].id.value);
        runner.stopAndWait();
        QVERIFY(!runner.isRunning());
    }

    void aLabelIsInTheFileWhileATrainingRuns() {
        const auto file = copyOfFinished("label");
        store::Project project = store::Project::open(file);
        JobRunner runner;
        runner.setProject(&project);
        const RunId run = store::allRuns(project).front().id;
        runner.enqueue({pipeline::jobOf(trainJob(11))});
        QTRY_VERIFY_WITH_TIMEOUT(runner.steps().size() > 5, patient);
        text::FeatureNote note;
        note.feature = 3;
        for (int i = 0; i < 20; ++i) { // as typed
            note.label = "would" + std::to_string(i);
            store::saveNote(project, run, note);
        }
        QVERIFY(runner.isRunning());
        QCOMPARE(store::noteOf(store::Project::open(file, store::Access::Read), run, 3).label, std::string("would19"));
        QTRY_COMPARE_WITH_TIMEOUT(status(runner), JobStatus::Finished, patient);
        QCOMPARE(saeOf(project), undisturbedSae(11));
        QCOMPARE(store::noteOf(project, run, 3).label, std::string("would19"));
    }

    void eachKindOfStageCanBeStoppedAndGoneOnWith_data() {
        QTest::addColumn<QString>("stage");
        for (const char* stage : {"Training seed-1", "Activations of", "Rotation of", "Training the SAE", "Evaluating"})
            QTest::newRow(stage) << stage;
    }
    void eachKindOfStageCanBeStoppedAndGoneOnWith() {
        QFETCH(QString, stage);
        static int number = 0;
        store::Project project = store::Project::create(named("stage" + QString::number(++number)));
        JobRunner runner;
        runner.setProject(&project);
        runner.enqueue({pipeline::jobOf(slowRecipe())});
        const auto at = [&] { return QString::fromStdString(runner.rows()[0].stage); };
        QElapsedTimer clock;
        for (clock.start(); !at().startsWith(stage) && clock.elapsed() < patient;)
            QTest::qSleep(1);
        runner.stop();
        QTRY_VERIFY_WITH_TIMEOUT(!runner.isRunning(), prompt);
        QCOMPARE(status(runner), JobStatus::Stopped);
        if (stage != "Rotation of") // which is over before a hand could be quick enough
            QVERIFY2(at().startsWith(stage), qPrintable(at()));
        runner.goOn(runner.rows()[0].id);
        QTRY_COMPARE_WITH_TIMEOUT(status(runner), JobStatus::Finished, patient);
        QCOMPARE(bitsOf(project), m_bits);
    }

    void aQueueThatRanWhenTheProjectWasClosedGoesOnWhenItIsOpened() {
        const auto file = copyOfFinished("closed");
        {
            store::Project project = store::Project::open(file);
            JobRunner runner;
            runner.setProject(&project);
            runner.enqueue({pipeline::jobOf(trainJob(21))});
            QTRY_VERIFY_WITH_TIMEOUT(runner.steps().size() > 20, patient);
            runner.setProject(nullptr);
            QVERIFY(!runner.isRunning() && runner.rows().empty());
            const JobRow row = store::jobRows(project)[0];
            QCOMPARE(row.status, JobStatus::Stopped);
            QVERIFY(QString::fromStdString(row.resumeFrom).startsWith("step "));
        }
        store::Project project = store::Project::open(file);
        JobRunner runner;
        runner.setProject(&project);
        QVERIFY(runner.isRunning());
        QTRY_COMPARE_WITH_TIMEOUT(status(runner), JobStatus::Finished, patient);
        const auto events = runner.events();
        QVERIFY(std::ranges::any_of(
            events, [](const LiveEvent& e) { return e.kind == "stage" && e.sentence.contains(", from step "); }));
        QCOMPARE(saeOf(project), undisturbedSae(21));
        QTRY_VERIFY(!runner.isRunning());
        runner.setProject(nullptr);
        runner.setProject(&project);
        QVERIFY(!runner.isRunning()); // only once
    }
    void aPausedQueueIsNotGoneOnWithUnasked() {
        const auto file = copyOfFinished("pausedclosed");
        store::Project project = store::Project::open(file);
        JobRunner runner;
        runner.setProject(&project);
        runner.enqueue({pipeline::jobOf(trainJob(22))});
        QTRY_VERIFY_WITH_TIMEOUT(runner.steps().size() > 20, patient);
        runner.pause();
        QTRY_COMPARE_WITH_TIMEOUT(status(runner), JobStatus::Paused, prompt);
        runner.setProject(nullptr);
        runner.setProject(&project);
        QVERIFY(!runner.isRunning());
        QCOMPARE(status(runner), JobStatus::Stopped);
    }

    void aFailureLeavesItsSentenceAndTheNextJobRuns() {
        store::Project project = store::Project::open(copyOfFinished("failing"));
        JobRunner runner;
        runner.setProject(&project);
        QSignalSpy ended(&runner, &JobRunner::ended);
        pipeline::TrainJob wrong = trainJob(1);
        wrong.pair.b = "nobody";
        pipeline::ExtractJob right;
        right.model = "seed-1";
        right.split = "validation";
        runner.enqueue({pipeline::jobOf(wrong), pipeline::jobOf(right)});
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 2, patient);
        QVERIFY(ended[0][1].toString().contains("nobody"));
        QCOMPARE(ended[1][1].toString(), QString());
        QCOMPARE(status(runner, 0), JobStatus::Failed);
        QCOMPARE(status(runner, 1), JobStatus::Finished);
    }
    void rowsAreMovedRemovedAndRestored() {
        store::Project project = store::Project::create(named("rows"));
        JobRunner runner;
        runner.setProject(&project);
        QSignalSpy changed(&runner, &JobRunner::rowsChanged);
        runner.enqueue({pipeline::jobOf(trainJob(1)), pipeline::jobOf(trainJob(2)), pipeline::jobOf(trainJob(3))},
                       false);
        const auto rows = runner.rows();
        const auto order = [&] {
            QStringList ids;
            for (const JobRow& row : runner.rows())
                ids += QString::number(row.id.value - rows[0].id.value);
            return ids.join(' ');
        };
        runner.move(rows[2].id, 1);
        QCOMPARE(order(), QString("2 0 1"));
        runner.remove(rows[0].id);
        QCOMPARE(order(), QString("2 1"));
        runner.restore(rows[0], 2);
        QCOMPARE(order(), QString("2 0 1"));
        QCOMPARE(runner.rows()[1].optionsJson, rows[0].optionsJson);
        QCOMPARE(runner.rows()[1].created, rows[0].created);
        QCOMPARE(changed.size(), 4);
        QSignalSpy failed(&runner, &JobRunner::failed);
        runner.remove(JobId{999});
        QCOMPARE(failed.size(), 1);
        QVERIFY(failed[0][0].toString().contains("999"));
    }

    void theTimeLeftIsARangeAroundTheTruth() {
        TimeLeft even, uneven;
        double time = 0;
        for (int i = 0; i <= 100; ++i) { // a hundredth of the work a second, 60 seconds of it
            even.add(i * 0.006, i * 0.6);
            uneven.add(i * 0.006, time);
            time += i % 50 < 25 ? 0.3 : 0.9;
        }
        const auto range = *even.range();
        QVERIFY(range.first < 40 && range.second > 40 && range.second < 45);
        const auto wide = *uneven.range();
        QVERIFY(wide.first < 40 && wide.second - wide.first > 2 * (range.second - range.first));
        TimeLeft fresh;
        fresh.add(0, 0);
        fresh.add(0.1, 0.5);
        QVERIFY(!fresh.range()); // too early to tell
        even.restart();
        QVERIFY(!even.range());
    }
};

QTEST_GUILESS_MAIN(TestJobRunner)
#include "tst_job_runner.moc"
