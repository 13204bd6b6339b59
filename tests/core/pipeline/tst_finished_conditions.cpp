// The table of finished conditions from rows that are written by hand; means and deviations are worked by hand.
#include "pipeline/fields.h"
#include "pipeline/finished_conditions.h"
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

using namespace crosseed;
using namespace crosseed::pipeline;
using nlohmann::json;

namespace {

constexpr auto perToken = evaluate::Pooling::PerToken;

// A project of three models, in which runs are noted without anything being trained.
struct Bench {
    QTemporaryDir folder;
    store::Project project;
    store::CorpusRow corpus;
    std::vector<store::ModelRow> models;
    int made = 0;

    Bench() : project(store::Project::create(folder.filePath("t.crosseed").toStdString())) {
        text::Corpus documents;
        documents.classNames = {"anger", "joy", "optimism", "sadness"};
        documents.documents = {{"a", "text", 0, text::Split::Test, {}}};
        corpus = store::insertCorpus(project, "tweeteval-emotion", "corpus", "{}", documents);
        for (const char* name : {"seed-1", "seed-2", "seed-3", "seed-4"}) {
            store::ModelRow model;
            model.name = name;
            model.key = name;
            model.corpus = corpus.id;
            model.configJson = model.trainingJson = "{}";
            model.contentHash = name;
            model.folder = name;
            models.push_back(store::insertModel(project, model));
        }
    }

    store::PairRow pair(std::size_t a, std::size_t b) { return store::pairOf(project, models[a].id, models[b].id); }

    RotationId rotation(PairId pair, const std::string& kind, double nre) {
        store::RotationRow row;
        row.key = kind + std::to_string(pair.value);
        row.pair = pair;
        row.corpus = corpus.id;
        row.kind = kind;
        row.configJson = "{}";
        row.resultJson = json{{"nre", nre}}.dump();
        row.file = "w" + row.key;
        return store::insertRotation(project, row).id;
    }

    struct Values {
        double top100 = 0;
        std::int64_t universal = 0;
        double dead = 0, explainedA = 0.5, explainedB = 0.5, accuracy = 0;
    };
    store::RunRow run(PairId pair, const std::string& rotationKind, double nre, json config,
                      store::RunPurpose purpose = store::RunPurpose::Condition, const store::RunRow* matchedFrom = nullptr) {
        store::RunRow row;
        row.key = "run" + std::to_string(++made);
        row.pair = pair;
        row.corpus = corpus.id;
        row.condition = "name " + std::to_string(made);
        row.rotation = rotation(pair, rotationKind, nre);
        row.layer = 10;
        config["rotation"] = rotationKind;
        row.configJson = config.dump();
        row.saeFile = "sae" + std::to_string(made);
        row.purpose = purpose;
        if (config.contains("independent") && config["independent"] != "A")
            row.saeFileB = "b" + std::to_string(made);
        if (matchedFrom) {
            row.matchingFile = "m" + std::to_string(made);
            row.matchedFrom = matchedFrom->id;
        }
        return store::insertRun(project, row, {});
    }
    EvaluationId evaluate(const store::RunRow& run, const Values& values, evaluate::Pooling pooling = perToken, double universalR = 0.7) {
        store::EvaluationRow row;
        row.run = run.id;
        row.pooling = pooling;
        row.key = run.key + std::string(evaluate::poolingName(pooling)) + std::to_string(universalR);
        row.configJson = json{{"minimum_active", 10}, {"universal_r", universalR}, {"split", "test"}}.dump();
        row.outcomeAJson = json{{"explained_variance", values.explainedA}}.dump();
        row.outcomeBJson = json{{"explained_variance", values.explainedB}}.dump();
        row.metrics.rows = 1000;
        row.metrics.dictionary = 64;
        row.metrics.top100R = values.top100;
        row.metrics.universal = values.universal;
        row.metrics.deadBoth = values.dead;
        row.metrics.accuracyChange = values.accuracy;
        return store::insertEvaluation(project, row).id;
    }
};

json config(double cross, double rate = 1e-3, std::uint64_t seed = 42, double auxiliary = 1. / 32) {
    sae::SaeConfig sae;
    sae.dictionary = 64;
    sae.k = 4;
    sae::TrainOptions training;
    training.learningRate = rate;
    training.weights.cross = cross;
    training.weights.auxiliary = auxiliary;
    training.seed = seed;
    return {{"sae", toJson(sae)}, {"training", toJson(training)}};
}

json independent(const char* which, std::uint64_t seed = 99) {
    json all = config(0, 1e-3, seed);
    all["independent"] = which;
    return all;
}

const FinishedCondition* find(const FinishedSection& section, Condition condition) {
    const auto at = std::ranges::find(section.conditions, condition, &FinishedCondition::condition);
    return at == section.conditions.end() ? nullptr : &*at;
}

} // namespace

class TestFinishedConditions : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void spreadIsTheSampleDeviation();
    void knowsEachConditionByWhatWasDone();
    void meansAreOverPairsAndMissingOnesAreNamed();
    void poolingsAndWaysNeverMix();
    void aMatchedRunHasTheDeadOfTheRunByIndex();
    void theLatestOfAPairCounts();
    void bestFollowsTheDirection();
    void completePairsAlone();
    void thePaperStandsBeside();
    void anEmptyProjectHasNone();
};

void TestFinishedConditions::spreadIsTheSampleDeviation() {
    const Spread spread = spreadOf({2, 4, std::nan(""), 9});
    QCOMPARE(spread.n, 3);
    QCOMPARE(spread.mean, 5.);
    QVERIFY(std::abs(spread.sd - std::sqrt(13.)) < 1e-12); // (9 + 1 + 16) / 2
    QCOMPARE(spreadOf({3}).mean, 3.);
    QVERIFY(std::isnan(spreadOf({3}).sd));
    QVERIFY(std::isnan(spreadOf({}).mean));
}

void TestFinishedConditions::knowsEachConditionByWhatWasDone() {
    Bench bench;
    const PairId pair = bench.pair(0, 1).id;
    const auto index = bench.run(pair, "identity", 1.4, independent("A and B"));
    const auto literalByIndex = bench.run(pair, "true", .2, independent("A and B"));
    const std::vector<std::pair<store::RunRow, std::int64_t>> runs{
        {index, 1},
        {bench.run(pair, "identity", 1.4, independent("A and B"), store::RunPurpose::Condition, &index), 2},
        {literalByIndex, 1000}, // leads to 3 literal only
        {bench.run(pair, "true", .2, independent("A and B"), store::RunPurpose::Condition, &literalByIndex), 3},
        {bench.run(pair, "true", .2, independent("A")), 4},
        {bench.run(pair, "identity", 1.4, config(0)), 5},
        {bench.run(pair, "true", .2, config(0)), 6},
        {bench.run(pair, "true", .2, config(1), store::RunPurpose::Result), 7},
        {bench.run(pair, "identity", 1.4, config(1)), 1001},                                     // a control
        {bench.run(pair, "random", 1.4, config(1)), 1002},                                       // a control
        {bench.run(pair, "true", .2, config(0), store::RunPurpose::RotationTest), 1003}};
    for (const auto& [run, universal] : runs)
        bench.evaluate(run, {0, universal});
    const auto sections = finishedConditions(bench.project, perToken);
    QCOMPARE(sections.size(), std::size_t(1));
    QCOMPARE(sections[0].conditions.size(), std::size_t(7));
    std::int64_t expected = 0;
    for (std::size_t c = 0; c < 7; ++c) {
        QCOMPARE(sections[0].conditions[c].condition, allConditions[c]);
        QCOMPARE(sections[0].conditions[c].runs.size(), std::size_t(1));
        QCOMPARE(sections[0].conditions[c].runs[0].evaluation.metrics.universal, ++expected);
    }
    QVERIFY(sections[0].lacking().empty());
    QCOMPARE(sections[0].preset, std::string("recommended"));
    QCOMPARE(sections[0].classes, 4);
    QCOMPARE(sections[0].layer, 10);
    QCOMPARE(sections[0].nre().n, 1);
    QCOMPARE(sections[0].nre().mean, .2);
}

void TestFinishedConditions::meansAreOverPairsAndMissingOnesAreNamed() {
    Bench bench;
    const PairId first = bench.pair(0, 1).id, second = bench.pair(2, 3).id, third = bench.pair(0, 2).id;
    bench.evaluate(bench.run(first, "true", .2, config(1)), {.7, 10, 50, .4, .6, -.1});
    bench.evaluate(bench.run(second, "true", .4, config(1)), {.8, 20, 60, .6, .8, .3});
    bench.evaluate(bench.run(third, "true", .3, config(0)), {.5, 5});
    bench.run(first, "true", .2, config(0)); // trained, not evaluated
    const auto sections = finishedConditions(bench.project, perToken);
    QCOMPARE(sections.size(), std::size_t(1));
    QCOMPARE(sections[0].pairs.size(), std::size_t(3));
    const FinishedCondition* full = find(sections[0], Condition::Full);
    QVERIFY(full);
    const auto near = [](double a, double b) { return std::abs(a - b) < 1e-12; };
    QVERIFY(near(full->spread(Measure::Top100R).mean, .75));
    QVERIFY(near(full->spread(Measure::Top100R).sd, std::sqrt(.005)));
    QVERIFY(near(full->spread(Measure::Universal).mean, 15));
    QVERIFY(near(full->spread(Measure::Universal).sd, std::sqrt(50)));
    QVERIFY(near(full->spread(Measure::Dead).mean, 55));
    QVERIFY(near(full->spread(Measure::Explained).mean, .6)); // (.5 + .7) / 2
    QVERIFY(near(full->spread(Measure::AccuracyChange).mean, .1));
    QCOMPARE(full->missing.size(), std::size_t(1));
    QCOMPARE(full->missing[0].pair.name, std::string("seed-1 & seed-3"));
    QVERIFY(!full->missing[0].trained);
    const FinishedCondition* turned = find(sections[0], Condition::RotationOnly);
    QCOMPARE(turned->missing.size(), std::size_t(2));
    QVERIFY(turned->missing[0].trained); // the first pair
    QVERIFY(!turned->missing[1].trained);
    QVERIFY(near(sections[0].nre().mean, .3));
    QVERIFY(near(sections[0].nre().sd, .1));
    QCOMPARE(sections[0].lacking().size(), std::size_t(4));
}

void TestFinishedConditions::poolingsAndWaysNeverMix() {
    Bench bench;
    const PairId pair = bench.pair(0, 1).id;
    const auto run = bench.run(pair, "true", .2, config(1));
    bench.evaluate(run, {.1, 1});
    bench.evaluate(run, {.2, 2}, evaluate::Pooling::MeanPooled);
    bench.evaluate(run, {.3, 3}, perToken, .9); // another threshold
    bench.evaluate(bench.run(pair, "true", .2, config(1, 5e-4)), {.4, 4}); // another rate
    bench.evaluate(bench.run(pair, "true", .2, config(1, 1e-3, 42, 0)), {.5, 5}); // without the auxiliary loss
    const auto sections = finishedConditions(bench.project, perToken);
    QCOMPARE(sections.size(), std::size_t(4));
    std::vector<std::int64_t> counts;
    for (const FinishedSection& section : sections) {
        QCOMPARE(section.conditions.size(), std::size_t(1));
        QCOMPARE(section.conditions[0].runs.size(), std::size_t(1));
        counts.push_back(section.conditions[0].runs[0].evaluation.metrics.universal);
    }
    std::ranges::sort(counts);
    QCOMPARE(counts, std::vector<std::int64_t>({1, 3, 4, 5}));
    const auto pooled = finishedConditions(bench.project, evaluate::Pooling::MeanPooled);
    QCOMPARE(pooled.size(), std::size_t(1));
    QCOMPARE(pooled[0].conditions[0].runs[0].evaluation.metrics.universal, 2);
    QCOMPARE(std::ranges::count(sections, std::string(), &FinishedSection::preset), 1);
    QCOMPARE(std::ranges::count(sections, false, &FinishedSection::auxiliary), 1);
}

void TestFinishedConditions::aMatchedRunHasTheDeadOfTheRunByIndex() {
    Bench bench;
    const PairId pair = bench.pair(0, 1).id;
    const auto index = bench.run(pair, "identity", 1.4, independent("A and B"));
    bench.evaluate(index, {.0, 0, 37.5});
    bench.evaluate(bench.run(pair, "identity", 1.4, independent("A and B"), store::RunPurpose::Condition, &index), {.5, 9, 12});
    const auto sections = finishedConditions(bench.project, perToken);
    QCOMPARE(find(sections[0], Condition::Matched)->spread(Measure::Dead).mean, 37.5);
    QCOMPARE(find(sections[0], Condition::Index)->spread(Measure::Dead).mean, 37.5);
}

void TestFinishedConditions::theLatestOfAPairCounts() {
    Bench bench;
    const PairId pair = bench.pair(0, 1).id;
    bench.evaluate(bench.run(pair, "true", .2, config(1)), {.1, 1});
    bench.evaluate(bench.run(pair, "true", .2, config(1, 1e-3, 43)), {.2, 2});
    const auto sections = finishedConditions(bench.project, perToken);
    QCOMPARE(sections.size(), std::size_t(1));
    const auto& runs = sections[0].conditions[0].runs;
    QCOMPARE(runs.size(), std::size_t(1));
    QCOMPARE(runs[0].evaluation.metrics.universal, 2);
    QCOMPARE(runs[0].older, 1);
}

void TestFinishedConditions::bestFollowsTheDirection() {
    Bench bench;
    const PairId pair = bench.pair(0, 1).id;
    bench.evaluate(bench.run(pair, "true", .2, config(1)), {.7, 5, 60, .5, .5, -.1});
    QVERIFY(!finishedConditions(bench.project, perToken)[0].best(Measure::Top100R)); // alone there is no best
    bench.evaluate(bench.run(pair, "true", .2, config(0)), {.6, 9, 50, .4, .4, -.2});
    const auto section = finishedConditions(bench.project, perToken)[0];
    const auto bestOf = [&](Measure measure) { return section.conditions[*section.best(measure)].condition; };
    QCOMPARE(bestOf(Measure::Top100R), Condition::Full);
    QCOMPARE(bestOf(Measure::Universal), Condition::RotationOnly);
    QCOMPARE(bestOf(Measure::Dead), Condition::RotationOnly); // lower
    QCOMPARE(bestOf(Measure::Explained), Condition::Full);
    QCOMPARE(bestOf(Measure::AccuracyChange), Condition::RotationOnly); // lower
}

void TestFinishedConditions::completePairsAlone() {
    Bench bench;
    const PairId first = bench.pair(0, 1).id, second = bench.pair(2, 3).id;
    bench.evaluate(bench.run(first, "true", .2, config(1)), {.7, 10});
    bench.evaluate(bench.run(second, "true", .4, config(1)), {.9, 20});
    bench.evaluate(bench.run(first, "true", .2, config(0)), {.5, 5});
    const auto section = finishedConditions(bench.project, perToken)[0].complete();
    QCOMPARE(section.pairs.size(), std::size_t(1));
    QCOMPARE(find(section, Condition::Full)->spread(Measure::Top100R).mean, .7);
    QVERIFY(find(section, Condition::RotationOnly)->missing.empty());
}

void TestFinishedConditions::thePaperStandsBeside() {
    Bench bench;
    const PairId pair = bench.pair(0, 1).id;
    bench.evaluate(bench.run(pair, "true", .2, config(1)), {.7, 10});
    bench.evaluate(bench.run(pair, "true", .2, config(1, 1e-3, 42, 0)), {.7, 10});
    for (const FinishedSection& section : finishedConditions(bench.project, perToken)) {
        const auto& paper = section.conditions[0].paper;
        QCOMPARE(paper.has_value(), section.auxiliary); // the paper's table is with the auxiliary loss
        if (paper) {
            QCOMPARE(paperValue(*paper, Measure::Universal), 398.); // Table 1, TweetEval, joint, full
            QCOMPARE(paperValue(*paper, Measure::Top100R), .846);
            QVERIFY(std::isnan(paperValue(*paper, Measure::Explained)));
        }
    }
}

void TestFinishedConditions::anEmptyProjectHasNone() {
    Bench bench;
    QVERIFY(finishedConditions(bench.project, perToken).empty());
}

QTEST_APPLESS_MAIN(TestFinishedConditions)
#include "tst_finished_conditions.moc"
