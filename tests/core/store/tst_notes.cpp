// What a person wrote about features: stored whole, kept through new evaluations and a new training, and in the file when the call
// returns, also when the program is killed then.
#include "core/text/expect_error.h"
#include "small_project.h"
#include "store/notes.h"
#include <QTemporaryDir>
#include <QTest>
#include <SQLiteCpp/Database.h>
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace crosseed;
using namespace crosseed::store;
using text::FeatureNote;
using text::OnConflict;

namespace {

struct LabelledProject : SmallProject {
    RunRow run;

    explicit LabelledProject(const std::filesystem::path& file) : SmallProject(file), run(insertRun(project, sized("k"), {})) {}
    RunRow sized(const std::string& key) const {
        RunRow row = SmallProject::run(key);
        row.configJson = "{\"sae\":{\"dictionary\":16}}";
        return row;
    }
};

FeatureNote fullNote(std::int32_t feature) {
    FeatureNote note;
    note.feature = feature;
    note.star = true;
    note.label = "polite";
    note.tags = {"a", "b"};
    note.note = "n";
    note.definition = "d\nd";
    note.anchorExample = "caf\xc3\xa9";
    note.counterExample = "x";
    return note;
}

FeatureNote tagged(std::int32_t feature, const std::vector<std::string>& tags) {
    FeatureNote note;
    note.feature = feature;
    note.tags = tags;
    return note;
}

EvaluationRow evaluationOf(const RunRow& run, const std::string& key, double universalR) {
    EvaluationRow row;
    row.key = key;
    row.run = run.id;
    row.configJson = "{\"universal_r\":" + std::to_string(universalR) + "}";
    row.metrics.features.resize(1);
    return row;
}

std::vector<std::string> tagTexts(const Project& project, RunId run) {
    std::vector<std::string> texts;
    for (const TagCount& tag : tagsOf(project, run))
        texts.push_back(tag.tag + " " + std::to_string(tag.features));
    return texts;
}

} // namespace

class TestNotes : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    int m_count = 0;
    std::filesystem::path newFile() { return m_folder.filePath(QString::number(++m_count) + ".crosseed").toStdString(); }

private Q_SLOTS:
    void aNoteIsStoredWholeAndAnEmptyOneIsNot() {
        const auto file = newFile();
        {
            LabelledProject p(file);
            QVERIFY(noteOf(p.project, p.run.id, 3).isEmpty());
            QCOMPARE(noteOf(p.project, p.run.id, 3).feature, 3);
            FeatureNote untidy = fullNote(3);
            untidy.label = " polite\r\n";
            untidy.tags = {"b", " a", "b", ""};
            untidy.definition = "d\r\nd\n";
            QVERIFY(saveNote(p.project, p.run.id, untidy) == fullNote(3));
            saveNote(p.project, p.run.id, tagged(15, {"b"}));
            saveNote(p.project, p.run.id, fullNote(4));
            saveNote(p.project, p.run.id, tagged(4, {}));
        }
        const Project project = Project::open(file);
        const RunId run = runRow(project, RunId{}).id;
        QVERIFY(notesOf(project, run) == (std::vector{fullNote(3), tagged(15, {"b"})}));
        QVERIFY(noteOf(project, run, 3) == fullNote(3));
        QCOMPARE(project.database().execAndGet("SELECT count(*) FROM feature_note").getInt(), 2);
        QCOMPARE(project.database().execAndGet("SELECT count(*) FROM feature_tag").getInt(), 3);
    }
    void notesOfOneRunAreNotThoseOfAnother() {
        LabelledProject p(newFile());
        const RunRow other = insertRun(p.project, p.sized("other"), {});
        saveNote(p.project, p.run.id, fullNote(3));
        saveNote(p.project, other.id, tagged(3, {"z"}));
        QVERIFY(notesOf(p.project, p.run.id) == std::vector{fullNote(3)});
        QVERIFY(notesOf(p.project, other.id) == std::vector{tagged(3, {"z"})});
        removeTag(p.project, other.id, "z");
        QVERIFY(notesOf(p.project, p.run.id) == std::vector{fullNote(3)});
    }
    void whatIsNotThereIsNamed() {
        LabelledProject p(newFile());
        EXPECT_ERROR(saveNote(p.project, p.run.id, fullNote(16)), ErrorKind::NotFound, "has no feature 16, only 0 to 15");
        EXPECT_ERROR(noteOf(p.project, p.run.id, -1), ErrorKind::NotFound, "has no feature -1");
        EXPECT_ERROR(saveNote(p.project, RunId{9}, fullNote(1)), ErrorKind::NotFound, "run 9");
        FeatureNote bad = fullNote(1);
        bad.note = "\xff";
        EXPECT_ERROR(saveNote(p.project, p.run.id, bad), ErrorKind::BadInput, "The note of f1 is not UTF-8");
        QVERIFY(notesOf(p.project, p.run.id).empty());
    }
    void notesStayWhenTheRunIsEvaluatedOrTrainedAgain() {
        LabelledProject p(newFile());
        insertEvaluation(p.project, evaluationOf(p.run, "first", 0.7));
        saveNote(p.project, p.run.id, fullNote(3));
        insertEvaluation(p.project, evaluationOf(p.run, "other thresholds", 0.5));
        insertEvaluation(p.project, evaluationOf(p.run, "first", 0.7)); // in the place of the old one
        QVERIFY(notesOf(p.project, p.run.id) == std::vector{fullNote(3)});
        RunRow again = p.sized("k"); // the SAE's file was lost, and it is trained again
        again.saeFile = "tensors/new.safetensors";
        const RunRow trained = insertRun(p.project, again, {{.step = 1}});
        QCOMPARE(trained.id.value, p.run.id.value);
        QCOMPARE(trained.saeFile, again.saeFile);
        QVERIFY(notesOf(p.project, trained.id) == std::vector{fullNote(3)});
        QCOMPARE(p.project.database().execAndGet("SELECT count(*) FROM evaluation").getInt(), 2);
    }
    void aSavedNoteOutlivesAKilledProgram() {
        const auto file = newFile();
        const RunId run = LabelledProject(file).run.id;
        const pid_t child = ::fork();
        if (child == 0) {
            Project own = Project::open(file);
            saveNote(own, run, fullNote(3));
            ::kill(::getpid(), SIGKILL);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        const Project project = Project::open(file);
        QVERIFY(notesOf(project, run) == std::vector{fullNote(3)});
    }
    void eachCommitIsSyncedToTheDisk() { // 2 is FULL: in WAL mode NORMAL may lose the last commits when the power goes
        const LabelledProject p(newFile());
        QCOMPARE(p.project.database().execAndGet("PRAGMA synchronous").getInt(), 2);
        QCOMPARE(p.project.database().execAndGet("PRAGMA journal_mode").getString(), std::string("wal"));
    }
    void tagsAreCountedRenamedAndRemoved() {
        LabelledProject p(newFile());
        const RunId run = p.run.id;
        saveNote(p.project, run, tagged(1, {"modal", "x"}));
        saveNote(p.project, run, tagged(2, {"modal", "mood"}));
        saveNote(p.project, run, tagged(3, {"mood"}));
        QVERIFY(tagTexts(p.project, run) == (std::vector<std::string>{"modal 2", "mood 2", "x 1"}));
        QCOMPARE(renameTag(p.project, run, "modal", " mood "), 2); // feature 2 has both
        QVERIFY(tagTexts(p.project, run) == (std::vector<std::string>{"mood 3", "x 1"}));
        QCOMPARE(renameTag(p.project, run, "mood", "mood"), 0);
        QCOMPARE(removeTag(p.project, run, "mood"), 3);
        QVERIFY(notesOf(p.project, run) == std::vector{tagged(1, {"x"})});
        QCOMPARE(p.project.database().execAndGet("SELECT count(*) FROM feature_note").getInt(), 1);
        EXPECT_ERROR(removeTag(p.project, run, "mood"), ErrorKind::NotFound, "has the tag mood; the tags are x");
        EXPECT_ERROR(renameTag(p.project, run, "X", "y"), ErrorKind::NotFound, "has the tag X");
        EXPECT_ERROR(renameTag(p.project, run, "x", "a;b"), ErrorKind::BadInput, "holds a semicolon");
        EXPECT_ERROR(renameTag(p.project, run, "x", " "), ErrorKind::Usage, "is empty");
    }
    void aCodebookIsReadWholeOrNotAtAll() {
        LabelledProject p(newFile());
        const RunId run = p.run.id;
        saveNote(p.project, run, fullNote(3));
        const text::Codebook codebook{p.run.key, {fullNote(1), tagged(3, {"c"}), tagged(5, {})}};
        EXPECT_ERROR(importNotes(p.project, run, codebook, OnConflict::Refuse), ErrorKind::BadInput, "f3 has another entry already");
        QVERIFY(notesOf(p.project, run) == std::vector{fullNote(3)});
        const text::Codebook tooFar{p.run.key, {fullNote(1), fullNote(16)}};
        EXPECT_ERROR(importNotes(p.project, run, tooFar, OnConflict::Keep), ErrorKind::NotFound, "has no feature 16");
        QVERIFY(notesOf(p.project, run) == std::vector{fullNote(3)});

        NoteImport result = importNotes(p.project, run, codebook, OnConflict::Keep);
        QVERIFY(result.added == 1 && result.changed == 0 && result.left == 2);
        QVERIFY(notesOf(p.project, run) == (std::vector{fullNote(1), fullNote(3)}));
        result = importNotes(p.project, run, codebook, OnConflict::Merge);
        QVERIFY(result.added == 0 && result.changed == 1 && result.left == 2);
        FeatureNote merged = fullNote(3);
        merged.tags = {"a", "b", "c"};
        QVERIFY(notesOf(p.project, run) == (std::vector{fullNote(1), merged}));
        importNotes(p.project, run, codebook, OnConflict::Replace);
        QVERIFY(notesOf(p.project, run) == (std::vector{fullNote(1), tagged(3, {"c"})}));
    }
};

QTEST_APPLESS_MAIN(TestNotes)
#include "tst_notes.moc"
