// Help, exit codes with one sentence each, and Ctrl-C: what a script around the program relies on.
#include "program.h"
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <sqlite3.h>

using namespace crosseed;

class TestExitCodes : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QByteArray m_commands; // what crosseed --help prints
    QString path(const QString& name) const { return m_folder.filePath(name); }
    Answer call(const QStringList& arguments) const { return callCrosseed(m_folder.path(), arguments); }

    // The files of the data folder, half-written ones included.
    QStringList dataFiles() const { // without the state that a stopped training goes on from
        QStringList files;
        QDirIterator walk(path("p.crosseed.data"), QDir::Files, QDirIterator::Subdirectories);
        while (walk.hasNext())
            if (const QString file = walk.next(); !file.contains("/checkpoints/"))
                files += file;
        files.sort();
        return files;
    }

private Q_SLOTS:
    void initTestCase() {
        writeText(path("requests.csv"), requestsCsv());
        writeText(path("text.crosseed"), "a text file that is long enough and no database at all");
        writeText(path("twice.csv"), "text,text\na,b\n");
        writeText(path("latin1.csv"), "text,label,split\na,1,train\nb,0,m\xf6glich\n");
        writeText(path("bad.toml"), "[project]\nfile = 'r.crosseed'\n[pairs]\nseeds = [[1, 2]]\n[training]\nlamda_ds = 1\n");
        writeText(path("broken.toml"), "[project\n");
        writeText(path("broken.jsonl"), "\"fine\"\n{\"text\": 3}\n");
        m_commands = call({"--help"}).out;
        QCOMPARE(call({"new", "p.crosseed"}).code, 0);
        QCOMPARE(call({"import", "p.crosseed", "--file", "requests.csv", "--text-column", "Request", "--label-column", "Class",
                       "--split-column", "Part"})
                     .code,
                 0);
        for (int seed : {1, 2}) {
            const Answer tuned = call(QStringList{"fine-tune", "p.crosseed"} + tinyModel(QString("m%1").arg(seed), seed));
            QVERIFY2(tuned.code == 0, tuned.error);
        }
        QCOMPARE(call({"new", "sample.crosseed"}).code, 0);
        QCOMPARE(call({"import", "sample.crosseed", "--format", "sample", "--count", "40"}).code, 0);
    }

    void eachCommandExplainsItself_data() {
        QTest::addColumn<QString>("command");
        for (const char* command : {"new", "import", "tokenize", "encode", "fine-tune", "extract", "align", "train", "evaluate",
                                    "features", "feature", "contexts", "export", "run", "queue", "jobs", "work", "resume", "doctor"})
            QTest::newRow(command) << command;
    }
    void eachCommandExplainsItself() {
        QFETCH(QString, command);
        const Answer help = call({command, "--help"});
        QCOMPARE(help.code, 0);
        QCOMPARE(help.error, QByteArray());
        QVERIFY2(help.out.contains("crosseed " + command.toUtf8() + " [OPTIONS]"), help.out);
        QVERIFY2(m_commands.contains("\n  " + command.toUtf8() + " "), m_commands);
    }

    void eachMistakeHasItsCodeAndOneSentence_data() {
        QTest::addColumn<QString>("line");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("part");
        const auto row = [](const char* line, int code, const char* part) { QTest::newRow(line) << line << code << QByteArray(part); };
        row("", 2, "A subcommand is required");
        row("trian p.crosseed", 2, "There is no command trian; did you mean train?");
        row("evaluate p.crosseed --polish", 2, "--polish");
        row("evaluate", 2, "project is required");
        row("evaluate p.crosseed --run two", 2, "--run");
        row("export p.crosseed --what soup --out x", 2, "soup");
        row("train p.crosseed --a m1 --b m2 --normalisation units", 2, "units");
        row("extract p.crosseed --model m1 --layer 2", 2, "layers count from 0 and one must follow, so 0 to 1.");
        row("align p.crosseed --a m1 --b m2 --rotations round", 2, "\"round\" is no rotation");
        row("align p.crosseed --a m1 --b m2 --texts -1", 2, "must be 0 (all) or more, not -1");
        row("train p.crosseed --a m1 --b m2 --alignment-texts -1", 2, "must be 0 (all) or more, not -1");
        row("fine-tune p.crosseed --name x --learning-rate nan", 2, "learning rate is nan");
        row("doctor --device abacus", 2, "abacus");
        row("run bad.toml", 2, "bad.toml, line 6: there is no key training.lamda_ds; did you mean training.lambda_ds?");
        row("run broken.toml", 2, "broken.toml, line 1");
        row("new p.crosseed", 3, "already a file");
        row("evaluate text.crosseed", 3, "is not a Crosseed project file");
        row("import p.crosseed --file twice.csv", 3, "twice.csv, line 1 names the column \"text\" twice");
        row("tokenize --model MODEL --texts broken.jsonl", 3, "broken.jsonl, line 2");
        row("align p.crosseed --a m1 --b m1", 3, "the same one was named twice");
        row("evaluate none.crosseed", 4, "There is no project none.crosseed");
        row("import p.crosseed --file none.csv", 4, "none.csv");
        row("run none.toml", 4, "There is no file none.toml");
        row("tokenize --model none --texts requests.csv", 4, "none");
        row("extract p.crosseed --model m3", 4, "no model named m3; it has m1, m2");
        row("evaluate p.crosseed", 4, "no trained SAE yet");
        row("evaluate p.crosseed --run 7", 4, "no run 7");
        row("encode --model MODEL --texts requests.csv --max-length 24 --out /proc/none/x.safetensors", 5, "/proc/none");
        row("fine-tune sample.crosseed --name x --accept MODEL", 7, "tells 2 classes apart, the corpus corpus has 3");
    }
    void eachMistakeHasItsCodeAndOneSentence() {
        QFETCH(QString, line);
        QFETCH(int, code);
        QFETCH(QByteArray, part);
        if (line.contains("MODEL")) {
            const QDir models(path("p.crosseed.data/models"));
            line.replace("MODEL", models.filePath(models.entryList(QDir::Dirs | QDir::NoDotAndDotDot).first()));
        }
        const QStringList before = dataFiles();
        const Answer answer = call(line.split(' ', Qt::SkipEmptyParts));
        QVERIFY2(answer.error.contains(part), answer.error);
        QCOMPARE(answer.code, code);
        QCOMPARE(answer.out, QByteArray());
        QCOMPARE(dataFiles(), before);
    }
    void aMistakeIsJsonWhereJsonIsAskedFor() {
        const Answer answer = call({"import", "p.crosseed", "--file", "latin1.csv", "--split-column", "split", "--json"});
        QCOMPARE(answer.code, 3);
        QCOMPARE(answer.object()["exit_code"].toInt(), 3);
        const QString sentence = answer.object()["error"].toString();
        QVERIFY2(sentence.contains("latin1.csv, line 3"), answer.out + answer.error); // its bytes are not UTF-8
    }
    void aMistakeOfUsageIsJsonToo_data() {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("part");
        QTest::newRow("no command") << "--json" << "A subcommand is required";
        QTest::newRow("an unknown command") << "trian --json" << "There is no command trian";
        QTest::newRow("an unknown option") << "evaluate p.crosseed --polish --json" << "--polish";
        QTest::newRow("a missing argument") << "--json contexts p.crosseed" << "feature is required";
        QTest::newRow("a missing value") << "--json evaluate p.crosseed --run" << "--run";
        QTest::newRow("no number") << "evaluate p.crosseed --run two --json" << "--run";
    }
    void aMistakeOfUsageIsJsonToo() {
        QFETCH(QString, line);
        QFETCH(QString, part);
        const Answer answer = call(line.split(' '));
        QCOMPARE(answer.code, 2);
        QCOMPARE(answer.object()["exit_code"].toInt(), 2);
        QVERIFY2(answer.object()["error"].toString().contains(part), answer.out + answer.error);
        QVERIFY(!answer.error.isEmpty());
        const Answer help = call({"evaluate", "--help", "--json"});
        QVERIFY(help.code == 0 && help.json().isNull());
    }
    void whatTheDatabaseRefusesIsNoDefect() {
        QCOMPARE(call({"new", "refused.crosseed"}).code, 0);
        sqlite3* database = nullptr;
        QCOMPARE(sqlite3_open(path("refused.crosseed").toUtf8().constData(), &database), SQLITE_OK);
        QCOMPARE(sqlite3_exec(database, "CREATE TRIGGER t BEFORE INSERT ON corpus BEGIN SELECT RAISE(ABORT, 'not today'); END",
                              nullptr, nullptr, nullptr),
                 SQLITE_OK);
        sqlite3_close(database);
        const Answer answer = call({"import", "refused.crosseed", "--format", "sample", "--count", "40", "--json"});
        QCOMPARE(answer.code, 5);
        QCOMPARE(answer.object()["exit_code"].toInt(), 5);
        QVERIFY2(answer.error.contains("The project's database refused (not today)"), answer.error);
    }
    void theVersionIsOneLine() {
        const Answer answer = call({"--version"});
        QCOMPARE(answer.code, 0);
        QVERIFY2(QRegularExpression("^\\d+\\.\\d+\\.\\d+\n$").match(answer.out).hasMatch(), answer.out);
    }

    void ctrlCEndsAtOnceAndLeavesNothingHalfDone_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("stage");
        QTest::newRow("fine-tune") << QStringList{"fine-tune", "p.crosseed"} + tinyModel("m9", 9, 100000) + QStringList{"--patience", "100000"}
                                   << QByteArray("Training m9 ...");
        QTest::newRow("train") << QStringList{"train", "p.crosseed", "--a", "m1", "--b", "m2", "--dictionary", "64", "--k", "4",
                                              "--epochs", "100000", "--threads", "1"}
                               << QByteArray("Training the SAE of m1 & m2, joint, full ...");
    }
    void ctrlCEndsAtOnceAndLeavesNothingHalfDone() {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, stage);
        QCOMPARE(call({"train", "p.crosseed", "--a", "m1", "--b", "m2", "--dictionary", "32", "--k", "2", "--epochs", "1"}).code,
                 0); // so that the activations and the rotation are there
        const QStringList before = dataFiles();
        QProcess program;
        program.setWorkingDirectory(m_folder.path());
        program.setProcessEnvironment(testEnvironment());
        program.setReadChannel(QProcess::StandardError); // standard output stays silent
        program.start(CROSSEED_PROGRAM, arguments);
        QByteArray error;
        while (!error.contains(stage) && program.waitForReadyRead(30000))
            error += program.readAllStandardError();
        QVERIFY2(error.contains(stage), error);
        QTest::qWait(500); // some steps
        QCOMPARE(program.state(), QProcess::Running);
        QCOMPARE(::kill(static_cast<pid_t>(program.processId()), SIGINT), 0);
        QVERIFY(program.waitForFinished(2000));
        QCOMPARE(program.exitStatus(), QProcess::NormalExit);
        QCOMPARE(program.exitCode(), 130);
        error += program.readAllStandardError();
        QVERIFY2(error.contains("Stopped on request."), error);
        QCOMPARE(dataFiles(), before);
        QVERIFY(!QFile::exists(path("p.crosseed-wal")));
        QCOMPARE(call({"extract", "p.crosseed", "--model", "m9"}).code, 4); // neither the model
        QCOMPARE(call({"export", "p.crosseed", "--what", "sae", "--out", "latest.safetensors"}).code, 0);
        QCOMPARE(Safetensors(path("latest.safetensors")).metadata("k"), QString("2")); // nor the SAE was stored
    }
};

QTEST_GUILESS_MAIN(TestExitCodes)
#include "tst_exit_codes.moc"
