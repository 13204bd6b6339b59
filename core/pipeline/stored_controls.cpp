#include "pipeline/stored_controls.h"
#include "pipeline/fields.h"
#include <algorithm>
#include <set>

namespace crosseed::pipeline {

namespace {

using nlohmann::json;

// All of a run's configuration that its controls share with it: what is left out is which rotation it was.
json sharedConfig(const store::RunRow& run) {
    json config = json::parse(run.configJson);
    config.erase("rotation");
    if (config.contains("alignment")) {
        config["alignment"].erase("kind");
        config["alignment"].erase("seed");
    }
    return config;
}

bool isTrained(const store::RunRow& run) {
    return run.rotation && run.importedJson.empty() && !run.matchedFrom && run.saeFileB.empty();
}

std::optional<RotationTrial> trialOf(const store::Project& project, const store::RunRow& run, evaluate::Pooling pooling, text::Split split) {
    RotationTrial trial;
    trial.run = run;
    trial.rotation = store::rotationRow(project, run.rotation);
    trial.nre = json::parse(trial.rotation.resultJson).value("nre", 0.0);
    try {
        trial.evaluation = store::latestEvaluation(project, run.id, pooling);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::NotFound) // the test was stopped before it
            return std::nullopt;
        throw;
    }
    return trial.evaluation.split == split ? std::optional(trial) : std::nullopt;
}

// Trials of one way of training.
struct Group {
    json config;
    std::int64_t layer = 0;
    std::vector<RotationTrial> trials;
};

template <typename Options> Options optionsIn(const json& config, const char* name) {
    Options options;
    if (config.contains(name))
        fromJson(config.at(name), options);
    return options;
}

std::uint64_t seedOf(const RotationTrial& trial) {
    return json::parse(trial.rotation.configJson).value("seed", std::uint64_t{0});
}

// True, identity, mismatched, then the draws; of each kind as they were made.
int placeOf(const RotationTrial& trial) {
    static const std::vector<std::string> kinds{"true", "identity", "mismatched", "random"};
    return static_cast<int>(std::ranges::find(kinds, trial.rotation.kind) - kinds.begin());
}

// The spec of the seed that most of the draws come from, each at its number; other draws are counted after them.
void numberDraws(StoredRotationTest& stored) {
    std::vector<RotationTrial*> draws;
    for (RotationTrial& trial : stored.test.trials)
        if (trial.rotation.kind == "random")
            draws.push_back(&trial);
    stored.spec.draws = 0;
    for (const std::uint64_t seed : {RotationTestSpec().seed, stored.spec.alignment.seed}) {
        std::vector<RotationTrial*> found;
        for (std::int64_t draw = 0; draw < std::ssize(draws); ++draw) {
            const auto at = std::ranges::find(draws, drawSeed(seed, draw), [](const RotationTrial* trial) { return seedOf(*trial); });
            if (at == draws.end())
                break;
            found.push_back(*at);
        }
        if (std::ssize(found) > stored.spec.draws) {
            stored.spec.seed = seed;
            stored.spec.draws = std::ssize(found);
            for (std::int64_t draw = 0; draw < std::ssize(found); ++draw)
                found[static_cast<std::size_t>(draw)]->draw = draw;
        }
    }
    stored.otherSeeds = std::ssize(draws) - stored.spec.draws;
    std::int64_t next = stored.spec.draws;
    for (RotationTrial* trial : draws)
        if (trial->draw < 0)
            trial->draw = next++;
    std::ranges::stable_sort(stored.test.trials, {}, [](const RotationTrial& trial) { return std::pair(placeOf(trial), trial.draw); });
}

void judge(RotationTest& test) {
    std::vector<std::int64_t> random;
    std::vector<double> alignment, yield;
    const RotationTrial* original = nullptr;
    for (const RotationTrial& trial : test.trials) {
        if (trial.rotation.kind == "true")
            original = &trial;
        if (trial.rotation.kind == "random")
            random.push_back(trial.evaluation.metrics.universal);
        alignment.push_back(1 - trial.nre);
        yield.push_back(static_cast<double>(trial.evaluation.metrics.universal));
    }
    if (original)
        test.rank = evaluate::rankTest(original->evaluation.metrics.universal, random);
    test.regression = evaluate::regress(alignment, yield);
}

StoredRotationTest testOf(std::vector<RotationTrial> trials, const json& config, evaluate::Pooling pooling) {
    StoredRotationTest stored;
    for (const RotationTrial& trial : trials)
        stored.secondsATrial += trial.run.seconds / static_cast<double>(trials.size());
    stored.layer = trials.front().run.layer;
    stored.spec.pooling = pooling;
    stored.spec.sae = optionsIn<sae::SaeConfig>(config, "sae");
    stored.spec.training = optionsIn<sae::TrainOptions>(config, "training");
    fromJson(json::parse(trials.front().rotation.configJson), stored.spec.alignment);
    for (const RotationTrial& trial : trials) // a draw's seed is its own
        if (trial.rotation.kind != "random")
            stored.spec.alignment.seed = seedOf(trial);
    fromJson(json::parse(trials.front().evaluation.configJson), stored.spec.evaluation);
    stored.test.trials = std::move(trials);
    numberDraws(stored);
    judge(stored.test);
    return stored;
}

} // namespace

std::vector<StoredRotationTest> storedRotationTests(const store::Project& project, PairId pair, evaluate::Pooling pooling, text::Split split) {
    std::vector<Group> groups; // the latest begun last
    for (const store::RunRow& run : store::allRuns(project)) {
        if (run.purpose != store::RunPurpose::RotationTest || !(run.pair == pair) || !isTrained(run))
            continue;
        const auto trial = trialOf(project, run, pooling, split);
        if (!trial)
            continue;
        const json config = sharedConfig(run);
        auto group = std::ranges::find_if(groups, [&](const Group& known) { return known.layer == run.layer && known.config == config; });
        if (group == groups.end())
            group = groups.insert(groups.end(), Group{config, run.layer, {}});
        group->trials.push_back(*trial);
    }
    std::vector<StoredRotationTest> tests;
    for (auto group = groups.rbegin(); group != groups.rend(); ++group)
        tests.push_back(testOf(std::move(group->trials), group->config, pooling));
    return tests;
}

std::vector<RotationTrial> controlsOf(const store::Project& project, const store::RunRow& run, evaluate::Pooling pooling, text::Split split) {
    std::vector<RotationTrial> controls;
    if (!isTrained(run))
        return controls;
    const json config = sharedConfig(run);
    for (const store::RunRow& other : store::allRuns(project)) {
        if (other.id == run.id || !(other.pair == run.pair) || other.layer != run.layer || !isTrained(other) || sharedConfig(other) != config)
            continue;
        if (const auto trial = trialOf(project, other, pooling, split); trial && trial->rotation.kind != "true")
            controls.push_back(*trial);
    }
    std::ranges::stable_sort(controls, {}, placeOf);
    return controls;
}

const StoredRotationTest* testFor(const std::vector<StoredRotationTest>& tests, const store::RunRow& run) {
    const json config = json::parse(run.configJson);
    if (!config.contains("sae"))
        return nullptr;
    const json sae = toJson(optionsIn<sae::SaeConfig>(config, "sae"));
    const auto found = std::ranges::find_if(tests, [&](const StoredRotationTest& test) {
        return test.layer == run.layer && toJson(test.spec.sae) == sae;
    });
    return found == tests.end() ? nullptr : &*found;
}

std::optional<RotationTestSpec> rotationTestOf(const store::Project& project, const store::RunRow& run,
                                               const store::EvaluationRow& evaluation, const StoredRotationTest* stored) {
    constexpr std::int64_t more = 30;
    if (!isTrained(run))
        return std::nullopt;
    if (stored) {
        RotationTestSpec spec = stored->spec;
        spec.draws += more;
        return spec;
    }
    const json config = json::parse(run.configJson);
    RotationTestSpec spec;
    spec.draws = more;
    spec.pooling = evaluation.pooling;
    fromJson(json::parse(store::rotationRow(project, run.rotation).configJson), spec.alignment);
    spec.sae = optionsIn<sae::SaeConfig>(config, "sae");
    spec.training = shortTraining(optionsIn<sae::TrainOptions>(config, "training"));
    fromJson(json::parse(evaluation.configJson), spec.evaluation);
    return spec;
}

} // namespace crosseed::pipeline
