#include "conditions_report.h"
#include "pipeline/paper_table.h"
#include "report.h"
#include <nlohmann/json.hpp>

namespace crosseed::cli {

using nlohmann::json;
using pipeline::ConditionResult;
using Results = std::vector<ConditionResult>;

namespace {

double explained(const std::string& outcome) {
    return numberOf(json::parse(outcome)["explained_variance"]);
}

bool hasPaper(const Results& results, const std::string& corpus) {
    return !results.empty() && pipeline::paperRow(corpus, pipeline::Condition::Full, results.front().pooling);
}

std::vector<Column> columns(const std::string& paper) {
    std::vector<Column> titles{{"run"},   {"condition", false}, {"SAEs and pairing", false}, {"aux. loss", false}, {"top-10 r"},    {"top-100 r"}, {"Univ."},
                               {"Univ. %"}, {"active in both"},   {"dead in both"},     {"acc. drop"}, {"EV of A"},   {"EV of B"}};
    if (!paper.empty())
        for (const char* title : {"top-10 r", "top-100 r", "Univ.", "Univ. %", "dead", "acc. drop"})
            titles.push_back({paper + " " + title});
    return titles;
}

// `paper`: whether the table has its columns at all.
std::vector<Cell> cellsOf(const ConditionResult& result, const std::string& corpus, bool paper) {
    const evaluate::PairMetrics& m = result.evaluation.metrics;
    std::vector<Cell> cells{std::to_string(result.run.id.value),
                            std::string(pipeline::conditionCode(result.condition)),
                            std::string(pipeline::conditionTitle(result.condition)),
                            result.auxiliary ? "yes" : "no",
                            correlationCell(m.top10R),
                            correlationCell(m.top100R),
                            countCell(m.universal),
                            percentCell(m.universalShare),
                            countCell(m.activeBoth),
                            percentCell(result.deadBoth),
                            fixedCell(m.accuracyChange, 2),
                            correlationCell(explained(result.evaluation.outcomeAJson)),
                            correlationCell(explained(result.evaluation.outcomeBJson))};
    if (!paper)
        return cells;
    const auto row = pipeline::paperRow(corpus, result.condition, result.pooling);
    if (!row || !result.auxiliary) { // the paper's tables are with the auxiliary loss
        cells.insert(cells.end(), 6, Cell("-", ""));
        return cells;
    }
    for (const Cell& cell : {correlationCell(row->top10R), correlationCell(row->top100R), countCell(std::llround(row->universal)),
                             percentCell(row->universalShare), percentCell(row->dead), fixedCell(row->accuracyChange, 2)})
        cells.push_back(cell);
    return cells;
}

// Consecutive results of one preset and pooling.
std::vector<Results> groupsOf(const Results& results) {
    std::vector<Results> groups;
    for (const ConditionResult& result : results) {
        if (groups.empty() || groups.back().front().preset != result.preset || groups.back().front().pooling != result.pooling)
            groups.emplace_back();
        groups.back().push_back(result);
    }
    return groups;
}

std::string headingOf(const Results& group, const std::string& corpus) {
    const ConditionResult& first = group.front();
    const json config = json::parse(first.run.configJson);
    const json &sae = config["sae"], &training = config["training"];
    const std::string split(text::splitName(first.evaluation.split));
    std::string text = "Preset " + first.preset + ", " + std::string(evaluate::poolingName(first.pooling)) + ", " + split +
                       " split, " + countText(first.evaluation.metrics.rows) + " rows, " +
                       countText(first.evaluation.metrics.dictionary) + " features, k " + std::to_string(sae["k"].get<int>()) + ":\n  input " +
                       sae["normalisation"].get<std::string>() + (sae["denormalise"].get<bool>() ? ", undone" : ", not undone") +
                       "; learning rate " + exactText(training["learning_rate"].get<double>()) + ", " +
                       (training["max_steps"].get<int>() > 0 ? std::to_string(training["max_steps"].get<int>()) + " steps"
                                                             : std::to_string(training["epochs"].get<int>()) + " epochs");
    for (const ConditionResult& result : group)
        if (result.matching) {
            text += "; matching fitted on the " +
                    json::parse(result.run.configJson)["matching"]["split"].get<std::string>() + " codes, " +
                    std::string(evaluate::poolingName(result.pooling));
            break;
        }
    const json evaluation = json::parse(first.evaluation.configJson);
    text += "; active from " + countText(evaluation["minimum_active"].get<std::int64_t>()) + " rows, universal from r " +
            correlationText(evaluation["universal_r"].get<double>()) + "\n";
    if (hasPaper(group, corpus))
        text += "  the paper: " + std::string(pipeline::paperTable(first.pooling)) +
                ", bert-base-uncased, F 6,144, mean over its seed pairs, with the auxiliary loss\n";
    return text;
}

} // namespace

Table conditionsTable(const Results& results, const std::string& corpusName) {
    const bool paper = hasPaper(results, corpusName);
    Table table{columns(paper ? "paper" : ""), {}};
    for (const ConditionResult& result : results)
        table.rows.push_back(cellsOf(result, corpusName, paper));
    return table;
}

std::string conditionsText(const Results& results, const std::string& corpusName) {
    std::string text;
    for (const Results& group : groupsOf(results))
        text += (text.empty() ? "" : "\n") + headingOf(group, corpusName) + toText(conditionsTable(group, corpusName));
    return text + "\nUniv.: active in both (fires on enough rows of each) with a high r; Univ. %: of those active in both. A high share can come\n"
                  "from a mostly dead dictionary: read it with the count, the dead and the explained variance (EV). Dead in both: at the\n"
                  "same number of both SAEs, before any matching. Acc. drop: clean minus hijacked, percentage points, mean of A and B.\n";
}

Table conditionsFile(const Results& results, const std::string& corpusName) {
    Table table = conditionsTable(results, corpusName);
    table.columns.insert(table.columns.begin(), {{"preset", false}, {"pooling", false}, {"split", false}, {"minimum_active"}, {"universal_r"}});
    for (std::size_t i = 0; i < results.size(); ++i) {
        const json config = json::parse(results[i].evaluation.configJson);
        table.rows[i].insert(table.rows[i].begin(), {results[i].preset, std::string(evaluate::poolingName(results[i].pooling)),
                                                     std::string(text::splitName(results[i].evaluation.split)),
                                                     countCell(config["minimum_active"].get<std::int64_t>()),
                                                     correlationCell(config["universal_r"].get<double>())});
    }
    return table;
}

json conditionsJson(const Results& results, const std::string& corpusName) {
    const auto number = [](double value) { return std::isfinite(value) ? json(value) : json(nullptr); };
    json rows = json::array();
    for (const ConditionResult& result : results) {
        json row{{"preset", result.preset},
                 {"condition", pipeline::conditionCode(result.condition)},
                 {"title", pipeline::conditionTitle(result.condition)},
                 {"auxiliary", result.auxiliary},
                 {"pooling", evaluate::poolingName(result.pooling)},
                 {"dead_both_by_own_number", number(result.deadBoth)},
                 {"run", runJson(result.run)},
                 {"evaluation", evaluationJson(result.evaluation)}};
        if (result.matching)
            row["matching"] = {{"active_a", result.matching->activeA},
                               {"active_b", result.matching->activeB},
                               {"pairs", result.matching->pairs},
                               {"total_r", result.matching->totalR}};
        if (const auto paper = pipeline::paperRow(corpusName, result.condition, result.pooling); paper && result.auxiliary)
            row["paper"] = {{"source", pipeline::paperTable(result.pooling)},
                            {"top10_r", paper->top10R},
                            {"top100_r", paper->top100R},
                            {"universal", paper->universal},
                            {"universal_share", paper->universalShare},
                            {"dead", paper->dead},
                            {"accuracy_change", number(paper->accuracyChange)}};
        rows.push_back(row);
    }
    return rows;
}

std::string costText(const pipeline::ConditionsCost& cost) {
    const std::int64_t missing = cost.trainings - cost.stored;
    std::string text = "The table needs " + std::to_string(cost.trainings) + " trained SAEs; " + std::to_string(cost.stored) +
                       " are stored";
    if (missing == 0)
        return text + ", so that nothing is trained.";
    text += ", " + std::to_string(missing) + " are trained now (" + countText(cost.steps) + " steps in all";
    return text + (cost.seconds > 0 ? ", about " + durationText(cost.seconds) + " as fast as this pair's last training)." : ").");
}

} // namespace crosseed::cli
