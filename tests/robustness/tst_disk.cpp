// A disk too small, one that becomes full in the middle, and one that may not be written: each says so in a sentence, the project
// opens, and with room it goes on to the same bits.
#include "robustness/broken_off.h"
#include <QTemporaryDir>
#include <cstdio>
#include <fcntl.h>

using namespace crosseed;

class TestDisk : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    bool m_mounted = false;
    QString path(const QString& name) const { return m_folder.filePath(name); }
    QString disk(const QString& name) const { return m_folder.filePath("disk/" + name); }

    Answer call(const QStringList& arguments) const { return callCrosseed(m_folder.path(), arguments + QStringList{"--threads", "1"}); }
    static QStringList run(const QString& project) {
        return {"run", "recipe.toml", "--project", project, "--checkpoint-every", "0.05", "--json"};
    }
    bool mount(const QString& options) const {
        return QProcess::execute("mount", {"-t", "tmpfs", "-o", options, "tmpfs", path("disk")}) == 0;
    }
    // Everything that is free but so many bytes.
    void fill(qint64 leave) const {
        QFile file(disk("filler"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (qint64 size = 0, block = 1 << 20; block >= 4096; block /= 2) // until not even a page is free
            while (::posix_fallocate(file.handle(), size, block) == 0)
                size += block;
        QVERIFY(file.resize(file.size() - leave));
    }
    static QByteArray sentenceOf(const QByteArray& said) {
        for (const QByteArray& line : said.split('\n'))
            if (line.startsWith("crosseed: "))
                return line;
        return said;
    }
    static void tell(const char* what, const QByteArray& said) { std::fprintf(stderr, "%s -> %s\n", what, sentenceOf(said).constData()); }

private Q_SLOTS:
    void initTestCase() {
        QDir().mkdir(path("disk"));
        m_mounted = mount("size=24m");
        if (!m_mounted)
            QSKIP("A small disk can be mounted by root only.");
        writeText(path("recipe.toml"), "[project]\nfile = 'p.crosseed'\n[corpus]\nname = 'requests'\nformat = 'sample'\ncount = 700\n"
                                       "[model]\nmax_length = 24\nlayers = 3\nhidden = 32\nheads = 2\nintermediate = 64\n"
                                       "[fine_tune]\nlearning_rate = 1e-3\nepochs = 1\n[pairs]\nseeds = [[1, 2]]\n"
                                       "[alignment]\ntexts = 100\n[sae]\ndictionary = 256\nk = 8\n"
                                       "[training]\nlearning_rate = 1e-3\nepochs = 3\n[evaluation]\nminimum_active = 2\n");
        const Answer whole = call(run("whole.crosseed"));
        QVERIFY2(whole.code == 0, whole.error);
    }
    void cleanupTestCase() {
        if (m_mounted)
            QProcess::execute("umount", {path("disk")});
    }

    void aDiskThatBecomesFullEndsTheStepInASentence() {
        int full = 0;
        for (const QString stage : {"Training seed-1", "Activations of seed-1", "Training the SAE", "Evaluating run"}) {
            QDir(path("disk")).removeRecursively(); // only what is on it: it is a mount point
            RunningProgram program(m_folder.path(), run(disk("p.crosseed")) + QStringList{"--threads", "1"});
            if (!program.waitForStage(stage))
                continue;
            fill(0);
            const int code = program.end();
            if (code == 0)
                continue; // it was faster than the disk was filled
            ++full;
            QVERIFY2(code == 5, (QByteArray::number(code) + program.said()).constData());
            tell(qPrintable("full during \"" + stage + "\""), program.said());
            QVERIFY2(program.said().contains("make room"), program.said());
            const Answer still = call(run(disk("p.crosseed")));
            QVERIFY2(still.code == 5, still.error);
            QVERIFY(QFile::remove(disk("filler")));
            const Answer jobs = call({"jobs", disk("p.crosseed")});
            QVERIFY2(jobs.code == 0, jobs.error);
            const Answer again = call(run(disk("p.crosseed")));
            QVERIFY2(again.code == 0, again.error);
            QCOMPARE(difference(path("whole.crosseed"), disk("p.crosseed")), QString());
        }
        QVERIFY2(full >= 1, "The program was faster than the disk was filled, at every step: nothing was tested.");
    }
    void tooLittleRoomIsSaidBeforeTheStep() {
        QDir(path("disk")).removeRecursively();
        copyProject(path("whole.crosseed"), disk("p.crosseed"));
        fill(400'000);
        const Answer refused = call({"train", disk("p.crosseed"), "--a", "seed-1", "--b", "seed-2", "--dictionary", "2048"});
        QCOMPARE(refused.code, 5);
        tell("too little room for a training", refused.error);
        QVERIFY2(refused.error.contains(" needs ") && refused.error.contains(" on the disk, but ") && refused.error.contains("make room there"),
                 refused.error);
        QVERIFY(QFile::remove(disk("filler")));
        const Answer jobs = call({"jobs", disk("p.crosseed"), "--json"});
        QCOMPARE(jobs.json().array().last().toObject()["status"].toString(), QString("failed"));
    }
    void aReadOnlyDiskIsSaid() {
        QDir(path("disk")).removeRecursively();
        copyProject(path("whole.crosseed"), disk("p.crosseed"));
        QCOMPARE(QProcess::execute("mount", {"-o", "remount,ro", path("disk")}), 0);
        const Answer refused = call({"train", disk("p.crosseed"), "--a", "seed-1", "--b", "seed-2", "--max-steps", "3"});
        const Answer looked = call({"features", disk("p.crosseed")});
        QCOMPARE(QProcess::execute("mount", {"-o", "remount,rw", path("disk")}), 0);
        tell("a read-only disk, train", refused.error);
        tell("a read-only disk, features", looked.error + looked.out.left(60));
        QVERIFY2(refused.code == 5, refused.error);
        const Answer again = call({"train", disk("p.crosseed"), "--a", "seed-1", "--b", "seed-2", "--max-steps", "3"});
        QVERIFY2(again.code == 0, again.error);
    }
};

QTEST_GUILESS_MAIN(TestDisk)
#include "tst_disk.moc"
