// queue, work, jobs and resume from outside: what waits is run in order, a failure stops no other job, and Ctrl-C says how to go on.
#include "program.h"
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

using namespace crosseed;

class TestJobCommands : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString path(const QString& name) const { return m_folder.filePath(name); }
    Answer call(const QStringList& arguments) const { return callCrosseed(m_folder.path(), arguments); }
    Answer add(const QStringList& words) const { return call(QStringList{"queue", "p.crosseed", "add"} + words); }
    QStringList statuses() const {
        QStringList found;
        for (const auto& job : call({"queue", "p.crosseed", "list", "--json"}).json().array())
            found += job.toObject()["title"].toString() + ": " + job.toObject()["status"].toString();
        return found;
    }
    static QStringList tune(const QString& name, int seed) {
        QStringList words = QStringList{"fine-tune"} + tinyModel(name, seed);
        words.remove(words.indexOf("--threads"), 2); // which is the worker's
        return words;
    }

private Q_SLOTS:
    void initTestCase() {
        writeText(path("requests.csv"), requestsCsv());
        QCOMPARE(call({"new", "p.crosseed"}).code, 0);
        QCOMPARE(call({"import", "p.crosseed", "--file", "requests.csv", "--text-column", "Request", "--label-column", "Class",
                       "--split-column", "Part"})
                     .code,
                 0);
    }

    void whatWaitsIsRunInOrderWhateverFails() {
        QVERIFY(call({"queue", "p.crosseed", "list"}).out.contains("no jobs"));
        QCOMPARE(add(tune("m1", 1)).out, QByteArray("Job 1 waits: fine-tune m1.\n"));
        QCOMPARE(add({"extract", "--model", "absent"}).code, 0); // it may be there when its turn comes
        QCOMPARE(add({"extract", "--model", "m1"}).code, 0);
        QCOMPARE(add({"evaluate"}).code, 0);
        QCOMPARE(call({"queue", "p.crosseed", "move", "3", "--to", "2"}).code, 0);
        QCOMPARE(call({"queue", "p.crosseed", "remove", "4"}).code, 0);
        QCOMPARE(statuses(), (QStringList{"fine-tune m1: waiting", "extract m1, train: waiting", "extract absent, train: waiting"}));
        const Answer worked = call({"work", "p.crosseed", "--threads", "1"});
        QCOMPARE(worked.code, 0);
        QVERIFY2(worked.out.contains("Job 3 (extract m1, train) finished.\n"), worked.out);
        QVERIFY2(worked.out.contains("Job 2 (extract absent, train) failed: "), worked.out);
        QCOMPARE(statuses(), (QStringList{"fine-tune m1: finished", "extract m1, train: finished", "extract absent, train: failed"}));
        QCOMPARE(call({"resume", "p.crosseed"}).code, 4); // it fails again, with the command's own code
        QCOMPARE(call({"work", "p.crosseed"}).out, QByteArray("No job waits.\n"));
    }
    void whatCannotWaitIsRefused() {
        const Answer unknown = add({"trian", "--a", "x"});
        QCOMPARE(unknown.code, 2);
        QVERIFY2(unknown.error.contains("did you mean train?"), unknown.error);
        QCOMPARE(add({}).code, 2);
        QCOMPARE(add({"train", "--lamda", "3"}).code, 2);
        QCOMPARE(call({"jobs", "p.crosseed", "--pause", "1"}).code, 2);
        QCOMPARE(call({"queue", "p.crosseed", "remove", "77"}).code, 4);
    }
    void aStopSaysHowToGoOnAndAnotherProgramCanPause() {
        QCOMPARE(call(QStringList{"fine-tune", "p.crosseed"} + tinyModel("m2", 2)).code, 0);
        QProcess program;
        program.setWorkingDirectory(m_folder.path());
        program.setProcessEnvironment(testEnvironment());
        program.start(CROSSEED_PROGRAM, {"train", "p.crosseed", "--a", "m1", "--b", "m2", "--dictionary", "64", "--k", "4", "--epochs",
                                         "100000", "--threads", "1"});
        QByteArray error;
        const auto number = [&] { return call({"jobs", "p.crosseed", "--json"}).json().array().last().toObject(); };
        for (int tries = 0; tries < 200 && !error.contains("Training the SAE"); ++tries) {
            program.waitForReadyRead(100);
            error += program.readAllStandardError();
        }
        const QString job = QString::number(number()["job"].toInt());
        QCOMPARE(call({"jobs", "p.crosseed", "--pause", job}).code, 0);
        QTRY_COMPARE_WITH_TIMEOUT(number()["status"].toString(), QString("paused"), 20000);
        QCOMPARE(call({"jobs", "p.crosseed", "--resume", job}).code, 0);
        QTRY_COMPARE_WITH_TIMEOUT(number()["status"].toString(), QString("running"), 20000);
        QCOMPARE(::kill(static_cast<pid_t>(program.processId()), SIGINT), 0);
        QVERIFY(program.waitForFinished(10000));
        QCOMPARE(program.exitCode(), 130);
        error += program.readAllStandardError();
        QVERIFY2(error.contains("Job " + job.toUtf8() + " (train m1 & m2) goes on from step "), error);
        QVERIFY2(error.contains("`crosseed resume p.crosseed " + job.toUtf8() + "`"), error);
        QCOMPARE(number()["status"].toString(), QString("stopped"));
    }
};

QTEST_GUILESS_MAIN(TestJobCommands)
#include "tst_job_commands.moc"
