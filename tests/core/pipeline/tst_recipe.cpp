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
        QVERIFY(refusal(minimal + "[sae]\nk = 7000\n").contains("sae.k must lie between 1 and sae.dictionary"));
        QVERIFY(refusal(minimal + "[alignment]\nrotations = ['round']\n").contains("round"));
        QVERIFY(refusal("[project\n").contains("r.toml, line 1"));
        QVERIFY(refusal("[project]\nfile = 'x'\n").contains("pairs.seeds"));
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
