#include "app/gui/comparison_loading.h"
#include <set>

namespace crosseed::gui {

using namespace views;

namespace {
constexpr int fixedTrials = 3; // true, identity, mismatched

std::set<PairId> testedPairs(const store::Project& project) {
    std::set<PairId> pairs;
    for (const store::RunRow& run : store::allRuns(project))
        if (run.purpose == store::RunPurpose::RotationTest)
            pairs.insert(run.pair);
    return pairs;
}

std::vector<PairTest> testsOf(const store::Project& project, const std::set<PairId>& pairs, evaluate::Pooling pooling) {
    std::vector<PairTest> tests;
    for (const PairId id : pairs) {
        const store::PairRow pair = store::pairRow(project, id);
        for (auto& stored : pipeline::storedRotationTests(project, id, pooling)) {
            const auto corpus = stored.test.trials.front().run.corpus;
            tests.push_back({{id, pair.name}, store::modelRow(project, pair.a).name, store::modelRow(project, pair.b).name,
                             store::corpusRow(project, corpus).name, std::move(stored)});
        }
    }
    return tests;
}

// What a first test of the shown result takes: the short trainings, timed by the result's own.
void offerTest(Comparison& comparison, const store::Project& project, const Result& result) {
    const auto spec = pipeline::rotationTestOf(project, result.run, result.evaluation, nullptr);
    comparison.canTest = spec.has_value();
    const auto steps = static_cast<double>(store::runSteps(project, result.run.id).size());
    if (!spec || steps <= 0 || result.run.seconds <= 0)
        return;
    const double trial = result.run.seconds / steps * static_cast<double>(spec->training.maxSteps);
    const double trials = static_cast<double>(spec->draws + fixedTrials);
    comparison.testLowSeconds = 1.2 * trial * trials; // an evaluation beside a training takes from a little to as long again
    comparison.testHighSeconds = 2.2 * trial * trials;
}
} // namespace

ComparisonPtr loadComparison(const store::Project& project, const Result* result) {
    auto comparison = std::make_shared<Comparison>();
    const auto pairs = testedPairs(project);
    for (const auto pooling : {evaluate::Pooling::PerToken, evaluate::Pooling::MeanPooled}) {
        auto& values = pooling == evaluate::Pooling::PerToken ? comparison->perToken : comparison->meanPooled;
        values.sections = pipeline::finishedConditions(project, pooling);
        values.tests = testsOf(project, pairs, pooling);
    }
    if (result && pairs.empty())
        offerTest(*comparison, project, *result);
    return comparison;
}

} // namespace crosseed::gui
