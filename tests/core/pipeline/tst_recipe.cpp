// Recipes: every field is reached by its key, mistakes are named with file, line and the nearest valid key.
#include "base/files.h"
#include "pipeline/fields.h"
#include "pipeline/recipe.h"
#include <QDirIterator>
#include <QTemporaryDir>
#include <QTest>

using namespace crosseed;
using pipeline::Recipe;

namespace {
const std::string minimal = "[project]\nfile = 'p.crosseed'\n[pairs]\nseeds = [[1, 2]]\n";
}

class TestRecipe : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    Recipe read(const std::string& content, const std::map<std::string, std::string>& overrides = {}) const {
        const std::filesystem::path file = m_folder.filePath("r.toml").toStdString();
        writeFile(file, content);
        return pipeline::readRecipe(file, overrides);
    }
    QString refusal(const std::string& content, const std::map<std::string, std::string>& overrides = {}) const {
        try {
            read(content, overrides);
        } catch (const Error& error) {
            return error.kind() == ErrorKind::Usage ? error.what() : "another kind";
        }
        return "no error";
    }

private Q_SLOTS:
    void valuesReachTheirFieldsAndTheRestKeepsTableA1() {
        const Recipe recipe = read(minimal + "[training]\nlambda_cross = 2\nepochs = 3\ncross_scale = 'sum'\n"
                                             "[sae]\nnormalisation = 'layernorm'\ndenormalise = false\n"
                                             "[activations]\nlayer = 7\n[corpus]\nkeep_columns = ['a', 'b']\n");
        QCOMPARE(recipe.training.weights.cross, 2.0);
        QCOMPARE(recipe.training.epochs, 3);
        QVERIFY(recipe.training.crossScale == sae::CrossScale::Sum);
        QVERIFY(recipe.sae.normalisation == sae::Normalisation::LayerNorm);
        QVERIFY(!recipe.sae.denormalise);
        QCOMPARE(recipe.layer, 7);
        QCOMPARE(recipe.corpus.keepColumns.size(), std::size_t{2});
        QCOMPARE(recipe.pairs.seeds[0][1], 2);
        QCOMPARE(recipe.training.weights.downstream, 1.5); // Table A1 from here on
        QCOMPARE(recipe.training.weights.auxiliary, 1.0 / 32);
        QCOMPARE(recipe.training.learningRate, 5e-5);
        QCOMPARE(recipe.fineTune.weightDecay, 0.001);
        QCOMPARE(recipe.sae.dictionary, 6144);
        QCOMPARE(recipe.sae.k, 32);
        QCOMPARE(recipe.model.maxLength, 128);
    }
    void anUnknownKeyIsNamedWithTheNearestValidOne() {
        QVERIFY(refusal(minimal + "[training]\nlamda_cross = 2\n").endsWith(
            "r.toml, line 6: there is no key training.lamda_cross; did you mean training.lambda_cross?"));
        QVERIFY(refusal(minimal + "[trainig]\nepochs = 2\n").contains("there is no key trainig; did you mean training?"));
    }
    void aWrongTypeIsNamedWithItsLine() {
        QVERIFY(refusal(minimal + "[training]\nepochs = 'five'\n").endsWith(
            "line 6: training.epochs must be a whole number."));
        QVERIFY(refusal(minimal + "[sae]\nnormalisation = 'units'\n").contains("sae.normalisation"));
        QVERIFY(refusal(minimal + "[alignment]\nrotations = ['round']\n").contains("round"));
        QVERIFY(refusal("[project\n").contains("r.toml, line 1"));
    }
    void aValueOutOfRangeIsNamedWithItsLine_data() {
        QTest::addColumn<QByteArray>("table");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char* table, const char* sentence) { QTest::newRow(QByteArray(table).simplified()) << QByteArray(table) << sentence; };
        row("[sae]\nk = 7000\n", "sae.k must lie between 1 and sae.dictionary, 6144.");
        row("[sae]\nk = 0\n", "sae.k must lie between 1 and sae.dictionary, 6144.");
        row("[sae]\ndictionary = -1\n", "sae.dictionary must be at least 1.");
        row("[training]\nepochs = 0\n", "training.epochs must be at least 1.");
        row("[training]\nbatch_size = 0\n", "training.batch_size must be at least 1.");
        row("[fine_tune]\nepochs = -2\n", "fine_tune.epochs must be at least 1.");
        row("[fine_tune]\nbatch_size = 0\n", "fine_tune.batch_size must be at least 1.");
        row("[fine_tune]\nbatch_size = 5000000000\n", "fine_tune.batch_size must be a whole number.");
        row("[model]\nmax_length = 2\n", "model.max_length must be at least 3.");
        row("[corpus]\ntest_share = 1.5\n", "corpus.test_share must lie between 0 and 1.");
        row("[training]\nlearning_rate = 0\n", "training.learning_rate must be above 0.");
        row("[training]\nlearning_rate = nan\n", "training.learning_rate must be above 0.");
        row("[training]\nwarmup_ratio = 1.5\n", "training.warmup_ratio must lie between 0 and 1.");
        row("[training]\nwarmup_ratio = nan\n", "training.warmup_ratio must lie between 0 and 1.");
        row("[training]\nlambda_kl = -1\n", "training.lambda_kl must be 0 or more.");
        row("[training]\nlambda_ds = nan\n", "training.lambda_ds must be 0 or more.");
        row("[training]\nlambda_local = -0.5\n", "training.lambda_local must be 0 or more.");
        row("[training]\nlambda_cross = inf\n", "training.lambda_cross must be 0 or more.");
        row("[training]\nlambda_aux = -1e-9\n", "training.lambda_aux must be 0 or more.");
        row("[training]\nweight_decay = -1\n", "training.weight_decay must be 0 or more.");
        row("[training]\nmax_grad_norm = -1\n", "training.max_grad_norm must be 0 or more.");
        row("[training]\nk_aux = -1\n", "training.k_aux must be at least 0.");
        row("[training]\ndead_after_tokens = -1\n", "training.dead_after_tokens must be at least 0.");
        row("[training]\nmax_steps = -1\n", "training.max_steps must be at least 0.");
        row("[fine_tune]\nlearning_rate = -1e-5\n", "fine_tune.learning_rate must be above 0.");
        row("[fine_tune]\nwarmup_ratio = -0.1\n", "fine_tune.warmup_ratio must lie between 0 and 1.");
        row("[fine_tune]\npatience = 0\n", "fine_tune.patience must be at least 1.");
        row("[model]\ndropout = 1.5\n", "model.dropout must lie between 0 and 1.");
        row("[corpus]\nkeep_first = -1\n", "corpus.keep_first must be at least 0.");
        row("[alignment]\ntexts = -1\n", "alignment.texts must be at least 0.");
        row("[evaluation]\nminimum_active = -1\n", "evaluation.minimum_active must be at least 0.");
        row("[evaluation]\nuniversal_r = nan\n", "evaluation.universal_r must lie between -1 and 1.");
        row("[alignment]\nrotations = []\n", "alignment.rotations must name at least one rotation.");
        row("[alignment]\nsplit = 'all'\n", "alignment.split does not fit: \"all\" is not a split;");
        row("[evaluation]\nsplit = 'all'\n", "evaluation.split does not fit: \"all\" is not a split;");
    }
    void aValueOutOfRangeIsNamedWithItsLine() {
        QFETCH(QByteArray, table);
        QFETCH(QString, sentence);
        const QString refused = refusal(minimal + table.toStdString());
        QVERIFY2(refused.contains("r.toml, line 6: " + sentence), qPrintable(refused));
    }
    void aPairIsNeededAndMustBeOne() {
        const std::string project = "[project]\nfile = 'x'\n";
        QVERIFY(refusal(project).endsWith("r.toml: pairs.seeds is missing: there is no pair; give pairs.seeds = [[42, 137]] or "
                                          "pairs.folders."));
        QVERIFY(refusal(project + "[pairs]\nseeds = []\n").contains("line 4: pairs.seeds is missing"));
        for (const char* seeds : {"[[1]]", "[[1, 2, 3]]", "[[1, 2], [3, 3]]"})
            QVERIFY(refusal(project + "[pairs]\nseeds = " + seeds + "\n").contains("line 4: pairs.seeds must hold two different"));
        QVERIFY(refusal(project + "[pairs]\nfolders = [['a']]\n").contains("line 4: pairs.folders must hold two folders"));
        QVERIFY(refusal(project + "[pairs]\nseeds = [1, 2]\n").contains("line 4: pairs.seeds must be a list."));
        QVERIFY(refusal("[pairs]\nseeds = [[1, 2]]\n").contains("project.file is missing"));
    }
    void anOverrideThatDoesNotFitIsNamedAsOne() {
        QVERIFY(refusal(minimal, {{"training.epochs", "0"}}).contains("r.toml, --set: training.epochs must be at least 1."));
        QVERIFY(refusal(minimal, {{"training.epochs", "many"}}).contains("--set: training.epochs must be a whole number."));
        QVERIFY(refusal(minimal, {{"epochs", "3"}}).contains("epochs"));
    }
    void overridesWinAndPathsAreRelativeToTheRecipe() {
        const std::string content = minimal + "[corpus]\nfolder = 'data'\n[model]\nbase = 'model'\n";
        const Recipe plain = read(content);
        QCOMPARE(QString::fromStdString(plain.corpus.folder), m_folder.filePath("data"));
        QCOMPARE(plain.project, std::string("p.crosseed"));
        const Recipe other = read(content, {{"corpus.folder", "elsewhere"}, {"training.epochs", "9"}});
        QCOMPARE(other.corpus.folder, std::string("elsewhere"));
        QCOMPARE(other.training.epochs, 9);
        QVERIFY(refusal(content, {{"training.epoch", "9"}}).contains("training.epochs"));
    }
    void aTextMayLookLikeANumber() {
        const Recipe recipe = read(minimal, {{"project.file", "2024"}, {"corpus.folder", "1e3"}, {"corpus.name", "true"},
                                             {"model.base", "'quoted'"}, {"corpus.file", "data\xff"}});
        QCOMPARE(recipe.project, std::string("2024"));
        QCOMPARE(recipe.corpus.folder, std::string("1e3"));
        QCOMPARE(recipe.corpus.name, std::string("true"));
        QCOMPARE(recipe.model.base, std::string("quoted"));
        QCOMPARE(recipe.corpus.file, std::string("data\xff"));
        QVERIFY(refusal("[project]\nfile = 2024\n").contains("line 2: project.file must be text in quotes."));
    }
    void theFieldsOfAnOptionAreWrittenOnce() {
        sae::TrainOptions options;
        options.crossScale = sae::CrossScale::Sum;
        const auto json = pipeline::toJson(options);
        QCOMPARE(json["cross_scale"].get<std::string>(), std::string("sum"));
        QCOMPARE(json["lambda_ds"].get<double>(), 1.5);
        QCOMPARE(json.size(), std::size_t{17});
    }
    void everyRecipeOfTheProjectIsValid() {
        QDirIterator files(CROSSEED_SOURCE_DIR "/projects", {"*.toml"}, QDir::Files, QDirIterator::Subdirectories);
        int count = 0;
        while (files.hasNext()) {
            const Recipe recipe = pipeline::readRecipe(files.next().toStdString());
            QVERIFY(!recipe.project.empty());
            ++count;
        }
        QVERIFY(count >= 6);
    }
};

QTEST_APPLESS_MAIN(TestRecipe)
#include "tst_recipe.moc"
