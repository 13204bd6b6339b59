// What two models must share to be a pair, and that what is expected of them has the size of what happens.
#include "base/files.h"
#include "bert/fine_tune.h"
#include "core/text/expect_error.h"
#include "pipeline/pair_check.h"
#include "pipeline/stages.h"
#include "tiny_recipe.h"
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

using namespace crosseed;
using namespace crosseed::pipeline;

namespace fs = std::filesystem;

class TestPairCheck : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<store::Project> m_project;
    std::unique_ptr<TinyRun> m_run;

    StageContext context() { return {*m_project, bert::Device::Cpu, 1, {}, {}, {}, {}, {}}; }
    fs::path folderOf(const store::ModelRow& model) { return m_project->resolve(model.folder); }
    const PairOutcome& pair() { return m_run->outcome.pairs.front(); }
    ModelFolder a() { return modelFolder(*m_project, pair().a); }
    ModelFolder b() { return modelFolder(*m_project, pair().b); }

    // A copy of model B of which `from` in `file` became `to`.
    ModelFolder changed(const char* name, const char* file, const std::string& from, const std::string& to) {
        const fs::path copy = m_folder.filePath(name).toStdString();
        fs::copy(folderOf(pair().b), copy);
        std::string text = readFile(copy / file);
        const auto at = text.find(from);
        if (at == std::string::npos)
            throw Error(ErrorKind::Internal, from + " is not there");
        writeFile(copy / file, text.replace(at, from.size(), to));
        return {name, copy, {}};
    }
    static const PairFact& fact(const PairCheck& check, const std::string& what) {
        return *std::ranges::find(check.facts, what, &PairFact::what);
    }

private Q_SLOTS:
    void initTestCase() {
        m_project = std::make_unique<store::Project>(store::Project::create(m_folder.filePath("p.crosseed").toStdString()));
        m_run = std::make_unique<TinyRun>(*m_project, tinyRecipe());
    }

    void twoSeedsOfOneStartFit() {
        const PairCheck check = checkPair(a(), b());
        QVERIFY(check.fits());
        for (const PairFact& own : check.facts)
            QVERIFY2(own.verdict == Verdict::Fits && own.sentence.empty() && own.a == own.b, own.what.c_str());
        QCOMPARE(fact(check, "width D").a, std::string("16"));
        QCOMPARE(fact(check, "trained from").a, std::string("random weights"));
        requirePair(a(), b());
    }
    void theFirstPieceThatDiffersIsNamed() {
        const std::string lines = readFile(folderOf(pair().b) / "vocab.txt");
        std::size_t begin = 0;
        for (int line = 1; line < 7; ++line)
            begin = lines.find('\n', begin) + 1;
        const std::string piece = lines.substr(begin, lines.find('\n', begin) - begin);
        const ModelFolder other = changed("vocabulary", "vocab.txt", "\n" + piece + "\n", "\nqqqq\n");
        const PairCheck check = checkPair(a(), other);
        QVERIFY(!check.fits());
        QVERIFY(fact(check, "vocabulary").a.ends_with("in line 7 \"" + piece + "\""));
        QVERIFY(fact(check, "vocabulary").b.ends_with("in line 7 \"qqqq\""));
        EXPECT_ERROR(requirePair(a(), other), ErrorKind::Shape, "cannot be a pair. vocabulary: ");
    }
    void anotherCleanUpOrOrderOfClassesFails() {
        QVERIFY(fact(checkPair(a(), changed("cased", "tokenizer_config.json", "\"do_lower_case\": true", "\"do_lower_case\": false")),
                     "text clean-up").verdict == Verdict::Fails);
        ModelFolder swapped = changed("order", "config.json", "\"0\": \"impolite\"", "\"0\": \"neutral\"");
        std::string config = readFile(swapped.folder / "config.json");
        const std::string from = "\"1\": \"neutral\"";
        writeFile(swapped.folder / "config.json", config.replace(config.find(from), from.size(), "\"1\": \"impolite\""));
        EXPECT_ERROR(requirePair(a(), swapped), ErrorKind::Shape, "classes: impolite, neutral, polite in A, neutral, impolite, polite in B.");
        const PairCheck renamed = checkPair(a(), changed("names", "config.json", "\"0\": \"impolite\"", "\"0\": \"rude\""));
        QVERIFY(renamed.fits() && fact(renamed, "classes").verdict == Verdict::Note);
    }
    void anotherShapeFails() {
        Recipe recipe = tinyRecipe();
        recipe.model.hidden = 24;
        recipe.model.layers = 4;
        const store::ModelRow wide = trainModel(context(), m_run->outcome.corpus, "wide", recipe.model, recipe.fineTune);
        const PairCheck check = checkPair(a(), modelFolder(*m_project, wide));
        QVERIFY(fact(check, "width D").verdict == Verdict::Fails && fact(check, "layers").verdict == Verdict::Fails);
        QCOMPARE(fact(check, "layers").b, std::string("4"));
    }
    void storedModelsAreComparedWhereTheirFoldersAreThere() {
        requirePair(*m_project, pair().a, pair().b);
        store::ModelRow other = pair().b;
        other.folder = "models/changed";
        fs::create_directories(folderOf(other).parent_path());
        fs::rename(changed("stored", "tokenizer_config.json", "\"do_lower_case\": true", "\"do_lower_case\": false").folder,
                   folderOf(other));
        EXPECT_ERROR(requirePair(*m_project, pair().a, other), ErrorKind::Shape, "text clean-up: ");
        fs::remove_all(folderOf(other));
        requirePair(*m_project, pair().a, other);
    }
    void aRecipeWhoseFoldersCannotBeAPairStopsBeforeAnythingIsStored() {
        Recipe recipe = tinyRecipe();
        recipe.pairs = {{}, {{folderOf(pair().a).string(), changed("run", "tokenizer_config.json", "true", "false").folder.string()}}};
        store::Project empty = store::Project::create(m_folder.filePath("e.crosseed").toStdString());
        EXPECT_ERROR(TinyRun(empty, recipe), ErrorKind::Shape, "cannot be a pair");
        EXPECT_ERROR(store::corpusNamed(empty, ""), ErrorKind::NotFound, "");
        recipe.pairs.folders = {{folderOf(pair().a).string(), "some-org/some-model"}};
        EXPECT_ERROR(TinyRun(empty, recipe), ErrorKind::NotFound, "crosseed download some-org/some-model");
    }

    void accuraciesAreThoseOfFineTuning() {
        const auto documents = store::loadCorpus(*m_project, m_run->outcome.corpus.id);
        PairInputs inputs(context(), m_run->outcome.corpus, documents, pair().pair, 1);
        const auto accuracies = cleanAccuracies(inputs);
        for (const auto& [model, accuracy] : {std::pair(pair().a, accuracies[0]), std::pair(pair().b, accuracies[1])}) {
            const auto training = fineTuneResultOf(nlohmann::json::parse(model.trainingJson));
            QCOMPARE(accuracy, training->evaluations[static_cast<std::size_t>(training->best) - 1].validationAccuracy);
        }
    }
    void measuringTheCostTouchesNothingOfOthersInTheTemporaryFolder() {
        const fs::path shared = m_folder.filePath("shared").toStdString();
        fs::create_directories(shared);
        const fs::path theirs = shared / ("crosseed-cost-" + std::to_string(QCoreApplication::applicationPid()));
        writeFile(theirs, "theirs");
        const QByteArray before = qgetenv("TMPDIR");
        qputenv("TMPDIR", shared.c_str());
        const auto documents = store::loadCorpus(*m_project, m_run->outcome.corpus.id);
        const Recipe recipe = tinyRecipe();
        PairInputs inputs(context(), m_run->outcome.corpus, documents, pair().pair, 1);
        pairCost(inputs, recipe.sae, recipe.training, recipe.evaluation);
        before.isEmpty() ? qunsetenv("TMPDIR") : qputenv("TMPDIR", before);
        QVERIFY(fs::exists(theirs));
        QCOMPARE(readFile(theirs), std::string("theirs"));
        QCOMPARE(std::distance(fs::directory_iterator(shared), fs::directory_iterator()), std::ptrdiff_t{1});
    }
    void theCostCountsWhatIsDone() {
        const auto documents = store::loadCorpus(*m_project, m_run->outcome.corpus.id);
        const Recipe recipe = tinyRecipe();
        PairInputs inputs(context(), m_run->outcome.corpus, documents, pair().pair, 1);
        const PairCost cost = pairCost(inputs, recipe.sae, recipe.training, recipe.evaluation);
        QCOMPARE(cost.steps, static_cast<std::int64_t>(store::runSteps(*m_project, pair().runs.front().id).size()));
        QCOMPARE(cost.trainTokens, inputs.activationRow(Side::A, text::Split::Train).tokens);
        QCOMPARE(cost.evaluationTokens, inputs.activationRow(Side::A, text::Split::Test).tokens);
        QVERIFY(cost.measuredTexts == 48 && cost.measuredTokens > 48 * 2 && cost.measuredTokens < cost.trainTokens);
        for (const double seconds : {cost.extractionSeconds, cost.trainingSeconds, cost.evaluationSeconds})
            QVERIFY(std::isfinite(seconds) && seconds > 0);
        std::uintmax_t stored = 0; // of the pair: activations, SAE and codes
        for (const Side side : bothSides)
            for (const text::Split split : {text::Split::Train, text::Split::Test})
                stored += fs::file_size(m_project->resolve(inputs.activationRow(side, split).file));
        stored += fs::file_size(m_project->resolve(pair().runs.front().saeFile));
        QVERIFY2(cost.diskBytes > 0.9 * static_cast<double>(stored) && cost.diskBytes < 1.5 * static_cast<double>(stored),
                 qPrintable(QString("%1 expected, %2 stored").arg(cost.diskBytes).arg(stored)));
        QVERIFY(cost.memoryBytes > (10u << 20) && cost.freeBytes > 0);
    }
};

QTEST_GUILESS_MAIN(TestPairCheck)
#include "tst_pair_check.moc"
