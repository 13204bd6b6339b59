// Checking and repairing a project: every file that rows name can be taken away or spoiled, is found, and comes back bit by bit.
#include "base/files.h"
#include "pipeline/conditions.h"
#include "pipeline/repair.h"
#include "store/notes.h"
#include "tiny_recipe.h"
#include <QTemporaryDir>
#include <QTest>
#include <SQLiteCpp/SQLiteCpp.h>

using namespace crosseed;
using namespace crosseed::pipeline;

namespace {

std::map<std::string, std::string> storedBytes(const store::Project& project) {
    std::map<std::string, std::string> bytes;
    for (const store::StoredFile& file : store::storedFiles(project))
        bytes[file.path] = readFile(project.resolve(file.path));
    return bytes;
}

void flipOneBit(const std::filesystem::path& file) {
    std::string bytes = readFile(file);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    writeFile(file, bytes);
}

bool anyHolds(const std::vector<std::string>& sentences, const std::string& part) {
    return std::ranges::any_of(sentences, [&](const std::string& s) { return s.find(part) != std::string::npos; });
}

std::string joined(const std::vector<std::string>& sentences) {
    std::string text;
    for (const std::string& sentence : sentences)
        text += sentence + "\n";
    return text;
}

} // namespace

class TestRepair : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<store::Project> m_project;
    std::map<std::string, std::string> m_bytes;

    store::Project& project() { return *m_project; }
    StageContext context() { return {project(), bert::Device::Cpu, 1, {}, {}, {}, {}, {}}; }
    CheckReport check() { return checkProject(project()); }

private Q_SLOTS:
    void initTestCase() {
        m_project = std::make_unique<store::Project>(store::Project::create(m_folder.filePath("p.crosseed").toStdString()));
        const TinyRun run(project(), tinyRecipe());
        QVERIFY(!run.cancelled);
        const text::Corpus documents = store::loadCorpus(project(), run.outcome.corpus.id);
        PairInputs inputs(context(), run.outcome.corpus, documents, run.outcome.pairs[0].pair, 1);
        ConditionsSpec spec;
        spec.presets = {presetNamed("paper", tinyRecipe().sae)};
        spec.presets[0].training.epochs = 1;
        spec.conditions = {Condition::Index, Condition::Matched, Condition::RotatedFair};
        spec.auxiliary = {true};
        spec.alignment = tinyRecipe().alignment;
        spec.evaluation = tinyRecipe().evaluation;
        runConditions(inputs, spec);
        m_bytes = storedBytes(project());
        QVERIFY(m_bytes.size() > 15);
    }
    void aFreshProjectIsSound() {
        const CheckReport report = check();
        QVERIFY(report.isSound() && report.files.empty() && report.database.empty() && report.orphans.empty());
        QCOMPARE(report.sound, static_cast<std::int64_t>(m_bytes.size()));
    }
    void allFilesMayBeLostAndComeBackBitByBit() {
        const std::int64_t run = store::runRow(project(), {}).id.value;
        text::FeatureNote note;
        note.feature = 3;
        note.label = "kept";
        store::saveNote(project(), RunId{run}, note);
        const auto before = store::latestEvaluation(project(), RunId{run}, evaluate::Pooling::PerToken);
        for (const auto& [path, bytes] : m_bytes)
            std::filesystem::remove(project().resolve(path));
        const CheckReport lost = check();
        QVERIFY(!lost.isSound());
        QCOMPARE(lost.files.size(), m_bytes.size());
        for (const FileFinding& finding : lost.files)
            QVERIFY(finding.state == store::FileState::Missing);
        const RepairReport repaired = repairProject(context(), lost);
        QVERIFY2(repaired.left.empty(), joined(repaired.left).c_str());
        const auto isSame = [](const std::string& s) { return s.find("was made again with the same bits") != std::string::npos; };
        QCOMPARE(std::ranges::count_if(repaired.done, isSame), std::ssize(m_bytes));
        QVERIFY(check().isSound());
        QVERIFY(storedBytes(project()) == m_bytes);
        QCOMPARE(store::noteOf(project(), RunId{run}, 3).label, std::string("kept"));
        const auto after = store::latestEvaluation(project(), RunId{run}, evaluate::Pooling::PerToken);
        QCOMPARE(after.id.value, before.id.value);
        QCOMPARE(after.metrics.universal, before.metrics.universal);
    }
    void eachAlteredFileIsFoundAndMadeAgain_data() {
        QTest::addColumn<QString>("owner");
        for (const char* owner : {"model seed-1", "vocab.txt", "tokenizer_config.json", "activations of seed-2, train", "rotation", "SAE of run", "SAE of model",
                                  "matching of run", "codes of A of evaluation"})
            QTest::newRow(owner) << owner;
    }
    void eachAlteredFileIsFoundAndMadeAgain() {
        QFETCH(QString, owner);
        std::string path;
        for (const store::StoredFile& file : store::storedFiles(project()))
            if (anyHolds(file.owners, owner.toStdString()) || QString::fromStdString(file.path).endsWith(owner))
                path = file.path;
        QVERIFY(!path.empty());
        flipOneBit(project().resolve(path));
        const CheckReport found = check();
        QVERIFY(found.files.size() == 1 && found.files[0].file.path == path && found.files[0].state == store::FileState::Altered);
        const RepairReport repaired = repairProject(context(), found);
        QVERIFY2(repaired.left.empty(), joined(repaired.left).c_str());
        QVERIFY(anyHolds(repaired.done, "as it was found, it lies in damaged/"));
        QVERIFY(anyHolds(repaired.done, "was made again with the same bits"));
        QVERIFY(storedBytes(project()) == m_bytes);
    }
    void whatBelongsToNothingIsListedAndRemoved() {
        const std::string finished = store::runRow(project(), {}).key;
        for (const std::string& path : {std::string("tensors/none.safetensors"), std::string("models/none/vocab.txt"),
                                        "checkpoints/" + finished + ".safetensors", std::string("activations/none.safetensors")})
            writeFile(project().resolve(path), "12345");
        const std::string unfinished = "checkpoints/" + std::string(64, 'a') + ".safetensors"; // somebody goes on from it
        writeFile(project().resolve(unfinished), "1");
        const CheckReport found = check();
        QVERIFY(found.isSound());
        QCOMPARE(found.orphans.size(), std::size_t{4});
        const RepairReport repaired = repairProject(context(), found);
        QCOMPARE(repaired.removedBytes, std::uintmax_t{20});
        QVERIFY(check().orphans.empty());
        QVERIFY(std::filesystem::exists(project().resolve(unfinished)));
        QVERIFY(storedBytes(project()) == m_bytes);
    }
    void anOlderRowsHashIsNotKnownAndNotedByARepair() {
        project().database().exec("UPDATE activation SET sha256 = ''; UPDATE model SET files_json = '{}'");
        const CheckReport found = check();
        QVERIFY(found.isSound() && found.files.size() > 2);
        for (const FileFinding& finding : found.files)
            QVERIFY(finding.state == store::FileState::Unknown);
        repairProject(context(), found);
        QVERIFY(check().files.empty());
        QCOMPARE(check().sound, static_cast<std::int64_t>(m_bytes.size()));
    }
    void aFileThatWaitedForItsRowIsUsedAndNotRemoved() {
        const store::ActivationRow row = store::allActivations(project()).front();
        project().database().exec("DELETE FROM activation WHERE key = '" + row.key + "'"); // a kill before the row was written
        const auto evaluation = store::allEvaluations(project()).front();
        std::filesystem::remove(project().resolve(evaluation.codesA));
        repairProject(context(), check());
        QVERIFY(check().isSound());
    }
    void theSearchIndexIsBuiltAnew() {
        project().database().exec("INSERT INTO document_search (document_search, rowid, text) VALUES ('delete', 4294967296, 'other words')");
        const CheckReport found = check();
        QVERIFY(!found.isSound() && anyHolds(found.database, "full-text search"));
        const RepairReport repaired = repairProject(context(), found);
        QVERIFY2(repaired.left.empty(), joined(repaired.left).c_str());
        QVERIFY(check().isSound());
    }
    void whatCannotBeMadeAgainIsSaid() {
        const store::ModelRow model = store::modelNamed(project(), "seed-1");
        SQLite::Statement change(project().database(), "UPDATE model SET config_json = json_set(config_json, '$.model.base', ?) WHERE id = ?");
        change.bind(1, m_folder.filePath("gone").toStdString());
        change.bind(2, model.id.value);
        change.exec();
        std::filesystem::remove_all(project().resolve(model.folder));
        const RepairReport repaired = repairProject(context(), check());
        QVERIFY2(anyHolds(repaired.left, "The model seed-1 could not be made again") && anyHolds(repaired.left, "is still missing"),
                 joined(repaired.left).c_str());
        QVERIFY(!check().isSound());
    }
    void aModelThatCannotBeMadeAgainStaysAsItWasFound() {
        const store::ModelRow model = store::modelNamed(project(), "seed-2");
        SQLite::Statement change(project().database(), "UPDATE model SET config_json = json_set(config_json, '$.model.base', ?) WHERE id = ?");
        change.bind(1, m_folder.filePath("gone").toStdString());
        change.bind(2, model.id.value);
        change.exec();
        const auto vocabulary = project().resolve(model.folder) / "vocab.txt";
        flipOneBit(vocabulary);
        const std::string altered = readFile(vocabulary);
        const RepairReport repaired = repairProject(context(), check());
        QVERIFY2(anyHolds(repaired.left, "could not be made again and stays as it was found"), joined(repaired.left).c_str());
        QCOMPARE(readFile(vocabulary), altered);
    }
    void aRowThatNamesAFileOutsideIsRefusedAndTheFileStays() {
        const std::string outside = m_folder.filePath("thesis.txt").toStdString();
        writeFile(outside, "mine");
        project().database().exec("UPDATE model SET files_json = '{\"../../../thesis.txt\":\"00\"}' WHERE name = 'seed-2'");
        try {
            check();
            QFAIL("accepted");
        } catch (const Error& error) {
            QVERIFY2(std::string(error.what()).find("lies outside the project") != std::string::npos, error.what());
        }
        QCOMPARE(readFile(outside), std::string("mine"));
    }
};

QTEST_APPLESS_MAIN(TestRepair)
#include "tst_repair.moc"
