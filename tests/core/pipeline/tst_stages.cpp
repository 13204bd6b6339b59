// A whole recipe on a tiny scale: each stage leaves its rows, nothing is computed twice, a stop or a lost file costs one stage,
// and the bits are the same every time.
#include "align/rotation_file.h"
#include "tiny_recipe.h"
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

using namespace crosseed;
using namespace crosseed::pipeline;

class TestStages : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<store::Project> m_project; // a finished one that the tests share; they leave it finished
    std::unique_ptr<TinyRun> m_first;

    store::Project newProject(const char* name) const {
        return store::Project::create(m_folder.filePath(name).toStdString());
    }
    const PairOutcome& pair() const { return m_first->outcome.pairs.front(); }

private Q_SLOTS:
    void initTestCase() {
        m_project = std::make_unique<store::Project>(newProject("first.crosseed"));
        m_first = std::make_unique<TinyRun>(*m_project, tinyRecipe());
        QVERIFY(!m_first->cancelled && !m_first->outcome.pairs.empty());
    }
    void theStagesAreAnnouncedInTheirOrder() {
        QCOMPARE(m_first->begun,
                 (QStringList{"Importing 240 texts as requests", "Training seed-1", "Training seed-2",
                              "Activations of seed-1, train", "Activations of seed-2, train",
                              "Rotation of seed-1 & seed-2, true", "Training the SAE of seed-1 & seed-2, joint, full",
                              "Activations of seed-1, test", "Activations of seed-2, test", "Evaluating run 1 on test"}));
        QVERIFY(!m_first->progressFell);
        QCOMPARE(leftovers(*m_project), QStringList());
    }
    void eachStageLeavesItsRows() {
        QCOMPARE(store::corpusNamed(*m_project, "requests").contentHash, m_first->outcome.corpus.contentHash);
        for (const char* name : {"seed-1", "seed-2"}) {
            const auto model = store::modelNamed(*m_project, name);
            const auto training = nlohmann::json::parse(model.trainingJson);
            QCOMPARE(training["evaluations"].size(), std::size_t{1});
            QVERIFY(std::filesystem::exists(m_project->resolve(model.folder) / "vocab.txt"));
            QCOMPARE(model.maxLength, 24);
        }
        QVERIFY(pair().a.contentHash != pair().b.contentHash);
        const auto rotation = store::latestRotation(*m_project, pair().pair.id);
        QCOMPARE(rotation.layer, 1); // the last but one of three, from 0
        const double nre = nlohmann::json::parse(rotation.resultJson)["nre"].get<double>();
        QVERIFY(nre >= 0 && nre < 1);
        const auto run = store::runRow(*m_project, {});
        QCOMPARE(run.condition, std::string("joint, full"));
        QVERIFY(std::filesystem::exists(m_project->resolve(run.saeFile)));
        const auto train = text::documentsOf(store::loadCorpus(*m_project, run.corpus), text::Split::Train).size();
        QCOMPARE(store::runSteps(*m_project, run.id).size(), (train + 15) / 16);
        QCOMPARE(m_first->steps, static_cast<std::int64_t>((train + 15) / 16));
    }
    void bothPoolingsAreEvaluatedOnTheTestSplit() {
        const auto perToken = store::latestEvaluation(*m_project, pair().runs[0].id, evaluate::Pooling::PerToken);
        const auto pooled = store::latestEvaluation(*m_project, pair().runs[0].id, evaluate::Pooling::MeanPooled);
        const auto corpus = store::loadCorpus(*m_project, pair().runs[0].corpus);
        const auto tokens = tokensOf(*m_project, pair().a, corpus, text::Split::Test);
        QCOMPARE(perToken.metrics.rows, tokens.tokenCount());
        QCOMPARE(pooled.metrics.rows, tokens.textCount());
        for (const auto& row : {perToken, pooled}) {
            QVERIFY(row.split == text::Split::Test);
            QCOMPARE(row.metrics.features.size(), std::size_t{64});
            QVERIFY(std::isfinite(row.metrics.accuracyChange));
            QVERIFY(row.metrics.activeBoth > 0);
        }
        const auto codes = evaluate::readCodes(m_project->resolve(perToken.codesB));
        QCOMPARE(codes.rowCount(), tokens.tokenCount());
        QVERIFY(static_cast<std::int64_t>(codes.values.size()) <= 4 * codes.rowCount());
        QVERIFY(static_cast<std::int64_t>(codes.values.size()) > 3 * codes.rowCount());
    }
    void aSecondRunRepeatsNothing() {
        const TinyRun again(*m_project, tinyRecipe());
        QCOMPARE(again.begun, QStringList());
        QCOMPARE(again.steps, 0);
        QCOMPARE(bitsOf(again.outcome), bitsOf(m_first->outcome));
        for (const char* what : {"Corpus requests", "Model seed-1", "Model seed-2", "Activations of seed-1, train",
                                 "Activations of seed-2, test", "Rotation of seed-1 & seed-2, true",
                                 "SAE of seed-1 & seed-2, joint, full", "Evaluation of run 1, per token",
                                 "Evaluation of run 1, mean-pooled"})
            QVERIFY2(again.reused.contains(what), what);
    }
    void theSameRecipeGivesTheSameBitsInAnotherProject() {
        store::Project project = newProject("second.crosseed");
        const TinyRun second(project, tinyRecipe());
        QCOMPARE(bitsOf(second.outcome), bitsOf(m_first->outcome));
        QCOMPARE(second.outcome.pairs[0].runs[0].key, pair().runs[0].key);
    }
    void anotherOptionOfTheTrainingRepeatsOnlyTheSaeAndItsEvaluation() {
        Recipe recipe = tinyRecipe();
        recipe.training.seed = 7;
        const TinyRun other(*m_project, recipe);
        QCOMPARE(other.begun,
                 (QStringList{"Training the SAE of seed-1 & seed-2, joint, full", "Evaluating run 2 on test"}));
        const PairOutcome& changed = other.outcome.pairs[0];
        QVERIFY(changed.runs[0].saeFile != pair().runs[0].saeFile);
        QVERIFY(changed.evaluations[0][0].codesA != pair().evaluations[0][0].codesA);
        QCOMPARE(changed.rotations[0].id.value, pair().rotations[0].id.value);
        QCOMPARE(TinyRun(*m_project, tinyRecipe()).begun, QStringList()); // the first one is still there
    }
    void controlsAreRunsOfTheirOwn() {
        Recipe recipe = tinyRecipe();
        recipe.alignment.rotations = {"true", "identity", "random"};
        const TinyRun controls(*m_project, recipe);
        const PairOutcome& result = controls.outcome.pairs[0];
        QCOMPARE(result.runs.size(), std::size_t{3});
        QCOMPARE(result.runs[0].id.value, pair().runs[0].id.value);
        QCOMPARE(result.runs[1].condition, std::string("joint, no rotation"));
        QCOMPARE(result.runs[2].condition, std::string("joint, random rotation"));
        const DoubleMatrix w = align::readRotation(m_project->resolve(result.rotations[1].file));
        for (std::int64_t i = 0; i < w.rows; ++i)
            for (std::int64_t j = 0; j < w.cols; ++j)
                QCOMPARE(w(i, j), i == j ? 1.0 : 0.0);
        QVERIFY(result.runs[1].saeFile != result.runs[0].saeFile && result.runs[2].saeFile != result.runs[0].saeFile);
    }
    void otherThresholdsNeedNoModel() {
        store::Project project = newProject("thresholds.crosseed");
        const TinyRun first(project, tinyRecipe());
        for (const auto& entry : std::filesystem::recursive_directory_iterator(project.dataFolder()))
            if (entry.path().filename() == "model.safetensors")
                std::filesystem::resize_file(entry.path(), 0); // none can be loaded any more
        Recipe recipe = tinyRecipe();
        recipe.evaluation.universalR = 0.1;
        const TinyRun second(project, recipe);
        QCOMPARE(second.begun, QStringList());
        const auto& before = first.outcome.pairs[0].evaluations[0][0];
        const auto& after = second.outcome.pairs[0].evaluations[0][0];
        QVERIFY(after.metrics.universal > before.metrics.universal);
        QCOMPARE(after.outcomeAJson, before.outcomeAJson);
        QCOMPARE(after.metrics.accuracyChange, before.metrics.accuracyChange);
    }

    void aStoppedTrainingGoesOnFromItsStep() {
        store::Project project = newProject("resume.crosseed");
        const QStringList stages = m_first->begun;
        const QString training = stages.filter("Training the SAE").first();
        const TinyRun stopped(project, tinyRecipe(), training, StopWhen::InTheMiddle);
        QVERIFY(stopped.cancelled && stopped.steps > 1);
        const TinyRun resumed(project, tinyRecipe());
        QCOMPARE(resumed.begun.first(), training + ", from step " + QString::number(stopped.steps + 1));
        QCOMPARE(resumed.steps + stopped.steps, m_first->steps);
        QCOMPARE(bitsOf(resumed.outcome), bitsOf(m_first->outcome));
        QVERIFY(std::filesystem::is_empty(project.dataFolder() / "checkpoints"));
    }

    void aConditionSaysWhatIsSwitchedOff_data() {
        QTest::addColumn<double>("cross");
        QTest::addColumn<double>("auxiliary");
        QTest::addColumn<QStringList>("conditions"); // of the true rotation, the identity and a random one
        QTest::newRow("all") << 1.0 << 0.03
                             << QStringList{"joint, full", "joint, no rotation", "joint, random rotation"};
        QTest::newRow("no L_cross") << 0.0 << 0.03
                                    << QStringList{"joint, rotation only", "joint, no rotation, no cross-loss",
                                                   "joint, random rotation, no cross-loss"};
        QTest::newRow("no L_aux") << 1.0 << 0.0
                                  << QStringList{"joint, full, no auxiliary loss", "joint, no rotation, no auxiliary loss",
                                                 "joint, random rotation, no auxiliary loss"};
        QTest::newRow("neither") << 0.0 << 0.0
                                 << QStringList{"joint, rotation only, no auxiliary loss",
                                                "joint, no rotation, no cross-loss, no auxiliary loss",
                                                "joint, random rotation, no cross-loss, no auxiliary loss"};
    }
    void aConditionSaysWhatIsSwitchedOff() {
        QFETCH(double, cross);
        QFETCH(double, auxiliary);
        QFETCH(QStringList, conditions);
        Recipe recipe = tinyRecipe();
        recipe.alignment.rotations = {"true", "identity", "random"};
        recipe.training.weights.cross = cross;
        recipe.training.weights.auxiliary = auxiliary;
        recipe.training.maxSteps = 1;
        QStringList named;
        const TinyRun controls(*m_project, recipe);
        for (const store::RunRow& run : controls.outcome.pairs[0].runs)
            named += QString::fromStdString(run.condition);
        QCOMPARE(named, conditions);
    }
    void aStopLosesOneStageAtMost_data() {
        QTest::addColumn<int>("when");
        QTest::newRow("as it begins") << static_cast<int>(StopWhen::AsItBegins);
        QTest::newRow("in the middle") << static_cast<int>(StopWhen::InTheMiddle);
    }
    void aStopLosesOneStageAtMost() {
        QFETCH(int, when);
        store::Project project = newProject(when == static_cast<int>(StopWhen::AsItBegins) ? "begin.crosseed" : "mid.crosseed");
        const QStringList stages = m_first->begun;
        for (const QString& stage : stages) { // each run finishes what the one before was stopped in
            const TinyRun stopped(project, tinyRecipe(), stage, static_cast<StopWhen>(when));
            QVERIFY2(stopped.cancelled, qPrintable(stage));
            QVERIFY2(stopped.begun.contains(stage) && stopped.begun.size() <= 3, qPrintable(stopped.begun.join("; ")));
            QCOMPARE(leftovers(project), QStringList());
        }
        const TinyRun finished(project, tinyRecipe());
        QVERIFY(!finished.cancelled);
        QVERIFY2(finished.begun.size() == 1 && finished.begun[0].startsWith(stages.last()), qPrintable(finished.begun.join("; ")));
        QCOMPARE(bitsOf(finished.outcome), bitsOf(m_first->outcome));
    }
    void aLostFileIsComputedAgain_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("stage");
        const auto& run = pair().runs[0];
        const auto row = [](const char* name, const std::string& file, const char* stage) {
            QTest::newRow(name) << QString::fromStdString(file) << stage;
        };
        row("model", pair().a.folder + "/model.safetensors", "Training seed-1");
        row("rotation", pair().rotations[0].file, "Rotation of seed-1 & seed-2, true");
        row("SAE", run.saeFile, "Training the SAE of seed-1 & seed-2, joint, full");
        row("codes", pair().evaluations[0][0].codesB, "Evaluating run 1 on test");
        const auto corpus = store::loadCorpus(*m_project, run.corpus);
        const std::string key =
            bert::activationsKey(pair().b.contentHash, tokensOf(*m_project, pair().b, corpus, text::Split::Train), 1);
        row("activations", store::findActivation(*m_project, key)->file, "Activations of seed-2, train");
    }
    void aLostFileIsComputedAgain() {
        QFETCH(QString, file);
        QFETCH(QString, stage);
        QVERIFY(std::filesystem::remove(m_project->resolve(file.toStdString())));
        const TinyRun again(*m_project, tinyRecipe());
        QCOMPARE(again.begun, QStringList{stage});
        QVERIFY(std::filesystem::exists(m_project->resolve(file.toStdString())));
        QCOMPARE(bitsOf(again.outcome), bitsOf(m_first->outcome));
        QCOMPARE(again.outcome.pairs[0].runs[0].id.value, pair().runs[0].id.value);
        QCOMPARE(TinyRun(*m_project, tinyRecipe()).begun, QStringList());
    }
    void lookingOnChangesNoBit() {
        store::Project project = newProject("watched.crosseed");
        StageContext context{project, bert::Device::Cpu, 1, {}, {}, {}, {}, {}};
        std::vector<LiveProbe> probes;
        std::vector<TrainingStart> trainings;
        std::int64_t steps = 0;
        context.onProbe = [&](const LiveProbe& probe) { probes.push_back(probe); };
        context.onStep = [&](const sae::StepReport& step) { steps += step.step == steps + 1; };
        context.onTraining = [&](const TrainingStart& start) { trainings.push_back(start); };
        const RecipeOutcome outcome = runRecipe(context, tinyRecipe());
        QCOMPARE(bitsOf(outcome), bitsOf(m_first->outcome));
        QCOMPARE(steps, m_first->steps);
        QCOMPARE(trainings.size(), std::size_t{1});
        QCOMPARE(trainings[0].steps, steps);
        QVERIFY(!probes.empty() && probes.front().step == 1);
        QCOMPARE(static_cast<int>(probes.front().split), static_cast<int>(text::Split::Validation));
        QCOMPARE(leftovers(project), QStringList());
    }
    void aProbeOfTheTestTextsIsTheEvaluation() {
        const StageContext context{*m_project, bert::Device::Cpu, 1, {}, {}, {}, {}, {}};
        const store::RunRow& run = pair().runs.front();
        EvaluationSpec spec; // the defaults are the probe's
        const auto documents = store::loadCorpus(*m_project, run.corpus);
        PairInputs inputs(context, m_first->outcome.corpus, documents, store::pairRow(*m_project, run.pair), run.layer);
        const evaluate::PairMetrics whole = evaluateRun(inputs, run, spec).front().metrics;
        const DoubleMatrix w = align::readRotation(m_project->resolve(store::rotationRow(*m_project, run.rotation).file));
        const ProbeTexts texts{{&inputs.activations(Side::A, text::Split::Test), &inputs.activations(Side::B, text::Split::Test)},
                               text::Split::Test, 0};
        const LiveProbe probe = liveProbe(saesOf(*m_project, run)[0], texts, {nullptr, &w}, 7);
        QCOMPARE(probe.minimumRows, spec.minimumActive);
        QCOMPARE(probe.rows, whole.rows);
        QCOMPARE(probe.universal, whole.universal);
        QCOMPARE(probe.activeBoth, whole.activeBoth);
        QCOMPARE(probe.deadA, whole.deadA);
        QCOMPARE(probe.deadB, whole.deadB);
        QVERIFY(probe.activeBoth > 0 && probe.deadA != probe.deadB); // A and B are told apart
    }
};

QTEST_APPLESS_MAIN(TestStages)
#include "tst_stages.moc"
