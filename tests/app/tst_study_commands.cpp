// The table of conditions and the rotation test on the command line, on a project of a second.
#include "program.h"
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

using namespace crosseed;

class TestStudyCommands : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QJsonArray m_rows; // of the table of conditions
    const QStringList m_pair{"p.crosseed", "--a", "seed-1", "--b", "seed-2", "--threads", "1", "--minimum-active", "2"};

    QString path(const QString& name) const { return m_folder.filePath(name); }
    Answer call(const QStringList& arguments) const { return callCrosseed(m_folder.path(), arguments); }
    QJsonObject json(const QStringList& arguments) const {
        const Answer answer = call(arguments + QStringList{"--json"});
        if (answer.code != 0 || answer.json().isNull())
            QTest::qFail(arguments.join(' ').toUtf8() + ": " + answer.out + answer.error, __FILE__, __LINE__);
        return answer.json().object();
    }

private Q_SLOTS:
    void initTestCase() {
        writeText(path("r.toml"), "[project]\nfile = 'p.crosseed'\n[corpus]\nformat = 'sample'\ncount = 240\n"
                                  "[pairs]\nseeds = [[1, 2]]\n[model]\nmax_length = 24\nlayers = 3\nhidden = 16\n"
                                  "heads = 2\nintermediate = 32\n[fine_tune]\nepochs = 1\nlearning_rate = 1e-3\n"
                                  "[alignment]\ntexts = 60\n[sae]\ndictionary = 64\nk = 4\n"
                                  "[training]\nepochs = 1\nlearning_rate = 2e-3\n[evaluation]\nminimum_active = 2\n");
        QCOMPARE(call({"run", "r.toml", "--threads", "1"}).code, 0);
    }
    void theTableOfConditionsHasBothPresets() {
        const QStringList arguments = QStringList{"conditions"} + m_pair +
                                      QStringList{"--auxiliary", "yes", "--max-steps", "4", "--csv", "c.csv"};
        const Answer text = call(arguments);
        QVERIFY2(text.code == 0, text.error);
        QVERIFY2(text.error.contains("The table needs 10 trained SAEs; 0 are stored, 10 are trained now (40 steps in all"),
                 text.error);
        for (const char* part : {"Preset paper, per token, test split", "Preset recommended, per token, test split", "not undone",
                                 "matching fitted on the test codes, per token", "matching fitted on the train codes, per token",
                                 "64 features, k 4",
                                 "active from 2 rows, universal from r .700", "3-literal", "3-fair", "top-100 r", "active in both", "dead in both", "EV of B"})
            QVERIFY2(text.out.contains(part), part);
        const QList<QByteArray> lines = readBytes(path("c.csv")).trimmed().split('\n');
        QCOMPARE(lines.size(), 15);
        QVERIFY2(lines[0].startsWith("preset,pooling,split,minimum_active,universal_r,run,condition,"), lines[0]);
        QCOMPARE(lines[8].split(',').mid(2, 3), (QList<QByteArray>{"test", "2", "0.7"}));
        QCOMPARE(lines[8].split(',')[0], QByteArray("recommended"));
        const QJsonObject again = json(arguments);
        QCOMPARE(again["trainings_stored_before"].toInt(), 10);
        const QJsonArray rows = m_rows = again["rows"].toArray();
        QCOMPARE(rows.size(), 14);
        QCOMPARE(rows[1]["condition"].toString(), QString("2"));
        QVERIFY(rows[1]["matching"]["pairs"].toInt() > 0);
        QCOMPARE(rows[13]["run"]["config"]["training"]["lambda_cross"].toDouble(), 1.0);
        QCOMPARE(rows[0]["run"]["config"]["training"]["learning_rate"].toDouble(), 5e-5);
        QCOMPARE(rows[7]["run"]["config"]["training"]["learning_rate"].toDouble(), 1e-3);
        QCOMPARE(rows[0]["run"]["config"]["alignment"]["texts"].toInt(), 60); // that of the pair's result
    }
    void whatIsAskedForOnTheCommandLineWinsInBothPresets() {
        const QJsonArray rows = json(QStringList{"conditions"} + m_pair +
                                     QStringList{"--auxiliary", "no", "--max-steps", "2", "--conditions", "6,5", "--k", "3",
                                                 "--learning-rate", "1e-4", "--pooling", "both"})["rows"]
                                    .toArray();
        QCOMPARE(rows.size(), 8); // two presets, two poolings, two conditions
        for (const QJsonValue& row : rows) {
            QCOMPARE(row["run"]["config"]["sae"]["k"].toInt(), 3);
            QCOMPARE(row["run"]["config"]["training"]["learning_rate"].toDouble(), 1e-4);
            QCOMPARE(row["run"]["config"]["training"]["lambda_aux"].toDouble(), 0.0);
        }
        QCOMPARE(rows[2]["evaluation"]["metrics"]["pooling"].toString(), QString("mean-pooled"));
    }
    void aMatchedRunIsReadLikeAnyOther() {
        const QString run = QString::number(m_rows.at(1)["run"]["run"].toInt());
        QCOMPARE(json({"features", "p.crosseed", "--run", run})["run"].toInt(), run.toInt());
        json({"export", "p.crosseed", "--run", run, "--what", "matching", "--out", "m.csv"});
        const QList<QByteArray> lines = readBytes(path("m.csv")).trimmed().split('\n');
        QCOMPARE(lines.size(), 65);
        QSet<int> partners;
        for (qsizetype i = 1; i < lines.size(); ++i)
            partners += lines[i].split(',')[1].toInt();
        QCOMPARE(partners.size(), 64);
        json({"export", "p.crosseed", "--run", run, "--what", "sae", "--model", "B", "--out", "b.safetensors"});
        json({"export", "p.crosseed", "--run", QString::number(m_rows.at(0)["run"]["run"].toInt()), "--what", "sae", "--model", "B", "--out",
              "index.safetensors"});
        const QList<float> renumbered = Safetensors(path("b.safetensors")).values<float>("b_enc"),
                           own = Safetensors(path("index.safetensors")).values<float>("b_enc");
        for (int f = 0; f < 64; ++f)
            QCOMPARE(renumbered[f], own[lines[f + 1].split(',')[1].toInt()]);
        const Answer none = call({"export", "p.crosseed", "--run", "1", "--what", "matching", "--out", "n.csv"});
        QVERIFY2(none.code != 0 && none.error.contains("has no matching"), none.error);
    }
    void theRotationTestSaysItsPWithItsFloor() {
        const QStringList arguments = QStringList{"rotation-test"} + m_pair +
                                      QStringList{"--draws", "3", "--max-steps", "4", "--histogram", "r.csv", "--csv", "t.csv"};
        const Answer text = call(arguments);
        QVERIFY2(text.code == 0, text.error);
        QVERIFY2(text.out.contains(" of 3 random rotations reached ") &&
                     text.out.contains("; the smallest p this number of draws can give is .250.") &&
                     text.out.contains("4 batches, lambda_cross 0, learning rate 0.002, per token, test split") &&
                     text.out.contains("; active from 2 rows, universal from r .700\n"),
                 text.out);
        const QList<QByteArray> trials = readBytes(path("t.csv")).trimmed().split('\n');
        QCOMPARE(trials.size(), 7);
        QVERIFY2(trials[0].endsWith(",pooling,split,minimum_active,universal_r"), trials[0]);
        QVERIFY2(trials[6].endsWith(",per token,test,2,0.7"), trials[6]);
        const QList<QByteArray> bins = readBytes(path("r.csv")).trimmed().split('\n');
        QCOMPARE(bins[0], QByteArray("r from,r to,true,identity,mismatched,random"));
        QCOMPARE(bins.size(), 41);
        QVERIFY(bins[35].startsWith("0.7,0.75,")); // so that what lies above the threshold can be added up
        const QJsonObject more = json(QStringList{"rotation-test"} + m_pair + QStringList{"--draws", "4", "--max-steps", "4"});
        QCOMPARE(more["draws"].toInt(), 4);
        QCOMPARE(more["smallest_p"].toDouble(), 0.2);
        QCOMPARE(more["trials"].toArray().size(), 7);
        QCOMPARE(more["histogram_of_r"]["edges"].toArray().size(), 41);
        QCOMPARE(more["histogram_of_r"]["controls"].toArray().size(), 4);
    }
    void atAnotherLayerTheOptionsAreStillThoseOfTheLatestResult() {
        const QJsonObject table = json(QStringList{"conditions"} + m_pair +
                                       QStringList{"--layer", "0", "--preset", "paper", "--auxiliary", "yes", "--conditions", "6",
                                                   "--max-steps", "2"});
        QCOMPARE(table["layer"].toInt(), 0);
        const QJsonValue config = table["rows"][0]["run"]["config"];
        QCOMPARE(config["sae"]["dictionary"].toInt(), 64);
        QCOMPARE(config["sae"]["k"].toInt(), 4);
        QCOMPARE(config["alignment"]["texts"].toInt(), 60);
    }
    void theAtomsOfEachModelAreNamed() {
        const QStringList independent{"geometry", "p.crosseed", "--features", "all", "--run",
                                      QString::number(m_rows.at(0)["run"]["run"].toInt())};
        const QJsonObject a = json(independent), b = json(independent + QStringList{"--model", "B"});
        QCOMPARE(a["model"].toString(), QString("A"));
        QCOMPARE(b["model"].toString(), QString("B"));
        QVERIFY(a["cosines"]["largest"] != b["cosines"]["largest"]);
        QVERIFY(call(independent + QStringList{"--model", "B"}).out.contains("Dictionary of B's SAE in the run's numbering, "));
        const QStringList joint{"geometry", "p.crosseed", "--features", "all", "--run", "1"};
        QVERIFY(json(joint)["model"].isNull());
        QVERIFY(call(joint).out.contains("Dictionary, 64 all features"));
    }
    void aStudyOfTwoModelsMakesNoPair() {
        const QStringList turned{"alignment", "p.crosseed", "--a", "seed-2", "--b", "seed-1", "--halves", "2"};
        QVERIFY(json(turned)["pair"].isNull());
        QVERIFY(call(turned).out.startsWith("Alignment of seed-2 & seed-1, at layer 1 "));
        QCOMPARE(json({"alignment", "p.crosseed", "--a", "seed-1", "--b", "seed-2", "--halves", "2"})["pair"].toInt(), 1);
        const Answer same = call({"alignment", "p.crosseed", "--a", "seed-1", "--b", "seed-1"});
        QVERIFY2(same.code != 0 && same.error.contains("A pair needs two models"), same.error);
    }
    void theResultOfTheProjectIsStillItsOwn() { QCOMPARE(json({"features", "p.crosseed"})["run"].toInt(), 1); }
    void wordsThatMeanNothingAreNamed() {
        const Answer condition = call(QStringList{"conditions"} + m_pair + QStringList{"--conditions", "3"});
        QVERIFY2(condition.code != 0 && condition.error.contains("use 1, 2, 3-literal, 3-fair, 4, 5 or 6"), condition.error);
        const Answer draws = call(QStringList{"rotation-test"} + m_pair + QStringList{"--draws", "0"});
        QVERIFY2(draws.code != 0 && draws.error.contains("at least one random rotation"), draws.error);
    }
};

QTEST_APPLESS_MAIN(TestStudyCommands)
#include "tst_study_commands.moc"
