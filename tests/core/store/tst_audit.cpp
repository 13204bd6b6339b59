// What a result is called, what it rests on, what was recorded when it was made, and files that change behind the project's back.
#include "base/files.h"
#include "base/hash.h"
#include "small_project.h"
#include "store/audit.h"
#include "store/counterfactuals.h"
#include "store/notes.h"
#include "store/seen_files.h"
#include <QTemporaryDir>
#include <SQLiteCpp/SQLiteCpp.h>
#include <QTest>
#include <chrono>

using namespace crosseed;
using namespace crosseed::store;

class TestAudit : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<SmallProject> m_small;
    RotationRow m_rotation;
    RunRow m_run;

    Project& project() { return m_small->project; }
    RunRow storedRun(const std::string& saeFile) {
        RunRow row = m_small->run("run key");
        row.rotation = m_rotation.id;
        row.saeFile = saeFile;
        return insertRun(project(), row, {});
    }
    EvaluationRow evaluation() {
        EvaluationRow row;
        row.key = "evaluation key";
        row.run = m_run.id;
        row.configJson = row.outcomeAJson = row.outcomeBJson = "{}";
        row.metrics.dictionary = 4;
        return insertEvaluation(project(), row);
    }

private Q_SLOTS:
    void init() {
        m_small = std::make_unique<SmallProject>(m_folder.filePath(QString(QTest::currentTestFunction()) + ".crosseed").toStdString());
        m_rotation = insertRotation(project(), m_small->rotation("w", "true"));
        m_run = storedRun("tensors/first.safetensors");
    }
    void aResultIsNamedByKindAndNumberOrName() {
        QCOMPARE(parseAddress(project(), "run 1"), (Address{Kind::Run, 1}));
        QCOMPARE(parseAddress(project(), "model B"), (Address{Kind::Model, 2}));
        QCOMPARE(parseAddress(project(), "corpus c"), (Address{Kind::Corpus, 1}));
        QCOMPARE(addressText({Kind::EditStudy, 4}), std::string("rule 4"));
        for (const char* wrong : {"run 7", "run", "soup 1", "model C", "run x"})
            QVERIFY_EXCEPTION_THROWN(parseAddress(project(), wrong), Error);
    }
    void theWayBackGoesThroughWhatItWasComputedFrom() {
        const EvaluationRow row = evaluation();
        QCOMPARE(inputsOf(project(), {Kind::Evaluation, row.id.value}), (std::vector<Address>{{Kind::Run, 1}}));
        QCOMPARE(inputsOf(project(), {Kind::Run, 1}),
                 (std::vector<Address>{{Kind::Corpus, 1}, {Kind::Model, 1}, {Kind::Model, 2}, {Kind::Rotation, 1}}));
        QCOMPARE(storedRow(project(), {Kind::Run, 1})["config_json"]["seed"].get<int>(), 42);
        QCOMPARE(storedRow(project(), {Kind::Run, 1})["condition"].get<std::string>(), std::string("joint, full"));
    }
    void anEvaluationRemembersTheSaeThatItWasMadeWith() {
        const EvaluationRow row = evaluation();
        const Address address{Kind::Evaluation, row.id.value};
        const nlohmann::json then = madeFrom(project(), address);
        QCOMPARE(then["SAE"].get<std::string>(), std::string("tensors/first.safetensors"));
        QCOMPARE(then["model A"].get<std::string>(), std::string("hash of A"));
        QCOMPARE(then["rotation"].get<std::string>(), m_rotation.file);
        QCOMPARE(then["method"].get<std::string>(), std::string(evaluationMethod));
        QVERIFY(then == basisOf(project(), address));
        storedRun("tensors/second.safetensors"); // trained again under the same key
        QVERIFY(madeFrom(project(), address) == then);
        QCOMPARE(basisOf(project(), address)["SAE"].get<std::string>(), std::string("tensors/second.safetensors"));
    }
    void counterfactualsRulesAndNotesRememberTheirsToo() {
        const auto counterfactual = insertCounterfactuals(project(), {{{}, m_run.id, 1, "a", "b", "own", "{}", "", {}, {}}}).front();
        const auto rule = insertEditStudy(project(), {{}, m_run.id, 1, "a -> b", "{}", "", {}, {}});
        for (const Address& address : {Address{Kind::Counterfactual, counterfactual.id.value}, Address{Kind::EditStudy, rule.id.value}})
            QCOMPARE(madeFrom(project(), address)["SAE"].get<std::string>(), std::string("tensors/first.safetensors"));
        QVERIFY(madeFrom(project(), {Kind::Notes, m_run.id.value}).empty());
    }
    void whatComputedIsKeptWithTheNextResultAlone() {
        project().beginWork("cpu", 3);
        evaluation();
        const nlohmann::json work = workOf(project(), {Kind::Evaluation, 1});
        QCOMPARE(work["threads"].get<int>(), 3);
        QVERIFY(work["seconds"].get<double>() >= 0);
        QVERIFY(!project().takeWork());
        QVERIFY(workOf(project(), {Kind::Run, 1})["device"].is_null());
    }
    void anAlteredFileIsNoticedAndACopyIsNot() {
        const std::filesystem::path folder = project().resolve("models/A"), file = folder / "config.json";
        std::filesystem::create_directories(folder);
        const auto look = [&] { return SeenFiles(project()).look("models/A/config.json", hashOf("{}")); };
        QCOMPARE(look(), FileLook::Missing);
        writeFile(file, "{}");
        QCOMPARE(look(), FileLook::Same);
        std::filesystem::last_write_time(file, std::filesystem::last_write_time(file) + std::chrono::hours(1)); // as a copy has it
        QCOMPARE(look(), FileLook::Same);
        writeFile(file, "[]");
        QCOMPARE(look(), FileLook::Altered);
        writeFile(file, "{}");
        QCOMPARE(look(), FileLook::Same);
    }
    void aTensorFileMustHaveTheHashOfItsName() {
        std::filesystem::create_directories(project().resolve("tensors"));
        const std::string name = "tensors/" + hashOf("right") + ".safetensors";
        writeFile(project().resolve(name), "wrong");
        QCOMPARE(SeenFiles(project()).look(name), FileLook::Altered);
        writeFile(project().resolve(name), "right");
        QCOMPARE(SeenFiles(project()).look(name), FileLook::Same);
    }
    void aFileIsHashedAgainOnlyWhenSizeOrTimeChangedOrItIsAsked() {
        const std::filesystem::path file = m_folder.filePath("source.csv").toStdString();
        writeFile(file, "one");
        const auto look = [&](bool verify) { return SeenFiles(project()).look(file, hashOf("one"), verify); };
        QCOMPARE(look(false), FileLook::Same);
        const auto time = std::filesystem::last_write_time(file);
        writeFile(file, "two");
        std::filesystem::last_write_time(file, time);
        QCOMPARE(look(false), FileLook::Same); // size and time are what they were
        QCOMPARE(look(true), FileLook::Altered);
        writeFile(project().dataFolder() / "index" / "seen.json", "damaged");
        QCOMPARE(look(false), FileLook::Altered);
    }
    void anExportedFileIsKnownByItsBytes() {
        const std::filesystem::path file = m_folder.filePath("table.csv").toStdString();
        writeFile(file, "feature,r\n");
        recordExport(project(), file, "features", {{Kind::Run, 1}, {Kind::Rotation, 1}});
        const ExportedFile found = findExport(project(), hashOfFile(file)).value();
        QCOMPARE(found.what, std::string("features"));
        QCOMPARE(found.of.size(), std::size_t{2});
        QCOMPARE(found.of[0].address, (Address{Kind::Run, 1}));
        QCOMPARE(found.of[0].key, std::string("run key"));
        QCOMPARE(found.of[0].created, m_run.created);
        QVERIFY(!found.of[0].anew && !found.of[1].anew);
        QCOMPARE(found.of[1].address, (Address{Kind::Rotation, 1}));
        QVERIFY(!findExport(project(), hashOf("feature,r\n1,.5\n")));
    }
    void anExportOfARowThatIsAnotherOneNowIsMarked() {
        const std::filesystem::path file = m_folder.filePath("anew.csv").toStdString();
        writeFile(file, "anew\n");
        recordExport(project(), file, "features", {{Kind::Run, 1}});
        const auto anew = [&] { return findExport(project(), hashOfFile(file))->of.at(0).anew; };
        QVERIFY(!anew());
        project().database().exec("UPDATE run SET key = 'another key'");
        QVERIFY(anew());
        project().database().exec("UPDATE run SET key = 'run key'");
        QVERIFY(!anew());
    }
    void aListOfAnOlderVersionIsReadAndItsTimeDecides() {
        const auto line = [](const char* sha256, const char* created) {
            return nlohmann::json{{"sha256", sha256}, {"file", "f.csv"}, {"what", "table"}, {"kind", "run"}, {"item", 1}, {"created", created}}.dump() + "\n";
        };
        writeFile(project().dataFolder() / "exports.jsonl", line("before", "2001-01-01T00:00:00Z") + line("after", "2999-01-01T00:00:00Z"));
        QVERIFY(findExport(project(), "before")->of.at(0).anew);
        QVERIFY(!findExport(project(), "after")->of.at(0).anew);
        QCOMPARE(findExport(project(), "after")->of.at(0).address, (Address{Kind::Run, 1}));
    }
    void theFilesOfAnImportAreThoseThatItReads() {
        const std::filesystem::path folder = m_folder.filePath("tweets").toStdString();
        std::filesystem::create_directories(folder);
        for (const char* name : {"train_text.txt", "mapping.txt", "README.md", "first.jsonl"})
            writeFile(folder / name, "x");
        const std::string in = folder.string() + "/";
        QCOMPARE(sourceFiles({{"folder", folder.string()}}), (std::vector<std::string>{in + "mapping.txt", in + "train_text.txt"}));
        QCOMPARE(sourceFiles({{"first_texts", in + "first.jsonl"}, {"file", in + "README.md"}, {"files", {in + "README.md"}}}),
                 (std::vector<std::string>{in + "README.md", in + "first.jsonl"}));
    }
};

QTEST_APPLESS_MAIN(TestAudit)
#include "tst_audit.moc"
