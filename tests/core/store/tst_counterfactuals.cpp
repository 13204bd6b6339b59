// Counterfactuals and rule studies stay in the project with their notes, byte for byte, until they are removed.
#include "small_project.h"
#include "store/counterfactuals.h"
#include "store/schema.h"
#include <QTemporaryDir>
#include <QTest>
#include <SQLiteCpp/SQLiteCpp.h>

using namespace crosseed;
using namespace crosseed::store;

namespace {

CounterfactualRow edit(RunId run, std::int32_t feature, const std::string& original) {
    return {{}, run, feature, original, original + " edited", "mood swap", "{\"effect\":null}", "a \"note\"", {}, {}};
}

} // namespace

class TestCounterfactuals : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    int m_files = 0;
    static constexpr int versionBeforeStudies = 3;
    std::filesystem::path newFile() { return m_folder.filePath(QString("p%1.crosseed").arg(++m_files)).toStdString(); }

private Q_SLOTS:
    void rowsAreThereWhenTheProjectIsOpenedAgain() {
        const auto file = newFile();
        std::int64_t id = 0;
        {
            SmallProject small(file);
            const RunRow run = insertRun(small.project, small.run("r"), {});
            const auto rows = insertCounterfactuals(small.project, {edit(run.id, 3, "caf\xC3\xA9?"), edit(run.id, 5, "b")});
            QCOMPARE(rows.size(), 2u);
            id = rows[0].id.value;
            QVERIFY(rows[1].id.value > id);
            insertEditStudy(small.project, {{}, run.id, 3, "^would -> is", "{\"texts\":5}", "n", {}, {}});
        }
        Project project = Project::open(file);
        const auto rows = counterfactuals(project);
        QCOMPARE(rows.size(), 2u);
        QCOMPARE(rows[0].id.value, id);
        QCOMPARE(rows[0].original, std::string("caf\xC3\xA9?"));
        QCOMPARE(rows[0].edited, std::string("caf\xC3\xA9? edited"));
        QCOMPARE(rows[0].editType, std::string("mood swap"));
        QCOMPARE(rows[0].resultJson, std::string("{\"effect\":null}"));
        QCOMPARE(rows[0].note, std::string("a \"note\""));
        QCOMPARE(rows[0].programVersion, programVersion());
        QVERIFY(rows[0].created.size() == 20 && rows[0].created.ends_with('Z'));
        const auto studies = editStudies(project);
        QCOMPARE(studies.size(), 1u);
        QCOMPARE(studies[0].rule, std::string("^would -> is"));
        QCOMPARE(studies[0].resultJson, std::string("{\"texts\":5}"));
        QCOMPARE(studies[0].note, std::string("n"));
    }

    void listsAreOfARunAndAFeature() {
        SmallProject small(newFile());
        const RunRow one = insertRun(small.project, small.run("1"), {}), two = insertRun(small.project, small.run("2"), {});
        insertCounterfactuals(small.project, {edit(one.id, 3, "a"), edit(two.id, 3, "b"), edit(two.id, 4, "c")});
        QCOMPARE(counterfactuals(small.project).size(), 3u);
        QCOMPARE(counterfactuals(small.project, two.id).size(), 2u);
        QCOMPARE(counterfactuals(small.project, {}, 3).size(), 2u);
        QCOMPARE(counterfactuals(small.project, two.id, 3).at(0).original, std::string("b"));
        QVERIFY(counterfactuals(small.project, one.id, 0).empty());
    }

    void allRowsOrNone() {
        SmallProject small(newFile());
        const RunRow run = insertRun(small.project, small.run("r"), {});
        QVERIFY_THROWS_EXCEPTION(std::exception,
                                 insertCounterfactuals(small.project, {edit(run.id, 1, "a"), edit(RunId{99}, 1, "b")}));
        QVERIFY(counterfactuals(small.project).empty());
    }

    void notesChangeAndRowsGo() {
        SmallProject small(newFile());
        const RunRow run = insertRun(small.project, small.run("r"), {});
        const auto rows = insertCounterfactuals(small.project, {edit(run.id, 1, "a"), edit(run.id, 2, "b")});
        const auto study = insertEditStudy(small.project, {{}, run.id, 3, "a -> b", "{}", {}, {}, {}});
        setNote(small.project, rows[0].id, "new");
        setNote(small.project, study.id, "study");
        QCOMPARE(counterfactualRow(small.project, rows[0].id).note, std::string("new"));
        QCOMPARE(counterfactualRow(small.project, rows[1].id).note, std::string("a \"note\""));
        QCOMPARE(editStudyRow(small.project, study.id).note, std::string("study"));
        remove(small.project, rows[0].id);
        remove(small.project, study.id);
        QCOMPARE(counterfactuals(small.project).size(), 1u);
        QVERIFY(editStudies(small.project).empty());
        for (const auto& action : std::vector<std::function<void()>>{
                 [&] { remove(small.project, rows[0].id); }, [&] { setNote(small.project, rows[0].id, "x"); },
                 [&] { counterfactualRow(small.project, CounterfactualId{77}); }, [&] { editStudyRow(small.project, study.id); }}) {
            try {
                action();
                QFAIL("accepted");
            } catch (const Error& error) {
                QVERIFY(error.kind() == ErrorKind::NotFound);
            }
        }
    }

    // A file of an earlier version, which has no rule studies.
    void anOlderProjectLearnsRuleStudies() {
        const auto file = newFile();
        {
            SQLite::Database db(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
            migrate(db, versionBeforeStudies);
        }
        Project project = Project::open(file);
        QVERIFY(editStudies(project).empty());
    }
};

QTEST_APPLESS_MAIN(TestCounterfactuals)
#include "tst_counterfactuals.moc"
