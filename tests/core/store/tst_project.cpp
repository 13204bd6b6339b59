// The project file: what goes in comes out, one plain file when closed, strangers and newer files refused.
#include "store/corpora.h"
#include "store/models.h"
#include "store/project.h"
#include "store/runs.h"
#include "base/files.h"
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <sqlite3.h>

using namespace crosseed;

namespace {

text::Corpus smallCorpus() {
    text::Corpus corpus;
    corpus.classNames = {"no", "yes"};
    corpus.extraColumns = {"author"};
    corpus.documents.push_back({"train/0", "caf\xc3\xa9", 1, text::Split::Train, {"x"}});
    corpus.documents.push_back({"t/1", std::string("bad \xff byte\0!", 12), 0, text::Split::Test, {""}});
    return corpus;
}

void execute(const std::filesystem::path& file, const char* sql) {
    sqlite3* db = nullptr;
    QCOMPARE(sqlite3_open(file.c_str(), &db), SQLITE_OK);
    QCOMPARE(sqlite3_exec(db, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(db);
}

template <typename F> std::string sentenceOf(F&& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

} // namespace

class TestProject : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::filesystem::path fileNamed(const char* name) const { return m_folder.filePath(name).toStdString(); }

private Q_SLOTS:
    void aClosedProjectIsOneFileWithItsIdentity() {
        const auto file = fileNamed("a.crosseed");
        {
            store::Project project = store::Project::create(file);
            store::insertCorpus(project, "c", "key", "{}", smallCorpus());
            QVERIFY(std::filesystem::exists(file.string() + "-wal"));
        }
        QVERIFY(!std::filesystem::exists(file.string() + "-wal"));
        const std::string bytes = readFile(file);
        QCOMPARE(bytes.substr(68, 4), std::string("CRoS")); // application_id in SQLite's header, big-endian
        QCOMPARE(static_cast<int>(bytes[63]), 1);           // user_version
    }
    void documentsComeBackByteForByte() {
        const auto file = fileNamed("b.crosseed");
        const text::Corpus corpus = smallCorpus();
        {
            store::Project project = store::Project::create(file);
            store::insertCorpus(project, "c", "key", "{\"format\":\"x\"}", corpus);
        }
        const store::Project project = store::Project::open(file);
        const auto row = store::corpusNamed(project, "");
        QCOMPARE(row.sourceJson, std::string("{\"format\":\"x\"}"));
        const text::Corpus back = store::loadCorpus(project, row.id);
        QCOMPARE(back.documents.size(), corpus.documents.size());
        QCOMPARE(back.documents[1].text, corpus.documents[1].text);
        QCOMPARE(text::contentHash(back), text::contentHash(corpus));
        QCOMPARE(back.extraColumns, corpus.extraColumns);
        QCOMPARE(back.documents[0].extra, corpus.documents[0].extra);
    }
    void aRunAndItsEvaluationComeBackWhole() {
        store::Project project = store::Project::create(fileNamed("c.crosseed"));
        const auto corpus = store::insertCorpus(project, "c", "key", "{}", smallCorpus());
        const auto a = store::insertModel(project, {{}, "A", "ka", corpus.id, "{}", "ha", "models/a", 64, "{}"});
        const auto b = store::insertModel(project, {{}, "B", "kb", corpus.id, "{}", "hb", "models/b", 64, "{}"});
        const auto pair = store::pairOf(project, a.id, b.id);
        QCOMPARE(store::pairOf(project, a.id, b.id).id.value, pair.id.value);
        QCOMPARE(pair.name, std::string("A & B"));
        store::RunRow run;
        run.key = "kr";
        run.pair = pair.id;
        run.corpus = corpus.id;
        run.condition = "joint, full";
        run.configJson = "{\"seed\":42}";
        run.dataHash = corpus.contentHash;
        run.device = "cpu";
        run.saeFile = "tensors/x.safetensors";
        sae::StepReport step;
        step.step = 1;
        step.total = 0.25;
        step.auxiliary = std::nan("");
        step.dead = 7;
        run = store::insertRun(project, run, {step});
        QCOMPARE(run.programVersion, store::programVersion());
        QCOMPARE(run.condition, std::string("joint, full"));
        const auto steps = store::runSteps(project, run.id);
        QCOMPARE(steps.size(), std::size_t{1});
        QCOMPARE(steps[0].total, 0.25);
        QVERIFY(std::isnan(steps[0].auxiliary));
        QCOMPARE(steps[0].dead, 7);

        store::EvaluationRow evaluation;
        evaluation.key = "ke";
        evaluation.run = run.id;
        evaluation.pooling = evaluate::Pooling::MeanPooled;
        evaluation.configJson = evaluation.outcomeAJson = evaluation.outcomeBJson = "{}";
        evaluation.metrics.dictionary = 2;
        evaluation.metrics.universal = 1;
        evaluation.metrics.top10R = 0.5;
        evaluation.metrics.universalShare = std::nan("");
        evaluation.metrics.accuracyChange = -0.5;
        evaluation.metrics.features.resize(2);
        evaluation.metrics.features[1].feature = 1;
        evaluation.metrics.features[1].r = 0.9;
        evaluation.metrics.features[1].universal = true;
        store::insertEvaluation(project, evaluation);
        const auto back = store::latestEvaluation(project, run.id, evaluate::Pooling::MeanPooled);
        QCOMPARE(back.metrics.universal, 1);
        QCOMPARE(back.metrics.accuracyChange, -0.5);
        QVERIFY(std::isnan(back.metrics.universalShare));
        QVERIFY(std::isnan(back.metrics.features[0].r));
        QCOMPARE(back.metrics.features[1].r, 0.9);
        QVERIFY(back.metrics.features[1].universal);
        QVERIFY(sentenceOf([&] { store::latestEvaluation(project, run.id, evaluate::Pooling::PerToken); })
                    .find("crosseed evaluate") != std::string::npos);
    }
    void aRunWithABrokenStepLeavesNothing() {
        store::Project project = store::Project::create(fileNamed("d.crosseed"));
        const auto corpus = store::insertCorpus(project, "c", "key", "{}", smallCorpus());
        const auto a = store::insertModel(project, {{}, "A", "ka", corpus.id, "{}", "ha", "f", 64, "{}"});
        const auto b = store::insertModel(project, {{}, "B", "kb", corpus.id, "{}", "hb", "f", 64, "{}"});
        store::RunRow run;
        run.key = "kr";
        run.pair = store::pairOf(project, a.id, b.id).id;
        run.corpus = corpus.id;
        const sae::StepReport step; // the same number twice breaks the second insert
        bool refused = false;
        try {
            store::insertRun(project, run, {step, step});
        } catch (const std::exception&) {
            refused = true;
        }
        QVERIFY(refused);
        QVERIFY(!store::findRunByKey(project, "kr"));
    }
    void strangersAndNewerFilesAreRefused() {
        const auto text = fileNamed("text.crosseed");
        writeFile(text, "this is a long enough text file that is no database at all");
        QVERIFY(sentenceOf([&] { store::Project::open(text); }).find("is not a Crosseed project") != std::string::npos);
        const auto other = fileNamed("other.crosseed");
        execute(other, "CREATE TABLE t (x); PRAGMA application_id = 5;");
        QVERIFY(sentenceOf([&] { store::Project::open(other); }).find("another program") != std::string::npos);
        const auto newer = fileNamed("newer.crosseed");
        { store::Project::create(newer); }
        execute(newer, "PRAGMA user_version = 99;");
        QVERIFY(sentenceOf([&] { store::Project::open(newer); }).find("newer Crosseed") != std::string::npos);
        QVERIFY(sentenceOf([&] { store::Project::create(newer); }).find("already") != std::string::npos);
        QVERIFY(sentenceOf([&] { store::Project::open(fileNamed("none.crosseed")); }).find("There is no project") !=
                std::string::npos);
    }
    void everyTableIsStrictAndForeignKeysHold() {
        const auto file = fileNamed("e.crosseed");
        { store::Project::create(file); }
        sqlite3* db = nullptr;
        QCOMPARE(sqlite3_open(file.c_str(), &db), SQLITE_OK);
        sqlite3_stmt* q = nullptr;
        sqlite3_prepare_v2(db, "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'",
                           -1, &q, nullptr);
        int tables = 0;
        while (sqlite3_step(q) == SQLITE_ROW) {
            ++tables;
            QVERIFY2(sqlite3_column_int(q, 1) == 1, reinterpret_cast<const char*>(sqlite3_column_text(q, 0)));
        }
        sqlite3_finalize(q);
        sqlite3_close(db);
        QCOMPARE(tables, 15);
        store::Project project = store::Project::open(file);
        bool refused = false;
        try {
            store::insertModel(project, {{}, "A", "k", CorpusId{99}, "{}", "h", "f", 64, "{}"});
        } catch (const std::exception&) {
            refused = true;
        }
        QVERIFY(refused);
    }
};

QTEST_APPLESS_MAIN(TestProject)
#include "tst_project.moc"
