// The rotation test on a tiny scale: its controls, what more draws keep, p and regression, and that the true rotation beats the
// random ones.
#include "pipeline/rotation_test.h"
#include "pipeline/stored_controls.h"
#include "tiny_recipe.h"
#include <QTemporaryDir>
#include <QTest>
#include <numeric>
#include <set>

using namespace crosseed;
using namespace crosseed::pipeline;

class TestRotationTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<store::Project> m_project;
    std::unique_ptr<TinyRun> m_run;
    text::Corpus m_documents;
    QStringList m_begun;
    RotationTest m_first;

    RotationTestSpec spec(std::int64_t draws) const {
        const Recipe recipe = tinyRecipe();
        RotationTestSpec spec;
        spec.draws = draws;
        spec.alignment = recipe.alignment;
        spec.sae = recipe.sae;
        spec.training = shortTraining(recipe.training);
        spec.training.maxSteps = 8;
        spec.evaluation = recipe.evaluation;
        return spec;
    }
    RotationTest test(const RotationTestSpec& spec, std::stop_token stop = {}) {
        m_begun.clear();
        StageContext context{*m_project, bert::Device::Cpu, 1, {}, stop, {}, {}, {}};
        context.onStage = [this](const std::string& name) { m_begun += QString::fromStdString(name); };
        PairInputs inputs(context, m_run->outcome.corpus, m_documents, m_run->outcome.pairs[0].pair, 1);
        return runRotationTest(inputs, spec);
    }

private Q_SLOTS:
    void initTestCase() {
        m_project = std::make_unique<store::Project>(store::Project::create(m_folder.filePath("p.crosseed").toStdString()));
        m_run = std::make_unique<TinyRun>(*m_project, tinyRecipe());
        QVERIFY(!m_run->cancelled);
        m_documents = store::loadCorpus(*m_project, m_run->outcome.corpus.id);
        m_first = test(spec(3));
    }

    void everyControlIsARunOfItsOwn() {
        QCOMPARE(m_first.trials.size(), std::size_t{6});
        QStringList kinds;
        std::set<std::int64_t> runs;
        for (const RotationTrial& trial : m_first.trials) {
            kinds += QString::fromStdString(trial.rotation.kind);
            runs.insert(trial.run.id.value);
            QVERIFY(trial.run.purpose == store::RunPurpose::RotationTest);
            const auto training = nlohmann::json::parse(trial.run.configJson)["training"];
            QCOMPARE(training["lambda_cross"].get<double>(), 0.0);
            QCOMPARE(store::runSteps(*m_project, trial.run.id).size(), std::size_t{8});
            QCOMPARE(trial.evaluation.metrics.features.size(), std::size_t{64}); // each r is stored
        }
        QCOMPARE(kinds, (QStringList{"true", "identity", "mismatched", "random", "random", "random"}));
        QCOMPARE(runs.size(), std::size_t{6});
    }
    void whatIsStoredIsReadBackAsItWas() {
        const auto& run = m_run->outcome.pairs[0].runs[0];
        const auto tests = storedRotationTests(*m_project, m_run->outcome.pairs[0].pair.id, evaluate::Pooling::PerToken);
        QCOMPARE(tests.size(), std::size_t{1});
        const StoredRotationTest& stored = tests[0];
        QCOMPARE(stored.test.trials.size(), m_first.trials.size());
        for (std::size_t i = 0; i < m_first.trials.size(); ++i) {
            QCOMPARE(stored.test.trials[i].evaluation.id.value, m_first.trials[i].evaluation.id.value);
            QCOMPARE(stored.test.trials[i].draw, m_first.trials[i].draw);
            QCOMPARE(stored.test.trials[i].nre, m_first.trials[i].nre);
        }
        QCOMPARE(stored.test.rank.p, m_first.rank.p);
        QCOMPARE(stored.test.regression.slope, m_first.regression.slope);
        QCOMPARE(stored.spec.draws, 3);
        QCOMPARE(stored.otherSeeds, 0);
        test(stored.spec); // asks for the same: nothing is trained
        QCOMPARE(m_begun, QStringList());
        QCOMPARE(testFor(tests, run), &stored);
        store::RunRow other = run;
        other.layer = 0;
        QVERIFY(!testFor(tests, other));
        const auto next = rotationTestOf(*m_project, run, m_first.trials[0].evaluation, &stored);
        QVERIFY(next);
        QCOMPARE(next->draws, 33);
        QCOMPARE(rotationTestOf(*m_project, run, m_first.trials[0].evaluation, nullptr)->training.maxSteps, 35);
        other = run;
        other.importedJson = "{}";
        QVERIFY(!rotationTestOf(*m_project, other, m_first.trials[0].evaluation, nullptr));
        QVERIFY(storedRotationTests(*m_project, m_run->outcome.pairs[0].pair.id, evaluate::Pooling::PerToken, text::Split::Train).empty());
    }
    void controlsWereTrainedAsTheRunWas() {
        for (const RotationTrial& trial : controlsOf(*m_project, m_first.trials[0].run, evaluate::Pooling::PerToken)) {
            QVERIFY(trial.rotation.kind != "true");
            QVERIFY(trial.run.purpose == store::RunPurpose::RotationTest);
        }
        QCOMPARE(controlsOf(*m_project, m_first.trials[0].run, evaluate::Pooling::PerToken).size(), std::size_t{5});
    }
    void theAlignmentErrorIsThatOfEachRotation() {
        for (std::size_t i = 1; i < m_first.trials.size(); ++i)
            QVERIFY(m_first.trials[0].nre < m_first.trials[i].nre);
    }
    void thePaperTestsThirtyFiveBatchesWithoutCrossLoss() {
        const sae::TrainOptions options = shortTraining({});
        QCOMPARE(options.maxSteps, 35);
        QCOMPARE(options.weights.cross, 0.0);
        QCOMPARE(options.weights.kl, 1.0);
    }
    void moreDrawsKeepTheFirstOnes() {
        const RotationTest more = test(spec(5));
        QCOMPARE(m_begun.filter("Training the SAE").size(), 2);
        for (std::size_t i = 0; i < m_first.trials.size(); ++i) {
            QCOMPARE(more.trials[i].run.id.value, m_first.trials[i].run.id.value);
            QCOMPARE(more.trials[i].evaluation.id.value, m_first.trials[i].evaluation.id.value);
        }
        QCOMPARE(more.rank.draws, 5);
        QCOMPARE(test(spec(3)).rank.draws, 3); // fewer are the first ones
        QCOMPARE(m_begun, QStringList());
    }
    void aDrawDependsOnSeedAndNumberAlone() {
        std::set<std::uint64_t> seeds;
        for (const std::uint64_t seed : {41, 42, 43})
            for (std::int64_t draw = 0; draw < 30; ++draw)
                seeds.insert(drawSeed(seed, draw));
        QCOMPARE(seeds.size(), std::size_t{90});
        QCOMPARE(drawSeed(42, 7), drawSeed(42, 7));
        RotationTestSpec other = spec(1);
        other.seed = 7;
        QVERIFY(test(other).trials[3].rotation.file != m_first.trials[3].rotation.file);
        QCOMPARE(m_begun.filter("Training the SAE").size(), 1); // true, identity and mismatched are the same
    }
    void pAndRegressionAreOfTheTrials() {
        std::int64_t reached = 0;
        std::vector<double> x, y;
        for (const RotationTrial& trial : m_first.trials) {
            reached += trial.draw >= 0 && trial.evaluation.metrics.universal >= m_first.trials[0].evaluation.metrics.universal;
            x.push_back(1 - trial.nre);
            y.push_back(static_cast<double>(trial.evaluation.metrics.universal));
        }
        QCOMPARE(m_first.rank.p, static_cast<double>(1 + reached) / 4);
        QCOMPARE(m_first.rank.smallestP, 0.25);
        QCOMPARE(m_first.regression.points, 6);
        QCOMPARE(m_first.regression.slope, evaluate::regress(x, y).slope);
    }
    void theHistogramsAddUpToTheActiveFeatures() {
        const auto histograms = controlHistograms(m_first);
        QCOMPARE(histograms.size(), std::size_t{4});
        QCOMPARE(histograms[3].kind, std::string("random"));
        QCOMPARE(histograms[3].trials, 3);
        std::int64_t active = 0;
        for (const RotationTrial& trial : m_first.trials)
            if (trial.draw >= 0)
                active += std::ranges::count_if(trial.evaluation.metrics.features, [](const evaluate::FeatureRow& f) {
                    return f.activeInBoth && !std::isnan(f.r);
                });
        QCOMPARE(std::accumulate(histograms[3].counts.begin(), histograms[3].counts.end(), std::int64_t{0}), active);
    }
    void bothPoolingsComeFromTheSameRuns() {
        RotationTestSpec pooled = spec(3);
        pooled.pooling = evaluate::Pooling::MeanPooled;
        const RotationTest again = test(pooled);
        QCOMPARE(m_begun, QStringList());
        QVERIFY(again.trials[0].evaluation.pooling == evaluate::Pooling::MeanPooled);
        QCOMPARE(again.trials[0].run.id.value, m_first.trials[0].run.id.value);
    }
    void theTrueRotationBeatsRandomOnes() {
        RotationTestSpec longer = spec(4);
        longer.training.maxSteps = 40;
        longer.training.learningRate = 3e-3;
        longer.evaluation.universalR = 0.4; // models of one epoch from random weights share little
        const RotationTest result = test(longer);
        QVERIFY2(result.rank.observed > result.rank.largest,
                 qPrintable(QString("%1 against %2").arg(result.rank.observed).arg(result.rank.largest)));
        QCOMPARE(result.rank.p, 0.2);
        QVERIFY(result.regression.slope > 0);
    }
    void theResultStaysTheResult() {
        QCOMPARE(store::runRow(*m_project, {}).id.value, m_run->outcome.pairs[0].runs[0].id.value);
    }
    void aStopIsHonoured() {
        std::stop_source stop;
        stop.request_stop();
        RotationTestSpec other = spec(2);
        other.training.seed = 9;
        QVERIFY_THROWS_EXCEPTION(Cancelled, test(other, stop.get_token()));
        QCOMPARE(leftovers(*m_project), QStringList());
    }
    void withoutDrawsThereIsNoTest() { QVERIFY_THROWS_EXCEPTION(Error, test(spec(0))); }
};

QTEST_APPLESS_MAIN(TestRotationTest)
#include "tst_rotation_test.moc"
