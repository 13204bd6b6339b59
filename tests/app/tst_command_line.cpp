// The whole way on the command line, from an empty project to the exported files, on a corpus of a few words. The files are
// read without Crosseed.
#include "program.h"
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

using namespace crosseed;

class TestCommandLine : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString m_model;        // folder of model a
    qint64 m_testTokens = 0;

    QString path(const QString& name) const { return m_folder.filePath(name); }
    Answer call(const QStringList& arguments) const { return callCrosseed(m_folder.path(), arguments); }
    // With --json; the test fails unless it succeeds and prints one JSON document.
    QJsonDocument json(const QStringList& arguments) const {
        const Answer answer = call(arguments + QStringList{"--json"});
        if (answer.code != 0 || answer.json().isNull())
            QTest::qFail(arguments.join(' ').toUtf8() + ": " + answer.out + answer.error, __FILE__, __LINE__);
        return answer.json();
    }
    QString exported(const QStringList& options, const char* file) const {
        const QJsonObject answer = json(QStringList{"export", "p.crosseed", "--out", file} + options).object();
        return answer["written"].toString() == file ? path(file) : QString();
    }

private Q_SLOTS:
    void initTestCase() { writeText(path("requests.csv"), requestsCsv()); }

    void aProjectIsMade() {
        const QString project = json({"new", "p.crosseed"}).object()["project"].toString();
        QCOMPARE(project, QDir(m_folder.path()).canonicalPath() + "/p.crosseed");
        QVERIFY(QFile::exists(path("p.crosseed")));
    }
    void aTableIsImportedByItsColumns() {
        const QStringList import{"import",         "p.crosseed", "--file",         "requests.csv", "--text-column",  "Request",
                                 "--label-column", "Class",      "--id-column",    "Id",           "--split-column", "Part",
                                 "--keep-columns", "Author"};
        const QJsonObject corpus = json(import).object();
        QCOMPARE(corpus["classes"].toArray(), (QJsonArray{"polite", "rude"}));
        QCOMPARE(corpus["texts"].toObject(), (QJsonObject{{"train", 96}, {"validation", 24}, {"test", 24}}));
        const Answer again = call(import);
        QCOMPARE(again.code, 0);
        QVERIFY2(again.error.contains("Corpus corpus: stored already, used again"), again.error);
        QVERIFY2(again.out.contains("train          96"), again.out);
    }
    void twoSeedsAreFineTuned() {
        const QJsonObject a = json(QStringList{"fine-tune", "p.crosseed"} + tinyModel("a", 1)).object();
        const QJsonObject b = json(QStringList{"fine-tune", "p.crosseed"} + tinyModel("b", 2)).object();
        QCOMPARE(a["training"].toObject()["evaluations"].toArray().size(), 1);
        QVERIFY(a["content_hash"].toString() != b["content_hash"].toString());
        m_model = a["folder"].toString();
        for (const char* file : {"config.json", "model.safetensors", "vocab.txt"})
            QVERIFY2(QFile::exists(m_model + "/" + file), file);
        const Answer again = call(QStringList{"fine-tune", "p.crosseed"} + tinyModel("a", 1));
        QVERIFY2(again.code == 0 && again.error.contains("Model a: stored already") && again.out.contains("best epoch 1"),
                 again.error + again.out);
    }
    void theSameModelUnderAnotherNameSaysItsOwn() {
        const QStringList tune = QStringList{"fine-tune", "p.crosseed"} + tinyModel("y", 1);
        const Answer text = call(tune);
        QVERIFY2(text.code == 0 && text.out.contains("It is stored as a, not as y: --a, --b and --model take the name a."), text.out);
        QCOMPARE(json(tune).object()["model"].toString(), QString("a"));
        QVERIFY(!call(QStringList{"fine-tune", "p.crosseed"} + tinyModel("a", 1)).out.contains("It is stored as"));
    }
    void activationsAreExtracted() {
        const QJsonObject row = json({"extract", "p.crosseed", "--model", "a", "--split", "test"}).object();
        QCOMPARE(row["layer"].toInt(), 1);
        QCOMPARE(row["texts"].toInt(), 24);
        m_testTokens = row["tokens"].toInteger();
        const Safetensors file(row["file"].toString());
        QCOMPARE(file.form("hidden"), QString("F32 [%1, 16]").arg(m_testTokens));
        QCOMPARE(file.form("next"), file.form("hidden"));
        QCOMPARE(file.form("logits"), QString("F32 [24, 2]"));
    }
    void theModelsAreAlignedTrainedAndEvaluated() {
        const QStringList pair{"p.crosseed", "--a", "a", "--b", "b", "--threads", "1"};
        const QJsonObject rotation = json(QStringList{"align"} + pair)[0].toObject();
        QCOMPARE(rotation["kind"].toString(), QString("true"));
        const double nre = rotation["result"].toObject()["nre"].toDouble(-1);
        QVERIFY(nre >= 0 && nre <= rotation["result"].toObject()["nre_identity"].toDouble());
        const Answer train = call(QStringList{"train"} + pair +
                                  QStringList{"--dictionary", "64", "--k", "4", "--epochs", "2", "--learning-rate", "1e-3",
                                              "--json"});
        QVERIFY2(train.error.contains("Rotation of a & b, true: stored already"), train.error); // that of align
        const QJsonObject run = train.json()[0].toObject();
        QCOMPARE(run["run"].toInt(), 1);
        QCOMPARE(run["last_step"].toObject()["steps"].toInt(), 12); // 96 texts in batches of 16, twice
        QCOMPARE(run["config"].toObject()["sae"].toObject()["dictionary"].toInt(), 64);
        const QJsonDocument evaluation = json({"evaluate", "p.crosseed", "--minimum-active", "2"});
        QCOMPARE(evaluation[0]["metrics"]["pooling"].toString(), QString("per token"));
        QCOMPARE(evaluation[0]["metrics"]["rows"].toInteger(), m_testTokens);
        QCOMPARE(evaluation[1]["metrics"]["pooling"].toString(), QString("mean-pooled"));
        QCOMPARE(evaluation[1]["metrics"]["rows"].toInteger(), 24);
        QCOMPARE(evaluation[0]["split"].toString(), QString("test"));
    }
    void featuresAndTheirContextsAreShown() {
        const QJsonObject table = json({"features", "p.crosseed", "--top", "5"}).object();
        const QJsonArray features = table["features"].toArray();
        QVERIFY(features.size() >= 1 && features.size() <= 5);
        QVERIFY(features[0].toObject()["r"].toDouble() >= 0.7);
        const QString number = QString::number(features[0].toObject()["feature"].toInt());
        const QJsonObject contexts = json({"contexts", "p.crosseed", number, "--top", "2"}).object();
        const QJsonArray lines = contexts["bands"][0]["lines"].toArray();
        QVERIFY(lines.size() >= 1 && lines.size() <= 2);
        QVERIFY(lines[0].toObject()["document"].toString().startsWith("r"));
        const QByteArray node = lines[0].toObject()["node"].toString().toUtf8();
        QVERIFY2(!node.isEmpty() && requestsCsv().contains(node), node);
        const QJsonObject page = json({"feature", "p.crosseed", number}).object();
        QCOMPARE(page["r"], features[0]["r"]);
        QVERIFY(page["r_low"].toDouble() <= page["r"].toDouble() && page["r"].toDouble() <= page["r_high"].toDouble());
        QCOMPARE(page["documents"].toInt(), 24);
        json({"contexts", "p.crosseed", number, "--order", "R1", "--csv", path("lines.csv"), "--latex", path("lines.tex")});
        QVERIFY(readBytes(path("lines.csv")).startsWith("A,B,left,node,right,class,document,copies,Author\n"));
        QVERIFY(readBytes(path("lines.tex")).startsWith("\\begin{tabular}{rrrlll"));
        const Answer text = call({"features", "p.crosseed", "--pooling", "mean_pooled"});
        QVERIFY2(text.code == 0 && text.out.contains("mean-pooled"), text.out + text.error);
    }
    // The strongest context's stored codes are what the loaded models give for its text.
    void editsAreComparedAndKept() {
        const QString number =
            QString::number(json({"features", "p.crosseed", "--top", "1"})["features"][0]["feature"].toInt());
        const QJsonValue line = json({"contexts", "p.crosseed", number, "--top", "1", "--words", "99"})["bands"][0]["lines"][0];
        const QString node = line["node"].toString(), text = line["left"].toString() + node + line["right"].toString();
        const QStringList ask{"counterfactual", "p.crosseed", number, "--original", text, "--edited"};
        const QJsonValue same = json(ask + QStringList{text, "--no-save"})[0];
        // The line shows the token of the greatest code of both models, so that no token is stronger in that model.
        const char* stronger = line["a"].toDouble() >= line["b"].toDouble() ? "a" : "b";
        QVERIFY(line[stronger].toDouble() > 0);
        QVERIFY(std::abs(same[stronger]["before"]["value"].toDouble() - line[stronger].toDouble()) < 1e-5);
        QCOMPARE(same[stronger]["effect"].toDouble(-1), 0.0);
        QCOMPARE(same["id"].isNull(), true);
        const QJsonValue edit = json(ask + QStringList{"fix it", "--note", "n", "--edit-type", "mine"})[0];
        QCOMPARE(edit["edit_type"].toString(), QString("mine"));
        json({"counterfactual", "p.crosseed", number, "--rule", node + " -> it", "--top", "3", "--placebo"});
        const QJsonDocument list = json({"counterfactual", "p.crosseed", "--list", "--csv", path("t2.csv"), "--latex", path("t2.tex")});
        QCOMPARE(list["counterfactuals"].toArray().size(), 1);
        QJsonObject shown = edit.toObject();
        QCOMPARE(shown.take("address").toString(), "counterfactual " + QString::number(edit["id"].toInt())); // of what was printed
        QCOMPARE(list["counterfactuals"][0].toObject(), shown);
        QCOMPARE(list["rule_studies"].toArray().size(), 1);
        QVERIFY(list["rule_studies"][0]["edited"].toInt() >= 1);
        QVERIFY(readBytes(path("t2.csv")).startsWith("id,run,feature,original,edited,edit_type,note,effect_a,"));
        QVERIFY(readBytes(path("t2.tex")).contains("Original & Counterfactual & Edit type & Effect in A & Effect in B"));
        const QString id = QString::number(edit["id"].toInt());
        QCOMPARE(call({"counterfactual", "p.crosseed", "--set-note", id}).code, 2); // nothing is emptied by an oversight
        json({"counterfactual", "p.crosseed", "--set-note", id, "--note", "other"});
        QCOMPARE(json({"counterfactual", "p.crosseed", "--list"})["counterfactuals"][0]["note"].toString(), QString("other"));
        json({"counterfactual", "p.crosseed", "--delete", id});
        QVERIFY(json({"counterfactual", "p.crosseed", "--list"})["counterfactuals"].toArray().isEmpty());
        QCOMPARE(call({"counterfactual", "p.crosseed", "--delete", id}).code, 4);
        QCOMPARE(call({"counterfactual", "p.crosseed", number, "--original", "a"}).code, 2);
        QCOMPARE(call({"counterfactual", "p.crosseed", number, "--rule", "a"}).code, 2);
        QCOMPARE(call({"counterfactual", "p.crosseed", "64", "--original", "a", "--edited", "b"}).code, 2);
    }
    void theEvaluationThatWasAskedForLastIsShown() {
        const auto threshold = [&] { return json({"features", "p.crosseed"})["config"]["universal_r"].toDouble(); };
        const double before = threshold();
        json({"evaluate", "p.crosseed", "--minimum-active", "2", "--universal-r", "0.33"});
        QCOMPARE(threshold(), 0.33);
        json({"evaluate", "p.crosseed", "--minimum-active", "2", "--universal-r", QString::number(before)}); // stored already
        QCOMPARE(threshold(), before);
    }
    void aControlIsNotTakenForTheResult() {
        const QJsonObject control = json({"train", "p.crosseed", "--a", "a", "--b", "b", "--threads", "1", "--rotations",
                                          "identity", "--dictionary", "64", "--k", "4", "--epochs", "1"})[0]
                                        .toObject();
        QCOMPARE(control["run"].toInt(), 2);
        json({"evaluate", "p.crosseed", "--run", "2", "--minimum-active", "2"});
        const QJsonObject features = json({"features", "p.crosseed", "--top", "1"}).object();
        QCOMPARE(features["run"].toInt(), 1);
        const QString number = QString::number(features["features"][0]["feature"].toInt());
        const QJsonObject contexts = json({"contexts", "p.crosseed", number, "--run", "2"}).object();
        QCOMPARE(contexts["run"].toInt(), 2);
        QCOMPARE(contexts["condition"].toString(), control["condition"].toString());
        const Answer lines = call({"contexts", "p.crosseed", number}), table = call({"features", "p.crosseed"});
        QVERIFY2(lines.out.contains("Contexts of f" + number.toUtf8() + " in run 1 (joint, full)"), lines.out + lines.error);
        QVERIFY2(table.out.contains("Features of run 1 (joint, full), per token, test split that both seeds share"), table.out + table.error);
    }
    void theAlignmentIsStudiedInDepth() {
        const QJsonObject study = json({"alignment", "p.crosseed", "--alignment-split", "test", "--texts", "20", "--halves", "4",
                                        "--sizes", "30", "60", "--what", "halves", "--csv", "halves.csv"})
                                      .object();
        QCOMPARE(study["models"].toArray(), (QJsonArray{"a", "b"}));
        QCOMPARE(study["layer"].toInt(), 1);
        QCOMPARE(study["layer_from_1"].toInt(), 2);
        QCOMPARE(study["texts"].toInt(), 20);
        QCOMPARE(study["held_out_texts"].toInt(), 4);
        QCOMPARE(study["tokens"].toInteger() + study["held_out_tokens"].toInteger(), m_testTokens - 2 * 24);
        QCOMPARE(study["sizes"].toArray().size(), 3);
        QCOMPARE(study["config"]["sizes"].toArray(), (QJsonArray{30, 60}));
        const QByteArrayList lines = readBytes(path("halves.csv")).trimmed().split('\n');
        QCOMPARE(lines.size(), 5);
        QCOMPARE(lines[1].split(',')[3].toDouble(), study["halves"][0]["nre"].toDouble());
        const Answer text = call({"alignment", "p.crosseed", "--a", "a", "--b", "b", "--halves", "2"});
        QVERIFY2(text.code == 0 && text.out.contains("at layer 1 (0-based; 2 counted from 1), D = 16"), text.out + text.error);
        QVERIFY2(text.out.contains("Sample: the first 96 texts of the train split"), text.out);
        QVERIFY2(text.error.contains("nothing of it is held out"), text.error);
        QCOMPARE(call({"alignment", "p.crosseed", "--a", "a"}).code, 2);
    }
    void theGeometryIsShown() {
        const QStringList geometry{"geometry", "p.crosseed", "--run", "1", "--rows", "30", "--features", "all", "--bins", "10"};
        const QJsonObject all = json(geometry + QStringList{"--csv", "histogram.csv"}).object();
        QCOMPARE(all["hidden"]["rows"].toArray().size(), 30);
        QCOMPARE(all["cosines"]["pairs"].toInt(), 64 * 63 / 2);
        const QByteArrayList lines = readBytes(path("histogram.csv")).trimmed().split('\n');
        QCOMPARE(lines.size(), 11);
        qint64 pairs = 0;
        for (const QByteArray& line : lines.mid(1))
            pairs += line.split(',')[2].toLongLong();
        QCOMPARE(pairs, 64 * 63 / 2);
        const QHash<QString, qsizetype> rows{{"coordinates", 30}, {"dictionary", 64}, {"duplicates", 2016}};
        for (auto it = rows.begin(); it != rows.end(); ++it) {
            const Answer answer = call(geometry + QStringList{"--what", it.key(), "--csv", "table.csv", "--duplicates-from",
                                                              "1e-9", "--most-pairs", "5000"});
            QVERIFY2(answer.code == 0 && answer.out.contains("Geometry of run 1 (joint, full)"), answer.out + answer.error);
            QCOMPARE(readBytes(path("table.csv")).trimmed().split('\n').size(), it.value() + 1);
        }
        const Answer active = call({"geometry", "p.crosseed"});
        QVERIFY2(active.code == 0 && active.out.contains("features active in both"), active.out + active.error);
    }
    void theRotationIsExported() {
        const Safetensors file(exported({"--what", "rotation"}, "w.safetensors"));
        QCOMPARE(file.names(), QStringList{"W"});
        QCOMPARE(file.form("W"), QString("F32 [16, 16]"));
        const QList<float> w = file.values<float>("W");
        for (int i = 0; i < 16; ++i)
            for (int j = 0; j < 16; ++j) {
                double dot = 0;
                for (int k = 0; k < 16; ++k)
                    dot += static_cast<double>(w[k * 16 + i]) * static_cast<double>(w[k * 16 + j]);
                QVERIFY(std::abs(dot - (i == j)) < 1e-5);
            }
    }
    void theSaeIsExported() {
        const Safetensors file(exported({"--what", "sae", "--run", "1"}, "sae.safetensors"));
        QCOMPARE(file.names(), (QStringList{"W_dec", "W_enc", "b_dec", "b_enc"}));
        QCOMPARE(file.form("W_enc"), QString("F32 [64, 16]"));
        QCOMPARE(file.form("b_enc"), QString("F32 [64]"));
        QCOMPARE(file.form("W_dec"), QString("F32 [16, 64]"));
        QCOMPARE(file.form("b_dec"), QString("F32 [16]"));
        QCOMPARE(file.metadata("k"), QString("4"));
        QCOMPARE(file.metadata("normalisation"), QString("unit"));
        QCOMPARE(file.metadata("denormalise"), QString("true"));
        QCOMPARE(file.metadata("relu_after_topk"), QString("false"));
    }
    void theCodesAreExportedAsCsr() {
        const Safetensors both(exported({"--what", "codes"}, "codes.safetensors"));
        QCOMPARE(both.names(),
                 (QStringList{"A.indices", "A.indptr", "A.values", "B.indices", "B.indptr", "B.values", "starts"}));
        const Safetensors a(exported({"--what", "codes", "--model", "A"}, "a.safetensors"));
        QCOMPARE(a.names(), (QStringList{"indices", "indptr", "starts", "values"}));
        QCOMPARE(a.form("indptr"), QString("I64 [%1]").arg(m_testTokens + 1));
        QCOMPARE(a.metadata("features"), QString("64"));
        const QList<qint64> rows = a.values<qint64>("indptr"), starts = a.values<qint64>("starts");
        const QList<qint32> indices = a.values<qint32>("indices");
        QCOMPARE(a.values<float>("values").size(), indices.size());
        QVERIFY(rows.first() == 0 && rows.last() == indices.size());
        QVERIFY(starts.size() == 25 && starts.last() == m_testTokens);
        for (qsizetype row = 0; row + 1 < rows.size(); ++row) {
            QVERIFY(rows[row + 1] - rows[row] <= 4);
            for (qint64 at = rows[row]; at < rows[row + 1]; ++at)
                QVERIFY(indices[at] >= (at > rows[row] ? indices[at - 1] + 1 : 0) && indices[at] < 64);
        }
        QCOMPARE(both.values<float>("A.values"), a.values<float>("values"));
        const Safetensors b(exported({"--what", "codes", "--model", "B"}, "b.safetensors"));
        QCOMPARE(both.values<qint32>("B.indices"), b.values<qint32>("indices"));
    }
    void featuresAndMetricsAreExportedAsCsvAndJson() {
        const QList<QByteArray> lines = readBytes(exported({"--what", "features"}, "f.csv")).trimmed().split('\n');
        QCOMPARE(lines.size(), 65);
        QCOMPARE(lines[0], QByteArray("feature,r,fires_a,fires_b,mean_a,mean_b,max_a,max_b,active_both,universal"));
        const auto document = QJsonDocument::fromJson(readBytes(exported({"--what", "features"}, "f.json"))).object();
        const QJsonArray features = document["features"].toArray();
        QCOMPARE(features.size(), 64);
        int universal = 0;
        for (int f = 0; f < 64; ++f) {
            const QJsonObject feature = features[f].toObject();
            const QList<QByteArray> fields = lines[f + 1].split(',');
            QCOMPARE(fields.size(), 10);
            QCOMPARE(fields[0].toInt(), f);
            QCOMPARE(fields[1].isEmpty(), feature["r"].isNull()); // no number is an empty field
            QCOMPARE(fields[1].toDouble(), feature["r"].toDouble());
            QCOMPARE(fields[2].toInt(), feature["fires_a"].toInt());
            universal += fields[9].toInt();
        }
        const auto metrics = QJsonDocument::fromJson(readBytes(exported({"--what", "metrics"}, "m.json"))).object();
        QCOMPARE(metrics["metrics"]["universal"].toInt(), universal);
        QCOMPARE(metrics["run"]["run"].toInt(), 1);
        const QByteArray csv = readBytes(exported({"--what", "metrics"}, "m.csv"));
        QVERIFY2(csv.startsWith("name,value\n") && csv.contains("\nuniversal," + QByteArray::number(universal) + "\n"), csv);
        const auto pooled = QJsonDocument::fromJson(
            readBytes(exported({"--what", "metrics", "--pooling", "mean_pooled"}, "mean.json")));
        QCOMPARE(pooled["metrics"]["rows"].toInt(), 24);
    }
    void textsAreTokenizedWithOffsetsInBytes() {
        writeText(path("texts.txt"), "Caf\xc3\xa9 please\n\nsend \xff\n");
        const QList<QByteArray> vocabulary = readBytes(m_model + "/vocab.txt").split('\n');
        const Answer answer = call({"tokenize", "--model", m_model, "--texts", "texts.txt", "--json"});
        const QList<QByteArray> lines = answer.out.trimmed().split('\n');
        QVERIFY2(answer.code == 0 && lines.size() == 3, answer.out + answer.error);
        const auto pieces = [&](const QByteArray& line) {
            QByteArray text;
            const QJsonObject object = QJsonDocument::fromJson(line).object();
            for (qsizetype i = 0; i < object["ids"].toArray().size(); ++i) {
                const QJsonValue range = object["offsets"][i];
                text += vocabulary[object["ids"][i].toInt()] + ":" + QByteArray::number(range[0].toInt()) + "-" +
                        QByteArray::number(range[1].toInt()) + " ";
            }
            return text;
        };
        QCOMPARE(pieces(lines[0]), QByteArray("[CLS]:0-0 c:0-1 ##a:1-2 ##f:2-3 ##e:3-5 please:6-12 [SEP]:0-0 "));
        QCOMPARE(pieces(lines[1]), QByteArray("[CLS]:0-0 [SEP]:0-0 "));
        QVERIFY(pieces(lines[2]).startsWith("[CLS]:0-0 send:0-4 "));
        const Answer text = call({"tokenize", "--model", m_model, "--texts", "texts.txt", "--max-length", "3"});
        QVERIFY2(text.out.startsWith("[CLS] c [SEP]\n"), text.out);
    }
    void textsAreEncoded() {
        writeText(path("texts.jsonl"), "\"please send\"\n{\"text\": \"fix the page\"}\n");
        const QStringList encode{"encode", "--model", m_model, "--texts", "texts.jsonl", "--out", "e.safetensors"};
        QCOMPARE(json(encode).object()["tokens"].toInt(), 4 + 5); // with [CLS] and [SEP]
        const Safetensors file(path("e.safetensors"));
        QCOMPARE(file.names(), (QStringList{"hidden", "lengths", "logits"}));
        QCOMPARE(file.form("logits"), QString("F32 [2, 2]"));
        QCOMPARE(file.form("hidden"), QString("F32 [9, 16]"));
        QCOMPARE(file.form("lengths"), QString("I64 [2]"));
        QCOMPARE(file.values<qint64>("lengths"), (QList<qint64>{4, 5}));
        QVERIFY(file.values<float>("logits")[0] != file.values<float>("logits")[2]);
    }
    void trainingReusesARotationOfAnyOptions() {
        const QStringList pair{"p.crosseed", "--a", "a", "--b", "b", "--threads", "1"};
        const QJsonObject rotation =
            json(QStringList{"align"} + pair +
                 QStringList{"--split", "test", "--texts", "20", "--centred", "--special-tokens", "--seed", "7"})[0]
                .toObject();
        const Answer train =
            call(QStringList{"train"} + pair +
                 QStringList{"--alignment-split", "test", "--alignment-texts", "20", "--alignment-centred",
                             "--alignment-special-tokens", "--alignment-seed", "7", "--dictionary", "64", "--k", "4",
                             "--epochs", "1", "--seed", "5", "--json"});
        QVERIFY2(train.code == 0 && train.error.contains("Rotation of a & b, true: stored already"), train.error);
        const QJsonObject config = train.json()[0]["config"].toObject();
        QCOMPARE(config["alignment"].toObject(), rotation["config"].toObject());
        QCOMPARE(config["training"]["seed"].toInt(), 5);
    }
    void aRecipeReportsItsOwnEvaluation() {
        writeText(path("r.toml"), "[project]\nfile = 'r.crosseed'\n[corpus]\nformat = 'sample'\ncount = 240\n"
                                  "[pairs]\nseeds = [[1, 2]]\n[model]\nmax_length = 24\nlayers = 3\nhidden = 16\n"
                                  "heads = 2\nintermediate = 32\n[fine_tune]\nepochs = 1\nlearning_rate = 1e-3\n"
                                  "[sae]\ndictionary = 64\nk = 4\n[training]\nepochs = 1\nlearning_rate = 1e-3\n"
                                  "[evaluation]\nminimum_active = 2\nuniversal_r = 0.3\n");
        const QJsonValue before = json({"run", "r.toml", "--threads", "1"})["pairs"][0]["features"];
        QVERIFY(before.toArray().size() >= 2);
        json({"evaluate", "r.crosseed", "--universal-r", "0.9999", "--threads", "1"}); // of the same run, and newer
        QVERIFY(json({"features", "r.crosseed", "--top", "10"})["features"] != before);
        QCOMPARE(json({"run", "r.toml", "--threads", "1"})["pairs"][0]["features"], before);
    }
    void nothingHalfWrittenStays() {
        QVERIFY(!QFile::exists(path("p.crosseed-wal")));
        QCOMPARE(QDir(path("p.crosseed.data/unfinished")).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList());
    }
};

QTEST_APPLESS_MAIN(TestCommandLine)
#include "tst_command_line.moc"
