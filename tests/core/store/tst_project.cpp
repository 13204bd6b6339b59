// The project file: one plain file when closed, its identity, strangers and newer files refused untouched, and that a change
// is made whole or not at all.
#include "base/files.h"
#include "small_project.h"
#include "store/jobs.h"
#include "store/schema.h"
#include <QTemporaryDir>
#include <QSet>
#include <QTest>
#include <SQLiteCpp/SQLiteCpp.h>
#include <csignal>
#include <sqlite3.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace crosseed;
using namespace crosseed::store;

namespace {

// SQLite from outside, without Crosseed.
class Sqlite {
public:
    explicit Sqlite(const std::filesystem::path& file) {
        if (sqlite3_open(file.c_str(), &m_database) != SQLITE_OK)
            qFatal("SQLite could not open a file.");
    }
    ~Sqlite() { sqlite3_close(m_database); }
    int run(const std::string& sql) { return sqlite3_exec(m_database, sql.c_str(), nullptr, nullptr, nullptr); }
    // The first column of each row.
    QStringList column(const char* sql) {
        sqlite3_stmt* query = nullptr;
        if (sqlite3_prepare_v2(m_database, sql, -1, &query, nullptr) != SQLITE_OK)
            qFatal("SQLite refused a query.");
        QStringList values;
        while (sqlite3_step(query) == SQLITE_ROW)
            values += reinterpret_cast<const char*>(sqlite3_column_text(query, 0));
        sqlite3_finalize(query);
        return values;
    }

private:
    sqlite3* m_database = nullptr;
};

const QStringList tables{"activation", "condition", "corpus", "counterfactual", "document", "edit_study", "evaluation",
                         "feature", "feature_note", "feature_tag", "job", "model", "model_sae", "model_sae_step", "note_basis",
                         "pair", "rotation", "run", "run_step", "source_file", "work"};
// Without the index for full-text search and the tables that SQLite makes for it.
const char* tableNames = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'document!_search%' ESCAPE '!' "
                         "AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name";

template <typename Action> std::string refusal(Action action, ErrorKind kind = ErrorKind::BadInput) {
    try {
        action();
    } catch (const Error& error) {
        return error.kind() == kind ? error.what() : "another kind: " + std::string(error.what());
    } catch (const std::exception& error) {
        return "not an Error: " + std::string(error.what());
    }
    return "no error";
}
bool holds(const std::string& sentence, const char* part) { return sentence.find(part) != std::string::npos; }

template <typename Action> bool throws(Action action) {
    try {
        action();
    } catch (const std::exception&) {
        return true;
    }
    return false;
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
            const SmallProject project(file);
            QVERIFY(std::filesystem::exists(file.string() + "-wal"));
        }
        QVERIFY(!std::filesystem::exists(file.string() + "-wal"));
        QVERIFY(!std::filesystem::exists(file.string() + "-shm"));
        const std::string header = readFile(file).substr(0, 100); // the fields of SQLite's file format, big-endian
        QCOMPARE(header.substr(68, 4), std::string("CRoS"));     // application_id
        QCOMPARE(header.substr(60, 4), std::string(3, '\0') + static_cast<char>(schemaVersion)); // user_version
        QCOMPARE(header.substr(18, 2), std::string("\1\1"));     // a rollback journal, not WAL
        QCOMPARE(Sqlite(file).column("SELECT name FROM model ORDER BY id"), (QStringList{"A", "B"}));
    }
    void whatIsCommittedIsThereForOthersBeforeTheProjectIsClosed() {
        const auto file = fileNamed("open.crosseed");
        const SmallProject project(file);
        const Project second = Project::open(file, Access::Read);
        QCOMPARE(modelNamed(second, "B").id.value, project.b.id.value);
    }
    void anotherConnectionWritesUnderTheSameLockUntilTheLastIsClosed() {
        const auto file = fileNamed("another.crosseed");
        std::optional<SmallProject> first(std::in_place, file);
        std::optional<Project> second(first->project.another());
        QVERIFY(!second->isReadOnly());
        const JobId a = enqueueJob(first->project, "extract", "a", "{}").id, b = enqueueJob(*second, "align", "b", "{}").id;
        QCOMPARE(jobRow(*second, a).title, std::string("a"));
        QCOMPARE(jobRow(first->project, b).title, std::string("b"));
        first.reset();
        QVERIFY(holds(refusal([&] { Project::open(file); }, ErrorKind::Io), "open for writing in another program"));
        enqueueJob(*second, "train", "c", "{}");
        second.reset();
        QVERIFY(!std::filesystem::exists(file.string() + "-wal"));
        QCOMPARE(readFile(file).substr(18, 2), std::string("\1\1"));
        QCOMPARE(Sqlite(file).column("SELECT title FROM job ORDER BY id"), (QStringList{"a", "b", "c"}));
    }
    void twoConnectionsWaitForEachOther() {
        const auto file = fileNamed("waiting.crosseed");
        SmallProject project(file);
        constexpr int each = 50;
        QStringList problems;
        std::vector<sae::StepReport> steps(200);
        for (std::size_t i = 0; i < steps.size(); ++i)
            steps[i].step = static_cast<std::int64_t>(i) + 1;
        std::thread other([&, second = std::make_shared<Project>(project.project.another())] {
            try {
                for (int i = 0; i < each; ++i)
                    insertRun(*second, project.run("run " + std::to_string(i)), steps);
            } catch (const std::exception& refused) {
                problems += refused.what();
            }
        });
        for (int i = 0; i < each; ++i)
            enqueueJob(project.project, "extract", "job", "{\"n\": " + std::to_string(i) + "}");
        other.join();
        QCOMPARE(problems, QStringList());
        QCOMPARE(jobRows(project.project).size(), std::size_t{each});
        QCOMPARE(allRuns(project.project).size(), std::size_t{each});
    }
    void anotherConnectionOfAReadOnlyProjectCanOnlyRead() {
        const auto file = fileNamed("reading.crosseed");
        const SmallProject project(file);
        const Project second = Project::open(file, Access::Read).another();
        QVERIFY(second.isReadOnly());
        QCOMPARE(modelNamed(second, "B").id.value, project.b.id.value);
    }
    void anEmptyFileIsBroughtToTheNewestVersion() {
        const auto file = fileNamed("empty.crosseed");
        writeFile(file, "");
        { Project::open(file); }
        Sqlite database(file);
        QCOMPARE(database.column(tableNames), tables);
        QCOMPARE(database.column("PRAGMA user_version"), QStringList{QString::number(schemaVersion)});
        QCOMPARE(database.column("PRAGMA application_id"), QStringList{QString::number(0x43526F53)});
        QCOMPARE(database.column("PRAGMA integrity_check"), QStringList{"ok"});
    }
    void openingAgainMigratesNothingAndKeepsAll() {
        const auto file = fileNamed("again.crosseed");
        { const SmallProject project(file); }
        const QStringList schema = Sqlite(file).column("SELECT sql FROM sqlite_schema ORDER BY name");
        for (int i = 0; i < 2; ++i) {
            const Project project = Project::openOrCreate(file);
            QCOMPARE(modelNamed(project, "A").key, std::string("key of A"));
        }
        QCOMPARE(Sqlite(file).column("SELECT sql FROM sqlite_schema ORDER BY name"), schema);
    }
    void strangersAreRefusedAndLeftAsTheyAre_data() {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QString>("part");
        QTest::newRow("tables of another program") << QByteArray("CREATE TABLE t (x)") << "another program";
        QTest::newRow("another program's number")
            << QByteArray("CREATE TABLE t (x); PRAGMA application_id = 5") << "another program";
        QTest::newRow("only another program's number") << QByteArray("PRAGMA application_id = 5; VACUUM") << "another program";
        QTest::newRow("a version below 0") << QByteArray("CREATE TABLE t (x); PRAGMA application_id = 1129475923; "
                                                         "PRAGMA user_version = -247")
                                           << QString("is damaged: its file version is -247");
        QTest::newRow("a newer Crosseed") << QByteArray("CREATE TABLE t (x); PRAGMA application_id = 1129475923; "
                                                        "PRAGMA user_version = 99")
                                          << QString("newer Crosseed (file version 99, this program knows %1)").arg(schemaVersion);
        QTest::newRow("no database") << QByteArray() << "is not a Crosseed project";
    }
    void strangersAreRefusedAndLeftAsTheyAre() {
        QFETCH(QByteArray, sql);
        QFETCH(QString, part);
        const auto file = fileNamed("stranger.db");
        std::filesystem::remove(file);
        if (sql.isEmpty())
            writeFile(file, "this is a long enough text file that is no database at all");
        else
            QCOMPARE(Sqlite(file).run(sql.toStdString()), SQLITE_OK);
        const std::string before = readFile(file);
        const std::string sentence = refusal([&] { Project::open(file); });
        QVERIFY2(holds(sentence, part.toUtf8()) && holds(sentence, "stranger.db"), sentence.c_str());
        QVERIFY(readFile(file) == before);
        QVERIFY(!std::filesystem::exists(file.string() + ".data"));
        QVERIFY(!std::filesystem::exists(file.string() + "-wal"));
    }
    void anOlderProjectIsBroughtUpToDateWithAllItsRows_data() {
        QTest::addColumn<bool>("read");
        QTest::newRow("opened to write") << false;
        QTest::newRow("opened to read") << true;
    }
    void anOlderProjectIsBroughtUpToDateWithAllItsRows() {
        QFETCH(bool, read);
        const auto file = fileNamed("older.crosseed");
        const std::filesystem::path copy = file.string() + ".version1";
        std::filesystem::remove(file);
        std::filesystem::remove(copy);
        QCOMPARE(Sqlite(file).run(readFile(CROSSEED_SOURCE_DIR "/tests/goldens/store/version1.sql")), SQLITE_OK);
        const QStringList before = Sqlite(file).column("SELECT key || config_json || seconds || sae_file || created FROM run ORDER BY id");
        QCOMPARE(before.size(), 2);
        {
            const Project project = Project::open(file, read ? Access::Read : Access::Write);
            QCOMPARE(project.isReadOnly(), read);
            QVERIFY(project.notices().size() == 1 && holds(project.notices()[0], "from version 1 to") &&
                    holds(project.notices()[0], "kept as older.crosseed.version1."));
            const RunRow run = runRow(project, {});
            QCOMPARE(run.key, std::string("key of run 1")); // the true rotation, not the later control
            QCOMPARE(run.condition, std::string("joint, full"));
            QVERIFY(run.purpose == RunPurpose::Result && run.saeFileB.empty() && run.matchingFile.empty() && !run.matchedFrom);
            QCOMPARE(runSteps(project, run.id).size(), std::size_t{1});
            const EvaluationRow evaluation = latestEvaluation(project, run.id, evaluate::Pooling::PerToken);
            QCOMPARE(evaluation.metrics.features.size(), std::size_t{2});
            QCOMPARE(evaluation.metrics.features[1].r, 0.75);
            QCOMPARE(loadCorpus(project, run.corpus).documents[0].text, std::string("caf\xc3\xa9"));
        }
        Sqlite database(file);
        QCOMPARE(database.column("SELECT key || config_json || seconds || sae_file || created FROM run ORDER BY id"), before);
        QCOMPARE(database.column("SELECT label FROM feature_note"), QStringList{"thanks"});
        Sqlite asItWas(copy);
        QCOMPARE(asItWas.column("PRAGMA user_version"), QStringList{"1"});
        QCOMPARE(asItWas.column("PRAGMA integrity_check"), QStringList{"ok"});
        QCOMPARE(asItWas.column("SELECT key || config_json || seconds || sae_file || created FROM run ORDER BY id"), before);
        QVERIFY(asItWas.column("SELECT name FROM sqlite_schema WHERE name = 'model_sae'").isEmpty());
        QCOMPARE(database.column("PRAGMA user_version"), QStringList{QString::number(schemaVersion)});
        QCOMPARE(database.column("PRAGMA foreign_key_check"), QStringList());
        QCOMPARE(database.column("PRAGMA integrity_check"), QStringList{"ok"});
    }
    void missingFilesAndFoldersAndTakenNamesAreNamed() {
        QVERIFY(holds(refusal([&] { Project::open(fileNamed("none.crosseed")); }, ErrorKind::NotFound), "There is no project"));
        QVERIFY(holds(refusal([&] { Project::create(fileNamed("none/a.crosseed")); }, ErrorKind::NotFound), "no folder"));
        QVERIFY(holds(refusal([&] { Project::open(m_folder.path().toStdString()); }), "is not a Crosseed project"));
        writeFile(fileNamed("taken.crosseed"), "mine");
        QVERIFY(holds(refusal([&] { Project::create(fileNamed("taken.crosseed")); }), "already a file"));
        QCOMPARE(readFile(fileNamed("taken.crosseed")), std::string("mine"));
    }
    void everyTableIsStrict() {
        const auto file = fileNamed("strict.crosseed");
        { Project::create(file); }
        Sqlite database(file);
        QCOMPARE(database.column("SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict AND "
                                 "name NOT LIKE 'sqlite_%' ORDER BY name"),
                 tables);
        QCOMPARE(database.run("INSERT INTO pair VALUES (1, 'p', 'no number', 2)"), SQLITE_CONSTRAINT);
        QCOMPARE(database.run("INSERT INTO pair VALUES (1, 'p', 1, 2)"), SQLITE_OK); // the same row with a number
    }
    void foreignKeysHold() {
        SmallProject p(fileNamed("keys.crosseed"));
        ModelRow model = modelOn(p.corpus, "C");
        model.corpus = CorpusId{99};
        QVERIFY(throws([&] { insertModel(p.project, model); }));
        RotationRow rotation = p.rotation("r", "true");
        rotation.pair = PairId{99};
        QVERIFY(throws([&] { insertRotation(p.project, rotation); }));
        QVERIFY(throws([&] { insertActivation(p.project, {"k", ModelId{99}, p.corpus.id, text::Split::Train, 0, 1, 1, "f"}); }));
        RunRow run = p.run("kr");
        run.rotation = RotationId{99};
        QVERIFY(throws([&] { insertRun(p.project, run, {}); }));
        EvaluationRow evaluation;
        evaluation.run = RunId{99};
        QVERIFY(throws([&] { insertEvaluation(p.project, evaluation); }));
        QVERIFY(!findRotationByKey(p.project, "r") && !findRunByKey(p.project, "kr") && !findModelByKey(p.project, model.key));
    }
    void aFailedInsertLeavesNothing() {
        SmallProject p(fileNamed("whole.crosseed"));
        const RunRow run = insertRun(p.project, p.run("kept"), {{.step = 1, .total = 2}});
        const sae::StepReport step{.step = 5}; // the same number twice breaks the second insert
        QVERIFY(throws([&] { insertRun(p.project, p.run("broken"), {step, step}); }));
        QVERIFY(!findRunByKey(p.project, "broken"));
        QVERIFY(throws([&] { insertRun(p.project, p.run("kept"), {step, step}); }));
        const auto steps = runSteps(p.project, run.id);
        QVERIFY(steps.size() == 1 && steps[0].total == 2);

        EvaluationRow evaluation;
        evaluation.key = "ke";
        evaluation.run = run.id;
        evaluation.metrics.features.resize(1);
        insertEvaluation(p.project, evaluation);
        evaluation.metrics.rows = 77;
        evaluation.metrics.features.resize(2); // feature 0 twice
        QVERIFY(throws([&] { insertEvaluation(p.project, evaluation); }));
        const auto old = findEvaluationByKey(p.project, "ke");
        QVERIFY(old && old->metrics.rows == 0 && old->metrics.features.size() == 1);

        QVERIFY(throws([&] { insertCorpus(p.project, "another name", "key of c", "{}", smallCorpus()); })); // the key is taken
        QCOMPARE(corpusNamed(p.project, "").id.value, p.corpus.id.value);
        ModelRow model = modelOn(p.corpus, "lone");
        insertModel(p.project, model);
        model.key = "other";
        model.corpus = CorpusId{99}; // fails after the old one was removed
        QVERIFY(throws([&] { insertModel(p.project, model); }));
        QCOMPARE(modelNamed(p.project, "lone").key, std::string("key of lone"));
    }
    void oneProgramWritesAndOthersRead() {
        const auto file = fileNamed("two.crosseed");
        {
            SmallProject p(file);
            const std::string sentence = refusal([&] { Project::open(file); }, ErrorKind::Io);
            const std::string holder = "open for writing in another program, process " + std::to_string(::getpid()) + " (tst_project) since";
            QVERIFY2(holds(sentence, holder.c_str()) && holds(sentence, "two.crosseed"), sentence.c_str());
            Project second = Project::open(file, Access::WriteIfFree);
            QVERIFY(second.isReadOnly() && second.readOnlyReason() == sentence);
            QCOMPARE(modelNamed(second, "B").id.value, p.b.id.value);
            insertModel(p.project, modelOn(p.corpus, "C"));
            QCOMPARE(modelNamed(second, "C").name, std::string("C")); // the other's commits are seen
            try {
                insertModel(second, modelOn(p.corpus, "D"));
                QFAIL("It wrote.");
            } catch (const std::exception& problem) {
                const auto error = databaseError(problem);
                QVERIFY(error && holds(error->what(), "another program has it open for writing"));
            }
        }
        const Project third = Project::open(file, Access::WriteIfFree);
        QVERIFY(!third.isReadOnly() && third.readOnlyReason().empty());
    }
    void aKilledWriterLeavesTheLockAndItsCommits() {
        const auto file = fileNamed("killed.crosseed");
        { const SmallProject p(file); }
        const pid_t child = ::fork();
        if (child == 0) {
            Project own = Project::open(file);
            insertModel(own, modelOn(corpusNamed(own, "c"), "C"));
            SQLite::Transaction open(own.database(), SQLite::TransactionBehavior::IMMEDIATE);
            own.database().exec("DELETE FROM pair"); // never committed
            ::kill(::getpid(), SIGKILL);
        }
        QCOMPARE(::waitpid(child, nullptr, 0), child);
        QVERIFY(std::filesystem::exists(file.string() + "-wal"));
        QCOMPARE(modelNamed(Project::open(file, Access::Read), "C").name, std::string("C"));
        const Project project = Project::open(file);
        QCOMPARE(modelNamed(project, "C").name, std::string("C"));
        QCOMPARE(project.database().execAndGet("SELECT count(*) FROM pair").getInt(), 1);
    }
    void whatTheDatabaseRefusesIsAnErrorOfTheDisk() {
        const auto file = fileNamed("refused.crosseed");
        SmallProject p(file);
        const auto sentenceOf = [&](const char* name) -> std::string {
            try {
                insertModel(p.project, modelOn(p.corpus, name));
            } catch (const std::exception& problem) {
                const auto error = databaseError(problem);
                return error && error->kind() == ErrorKind::Io ? error->what() : "another error";
            }
            return "no error";
        };
        Sqlite other(file);
        QCOMPARE(other.run("CREATE TRIGGER t BEFORE INSERT ON model BEGIN SELECT RAISE(ABORT, 'not today'); END"), SQLITE_OK);
        QVERIFY(holds(sentenceOf("C"), "The project's database refused (not today): nothing of this step was stored;"));
        QCOMPARE(other.run("DROP TRIGGER t"), SQLITE_OK);
        QCOMPARE(other.run("BEGIN IMMEDIATE"), SQLITE_OK);
        p.project.database().exec("PRAGMA busy_timeout = 50"); // milliseconds
        QVERIFY(holds(sentenceOf("C"), "another program is writing to it; wait until that one has ended"));
        QCOMPARE(other.run("ROLLBACK"), SQLITE_OK);
        QCOMPARE(sentenceOf("C"), std::string("no error"));
        QVERIFY(!databaseError(std::runtime_error("x")) && !databaseError(Error(ErrorKind::BadInput, "x")));
    }
    void whatADeadProgramLeftHalfWrittenGoes() {
        const auto file = fileNamed("left.crosseed");
        { Project::create(file); }
        const pid_t child = ::fork();
        if (child == 0)
            ::_exit(0);
        QCOMPARE(::waitpid(child, nullptr, 0), child); // nobody has this number now
        const std::string dead = std::to_string(child), alive = std::to_string(::getpid());
        const std::filesystem::path data = file.string() + ".data";
        const QStringList kept{"lock", "activations/k.safetensors", "activations/k.safetensors.part" + QString::fromStdString(alive),
                               "activations/old." + QString::fromStdString(dead), "unfinished/nobody's",
                               "unfinished/sae." + QString::fromStdString(alive),
                               "tensors/x.part" + QString::fromStdString(dead)};
        for (const QString& name : kept)
            if (name != "lock")
                writeFile(data / name.toStdString(), "x");
        for (const std::string& name : {"activations/k.safetensors.part" + dead, "unfinished/sae." + dead,
                                        "unfinished/rotation." + alive + ".part" + dead, "unfinished/model." + dead + "/vocab.txt"})
            writeFile(data / name, "x");
        const Project project = Project::open(file);
        QStringList left;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(data))
            if (entry.is_regular_file())
                left += QString::fromStdString(entry.path().lexically_relative(data).string());
        QCOMPARE(QSet<QString>(left.begin(), left.end()), QSet<QString>(kept.begin(), kept.end()));
        QVERIFY(!std::filesystem::exists(data / ("unfinished/model." + dead)));
    }
    void afterARefusalTheProjectGoesOn() {
        const auto file = fileNamed("on.crosseed");
        {
            SmallProject p(file);
            QVERIFY(throws([&] { insertRun(p.project, p.run("k"), {{.step = 1}, {.step = 1}}); }));
            insertRun(p.project, p.run("k"), {{.step = 1}, {.step = 2}});
        }
        QCOMPARE(Sqlite(file).column("SELECT step FROM run_step ORDER BY step"), (QStringList{"1", "2"}));
        QCOMPARE(Sqlite(file).column("PRAGMA foreign_key_check"), QStringList());
    }
};

QTEST_APPLESS_MAIN(TestProject)
#include "tst_project.moc"
