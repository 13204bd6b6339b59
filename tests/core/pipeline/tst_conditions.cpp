// The conditions of Table 1 on a tiny scale: what is trained once is used by every row and pair, matched rows differ from those by
// index only in B's numbering, and none of these runs is taken for the project's result.
#include "align/rotation_file.h"
#include "evaluate/matching.h"
#include "pipeline/conditions.h"
#include "pipeline/independent_runs.h"
#include "pipeline/loaded_probe.h"
#include "pipeline/paper_table.h"
#include "tiny_recipe.h"
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <set>

using namespace crosseed;
using namespace crosseed::pipeline;

namespace {

// Announced and reused stages of a call of runConditions().
struct Told {
    QStringList begun, reused;
    std::stop_source stop;
    QString stopAt; // the stage that asks for a stop when it is half done
    StageContext context(store::Project& project) {
        StageContext context{project, bert::Device::Cpu, 1, {}, stop.get_token(), {}, {}, {}};
        context.onStage = [this](const std::string& name) { begun += QString::fromStdString(name); };
        context.onReuse = [this](const std::string& name) { reused += QString::fromStdString(name); };
        context.progress = [this](const Progress& progress) {
            if (!stopAt.isEmpty() && !begun.isEmpty() && begun.last().startsWith(stopAt) && progress.fraction >= 0.4)
                stop.request_stop();
        };
        return context;
    }
    QStringList trainings() const { return begun.filter("Training the SAE"); }
};

} // namespace

class TestConditions : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<store::Project> m_project;
    std::unique_ptr<TinyRun> m_run;
    text::Corpus m_documents;
    std::vector<ConditionResult> m_results; // of the first pair

    const PairOutcome& pair(std::size_t i) const { return m_run->outcome.pairs[i]; }
    ConditionsSpec spec() const {
        const Recipe recipe = tinyRecipe();
        ConditionsSpec spec;
        spec.presets = {presetNamed("paper", recipe.sae)};
        spec.presets[0].training.epochs = 1;
        spec.presets[0].training.learningRate = 1e-3;
        spec.auxiliary = {true};
        spec.alignment = recipe.alignment;
        spec.evaluation = recipe.evaluation;
        return spec;
    }
    std::vector<ConditionResult> conditionsOf(std::size_t pairNumber, const ConditionsSpec& spec, Told& told) {
        PairInputs inputs(told.context(*m_project), m_run->outcome.corpus, m_documents, pair(pairNumber).pair, 1);
        return runConditions(inputs, spec);
    }
    const ConditionResult& row(Condition condition) const {
        return *std::ranges::find(m_results, condition, &ConditionResult::condition);
    }
    sae::SparseCodes codesB(Condition condition) const {
        return evaluate::readCodes(m_project->resolve(row(condition).evaluation.codesB));
    }

private Q_SLOTS:
    void initTestCase() {
        m_project = std::make_unique<store::Project>(store::Project::create(m_folder.filePath("p.crosseed").toStdString()));
        Recipe recipe = tinyRecipe();
        recipe.pairs.seeds = {{1, 2}, {1, 3}};
        m_run = std::make_unique<TinyRun>(*m_project, recipe);
        QVERIFY(!m_run->cancelled && m_run->outcome.pairs.size() == 2);
        m_documents = store::loadCorpus(*m_project, m_run->outcome.corpus.id);
    }

    void theCostIsKnownBefore() {
        Told told;
        PairInputs inputs(told.context(*m_project), m_run->outcome.corpus, m_documents, pair(0).pair, 1);
        const ConditionsCost cost = conditionsCost(inputs, spec());
        QCOMPARE(cost.trainings, 5); // two alone and three joint
        QCOMPARE(cost.stored, 0);
        QCOMPARE(cost.steps, 5 * m_run->steps / 2); // that of two pairs
        QVERIFY(cost.seconds > 0);
    }
    void eachConditionIsOneRow() {
        Told told;
        m_results = conditionsOf(0, spec(), told);
        QCOMPARE(told.trainings().size(), 5);
        QCOMPARE(m_results.size(), std::size_t{7});
        std::set<std::int64_t> runs;
        for (const ConditionResult& result : m_results) {
            runs.insert(result.run.id.value);
            QVERIFY(result.run.purpose == store::RunPurpose::Condition);
            QVERIFY(result.evaluation.pooling == evaluate::Pooling::PerToken);
            QCOMPARE(result.evaluation.run.value, result.run.id.value);
        }
        QCOMPARE(runs.size(), std::size_t{7});
        QCOMPARE(row(Condition::Index).run.condition, std::string("independent, by index"));
        QCOMPARE(row(Condition::Matched).run.condition, std::string("independent, matched on the test codes, per token"));
        QCOMPARE(row(Condition::JointNoRotation).run.condition, std::string("joint, no rotation, no cross-loss"));
        QCOMPARE(row(Condition::RotationOnly).run.condition, std::string("joint, rotation only"));
        QCOMPARE(row(Condition::Full).run.condition, std::string("joint, full"));
    }
    // Counterfactuals and searches by text rest on it: every run's own SAEs, rotation and numbering.
    void aTextAskedAboutHasTheStoredCodesOfEachCondition() {
        const auto documents = text::documentsOf(m_documents, text::Split::Test);
        std::vector<std::string> texts;
        for (const std::int64_t document : documents)
            texts.push_back(m_documents.documents[static_cast<std::size_t>(document)].text);
        for (const ConditionResult& result : m_results) {
            LoadedProbe loaded(*m_project, result.run, bert::Device::Cpu, {.probabilities = false});
            const evaluate::ProbedTexts probed = loaded.probe.probe(texts);
            for (std::size_t m = 0; m < 2; ++m) {
                const auto stored = evaluate::readCodes(
                    m_project->resolve(m == 0 ? result.evaluation.codesA : result.evaluation.codesB));
                std::size_t entry = 0;
                for (const auto& text : probed) {
                    const sae::SparseCodes& codes = text->members[m].codes;
                    for (std::size_t i = 0; i < codes.indices.size(); ++i, ++entry) {
                        QCOMPARE(codes.indices[i], stored.indices[entry]);
                        QVERIFY(std::abs(codes.values[i] - stored.values[entry]) < 1e-5f);
                    }
                }
                QCOMPARE(entry, stored.indices.size());
            }
        }
    }
    void aSecondCallTrainsNothing() {
        Told told;
        const auto again = conditionsOf(0, spec(), told);
        QCOMPARE(told.begun, QStringList());
        for (std::size_t i = 0; i < again.size(); ++i) {
            QCOMPARE(again[i].run.id.value, m_results[i].run.id.value);
            QCOMPARE(again[i].evaluation.id.value, m_results[i].evaluation.id.value);
        }
        PairInputs inputs(told.context(*m_project), m_run->outcome.corpus, m_documents, pair(0).pair, 1);
        QCOMPARE(conditionsCost(inputs, spec()).stored, 5);
        QCOMPARE(conditionsCost(inputs, spec()).steps, 0);
    }
    void anSaeOfOneModelServesEveryPair() {
        ConditionsSpec independent = spec();
        independent.conditions = {Condition::Index, Condition::Matched};
        Told told;
        const auto other = conditionsOf(1, independent, told);
        QCOMPARE(told.trainings(), QStringList{"Training the SAE of seed-3 alone"});
        QCOMPARE(other[0].run.saeFile, row(Condition::Index).run.saeFile); // seed-1 is A of both pairs
        QVERIFY(other[0].run.saeFileB != row(Condition::Index).run.saeFileB);
    }
    void withoutAuxiliaryLossOtherSaesAreTrained() {
        ConditionsSpec both = spec();
        both.auxiliary = {true, false};
        both.presets[0].training.maxSteps = 3; // the auxiliary loss needs dead features: after few steps there are none yet
        both.presets[0].training.deadAfterTokens = 1;
        both.conditions = {Condition::Index, Condition::Full};
        Told told;
        const auto results = conditionsOf(0, both, told);
        QCOMPARE(told.trainings().size(), 6);
        QVERIFY(results[0].auxiliary && !results[2].auxiliary);
        QVERIFY(results[0].run.saeFile != results[2].run.saeFile);
        QCOMPARE(results[2].run.condition, std::string("independent, by index, no auxiliary loss"));
        QCOMPARE(results[3].run.condition, std::string("joint, full, no auxiliary loss"));
    }
    void lambdaCrossMakesNoOtherSaeOfOneModel() {
        ConditionsSpec other = spec();
        other.conditions = {Condition::Index};
        other.presets[0].training.weights.cross = 20;
        Told told;
        QCOMPARE(conditionsOf(0, other, told)[0].run.id.value, row(Condition::Index).run.id.value);
        QCOMPARE(told.trainings(), QStringList());
    }

    void matchedCodesAreThoseByIndexInAsNumbering() {
        const auto& matching = *row(Condition::Matched).matching;
        QCOMPARE(row(Condition::Matched).evaluation.codesA, row(Condition::Index).evaluation.codesA);
        const auto expected = evaluate::renumbered(codesB(Condition::Index), matching.partner);
        QCOMPARE(codesB(Condition::Matched).indices, expected.indices);
        QCOMPARE(codesB(Condition::Matched).values, expected.values);
        QCOMPARE(row(Condition::Matched).evaluation.outcomeBJson, row(Condition::Index).evaluation.outcomeBJson);
        double byIndex = 0, matched = 0;
        for (std::size_t f = 0; f < 64; ++f) {
            const auto& now = row(Condition::Matched).evaluation.metrics.features[f];
            const auto& before = row(Condition::Index).evaluation.metrics.features[f];
            matched += now.activeInBoth && !std::isnan(now.r) ? now.r : 0;
            byIndex += before.activeInBoth && !std::isnan(before.r) ? before.r : 0;
        }
        QVERIFY(std::abs(matched - matching.totalR) < 1e-9);
        QVERIFY(matched > byIndex);
    }
    void whatIsEncodedNowIsInAsNumberingToo() {
        const auto& run = row(Condition::Matched).run;
        const auto saes = saesOf(*m_project, run);
        Told told;
        PairInputs inputs(told.context(*m_project), m_run->outcome.corpus, m_documents, pair(0).pair, 1);
        const auto now = evaluate::codesOf(saes[1], inputs.activations(Side::B, text::Split::Test), nullptr);
        QCOMPARE(now.indices, codesB(Condition::Matched).indices);
        QCOMPARE(now.values, codesB(Condition::Matched).values);
    }
    void aMatchingChangesNoCountOfTheDead() {
        QCOMPARE(row(Condition::Matched).deadBoth, row(Condition::Index).deadBoth);
        QCOMPARE(row(Condition::Index).deadBoth, row(Condition::Index).evaluation.metrics.deadBoth);
    }
    void theFairBaselineReadsBothModelsWithAsSae() {
        const store::RunRow &fair = row(Condition::RotatedFair).run, &literal = row(Condition::RotatedLiteral).run;
        QCOMPARE(fair.saeFile, row(Condition::Index).run.saeFile);
        QVERIFY(fair.saeFileB.empty() && fair.matchingFile.empty());
        QCOMPARE(literal.saeFile, fair.saeFile);
        QCOMPARE(literal.saeFileB, row(Condition::Index).run.saeFileB);
        QVERIFY(!literal.matchingFile.empty() && literal.matchedFrom);
        QCOMPARE(row(Condition::RotatedFair).evaluation.codesA, row(Condition::RotatedLiteral).evaluation.codesA);
        QVERIFY(row(Condition::RotatedFair).evaluation.codesB != row(Condition::RotatedLiteral).evaluation.codesB);
        // B's SAE never saw turned rows.
        const auto explained = [&](Condition c) {
            return nlohmann::json::parse(row(c).evaluation.outcomeBJson)["explained_variance"].get<double>();
        };
        QVERIFY(explained(Condition::Index) > explained(Condition::RotatedLiteral));
    }
    void matchingsAreFittedOnRowsOfTheirPooling() {
        ConditionsSpec both = spec();
        both.conditions = {Condition::Index, Condition::Matched};
        both.poolings = {evaluate::Pooling::PerToken, evaluate::Pooling::MeanPooled};
        Told told;
        const auto results = conditionsOf(0, both, told);
        QCOMPARE(told.trainings(), QStringList());
        QVERIFY(results[1].run.id != results[3].run.id);
        QVERIFY(results[3].pooling == evaluate::Pooling::MeanPooled);
        double total = 0;
        for (const auto& f : results[3].evaluation.metrics.features)
            total += f.activeInBoth && !std::isnan(f.r) ? f.r : 0;
        QVERIFY(std::abs(total - results[3].matching->totalR) < 1e-9);
    }
    void theRecommendedPresetMatchesOnTrainCodes() {
        ConditionsSpec train = spec();
        train.presets[0].matchOnEvaluation = false;
        train.conditions = {Condition::Matched, Condition::RotatedLiteral};
        Told told;
        const auto results = conditionsOf(0, train, told);
        QCOMPARE(told.trainings(), QStringList());
        QCOMPARE(results[0].run.condition, std::string("independent, matched on the train codes, per token"));
        QVERIFY(results[0].run.id != row(Condition::Matched).run.id);
        PairInputs inputs(told.context(*m_project), m_run->outcome.corpus, m_documents, pair(0).pair, 1);
        const auto saes = saesOf(*m_project, row(Condition::Index).run);
        const auto a = evaluate::codesOf(saes[0], inputs.activations(Side::A, text::Split::Train), nullptr);
        const auto b = evaluate::codesOf(saes[1], inputs.activations(Side::B, text::Split::Train), nullptr);
        const auto expected = evaluate::matchFeatures(evaluate::rowsOf(a), evaluate::rowsOf(b), {2});
        QCOMPARE(results[0].matching->partner, expected.partner);
        double fittedHere = 0, fittedElsewhere = 0; // on the test codes no matching beats the one that was fitted on them
        for (std::size_t f = 0; f < 64; ++f) {
            const auto add = [](const evaluate::FeatureRow& row) { return row.activeInBoth && !std::isnan(row.r) ? row.r : 0; };
            fittedHere += add(row(Condition::Matched).evaluation.metrics.features[f]);
            fittedElsewhere += add(results[0].evaluation.metrics.features[f]);
        }
        QVERIFY(fittedElsewhere <= fittedHere + 1e-9);
    }
    void noneIsTakenForTheResult() {
        const auto result = store::runRow(*m_project, {});
        QVERIFY(result.purpose == store::RunPurpose::Result);
        QCOMPARE(result.id.value, pair(1).runs[0].id.value);
        QCOMPARE(store::latestResult(*m_project, pair(0).pair.id)->id.value, pair(0).runs[0].id.value);
    }
    void aConditionThatIsAskedForAsAResultBecomesOne() {
        const ConditionResult& full = row(Condition::Full);
        Told told;
        PairInputs inputs(told.context(*m_project), m_run->outcome.corpus, m_documents, pair(0).pair, 1);
        const auto rotation = alignPair(inputs, align::RotationKind::True, spec().alignment);
        const auto run = trainSae(inputs, rotation, spec().presets[0].sae, spec().presets[0].training);
        QCOMPARE(run.id.value, full.run.id.value);
        QCOMPARE(told.trainings(), QStringList());
        QVERIFY(store::runRow(*m_project, run.id).purpose == store::RunPurpose::Result);
    }
    void aStoppedTrainingOfOneModelGoesOnFromItsStep() {
        ConditionsSpec other = spec();
        other.conditions = {Condition::Index};
        other.presets[0].training.seed = 77;
        Told stopped;
        stopped.stopAt = "Training the SAE of seed-2 alone";
        QVERIFY_THROWS_EXCEPTION(Cancelled, conditionsOf(0, other, stopped));
        Told resumed;
        const auto results = conditionsOf(0, other, resumed);
        QCOMPARE(resumed.trainings().size(), 1); // seed-1's is finished
        QVERIFY(resumed.trainings()[0].startsWith("Training the SAE of seed-2 alone, from step "));
        store::Project fresh = store::Project::create(m_folder.filePath("fresh.crosseed").toStdString());
        const TinyRun run(fresh, tinyRecipe());
        Told told;
        const auto documents = store::loadCorpus(fresh, run.outcome.corpus.id);
        PairInputs inputs(told.context(fresh), run.outcome.corpus, documents, run.outcome.pairs[0].pair, 1);
        const auto whole = runConditions(inputs, other);
        QCOMPARE(results[0].run.saeFileB, whole[0].run.saeFileB); // files are named after their bytes
    }
    // A lost SAE that was trained anew with other bits stands under the same key: nothing of the old one may be taken for its.
    void anotherSaeOfTheSameKeyIsEvaluatedAnew() {
        const ConditionResult &full = row(Condition::Full), &other = row(Condition::RotationOnly); // of one rotation
        store::RunRow anew = full.run;
        anew.saeFile = other.run.saeFile;
        Told told;
        PairInputs inputs(told.context(*m_project), m_run->outcome.corpus, m_documents, pair(0).pair, 1);
        const auto evaluation = evaluateRun(inputs, anew, spec().evaluation).front();
        QVERIFY(evaluation.id != full.evaluation.id);
        QCOMPARE(evaluation.codesA, other.evaluation.codesA); // files are named after their bytes
        QCOMPARE(evaluation.codesB, other.evaluation.codesB);
        QVERIFY(evaluation.codesA != full.evaluation.codesA);
        EvaluationSpec thresholds = spec().evaluation;
        thresholds.minimumActive = 3; // the codes that are stored last are those of the other SAE
        QCOMPARE(evaluateRun(inputs, full.run, thresholds).front().codesA, full.evaluation.codesA);
        QCOMPARE(evaluateRun(inputs, full.run, spec().evaluation).front().id.value, full.evaluation.id.value);
        QCOMPARE(told.begun.filter("Evaluating").size(), 2);
    }
    void anotherSaeOfTheSameKeyIsMatchedAnew() {
        const store::RunRow &matched = row(Condition::Matched).run, &byIndex = row(Condition::Index).run;
        store::RunRow anew = byIndex;
        std::swap(anew.saeFile, anew.saeFileB);
        Told told;
        PairInputs inputs(told.context(*m_project), m_run->outcome.corpus, m_documents, pair(0).pair, 1);
        const auto match = [&](const store::RunRow& run) {
            return matchedRun(inputs, run, true, evaluate::Pooling::PerToken, spec().evaluation);
        };
        const auto rematched = match(anew);
        QCOMPARE(rematched.id.value, matched.id.value);
        QCOMPARE(rematched.saeFile, byIndex.saeFileB);
        QCOMPARE(rematched.saeFileB, byIndex.saeFile);
        QVERIFY(rematched.matchingFile != matched.matchingFile);
        const auto back = match(byIndex);
        QCOMPARE(back.saeFile, byIndex.saeFile);
        QCOMPARE(back.matchingFile, matched.matchingFile);
        QCOMPARE(match(byIndex).matchingFile, matched.matchingFile);
        QCOMPARE(told.begun.filter("Matching the features").size(), 2);
    }
    void codesOfTheTrainSplitAreMadeOnceForAllPoolings() {
        Told told;
        PairInputs inputs(told.context(*m_project), m_run->outcome.corpus, m_documents, pair(0).pair, 1);
        const store::RunRow &index = row(Condition::Index).run, &turned = row(Condition::RotatedFair).run;
        const auto codes = [&](Side side, const std::string& file, RotationId rotation) {
            return inputs.codes(side, text::Split::Train, file, rotation, {});
        };
        const auto a = codes(Side::A, index.saeFile, {}), b = codes(Side::B, index.saeFileB, {});
        const auto bTurned = codes(Side::B, index.saeFileB, turned.rotation);
        QVERIFY(codes(Side::A, index.saeFile, {}) == a && codes(Side::B, index.saeFileB, {}) == b);
        QVERIFY(codes(Side::B, index.saeFileB, turned.rotation) == bTurned);
        QVERIFY(a->values != b->values && b->values != bTurned->values);
        const auto w = align::readRotation(m_project->resolve(store::rotationRow(*m_project, turned.rotation).file));
        const auto saes = saesOf(*m_project, index);
        QCOMPARE(bTurned->values, evaluate::codesOf(saes[1], inputs.activations(Side::B, text::Split::Train), &w).values);
    }
    void theCodesOfAllConditionsCanBeWrittenAndRead() {
        for (const Condition condition : allConditions)
            QVERIFY(parseCondition(conditionCode(condition)) == condition);
        QVERIFY_THROWS_EXCEPTION(Error, parseCondition("3"));
        QVERIFY_THROWS_EXCEPTION(Error, presetNamed("mine", {}));
    }
    void thePapersValuesStandWhereThePaperHasThem() {
        using evaluate::Pooling;
        QCOMPARE(paperRow("tweeteval-emotion", Condition::Full, Pooling::PerToken)->universal, 398.0);
        QCOMPARE(paperRow("stanford-politeness", Condition::RotatedLiteral, Pooling::MeanPooled)->universal, 399.0);
        QCOMPARE(paperRow("SST2", Condition::JointNoRotation, Pooling::PerToken)->universal, 51.0);
        QVERIFY(std::isnan(paperRow("sst2", Condition::Matched, Pooling::PerToken)->accuracyChange));
        QVERIFY(!paperRow("sst2", Condition::RotatedFair, Pooling::PerToken));
        QVERIFY(!paperRow("requests", Condition::Full, Pooling::PerToken));
    }
};

QTEST_APPLESS_MAIN(TestConditions)
#include "tst_conditions.moc"
