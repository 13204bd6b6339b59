#include "pipeline/finished_conditions.h"
#include "pipeline/fields.h"
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace crosseed::pipeline {

namespace {

using nlohmann::json;
constexpr double none = std::numeric_limits<double>::quiet_NaN();

double numberIn(const std::string& text, const char* name) {
    const json object = json::parse(text, nullptr, false);
    const auto found = object.is_object() ? object.find(name) : object.end();
    return object.is_object() && found != object.end() && found->is_number() ? found->get<double>() : none;
}

// Of a run of its own; nothing for those that only lead to one (3 literal by index) and for controls.
std::optional<Condition> conditionOf(const store::RunRow& run, const json& config) {
    const std::string rotation = config.value("rotation", "");
    const bool matched = !run.matchingFile.empty();
    if (config.contains("independent")) {
        if (config["independent"] == "A")
            return Condition::RotatedFair;
        if (rotation == "identity")
            return matched ? Condition::Matched : Condition::Index;
        return matched && rotation == "true" ? std::optional(Condition::RotatedLiteral) : std::nullopt;
    }
    if (!run.saeFileB.empty() || matched || !config.contains("training"))
        return std::nullopt;
    const bool cross = config["training"].value("lambda_cross", 0.0) > 0;
    if (rotation == "true")
        return cross ? Condition::Full : Condition::RotationOnly;
    return rotation == "identity" && !cross ? std::optional(Condition::JointNoRotation) : std::nullopt;
}

bool readsNoRotation(Condition condition) {
    return condition == Condition::Index || condition == Condition::Matched;
}

// What runs of one section share.
json wayOf(const store::RunRow& run, const json& config, const store::EvaluationRow& evaluation) {
    json training = config["training"];
    training.erase("seed"); // of an SAE of one model it comes from the model, too
    training.erase("lambda_cross");
    return {run.corpus.value, run.layer, config["sae"], training, text::splitName(evaluation.split), json::parse(evaluation.configJson)};
}

// One run, one evaluation.
struct Entry {
    Condition condition;
    FinishedRun run;
    json way;
};

struct Rows {
    std::map<std::int64_t, store::RunRow> runs;
    std::map<std::int64_t, json> configs;
    std::map<std::int64_t, std::string> pairs;
    std::map<std::int64_t, double> nre; // of rotations
    std::vector<store::EvaluationRow> evaluations;
};

Rows rowsOf(const store::Project& project, evaluate::Pooling pooling) {
    Rows rows;
    for (store::RunRow& run : store::allRuns(project)) {
        if (run.purpose == store::RunPurpose::RotationTest || !run.importedJson.empty())
            continue;
        rows.configs[run.id.value] = json::parse(run.configJson);
        if (!rows.pairs.contains(run.pair.value))
            rows.pairs[run.pair.value] = store::pairRow(project, run.pair).name;
        rows.runs[run.id.value] = std::move(run);
    }
    for (const store::RotationRow& rotation : store::allRotations(project))
        rows.nre[rotation.id.value] = numberIn(rotation.resultJson, "nre");
    for (store::EvaluationRow& evaluation : store::evaluationHeads(project))
        if (evaluation.pooling == pooling && rows.runs.contains(evaluation.run.value))
            rows.evaluations.push_back(std::move(evaluation));
    return rows;
}

// A matching renumbers B's features and kills none, so that the run by index has the number.
double deadOf(const Rows& rows, const store::RunRow& run, const store::EvaluationRow& evaluation) {
    if (!run.matchedFrom)
        return evaluation.metrics.deadBoth;
    for (const store::EvaluationRow& other : rows.evaluations)
        if (other.run == run.matchedFrom && other.split == evaluation.split && other.configJson == evaluation.configJson)
            return other.metrics.deadBoth;
    return none;
}

// The latest asked evaluation of each run and way.
std::vector<Entry> entriesOf(const Rows& rows) {
    std::vector<Entry> entries;
    std::set<std::pair<std::int64_t, std::string>> seen;
    for (const store::EvaluationRow& evaluation : rows.evaluations) {
        const store::RunRow& run = rows.runs.at(evaluation.run.value);
        const json& config = rows.configs.at(run.id.value);
        const auto condition = conditionOf(run, config);
        if (!condition || !config.contains("sae") || !config.contains("training"))
            continue;
        Entry entry{*condition, {}, wayOf(run, config, evaluation)};
        if (!seen.emplace(run.id.value, entry.way.dump()).second)
            continue;
        entry.run.pair = {run.pair, rows.pairs.at(run.pair.value)};
        entry.run.run = run;
        entry.run.evaluation = evaluation;
        entry.run.dead = deadOf(rows, run, evaluation);
        entry.run.explained = (numberIn(evaluation.outcomeAJson, "explained_variance") +
                               numberIn(evaluation.outcomeBJson, "explained_variance")) / 2;
        const auto nre = rows.nre.find(run.rotation.value);
        entry.run.nre = nre == rows.nre.end() || readsNoRotation(*condition) ? none : nre->second;
        entries.push_back(std::move(entry));
    }
    // A result stands before what was made for a table only, a later run before an earlier one.
    std::ranges::stable_sort(entries, [](const Entry& a, const Entry& b) { return a.run.run.id < b.run.run.id; });
    return entries;
}

FinishedSection headOf(const store::Project& project, const Entry& first) {
    FinishedSection section;
    const store::EvaluationRow& evaluation = first.run.evaluation;
    const json config = json::parse(first.run.run.configJson), measured = json::parse(evaluation.configJson);
    section.corpus = store::corpusRow(project, first.run.run.corpus);
    section.classes = std::ssize(store::loadCorpusHead(project, section.corpus.id).classNames);
    section.pooling = evaluation.pooling;
    section.split = evaluation.split;
    section.rows = evaluation.metrics.rows;
    section.layer = first.run.run.layer;
    fromJson(config["sae"], section.sae);
    fromJson(config["training"], section.training);
    section.auxiliary = section.training.weights.auxiliary > 0 && section.training.auxiliaryK > 0;
    section.minimumActive = measured.value("minimum_active", section.minimumActive);
    section.universalR = measured.value("universal_r", section.universalR);
    for (const char* name : {"paper", "recommended"}) {
        const Preset preset = presetNamed(name, section.sae);
        if (preset.sae.denormalise == section.sae.denormalise && preset.training.learningRate == section.training.learningRate &&
            preset.sae.normalisation == section.sae.normalisation)
            section.preset = name;
    }
    return section;
}

FinishedCondition& conditionIn(FinishedSection& section, Condition condition) {
    auto at = std::ranges::lower_bound(section.conditions, condition, {}, &FinishedCondition::condition);
    if (at == section.conditions.end() || at->condition != condition) {
        at = section.conditions.insert(at, FinishedCondition{condition, {}, {}, {}});
        if (section.auxiliary)
            at->paper = paperRow(section.corpus.name, condition, section.pooling);
    }
    return *at;
}

void add(FinishedSection& section, const Entry& entry) {
    auto& runs = conditionIn(section, entry.condition).runs;
    const std::int64_t pair = entry.run.pair.id.value;
    const auto at = std::ranges::lower_bound(runs, pair, {}, [](const FinishedRun& run) { return run.pair.id.value; });
    if (at != runs.end() && at->pair.id == entry.run.pair.id) {
        const std::int64_t older = at->older + 1;
        *at = entry.run; // they come in the order of their numbers
        at->older = older;
    } else {
        runs.insert(at, entry.run);
    }
    const auto place = std::ranges::lower_bound(section.pairs, pair, {}, [](const PairName& name) { return name.id.value; });
    if (place == section.pairs.end() || !(place->id == entry.run.pair.id))
        section.pairs.insert(place, entry.run.pair);
}

// Which conditions of which pairs have an SAE of the section's kind, evaluated or not.
bool isTrained(const Rows& rows, const FinishedSection& section, Condition condition, PairId pair) {
    return std::ranges::any_of(rows.runs, [&](const auto& entry) {
        const store::RunRow& run = entry.second;
        const json& config = rows.configs.at(entry.first);
        if (!(run.pair == pair) || !(run.corpus == section.corpus.id) || run.layer != section.layer || conditionOf(run, config) != condition)
            return false;
        sae::SaeConfig sae;
        sae::TrainOptions training;
        fromJson(config["sae"], sae);
        fromJson(config["training"], training);
        training.seed = section.training.seed;
        training.weights.cross = section.training.weights.cross;
        return toJson(sae) == toJson(section.sae) && toJson(training) == toJson(section.training);
    });
}

void nameMissing(const Rows& rows, FinishedSection& section) {
    for (FinishedCondition& condition : section.conditions)
        for (const PairName& pair : section.pairs)
            if (std::ranges::none_of(condition.runs, [&](const FinishedRun& run) { return run.pair.id == pair.id; }))
                condition.missing.push_back({pair, isTrained(rows, section, condition.condition, pair.id)});
}

} // namespace

std::vector<FinishedSection> finishedConditions(const store::Project& project, evaluate::Pooling pooling) {
    const Rows rows = rowsOf(project, pooling);
    std::vector<FinishedSection> sections;
    std::vector<json> ways;
    for (const Entry& entry : entriesOf(rows)) {
        const auto at = std::ranges::find(ways, entry.way);
        const auto place = static_cast<std::size_t>(at - ways.begin());
        if (at == ways.end()) {
            ways.push_back(entry.way);
            sections.push_back(headOf(project, entry));
        }
        add(sections[place], entry);
    }
    for (FinishedSection& section : sections)
        nameMissing(rows, section);
    return sections;
}

} // namespace crosseed::pipeline
