// Each long step killed by kill -9 at random moments, going on each time: what comes of it has the bits of an uninterrupted run.
// CROSSEED_KILLS=20 for the long version (with QTEST_FUNCTION_TIMEOUT=3600000); three kills a step are quick.
#include "robustness/broken_off.h"
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <cstdio>

using namespace crosseed;

namespace {
constexpr quint32 seed = 20240611;
const QStringList often{"--threads", "1", "--checkpoint-every", "0.02"};
} // namespace

class TestKillAtRandom : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QRandomGenerator m_random{seed};
    int m_kills = qEnvironmentVariableIntValue("CROSSEED_KILLS") > 0 ? qEnvironmentVariableIntValue("CROSSEED_KILLS") : 3;

    QString path(const QString& name) const { return m_folder.filePath(name); }
    void must(const QStringList& arguments) const {
        const Answer answer = callCrosseed(m_folder.path(), arguments);
        QVERIFY2(answer.code == 0, (arguments.join(" ").toUtf8() + ": " + answer.error).constData());
    }
    static QStringList on(const QString& project, QStringList command) {
        command.insert(1, project);
        return command + often;
    }

    // How long the stage of that name takes, in milliseconds, and the project after it.
    int uninterrupted(const QString& project, const QStringList& command, const QString& stage) const {
        RunningProgram program(m_folder.path(), on(project, command));
        if (!program.waitForStage(stage))
            return -1;
        QElapsedTimer timer;
        timer.start();
        return program.end() == 0 ? static_cast<int>(timer.elapsed()) : -1;
    }

private Q_SLOTS:
    void initTestCase() {
        must({"new", "p.crosseed"});
        must({"import", "p.crosseed", "--format", "sample", "--count", "1600"});
    }

    // In the order of the work: each step begins with what the one before gave without a kill.
    void aKilledStepGoesOnWithTheSameBits_data() {
        QTest::addColumn<QStringList>("command");
        QTest::addColumn<QString>("stage");
        QTest::addColumn<QStringList>("next"); // what the steps after need beside
        const auto tune = [](const QString& name, const QString& number) {
            return QStringList{"fine-tune", "--name", name,  "--seed",         number, "--layers",     "3",
                               "--hidden",  "48",     "--heads", "2", "--intermediate", "96",   "--max-length", "24",
                               "--epochs",  "1",      "--learning-rate", "1e-3"};
        };
        const QStringList pair{"--a", "m1", "--b", "m2"};
        QTest::newRow("fine-tune") << tune("m1", "1") << "Training m1" << tune("m2", "2");
        QTest::newRow("extract") << QStringList{"extract", "--model", "m1"} << "Activations of m1, train"
                                 << QStringList{"extract", "--model", "m2"};
        QTest::newRow("train") << QStringList{"train"} + pair + QStringList{"--dictionary", "128", "--k", "8", "--epochs", "1"}
                               << "Training the SAE" << QStringList();
        QTest::newRow("evaluate") << QStringList{"evaluate", "--run", "1", "--split", "train"} << "Evaluating run 1"
                                  << QStringList();
    }
    void aKilledStepGoesOnWithTheSameBits() {
        QFETCH(QStringList, command);
        QFETCH(QString, stage);
        QFETCH(QStringList, next);
        copyProject(path("p.crosseed"), path("whole.crosseed"));
        const int milliseconds = uninterrupted("whole.crosseed", command, stage);
        QVERIFY2(milliseconds > 0, qPrintable(stage));
        copyProject(path("p.crosseed"), path("k.crosseed"));
        int hits = 0, resumed = 0, finished = 0, beside = 0;
        const auto compare = [&] {
            ++finished;
            QCOMPARE(difference(path("whole.crosseed"), path("k.crosseed")), QString());
        };
        while (hits < m_kills) {
            RunningProgram program(m_folder.path(), on("k.crosseed", command));
            if (program.waitForStage(stage)) {
                resumed += program.latestStage().contains(", from ") ? 1 : 0;
                QTest::qSleep(static_cast<int>(m_random.bounded(static_cast<quint32>(std::max(2, milliseconds / 3)))));
                program.signal(SIGKILL);
                const bool inside = program.end() == -1 && program.latestStage().startsWith(stage) &&
                                    statusOfLatestJob(path("k.crosseed")) == "running"; // else it came after the step
                hits += inside ? 1 : 0;
                beside += inside ? 0 : 1;
            }
            const int code = program.end();
            QVERIFY2(code == -1 || code == 0, program.said());
            if (code == 0) { // before the kill: what it came to counts, and the step begins anew
                compare();
                copyProject(path("p.crosseed"), path("k.crosseed"));
            }
        }
        const Answer jobs = callCrosseed(m_folder.path(), {"jobs", "k.crosseed", "--json"});
        QVERIFY2(jobs.code == 0, jobs.error);
        QCOMPARE(jobs.json().array().last().toObject()["status"].toString(), QString("died"));
        must({"resume", "k.crosseed", "--threads", "1"});
        compare();
        QVERIFY(resumed > 0);
        std::fprintf(stderr, "%s: %d kills within the step of %d ms, %d runs went on from a checkpoint, %d kills came after it; "
                             "%d results compared, all the same bits\n",
                     QTest::currentDataTag(), hits, milliseconds, resumed, beside, finished);
        copyProject(path("whole.crosseed"), path("p.crosseed"));
        if (!next.isEmpty())
            must(on("p.crosseed", next));
    }
};

QTEST_GUILESS_MAIN(TestKillAtRandom)
#include "tst_kill_at_random.moc"
