// Models from outside the program: how one was trained, whether two can be a pair, and what is said where a hub is needed.
#include "program.h"
#include <QTemporaryDir>
#include <QTest>

using namespace crosseed;

class TestModelCommands : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    Answer call(const QStringList& arguments) { return callCrosseed(m_folder.path(), arguments); }
    QString path(const char* name) const { return m_folder.filePath(name); }

private Q_SLOTS:
    void initTestCase() {
        qunsetenv("CROSSEED_HUB");
        qunsetenv("HF_ENDPOINT");
        writeText(path("requests.csv"), requestsCsv());
        QCOMPARE(call({"new", "p.crosseed"}).code, 0);
        QCOMPARE(call({"import", "p.crosseed", "--file", "requests.csv", "--text-column", "Request", "--label-column", "Class",
                       "--id-column", "Id", "--split-column", "Part"}).code, 0);
        for (const char* seed : {"1", "2"}) {
            const Answer tuned = call({"fine-tune", "p.crosseed", "--name", QString("m") + seed, "--seed", seed, "--layers", "2", "--hidden",
                                       "16", "--heads", "2", "--intermediate", "32", "--max-length", "16", "--epochs", "2",
                                       "--evaluations-per-epoch", "2", "--checkpoint-every", "0"});
            QVERIFY2(tuned.code == 0, tuned.error);
        }
        QVERIFY(QDir(path("p.crosseed.data/checkpoints")).isEmpty()); // what was kept meanwhile is gone
    }

    void aTrainingIsShownWithItsConfusionMatrix() {
        const Answer text = call({"model", "p.crosseed", "m1"});
        QVERIFY2(text.code == 0 && text.out.contains("rows: true classes, columns: predicted ones"), text.out + text.error);
        const QJsonObject model = call({"model", "p.crosseed", "m1", "--json"}).object();
        const QJsonArray evaluations = model["training"].toObject()["evaluations"].toArray();
        QCOMPARE(evaluations.size(), 4);
        QCOMPARE(evaluations[1].toObject()["epoch"].toInt(), 1);
        int texts = 0, right = 0;
        const QJsonArray confusion = evaluations[3].toObject()["confusion"].toArray();
        for (int row = 0; row < confusion.size(); ++row)
            for (int column = 0; column < confusion.size(); ++column) {
                texts += confusion[row].toArray()[column].toInt();
                right += row == column ? confusion[row].toArray()[column].toInt() : 0;
            }
        QCOMPARE(texts, 24); // of the validation split
        QCOMPARE(evaluations[3].toObject()["validation_accuracy"].toDouble(), right / 24.0);
    }
    void bothTablesAreWrittenAsFiles() {
        QCOMPARE(call({"model", "p.crosseed", "m1", "--csv", "training.csv", "--latex", "training.tex"}).code, 0);
        QVERIFY(readBytes(path("training.csv")).startsWith("evaluation,epoch,step,train loss,validation loss,accuracy,macro-F1,"));
        QCOMPARE(readBytes(path("training.csv")).count('\n'), 5);
        QVERIFY(readBytes(path("training.tex")).contains("\\toprule"));
        QCOMPARE(call({"model", "p.crosseed", "m1", "--table", "confusion", "--csv", "confusion.csv"}).code, 0);
        QVERIFY(readBytes(path("confusion.csv")).startsWith("true class,as polite,as rude\npolite,"));
    }
    void aPairIsCheckedInAProjectAndAsFolders() {
        const QJsonObject check = call({"check-pair", "m1", "m2", "--project", "p.crosseed", "--dictionary", "32", "--k", "4",
                                        "--layer", "0", "--json"}).object();
        QCOMPARE(check["fits"].toBool(), true);
        QCOMPARE(check["validation_accuracy"].toArray().size(), 2);
        QCOMPARE(check["cost"].toObject()["steps"].toInt(), 30); // 96 texts in batches of 16, 5 epochs
        const Answer text = call({"check-pair", "m1", "m2", "--project", "p.crosseed", "--dictionary", "32", "--k", "4", "--layer", "0"});
        QVERIFY2(text.code == 0 && text.out.contains("m1 and m2 can be a pair.") && text.out.contains("Expected, measured on"),
                 text.out + text.error);
        const QString folder = call({"model", "p.crosseed", "m1", "--json"}).object()["folder"].toString();
        const QJsonObject folders = call({"check-pair", folder, folder, "--json"}).object();
        QVERIFY(folders["fits"].toBool() && !folders.contains("cost"));
        QCOMPARE(call({"check-pair", "m1", "m1", "--project", "p.crosseed"}).code, 2);
    }
    void aNameWhereAFolderIsNeededSaysHowToDownloadIt() {
        for (const char* option : {"--base", "--accept"}) {
            const Answer answer = call({"fine-tune", "p.crosseed", "--name", "x", option, "some-org/some-model"});
            QVERIFY2(answer.code == 4 && answer.error.contains("crosseed download some-org/some-model"), answer.error);
        }
        const Answer answer = call({"check-pair", "some-org/a", "some-org/b"});
        QVERIFY2(answer.code == 4 && answer.error.contains("crosseed download some-org/a"), answer.error);
    }
    void withoutAHubNothingIsDownloaded() {
        const Answer answer = call({"download", "some-org/some-model"});
        QVERIFY2(answer.code == 2 && answer.error.contains("--hub") && answer.error.contains("CROSSEED_HUB"), answer.error);
        const Answer unreachable = call({"download", "some-org/some-model", "--hub", "http://127.0.0.1:1", "--retries", "0"});
        QVERIFY2(unreachable.code == 5 && unreachable.error.contains("could not be downloaded in 1 try"), unreachable.error);
        QVERIFY(!QFile::exists(path("some-org/some-model")));
    }
};

QTEST_GUILESS_MAIN(TestModelCommands)
#include "tst_model_commands.moc"
