// Jobs as rows: what they keep, how they end, how they are paused, stopped by others and gone on with, and the queue.
#include "pipeline/job_options.h"
#include "base/files.h"
#include "bert/safetensors.h"
#include "core/text/expect_error.h"
#include "pipeline/fields.h"
#include "pipeline/job_reporter.h"
#include "pipeline/kept_state.h"
#include "tiny_recipe.h"
#include <QTemporaryDir>
#include <QTest>
#include <SQLiteCpp/SQLiteCpp.h>
#include <thread>
#include <sys/wait.h>
#include <unistd.h>

using namespace crosseed;
using namespace crosseed::pipeline;
using store::JobStatus;

class TestJobs : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<store::Project> m_project;

    StageContext context(std::stop_token stop = {}) {
        return {*m_project, bert::Device::Cpu, 1, {}, stop, {}, {}, {}};
    }
    static JobSpec specOf(const std::string& name) { return {"extract", "extract " + name, "{\"model\": \"" + name + "\"}"}; }
    // One that will never run: its process ended.
    JobId abandoned(const std::string& name) {
        const store::JobRow job = enqueue(*m_project, specOf(name));
        store::startJob(*m_project, job.id);
        store::noteJob(*m_project, job.id, {JobStatus::Running, "Training", "Step 7", "one\ntwo\n", "step 5 of 9", 0.7});
        const pid_t child = ::fork();
        if (child == 0)
            ::_exit(0);
        ::waitpid(child, nullptr, 0);
        m_project->database().exec("UPDATE job SET process = " + std::to_string(child) + " WHERE id = " + std::to_string(job.id.value));
        return job.id;
    }
    // Of a run that ends, or is stopped, in the middle of its SAE's training: titles and needs on the disk.
    std::vector<std::pair<QString, std::int64_t>> stagesOf(bool stops, RecipeOutcome* outcome = nullptr) {
        std::stop_source source;
        std::vector<std::pair<QString, std::int64_t>> stages;
        StageContext c = context(source.get_token());
        c.onStage = [&](const std::string& what) { stages.emplace_back(QString::fromStdString(what), 0); };
        c.onDiskNeed = [&](std::int64_t need, std::int64_t) { stages.back().second = need; };
        c.progress = [&](const Progress& progress) {
            if (stops && progress.fraction >= 0.4 && stages.back().first.startsWith("Training the SAE"))
                source.request_stop();
        };
        try {
            const RecipeOutcome done = runRecipe(c, tinyRecipe());
            if (outcome)
                *outcome = done;
        } catch (const Cancelled&) {
        }
        return stages;
    }
    std::filesystem::path keptTraining() const {
        std::filesystem::path file;
        for (const auto& entry : std::filesystem::directory_iterator(m_project->dataFolder() / "checkpoints"))
            file = entry.path();
        return file;
    }

private Q_SLOTS:
    void init() {
        static int number = 0;
        m_project = std::make_unique<store::Project>(
            store::Project::create(m_folder.filePath(QString("p%1.crosseed").arg(++number)).toStdString()));
    }
    void cleanup() { m_project.reset(); }

    void workThatEndsIsFinished() {
        bool called = false;
        const auto job = runAsJob(context(), specOf("a"), [&](const StageContext& c) {
            called = true;
            c.begin("A stage");
            c.reused("Another");
            QCOMPARE(store::jobRows(*m_project)[0].status, JobStatus::Running);
        });
        QVERIFY(called);
        QCOMPARE(job.status, JobStatus::Finished);
        QCOMPARE(job.lastLines, std::string("A stage\nAnother: stored already, used again\n"));
        QVERIFY(job.process == thisProcess() && !job.finished.empty());
    }
    void workThatFailsLeavesItsSentence() {
        const auto fail = [](const StageContext&) { throw Error(ErrorKind::Io, "The disk is gone."); };
        EXPECT_ERROR(runAsJob(context(), specOf("a"), fail), ErrorKind::Io, "The disk is gone.");
        const auto job = store::jobRows(*m_project)[0];
        QCOMPARE(job.status, JobStatus::Failed);
        QCOMPARE(job.error, std::string("The disk is gone."));
    }
    void workThatIsStoppedSaysFromWhere() {
        std::stop_source source;
        const auto stop = [&](const StageContext& c) {
            c.begin("Training");
            c.kept("step 3 of 9");
            source.request_stop();
            throwIfStopped(c.stop);
        };
        QVERIFY_THROWS_EXCEPTION(Cancelled, runAsJob(context(source.get_token()), specOf("a"), stop));
        const auto job = resumableJobs(*m_project).at(0);
        QCOMPARE(job.status, JobStatus::Stopped);
        QCOMPARE(resumeText(job), std::string("from step 3 of 9 of \"Training\""));
    }
    void oneWhoseProcessEndedDied() {
        const JobId id = abandoned("a");
        const auto job = store::jobRow(*m_project, id);
        QCOMPARE(job.status, JobStatus::Died);
        QCOMPARE(job.lastLines, std::string("one\ntwo\n"));
        QCOMPARE(resumableJobs(*m_project).size(), std::size_t{1});
        QCOMPARE(runAsJob(context(), specOf("a"), [](const StageContext&) {}).id.value, id.value); // it may be done again
    }
    void aReusedProcessNumberIsNotTakenForTheJobs() {
        const JobId id = abandoned("a");
        m_project->database().exec("UPDATE job SET process = " + std::to_string(::getpid()) + ", process_start = 'before'");
        QCOMPARE(store::jobRow(*m_project, id).status, JobStatus::Died);
    }
    void aRunningOneIsNotBegunTwice() {
        EXPECT_ERROR(runAsJob(context(), specOf("a"),
                              [&](const StageContext&) { runAsJob(context(), specOf("a"), [](const StageContext&) {}); }),
                     ErrorKind::Usage, "is being done by process " + std::to_string(::getpid()));
    }
    void theSameOptionsAreTheSameJob() {
        const auto first = enqueue(*m_project, specOf("a")), second = enqueue(*m_project, specOf("a"));
        QCOMPARE(first.id.value, second.id.value);
        runAsJob(context(), specOf("a"), [](const StageContext&) {});
        QCOMPARE(enqueue(*m_project, specOf("a")).status, JobStatus::Waiting);
        QCOMPARE(store::jobRows(*m_project).size(), std::size_t{1});
    }

    void aPauseWaitsAndKeepsFirst() {
        StageContext outer = context();
        QStringList events;
        const auto work = [&](const StageContext& c) {
            CheckpointClock clock(3600, c.pause);
            for (int step = 0; step < 4; ++step) {
                if (clock.due())
                    events += "kept";
                if (step == 1)
                    outer.pause.pause();
                report(c.progress, step / 4.0);
                events += QString::number(step);
            }
        };
        std::jthread other([&](const std::stop_token& ended) {
            while (!outer.pause.paused() && !ended.stop_requested())
                std::this_thread::yield();
            for (int i = 0; i < 40 && !ended.stop_requested(); ++i)
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
            events += "resumed"; // the worker waits: nothing else touches the list
            outer.pause.resume();
        });
        runAsJob(outer, specOf("a"), work);
        QCOMPARE(events, (QStringList{"0", "1", "kept", "resumed", "2", "3"}));
    }
    void anotherProgramsRequestsAreFollowed() {
        const auto work = [&](const StageContext& c) {
            const JobId id = store::jobRows(*m_project)[0].id;
            requestOfJob(*m_project, id, JobRequest::Stop);
            for (int i = 0; i < 1000; ++i) {
                report(c.progress, 0.1);
                throwIfStopped(c.stop);
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
            }
        };
        QVERIFY_THROWS_EXCEPTION(Cancelled, runAsJob(context(), specOf("a"), work));
        QVERIFY(std::filesystem::is_empty(m_project->dataFolder() / "requests"));
        EXPECT_ERROR(requestOfJob(*m_project, store::jobRows(*m_project)[0].id, JobRequest::Pause), ErrorKind::Usage,
                     "is stopped; only a job that runs can be paused");
    }

    void aRequestThatComesAsTheJobStartsIsFollowed() {
        const store::JobRow job = enqueue(*m_project, specOf("a"));
        store::startJob(*m_project, job.id); // from here on other programs see it run
        requestOfJob(*m_project, job.id, JobRequest::Stop);
        const StageContext outer = context();
        JobReporter reporter(outer, job.id);
        report(reporter.context().progress, 0.1);
        QVERIFY(reporter.context().stop.stop_requested());
    }
    void aRequestThatCameTooLateIsNotOneToTheNextRun() {
        const store::JobRow job = runAsJob(context(), specOf("a"), [](const StageContext&) {});
        writeFile(requestFile(*m_project, job.id), "stop");
        const auto again = runAsJob(context(), specOf("a"), [](const StageContext& c) {
            report(c.progress, 0.1);
            throwIfStopped(c.stop);
        });
        QCOMPARE(again.status, JobStatus::Finished);
    }
    void aJobOfAnotherComputerIsNotAskedFromHere() {
        const JobId id = abandoned("a");
        m_project->database().exec("UPDATE job SET host = 'elsewhere'");
        QCOMPARE(store::jobRow(*m_project, id).status, JobStatus::Running);
        for (const JobRequest request : {JobRequest::Pause, JobRequest::Stop})
            EXPECT_ERROR(requestOfJob(*m_project, id, request), ErrorKind::Usage, "begun on the computer elsewhere; give the command there");
        QVERIFY(!std::filesystem::exists(requestFile(*m_project, id)));
    }

    void aJournalWhoseRowsAreGoneIsNotBelieved() {
        const TinyRun run(*m_project, tinyRecipe());
        const store::ActivationRow row = store::allActivations(*m_project).front();
        const auto file = m_project->resolve(row.file), journal = keptFile(*m_project, row.key + ".json");
        const std::string whole = readFile(file);
        std::filesystem::remove(file);
        writeJournal(journal, row.key, 1);
        const ExtractJob job{store::modelRow(*m_project, row.model).name, std::string(text::splitName(row.split)), -1};
        StageContext killed = context();
        killed.progress = [](const Progress&) { throw std::runtime_error("killed"); }; // before the first new journal
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, perform(killed, jobOf(job)));
        QVERIFY(!std::filesystem::exists(journal));
        perform(context(), jobOf(job));
        QVERIFY(readFile(file) == whole);
    }
    void onlyAStateThatIsOfNoUseIsForgotten() {
        const auto file = keptFile(*m_project, "state");
        writeFile(file, "12345");
        const auto reading = [&](ErrorKind kind) {
            return keptState(context(), file, [&](const auto&) -> int { throw Error(kind, "It cannot be read."); });
        };
        EXPECT_ERROR(reading(ErrorKind::Io), ErrorKind::Io, "It cannot be read.");
        QCOMPARE(beyond(file, 12), std::int64_t{7});
        QCOMPARE(beyond(file, 3), std::int64_t{0});
        QVERIFY(!reading(ErrorKind::BadInput).has_value());
        QVERIFY(!std::filesystem::exists(file));
        QCOMPARE(beyond(file, 12), std::int64_t{12});
        writeFile(file, "12345");
        const auto work = [](bool goesOn) {
            require(!goesOn, ErrorKind::Shape, "The state belongs to another.");
            return 7;
        };
        QCOMPARE(goOnOrBegin(context(), file, true, work), 7);
        QVERIFY(!std::filesystem::exists(file));
    }
    void aTrainingThatGoesOnNeedsLessAndCountsTheSecondsBefore() {
        const std::int64_t need = stagesOf(true).back().second;
        const auto file = keptTraining();
        const std::string key = bert::SafetensorsFile(file).metadata().at("key");
        sae::TrainState state = sae::readTrainState(file, key);
        QVERIFY(!state.steps.empty());
        for (sae::StepReport& step : state.steps)
            step.tokensPerSecond = 1e-3;
        sae::writeTrainState(file, state, key);
        const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(file));
        RecipeOutcome outcome;
        const auto stages = stagesOf(false, &outcome);
        QVERIFY2(stages.front().first.contains(", from step "), qPrintable(stages.front().first));
        QCOMPARE(stages.front().second, need - bytes);
        constexpr double fewest = 3 * 16 * 1e3; // each of 16 texts has two special tokens and a word
        QVERIFY(outcome.pairs[0].runs[0].seconds > fewest * static_cast<double>(state.steps.size()));
    }
    void aTrainingUnderAnotherRotationFileBeginsAnew() {
        stagesOf(true);
        const auto file = m_project->resolve(store::allRotations(*m_project).front().file);
        std::filesystem::copy_file(file, file.parent_path() / "other.safetensors");
        m_project->database().exec("UPDATE rotation SET file = '" + (file.parent_path().filename() / "other.safetensors").string() + "'");
        const QString first = stagesOf(false).front().first;
        QVERIFY2(first.startsWith("Training the SAE") && !first.contains("from step"), qPrintable(first));
    }

    void theQueueGoesOnAfterAFailure() {
        enqueue(*m_project, specOf("absent"));
        enqueue(*m_project, {"juggle", "juggle", "{}"});
        enqueue(*m_project, {"align", "align", "[]"});
        QStringList ended;
        runQueue(context(), [&](const store::JobRow& job) { ended += QString::fromStdString(job.error); });
        QCOMPARE(ended.size(), 3);
        QVERIFY2(ended[0].contains("absent"), qPrintable(ended[0]));
        QVERIFY2(ended[1].contains("knows no job \"juggle\""), qPrintable(ended[1]));
        QVERIFY2(ended[2].contains("are not this version's"), qPrintable(ended[2]));
    }
    void anOrderCanBeChanged() {
        for (const char* name : {"a", "b", "c"})
            enqueue(*m_project, specOf(name));
        store::moveJob(*m_project, store::jobRows(*m_project)[2].id, 1);
        QStringList order;
        for (const auto& job : store::jobRows(*m_project))
            order += QString::fromStdString(job.title);
        QCOMPARE(order, (QStringList{"extract c", "extract a", "extract b"}));
        store::removeJob(*m_project, store::jobRows(*m_project)[0].id);
        QCOMPARE(store::jobRows(*m_project).size(), std::size_t{2});
        EXPECT_ERROR(store::jobRow(*m_project, JobId{99}), ErrorKind::NotFound, "There is no job 99; the project has 1, 2.");
    }
    void aRecipesJobDoesWhatTheRecipeDoes() {
        const TinyRun run(*m_project, tinyRecipe());
        const auto other = m_folder.filePath("other.crosseed").toStdString();
        store::Project second = store::Project::create(other);
        runJob(StageContext{second, bert::Device::Cpu, 1, {}, {}, {}, {}, {}}, jobOf(tinyRecipe()));
        const TinyRun again(second, tinyRecipe());
        QCOMPARE(again.begun, QStringList()); // all of it is stored
        QCOMPARE(bitsOf(again.outcome), bitsOf(run.outcome));
        ConditionsSpec spec; // of a job's options come the same options
        spec.presets = {presetNamed("paper", tinyRecipe().sae)};
        spec.conditions = {Condition::Full};
        spec.auxiliary = {true};
        spec.alignment = tinyRecipe().alignment;
        spec.evaluation = tinyRecipe().evaluation;
        spec.presets[0].training.maxSteps = 2;
        QCOMPARE(runJob(StageContext{second, bert::Device::Cpu, 1, {}, {}, {}, {}, {}},
                        jobOf(ConditionsJob{{"seed-1", "seed-2", -1}, spec}))
                     .status,
                 JobStatus::Finished);
    }
};

QTEST_GUILESS_MAIN(TestJobs)
#include "tst_jobs.moc"
