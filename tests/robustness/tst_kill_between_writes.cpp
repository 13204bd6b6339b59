// The program ends before its n-th call that changes a file, half of a write done where n is odd: the project opens afterwards, the
// same command goes on and the results have the bits of an uninterrupted run. CROSSEED_EVERY_WRITE=1 takes every n, else a
// sample of CROSSEED_WRITES (10).
#include "robustness/broken_off.h"
#include <QTemporaryDir>
#include <cstdio>

using namespace crosseed;

namespace {
constexpr int killed = 137;
} // namespace

class TestKillBetweenWrites : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString path(const QString& name) const { return m_folder.filePath(name); }

    static QStringList run(const QString& project) {
        return {"run",   "recipe.toml", "--project", project, "--threads", "1", "--quiet", "--json", "--checkpoint-every", "0"};
    }
    int call(const QStringList& arguments, const QString& variable = {}, const QString& value = {}, QByteArray* said = nullptr) const {
        QProcess program;
        QProcessEnvironment environment = testEnvironment();
        if (!variable.isEmpty()) {
            environment.insert("LD_PRELOAD", CROSSEED_KILL_LIBRARY);
            environment.insert(variable, value);
        }
        program.setProcessEnvironment(environment);
        program.setWorkingDirectory(m_folder.path());
        program.start(CROSSEED_PROGRAM, arguments);
        program.waitForFinished(120000);
        if (said)
            *said = program.readAllStandardError();
        return program.exitStatus() == QProcess::NormalExit ? program.exitCode() : -1;
    }

private Q_SLOTS:
    void initTestCase() {
        writeText(path("recipe.toml"), "[project]\nfile = 'p.crosseed'\n[corpus]\nname = 'requests'\nformat = 'sample'\ncount = 90\n"
                                       "[model]\nmax_length = 24\nlayers = 3\nhidden = 16\nheads = 2\nintermediate = 32\n"
                                       "[fine_tune]\nlearning_rate = 1e-3\nepochs = 1\n[pairs]\nseeds = [[1, 2]]\n"
                                       "[alignment]\ntexts = 40\n[sae]\ndictionary = 32\nk = 4\n"
                                       "[training]\nlearning_rate = 1e-3\nepochs = 1\n[evaluation]\nminimum_active = 2\n");
    }

    // A name without its bytes, or a row without its file, cannot be left by a loss of power either.
    void whatIsRenamedIsOnTheDiskBeforeAndItsNameAfter() {
        QByteArray said;
        QVERIFY2(call(run("order.crosseed"), "CROSSEED_ORDER", path("order"), &said) == 0, said);
        const QByteArray report = readBytes(path("order"));
        const auto end = report.indexOf('\n');
        QVERIFY2(report.left(end).toInt() > 10, report);
        QVERIFY2(report.mid(end + 1).isEmpty(), report);
    }
    void whateverCallIsTheLastTheBitsAreTheSame() {
        QByteArray said;
        QVERIFY2(call(run("whole.crosseed"), "CROSSEED_KILL_COUNT", path("count"), &said) == 0, said);
        const int calls = readBytes(path("count")).trimmed().toInt();
        QVERIFY2(calls > 200, qPrintable(QString::number(calls)));
        const bool every = qEnvironmentVariableIntValue("CROSSEED_EVERY_WRITE") > 0;
        QList<int> points;
        const int stride = every ? 1 : calls / std::max(1, qEnvironmentVariable("CROSSEED_WRITES", "10").toInt());
        for (int n = 1; n <= calls; n += stride)
            points += n;
        for (const int beforeLast : {13, 10, 7, 4, 1}) // as the project is closed
            points += calls - beforeLast;
        int ended = 0, begun = 0;
        for (const int n : points) {
            removeProject(path("k.crosseed"));
            const int code = call(run("k.crosseed"), "CROSSEED_KILL_AT", QString::number(n), &said);
            QVERIFY2(code == killed || code == 0, (QByteArray::number(n) + ": " + said).constData());
            ended += code == killed ? 1 : 0; // calls about progress are more or fewer by the clock
            if (QFile::exists(path("k.crosseed"))) {
                ++begun;
                QVERIFY2(call({"jobs", "k.crosseed", "--json"}, {}, {}, &said) == 0, (QByteArray::number(n) + ": " + said).constData());
            }
            QVERIFY2(call(run("k.crosseed"), {}, {}, &said) == 0, (QByteArray::number(n) + ": " + said).constData());
            const QString differs = difference(path("whole.crosseed"), path("k.crosseed"));
            QVERIFY2(differs.isEmpty(), qPrintable(QString("%1: %2").arg(n).arg(differs)));
        }
        QVERIFY(ended >= points.size() / 2);
        std::fprintf(stderr, "%d calls change files; the program ended before %d of them (%d with a project begun) and went on to the same bits each time\n",
                     calls, ended, begun);
    }
};

QTEST_GUILESS_MAIN(TestKillBetweenWrites)
#include "tst_kill_between_writes.moc"
