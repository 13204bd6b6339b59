// The way of a result on a tiny project: the chain, the recipe that makes the same bits again elsewhere, and what makes it stale.
#include "base/files.h"
#include "pipeline/audit.h"
#include "store/counterfactuals.h"
#include "store/notes.h"
#include "tiny_recipe.h"
#include <QTemporaryDir>
#include <SQLiteCpp/SQLiteCpp.h>
#include <QTest>

using namespace crosseed;
using namespace crosseed::pipeline;
using store::Address;
using store::Kind;

class TestWhy : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<store::Project> m_project;
    std::unique_ptr<TinyRun> m_run;

    std::filesystem::path path(const QString& name) const { return m_folder.filePath(name).toStdString(); }
    Address evaluation() const { return {Kind::Evaluation, m_run->outcome.pairs[0].evaluations[0][0].id.value}; }
    QString stale(const Address& address, bool verify = false) const {
        QStringList sentences;
        for (const std::string& sentence : staleness(*m_project, address, verify).stale)
            sentences += QString::fromStdString(sentence);
        return sentences.join('\n');
    }

private Q_SLOTS:
    void initTestCase() {
        m_project = std::make_unique<store::Project>(store::Project::create(path("first.crosseed")));
        m_run = std::make_unique<TinyRun>(*m_project, tinyRecipe());
        QVERIFY(!m_run->cancelled);
    }
    void theChainGoesFromTheTextsToTheNumber() {
        const Audit found = audit(*m_project, evaluation(), true);
        QStringList steps;
        for (const AuditStep& step : found.steps)
            steps += QString::fromStdString(store::addressText(step.address));
        QCOMPARE(steps, (QStringList{"corpus 1", "model 1", "model 2", "activations 1", "activations 2", "activations 3", "activations 4",
                                     "rotation 1", "run 1", "evaluation 1"}));
        for (const AuditStep& step : found.steps) {
            QVERIFY2(!step.key.empty() && !step.programVersion.empty() && !step.created.empty(), step.title.c_str());
            QCOMPARE(step.threads.get<int>(), 1);
            QVERIFY(step.seconds.get<double>() >= 0);
        }
        QVERIFY2(found.staleness.stale.empty() && found.staleness.remarks.empty(), stale(evaluation(), true).toUtf8());
        QCOMPARE(found.steps[8].config["sae"]["k"].get<int>(), 4);
    }
    void theRecipeMakesTheSameBitsInAnEmptyProject() {
        const Audit found = audit(*m_project, evaluation());
        writeFile(path("again.toml"), found.recipe);
        const Recipe recipe = readRecipe(path("again.toml"), {{"project.file", path("again.crosseed").string()}});
        store::Project again = store::Project::create(path("again.crosseed"));
        const TinyRun second(again, recipe);
        QCOMPARE(bitsOf(second.outcome), bitsOf(m_run->outcome));
        QCOMPARE(second.outcome.pairs[0].runs[0].key, m_run->outcome.pairs[0].runs[0].key);
        QCOMPARE(second.outcome.pairs[0].evaluations[0][0].key, m_run->outcome.pairs[0].evaluations[0][0].key);
    }
    void everyFieldOfARecipeComesBackFromItsText() {
        Recipe recipe = tinyRecipe();
        recipe.project = "p \"quoted\" \\ caf\xc3\xa9.crosseed";
        recipe.corpus.keepColumns = {"a", "b \"c\""};
        recipe.corpus.delimiter = "\t";
        recipe.pairs.seeds = {{1, 2}, {3, 4}};
        recipe.alignment.rotations = {"true", "random"};
        recipe.training.learningRate = 1.0 / 3;
        recipe.training.crossScale = sae::CrossScale::Sum;
        recipe.sae.normalisation = sae::Normalisation::LayerNorm;
        recipe.training.seed = 281474976710655;
        recipe.layer = 1;
        writeFile(path("r.toml"), recipeText(recipe, {"a comment"}));
        QCOMPARE(recipeText(readRecipe(path("r.toml"))), recipeText(recipe));
    }
    void anotherSaeOfTheSameRunMakesWhatRestsOnItStale() {
        const store::RunRow run = m_run->outcome.pairs[0].runs[0];
        const auto counterfactual = store::insertCounterfactuals(*m_project, {{{}, run.id, 1, "a", "b", "own", "{}", "", {}, {}}}).front();
        text::FeatureNote note;
        note.feature = 3;
        note.label = "please";
        store::saveNote(*m_project, run.id, note);
        const Address edit{Kind::Counterfactual, counterfactual.id.value}, notes{Kind::Notes, run.id.value};
        for (const Address& address : {evaluation(), edit, notes})
            QCOMPARE(stale(address), QString());
        store::RunRow other = run;
        other.saeFile = m_run->outcome.pairs[0].rotations[0].file; // another file that is there
        store::insertRun(*m_project, other, {});
        QVERIFY2(stale(evaluation()).startsWith("Evaluation 1 was made from another SAE ("), stale(evaluation()).toUtf8());
        QVERIFY2(stale(edit).startsWith("Counterfactual 1 was made from another SAE ("), stale(edit).toUtf8());
        QVERIFY2(stale(notes).startsWith("1 note of run 1 (feature 3) were written for another SAE"), stale(notes).toUtf8());
        store::insertRun(*m_project, run, {});
        for (const Address& address : {evaluation(), edit, notes})
            QCOMPARE(stale(address), QString());
    }
    void anAlteredOrMissingFileMakesItStale() {
        const std::string sae = m_run->outcome.pairs[0].runs[0].saeFile;
        const std::string content = readFile(m_project->resolve(sae));
        writeFile(m_project->resolve(sae), content.substr(0, content.size() - 1) + "x");
        QVERIFY(stale(evaluation()).contains("The file of the SAE of run 1 was altered since it was made"));
        std::filesystem::remove(m_project->resolve(sae));
        QVERIFY(stale(evaluation()).contains("The file of the SAE of run 1 is missing"));
        writeFile(m_project->resolve(sae), content);
        QCOMPARE(stale(evaluation()), QString());
        const auto weights = m_project->resolve(m_run->outcome.pairs[0].b.folder) / "model.safetensors";
        const std::string before = readFile(weights);
        writeFile(weights, before.substr(0, before.size() - 1) + "x");
        QVERIFY(stale(evaluation()).contains("The file of model seed-2 was altered"));
        QVERIFY(stale(evaluation(), true).contains("The weights of model seed-2 are not those that its row has the hash of."));
        writeFile(weights, "x");
        QVERIFY(stale(evaluation(), true).contains("Model seed-2 cannot be read any more"));
        writeFile(weights, before);
        QCOMPARE(stale(evaluation()), QString());
    }
    void aSourceThatChangedIsARemark() {
        std::string csv = "text,label\n";
        for (int i = 0; i < 40; ++i)
            csv += "please send page " + std::to_string(i) + "," + (i % 2 ? "a\n" : "b\n");
        writeFile(path("source.csv"), csv);
        CorpusSpec spec;
        spec.name = "table";
        spec.file = path("source.csv").string();
        const auto corpus = importCorpus({*m_project, bert::Device::Cpu, 1, {}, {}, {}, {}, {}}, spec);
        const Address address{Kind::Corpus, corpus.id.value};
        QVERIFY(staleness(*m_project, address).remarks.empty());
        writeFile(path("source.csv"), csv + "one more,a\n");
        const Staleness found = staleness(*m_project, address);
        QVERIFY(found.stale.empty());
        QCOMPARE(found.remarks.size(), std::size_t{1});
        QVERIFY(found.remarks[0].ends_with("changed since the import; the stored texts are as they were."));
    }
    void aResultIsFoundByItsNameOrByAFileOfIt() {
        QCOMPARE(resultNamed(*m_project, "table features").address, evaluation());
        QCOMPARE(resultNamed(*m_project, "table codebook").address, (Address{Kind::Notes, 1}));
        writeFile(path("f.csv"), "plain");
        store::recordExport(*m_project, path("f.csv"), "features", {evaluation(), {Kind::Run, 1}});
        const NamedResult named = resultNamed(*m_project, path("f.csv").string());
        QCOMPARE(named.address, evaluation());
        QVERIFY(named.file.stale.empty());
        QVERIFY(QString::fromStdString(named.file.remarks.at(0)).endsWith("f.csv is also of run 1."));
    }
    void aFileIsNotBelievedWithoutTheKeyOfTheResultThatItNames() {
        const auto said = [&](const std::string& address, const std::string& key) {
            writeFile(path("said.json"), nlohmann::json{{"made_by", {{"address", address}, {"key", key}}}}.dump());
            try {
                const NamedResult named = resultNamed(*m_project, path("said.json").string());
                return QString::fromStdString(store::addressText(named.address) + ": " + named.file.stale.at(0));
            } catch (const Error& error) {
                return QString(error.kind() == ErrorKind::NotFound ? "not found: " : "other: ") + error.what();
            }
        };
        const std::string key = m_run->outcome.pairs[0].runs[0].key;
        QVERIFY2(said("run 1", key).startsWith("run 1: ") && said("run 1", key).contains("says that it is from run 1, but was changed since it was written"),
                 said("run 1", key).toUtf8());
        for (const std::string& other : {std::string(), std::string("abc")})
            QVERIFY2(said("run 1", other).startsWith("not found: ") && said("run 1", other).contains("no run 1 with the key"), said("run 1", other).toUtf8());
        QVERIFY(said("run 77", key).startsWith("not found: "));
        QVERIFY(said("soup", key).startsWith("not found: "));
    }
    void aFileOfARowThatWasMadeAnewSaysSo() {
        writeFile(path("anew.csv"), "of the old one");
        store::recordExport(*m_project, path("anew.csv"), "features", {{Kind::Run, 1}});
        QVERIFY(resultNamed(*m_project, path("anew.csv").string()).file.stale.empty());
        SQLite::Database& db = m_project->database();
        db.exec("UPDATE run SET key = key || 'x' WHERE id = 1");
        const NamedResult named = resultNamed(*m_project, path("anew.csv").string());
        db.exec("UPDATE run SET key = substr(key, 1, length(key) - 1) WHERE id = 1");
        QCOMPARE(named.file.stale.size(), std::size_t{1});
        QVERIFY(QString::fromStdString(named.file.stale[0]).contains("from another run 1 than the one that is there now"));
    }
    void aResultOfAnOlderVersionIsNotVouchedFor() {
        const std::string then = store::madeFrom(*m_project, evaluation()).dump();
        QVERIFY(staleness(*m_project, evaluation()).unrecorded.empty());
        SQLite::Database& db = m_project->database();
        db.exec("UPDATE evaluation SET made_from_json = ''");
        QCOMPARE(staleness(*m_project, evaluation()).unrecorded, (std::vector<Address>{evaluation()}));
        QCOMPARE(stale(evaluation()), QString()); // made on the texts that are there
        db.exec("UPDATE evaluation SET data_hash = 'x' || data_hash");
        QVERIFY2(stale(evaluation()).startsWith("Evaluation 1 was made from another corpus ("), stale(evaluation()).toUtf8());
        SQLite::Statement back(db, "UPDATE evaluation SET data_hash = substr(data_hash, 2), made_from_json = ?");
        back.bind(1, then);
        back.exec();
        QVERIFY(staleness(*m_project, evaluation()).unrecorded.empty());
    }
    void theRecipeOfARandomRotationHasItsSeed() {
        Recipe recipe = tinyRecipe();
        recipe.alignment.rotations = {"random"};
        recipe.alignment.seed = 7;
        const TinyRun first(*m_project, recipe);
        const Recipe again = recipeOf(*m_project, first.outcome.pairs[0].runs[0].id);
        QCOMPARE(again.alignment.rotations, std::vector<std::string>{"random"});
        QCOMPARE(again.alignment.seed, std::uint64_t{7});
        writeFile(path("random.toml"), recipeText(again));
        const TinyRun second(*m_project, readRecipe(path("random.toml"))); // the stored one is found: the same key
        QCOMPARE(second.outcome.pairs[0].runs[0].id, first.outcome.pairs[0].runs[0].id);
        recipe.alignment.seed = (std::uint64_t{1} << 63) + 5; // as a rotation test may draw it
        const TinyRun large(*m_project, recipe);
        const Audit found = audit(*m_project, {Kind::Run, large.outcome.pairs[0].runs[0].id.value});
        QVERIFY(found.recipe.empty());
        QVERIFY2(found.recipeNote.starts_with("No recipe makes this: its rotation was drawn with the seed 9223372036854775813"), found.recipeNote.c_str());
        QVERIFY(!found.recipeNote.ends_with(".."));
    }
    void aFileOfElsewhereIsNotFound() {
        writeFile(path("strange.csv"), "other");
        QVERIFY_EXCEPTION_THROWN(resultNamed(*m_project, path("strange.csv").string()), Error);
    }
};

QTEST_APPLESS_MAIN(TestWhy)
#include "tst_why.moc"
