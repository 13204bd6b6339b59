// The scientific test of the whole program: what was planted in the sample comes out as universal features, and only with the
// true rotation. The sample's own recipe, with fewer texts.
#include "evaluate/planted_truth.h"
#include "pipeline/run_recipe.h"
#include "text/sample_corpus.h"
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

using namespace crosseed;
using namespace crosseed::pipeline;

class TestPlantedSample : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<store::Project> m_project;
    Recipe m_recipe;
    RecipeOutcome m_outcome;

    const evaluate::PairMetrics& metrics(std::size_t rotation) const {
        return m_outcome.pairs[0].evaluations[rotation][0].metrics;
    }

private Q_SLOTS:
    void initTestCase() {
        const std::string file = m_folder.filePath("sample.crosseed").toStdString();
        m_recipe = readRecipe(CROSSEED_SOURCE_DIR "/projects/sample/recipe.toml",
                              {{"project.file", file}, {"corpus.count", "2400"}, {"training.epochs", "6"}});
        QCOMPARE(m_recipe.alignment.rotations, (std::vector<std::string>{"true", "identity", "random"}));
        bert::setThreads(0);
        m_project = std::make_unique<store::Project>(store::Project::create(file));
        m_outcome = runRecipe({*m_project, bert::Device::Cpu, 0, {}, {}, {}, {}, {}}, m_recipe);
    }

    void bothClassifiersLearnTheLabels() { // one label in twenty is wrong on purpose, most classes have some 38 %
        for (const store::EvaluationRow& row : m_outcome.pairs[0].evaluations[0])
            for (const std::string& json : {row.outcomeAJson, row.outcomeBJson})
                QVERIFY2(nlohmann::json::parse(json)["clean_accuracy"].get<double>() > .8, json.c_str());
    }

    void theTrueRotationGivesManyUniversalFeaturesAndItsControlsHardlyAny() {
        QVERIFY2(metrics(0).universal >= 40, qPrintable(QString::number(metrics(0).universal)));
        for (const std::size_t control : {1, 2})
            QVERIFY2(10 * metrics(control).universal <= metrics(0).universal,
                     qPrintable(QString::number(metrics(control).universal)));
        QVERIFY(metrics(0).top100R > .5);
    }

    void universalFeaturesFindWhatWasPlanted() {
        const text::SampleCorpus sample = text::sampleCorpus({m_recipe.corpus.count, m_recipe.corpus.seed});
        const text::PackedTokens tokens = tokensOf(*m_project, m_outcome.pairs[0].a, sample.corpus, text::Split::Test);
        std::vector<std::vector<std::uint8_t>> truths;
        for (std::size_t planted = 0; planted < sample.plantedNames.size(); ++planted)
            truths.push_back(text::plantedTruth(sample, tokens, planted));
        const auto& row = m_outcome.pairs[0].evaluations[0][0];
        QStringList found, lines;
        for (const auto& match : evaluate::matchPlanted(truths, openIndex(*m_project, row), row.metrics)) {
            const QString name = QString::fromStdString(sample.plantedNames[static_cast<std::size_t>(match.planted)]);
            lines += QString("%1: %2").arg(name).arg(match.lowerAuc(), 0, 'f', 3);
            if (match.found())
                found += name;
        }
        QVERIFY2(found.size() >= 6, qPrintable(lines.join("; ")));
        for (const char* certain : {"urgency", "please inside a sentence", "please at the beginning"})
            QVERIFY2(found.contains(certain), qPrintable(lines.join("; ")));
    }
};

QTEST_APPLESS_MAIN(TestPlantedSample)
#include "tst_planted_sample.moc"
