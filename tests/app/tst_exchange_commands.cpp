// Export to other programs, import from them, and where each number came from, on the command line.
#include "program.h"
#include <QTemporaryDir>
#include <QTest>

using namespace crosseed;

class TestExchangeCommands : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    QString path(const QString& name) const { return m_folder.filePath(name); }
    Answer call(const QStringList& arguments) const { return callCrosseed(m_folder.path(), arguments); }
    QJsonObject json(const QStringList& arguments) const {
        const Answer answer = call(arguments + QStringList{"--json"});
        if (answer.code != 0 || answer.json().isNull())
            QTest::qFail(arguments.join(' ').toUtf8() + ": " + answer.out + answer.error, __FILE__, __LINE__);
        return answer.object();
    }

private Q_SLOTS:
    void initTestCase() {
        writeText(path("r.toml"), "[project]\nfile = 'p.crosseed'\n[corpus]\nformat = 'sample'\ncount = 240\n"
                                  "[pairs]\nseeds = [[1, 2]]\n[model]\nmax_length = 24\nlayers = 3\nhidden = 16\n"
                                  "heads = 2\nintermediate = 32\n[fine_tune]\nepochs = 1\nlearning_rate = 1e-3\n"
                                  "[alignment]\ntexts = 60\n[sae]\ndictionary = 64\nk = 4\nrelu_after_topk = true\n"
                                  "[training]\nepochs = 1\nlearning_rate = 2e-3\n[evaluation]\nminimum_active = 2\n");
        QCOMPARE(call({"run", "r.toml", "--threads", "1"}).code, 0);
    }
    void anSaeGoesOutIsComparedAndComesBack() {
        const QJsonObject out = json({"export", "p.crosseed", "--what", "sae", "--format", "saelens", "--model", "B", "--out", "b"});
        QVERIFY(out["same_bits"].toBool());
        QVERIFY(out["agreement"]["largest_code_difference"].toDouble() < 1e-5);
        const Safetensors file(path("b/sae_weights.safetensors"));
        QCOMPARE(file.form("W_enc"), QString("F32 [16, 64]"));
        const QJsonObject config = QJsonDocument::fromJson(readBytes(path("b/cfg.json"))).object();
        QCOMPARE(config["architecture"].toString(), QString("topk"));
        QCOMPARE(config["normalize_activations"].toString(), QString("constant_norm_rescale"));
        const QJsonObject in = json({"import-sae", "p.crosseed", "b", "--a", "seed-1", "--b", "seed-2", "--rotation", "identity"});
        QCOMPARE(in["condition"].toString(), QString("imported SAE b, no rotation"));
        const QString run = QString::number(in["run"].toInt());
        QCOMPARE(call({"evaluate", "p.crosseed", "--run", run, "--minimum-active", "2", "--threads", "1"}).code, 0);
        QVERIFY(json({"features", "p.crosseed", "--run", run})["address"].toString().startsWith("evaluation "));
        const Answer why = call({"why", "p.crosseed", "run", run, "--recipe", "no.toml"});
        QVERIFY(why.code != 0 && why.error.contains("No recipe makes this: its SAE was imported"));
        const Answer refused = call({"export", "p.crosseed", "--what", "sae", "--format", "sparsify", "--out", "s"});
        QCOMPARE(refused.code, 2);
        QVERIFY2(refused.error.contains("--preprocessed"), refused.error);
        const QJsonObject two = json({"import-sae", "p.crosseed", "b", "--for-b", "b", "--a", "seed-1", "--b", "seed-2"});
        const QString each = QString::number(two["run"].toInt());
        const Answer which = call({"export", "p.crosseed", "--run", each, "--what", "sae", "--out", "x.safetensors"});
        QCOMPARE(which.code, 2);
        QVERIFY2(which.error.contains("say --model A or --model B") && !QFile::exists(path("x.safetensors")), which.error);
        QCOMPARE(json({"export", "p.crosseed", "--run", each, "--what", "sae", "--model", "B", "--own-basis", "--out", "x.safetensors"})["model"].toString(),
                 QString("B"));
        QCOMPARE(out["model"].toString(), QString("B"));
        QCOMPARE(json({"export", "p.crosseed", "--run", "1", "--what", "sae", "--format", "saelens", "--out", "a"})["model"].toString(), QString("A"));
        writeText(path("old.pt"), "PK");
        QVERIFY(call({"import-sae", "p.crosseed", "old.pt", "--a", "seed-1", "--b", "seed-2"}).error.contains("pickle"));
    }
    void everyTableSaysWhereItIsFromAndItsFileIsKnownAgain() {
        const Answer text = call({"features", "p.crosseed", "--run", "1", "--csv", "f.csv"});
        QVERIFY2(text.out.contains("From evaluation 1; `crosseed why p.crosseed evaluation 1` says how it was made."), text.out);
        QVERIFY(!readBytes(path("f.csv")).contains("crosseed"));
        QCOMPARE(json({"why", "p.crosseed", "f.csv"})["address"].toString(), QString("evaluation 1"));
        const Answer alignment = call({"alignment", "p.crosseed", "--alignment-split", "train", "--texts", "60", "--halves", "2", "--csv", "w.csv"});
        QVERIFY2(alignment.out.contains("From rotation 1; "), alignment.out + alignment.error);
        QVERIFY(readBytes(path("p.crosseed.data/exports.jsonl")).contains("\"what\":\"alignment\""));
        json({"export", "p.crosseed", "--run", "1", "--what", "metrics", "--out", "m.json"});
        QCOMPARE(QJsonDocument::fromJson(readBytes(path("m.json")))["made_by"]["address"].toString(), QString("evaluation 1"));
        const Answer why = call({"why", "p.crosseed", "evaluation", "1", "--verify"});
        for (const char* part : {"How evaluation 1 came about", "Corpus 1: ", "Model 2: seed-2", "Rotation 1", "Run 1: joint, full",
                                 "cpu, 1 threads", "Nothing that it was made from has changed since.", "[training]", "learning_rate: 0.002"})
            QVERIFY2(why.out.contains(part), part);
        QCOMPARE(call({"why", "p.crosseed", "soup"}).code, 2);
    }
    void aStaleResultSaysSoWhereverItIsPrinted() {
        const QJsonObject run = json({"why", "p.crosseed", "run", "1"});
        QString file;
        for (const auto& step : run["steps"].toArray())
            if (step.toObject()["address"].toString() == "run 1")
                file = path("p.crosseed.data/" + step.toObject()["hashes"].toObject()["sae_file"].toString());
        const QByteArray before = readBytes(file);
        writeText(file, before.left(before.size() - 1) + 'x');
        for (const QStringList& command : {QStringList{"features", "p.crosseed", "--run", "1"}, {"contexts", "p.crosseed", "--run", "1", "0"},
                                           {"export", "p.crosseed", "--run", "1", "--what", "metrics", "--out", "m.csv"},
                                           {"label", "p.crosseed", "--run", "1"}}) {
            const Answer answer = call(command);
            QVERIFY2(answer.out.contains("STALE: The file of the SAE of run 1 was altered"), command.join(' ').toUtf8() + answer.out + answer.error);
            QCOMPARE(json(command)["stale"].toArray().size(), 1);
        }
        writeText(file, before);
        QVERIFY(json({"features", "p.crosseed", "--run", "1"})["stale"].toArray().isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestExchangeCommands)
#include "tst_exchange_commands.moc"
