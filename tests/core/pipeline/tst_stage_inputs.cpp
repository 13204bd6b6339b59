// What the stages accept and refuse: finished classifiers, names that are taken, layers, corpora that lack something.
#include "base/files.h"
#include "text/sample_corpus.h"
#include "tiny_recipe.h"
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

using namespace crosseed;
using namespace crosseed::pipeline;

namespace {

template <typename Action> QString refusal(Action action, ErrorKind kind) {
    try {
        action();
    } catch (const Error& error) {
        return (error.kind() == kind ? "" : "another kind: ") + QString::fromUtf8(error.what());
    }
    return "no error";
}

} // namespace

class TestStageInputs : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    int m_count = 0;

    store::Project newProject() {
        return store::Project::create(m_folder.filePath(QString::number(++m_count) + ".crosseed").toStdString());
    }
    std::string path(const char* name) const { return m_folder.filePath(name).toStdString(); }
    // The sample's texts as a table with a column for the split; test texts without labels, or no validation texts.
    std::string table(const char* name, bool testLabels, bool validation) const {
        std::string content = "text\tlabel\tsplit\n";
        for (const text::Document& d : text::sampleCorpus({160, 3}).corpus.documents) {
            const bool isTest = d.split == text::Split::Test;
            if (validation || d.split != text::Split::Validation)
                content += d.text + "\t" + (isTest && !testLabels ? "" : std::to_string(d.label)) + "\t" +
                           std::string(text::splitName(d.split)) + "\n";
        }
        writeFile(path(name), content);
        return path(name);
    }
    Recipe recipeOn(const std::string& file) const {
        Recipe recipe = tinyRecipe();
        recipe.corpus.format = "table";
        recipe.corpus.file = file;
        recipe.corpus.splitColumn = "split";
        return recipe;
    }

private Q_SLOTS:
    void cleanupTestCase() { std::filesystem::remove_all(m_folder.path().toStdString()); } // Qt leaves names that are not UTF-8
    void finishedClassifiersAreTakenAsTheyAre() {
        store::Project source = newProject();
        const TinyRun trained(source, tinyRecipe());
        const PairOutcome& pair = trained.outcome.pairs[0];
        std::filesystem::create_directories(path("one"));
        std::filesystem::create_directories(path("two"));
        std::filesystem::copy(source.resolve(pair.a.folder), path("one/model"));
        std::filesystem::copy(source.resolve(pair.b.folder), path("two/model"));
        Recipe recipe = tinyRecipe();
        recipe.pairs.seeds.clear();
        recipe.pairs.folders = {{path("one/model"), path("two/model/")}}; // the same last name
        store::Project target = newProject();
        const TinyRun accepted(target, recipe);
        const PairOutcome& result = accepted.outcome.pairs[0];
        QCOMPARE(result.a.name, std::string("one/model"));
        QCOMPARE(result.b.name, std::string("two/model"));
        QCOMPARE(bitsOf(accepted.outcome), bitsOf(trained.outcome));
        QCOMPARE(TinyRun(target, recipe).begun, QStringList());
        Recipe twoClasses = recipe;
        twoClasses.corpus.format = "table";
        twoClasses.corpus.file = path("two.csv");
        writeFile(path("two.csv"), "text,label\na b,0\nb c,1\nc d,0\nd e,1\ne f,0\nf g,1\n");
        store::Project other = newProject();
        const QString sentence = refusal([&] { TinyRun(other, twoClasses); }, ErrorKind::Shape);
        QVERIFY2(sentence.contains("tells 3 classes apart, the corpus requests has 2"), qPrintable(sentence));
    }
    void theOrderOfAFinishedClassifiersClassesMustBeTheCorpuss_data() {
        QTest::addColumn<QStringList>("names");
        QTest::addColumn<QString>("refused");
        QTest::addColumn<int>("warnings");
        const QString both = "in the order polite, neutral, impolite, the corpus requests in the order impolite, neutral, polite; ";
        QTest::newRow("the same") << QStringList{"Impolite", "neutral", "polite"} << "no error" << 0;
        QTest::newRow("generic") << QStringList{"LABEL_0", "LABEL_1", "LABEL_2"} << "no error" << 0;
        QTest::newRow("another order") << QStringList{"polite", "neutral", "impolite"} << both << 0;
        QTest::newRow("other names") << QStringList{"low", "middle", "high"} << "no error" << 1;
        QTest::newRow("generic, another order") << QStringList{"LABEL_2", "LABEL_1", "LABEL_0"} << "no error" << 1;
    }
    void theOrderOfAFinishedClassifiersClassesMustBeTheCorpuss() {
        QFETCH(QStringList, names);
        QFETCH(QString, refused);
        QFETCH(int, warnings);
        store::Project project = newProject();
        QStringList notes;
        StageContext context{project, bert::Device::Cpu, 1, {}, {}, {}, {}, {}};
        context.onWarning = [&](const std::string& sentence) { notes += QString::fromStdString(sentence); };
        const Recipe recipe = tinyRecipe();
        const store::CorpusRow corpus = importCorpus(context, recipe.corpus);
        const store::ModelRow trained = trainModel(context, corpus, "m", recipe.model, recipe.fineTune);
        const std::string folder = path(("renamed " + std::to_string(m_count)).c_str());
        std::filesystem::copy(project.resolve(trained.folder), folder);
        auto config = nlohmann::json::parse(readFile(folder + "/config.json"));
        for (int i = 0; i < 3; ++i)
            config["id2label"][std::to_string(i)] = names[i].toStdString();
        config.erase("label2id");
        writeFile(folder + "/config.json", config.dump());
        const QString sentence = refusal([&] { acceptModel(context, corpus, "x", folder, 24); }, ErrorKind::Shape);
        QVERIFY2(sentence.contains(refused), qPrintable(sentence));
        QCOMPARE(notes.size(), warnings);
        QVERIFY(notes.isEmpty() || notes[0].contains("names its classes " + names.join(", ") + ", the corpus requests names them "
                                                     "impolite, neutral, polite;"));
    }
    void aChangedTrainingGivesModelsOfItsOwnAndKeepsTheOld() {
        store::Project project = newProject();
        const TinyRun first(project, tinyRecipe());
        Recipe recipe = tinyRecipe();
        recipe.fineTune.learningRate = 2e-3;
        const TinyRun second(project, recipe);
        QVERIFY2(!second.begun.contains("Importing 240 texts as requests"), qPrintable(second.begun.join("; ")));
        QCOMPARE(second.outcome.pairs[0].a.name, std::string("seed-1 (2)"));
        QVERIFY(second.outcome.pairs[0].runs[0].saeFile != first.outcome.pairs[0].runs[0].saeFile);
        for (const Recipe& known : {tinyRecipe(), recipe})
            QCOMPARE(TinyRun(project, known).begun, QStringList());
    }
    void theSameTextsAreOneCorpusWhereverTheyLie() {
        store::Project project = newProject();
        const StageContext context{project, bert::Device::Cpu, 1, {}, {}, {}, {}, {}};
        Recipe recipe = recipeOn(table("here.tsv", true, true));
        recipe.corpus.keepColumns = {"split"};
        const store::CorpusRow first = importCorpus(context, recipe.corpus);
        trainModel(context, first, "m", recipe.model, recipe.fineTune); // rests on it, so that it is not replaced
        std::filesystem::create_directories(path("folder"));
        std::filesystem::copy(path("here.tsv"), path("folder/there.tsv"));
        recipe.corpus.file = path("folder") + "/../folder/there.tsv";
        QCOMPARE(importCorpus(context, recipe.corpus).id.value, first.id.value);
        recipe.corpus.keepColumns = {"label"}; // another content
        QCOMPARE(importCorpus(context, recipe.corpus).name, std::string("requests (2)"));
        recipe.corpus.keepColumns = {"split"};
        recipe.corpus.name = "other";
        QCOMPARE(importCorpus(context, recipe.corpus).name, std::string("other"));
    }
    void pathsNeedNotBeUtf8() {
        store::Project project = newProject();
        const StageContext context{project, bert::Device::Cpu, 1, {}, {}, {}, {}, {}};
        const std::filesystem::path folder = path("latin") + "\xe9";
        std::filesystem::create_directories(folder);
        std::filesystem::copy(table("plain.tsv", true, true), folder / "t.tsv");
        Recipe recipe = recipeOn((folder / "t.tsv").string());
        recipe.corpus.files = {recipe.corpus.file};
        recipe.corpus.file.clear();
        const store::CorpusRow corpus = importCorpus(context, recipe.corpus);
        QCOMPARE(nlohmann::json::parse(corpus.sourceJson)["files"][0].get<std::string>(), path("latin") + "\xef\xbf\xbd/t.tsv");
        const store::ModelRow model = trainModel(context, corpus, "m", recipe.model, recipe.fineTune);
        std::filesystem::copy(project.resolve(model.folder), folder / "model\xe9");
        const store::ModelRow accepted =
            acceptModel(context, corpus, "model\xe9", (folder / "model\xe9").string(), 24);
        QCOMPARE(accepted.name, std::string("model\xef\xbf\xbd"));
        recipe.model.base = (folder / "model\xe9").string();
        QVERIFY(trainModel(context, corpus, "tuned", recipe.model, recipe.fineTune).id);
    }
    void aLayerNeedsOneAboveIt() {
        bert::BertConfig config;
        config.layers = 3;
        QCOMPARE(resolveLayer(config, -1), 1);
        QCOMPARE(resolveLayer(config, 0), 0);
        for (const std::int64_t layer : {2, 3, 99})
            QVERIFY(refusal([&] { resolveLayer(config, layer); }, ErrorKind::Usage).contains("so 0 to 1."));
    }
    void testTextsWithoutLabelsAreEvaluatedWithoutAccuracy() {
        store::Project project = newProject();
        const TinyRun run(project, recipeOn(table("unlabelled.tsv", false, true)));
        const store::EvaluationRow& row = run.outcome.pairs[0].evaluations[0][0];
        QVERIFY(std::isnan(row.metrics.accuracyChange));
        QVERIFY(row.metrics.rows > 0 && row.metrics.activeBoth > 0);
        QVERIFY(nlohmann::json::parse(row.outcomeAJson)["clean_accuracy"].is_null());
        QVERIFY2(run.warnings.filter("have no label").size() == 1, qPrintable(run.warnings.join("; ")));
    }
    void withoutValidationTextsTheLastEpochCounts() {
        store::Project project = newProject();
        Recipe recipe = recipeOn(table("no-validation.tsv", true, false));
        recipe.corpus.validationShare = 0;
        recipe.fineTune.epochs = 2;
        const TinyRun run(project, recipe);
        const auto training = nlohmann::json::parse(run.outcome.pairs[0].a.trainingJson);
        QCOMPARE(training["best_evaluation"].get<int>(), 2);
        QVERIFY(training["evaluations"][1]["validation_accuracy"].is_null());
    }
    void aSplitWithoutTextsIsNamed() {
        writeFile(path("train.csv"), "text,label\na b,0\nb c,1\nc d,0\nd e,1\n");
        Recipe recipe = tinyRecipe();
        recipe.corpus.format = "table";
        recipe.corpus.trainFile = path("train.csv");
        recipe.corpus.validationShare = 0;
        store::Project project = newProject();
        const QString sentence = refusal([&] { TinyRun(project, recipe); }, ErrorKind::BadInput);
        QCOMPARE(sentence, QString("The corpus requests has no test texts."));
    }
    void aSpecificationWithoutItsFilesSaysWhichKeyIsMissing() {
        CorpusSpec spec;
        QVERIFY(refusal([&] { readCorpus(spec); }, ErrorKind::Usage).contains("corpus.file"));
        spec.format = "tweeteval";
        QVERIFY(refusal([&] { readCorpus(spec); }, ErrorKind::Usage).contains("corpus.folder"));
        spec.format = "parquet";
        QVERIFY(refusal([&] { readCorpus(spec); }, ErrorKind::Usage).contains("sample, tweeteval or table, not parquet"));
        spec.format = "table";
        spec.file = path("none.csv");
        QVERIFY(refusal([&] { readCorpus(spec); }, ErrorKind::NotFound).contains("none.csv"));
        spec.delimiter = "||";
        QVERIFY(refusal([&] { readCorpus(spec); }, ErrorKind::Usage).contains("one character"));
    }
};

QTEST_APPLESS_MAIN(TestStageInputs)
#include "tst_stage_inputs.moc"
