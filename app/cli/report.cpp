#include "report.h"
#include "pipeline/result_json.h"
#include <cmath>
#include <nlohmann/json.hpp>

namespace crosseed::cli {

using nlohmann::json;

namespace {

// "explained_variance" of both outcomes as ".79, .81".
std::string bothText(const store::EvaluationRow& row, const char* key, bool correlation) {
    const double a = numberOf(json::parse(row.outcomeAJson)[key]), b = numberOf(json::parse(row.outcomeBJson)[key]);
    const auto text = [&](double v) { return correlation ? correlationText(v) : fixedText(v, 4); };
    return text(a) + ", " + text(b);
}

std::string rotationOf(const store::RunRow& run) {
    return json::parse(run.configJson)["rotation"].get<std::string>();
}

} // namespace

std::string runText(const store::RunRow& run) {
    return "run " + std::to_string(run.id.value) + " (" + run.condition + ")";
}

double numberOf(const json& value) {
    return value.is_number() ? value.get<double>() : std::nan("");
}

std::string rotationText(const store::RotationRow& row) {
    const json result = json::parse(row.resultJson);
    const json config = json::parse(row.configJson);
    std::string text = "Alignment at layer " + std::to_string(row.layer) + " (0-based; " + std::to_string(row.layer + 1) +
                       " counted from 1), rotation " + std::to_string(row.id.value) + " (" + row.kind + "), fitted on " +
                       countText(result["tokens"].get<long long>()) + " tokens of the " + config["split"].get<std::string>() +
                       " split:\n  alignment error (NRE) " + fixedText(numberOf(result["nre"]), 4);
    if (row.kind != "true")
        return text + "\n";
    text += "; with the identity " + fixedText(numberOf(result["nre_identity"]), 4) + "; fitted on shuffled tokens " +
            fixedText(numberOf(result["nre_mismatched"]), 4) + "\n  shared structure k95/k99: " +
            std::to_string(result["k95"].get<int>()) + "/" + std::to_string(result["k99"].get<int>()) + " of s squared, " +
            std::to_string(result["k95_of_s"].get<int>()) + "/" + std::to_string(result["k99_of_s"].get<int>()) + " of s\n";
    for (const auto& warning : result["warnings"])
        text += "  Note: " + warning.get<std::string>() + "\n";
    return text;
}

std::string metricsText(const std::vector<store::RunRow>& runs, const std::vector<store::EvaluationRow>& rows) {
    std::vector<std::vector<Cell>> lines;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const evaluate::PairMetrics& m = rows[i].metrics;
        lines.push_back({std::to_string(runs[i].id.value), runs[i].condition, rotationOf(runs[i]), correlationText(m.top10R),
                         correlationText(m.top100R), countText(m.universal), percentText(m.universalShare),
                         countText(m.activeBoth), percentText(m.deadBoth), percentText(m.deadA), percentText(m.deadB),
                         percentText(m.deadEither), fixedText(m.accuracyChange, 2),
                         bothText(rows[i], "explained_variance", true)});
    }
    const store::EvaluationRow& first = rows.front();
    std::string text = "Shared features, " + std::string(evaluate::poolingName(first.pooling)) + ", " +
                       std::string(text::splitName(first.split)) + " split, " + countText(first.metrics.rows) + " rows, " +
                       countText(first.metrics.dictionary) + " features:\n" +
                       toText({{{"run"}, {"condition", false}, {"rotation", false}, {"top-10 r"}, {"top-100 r"}, {"Univ."},
                                  {"Univ. %"}, {"active in both"}, {"dead both"}, {"dead A"}, {"dead B"}, {"dead either"},
                                  {"acc. change"}, {"EV of A, B"}},
                                 lines});
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const json a = json::parse(rows[i].outcomeAJson), b = json::parse(rows[i].outcomeBJson);
        text += "  run " + std::to_string(runs[i].id.value) + ": KL " + bothText(rows[i], "kl", false) + " nats; L0 " +
                fixedText(numberOf(a["l0"]), 1) + ", " + fixedText(numberOf(b["l0"]), 1) + "; flipped predictions " +
                countText(a["flipped"].get<long long>()) + ", " + countText(b["flipped"].get<long long>()) +
                "; negative codes " + countText(a["negative_codes"].get<long long>()) + ", " +
                countText(b["negative_codes"].get<long long>()) + "; accuracy " +
                fixedText(100 * numberOf(a["clean_accuracy"]), 1) + " -> " +
                fixedText(100 * numberOf(a["hijacked_accuracy"]), 1) + ", " +
                fixedText(100 * numberOf(b["clean_accuracy"]), 1) + " -> " +
                fixedText(100 * numberOf(b["hijacked_accuracy"]), 1) + " %\n";
    }
    return text;
}

json runJson(const store::RunRow& run) {
    return {{"run", run.id.value},
            {"condition", run.condition},
            {"key", run.key},
            {"layer", run.layer},
            {"config", json::parse(run.configJson)},
            {"data_hash", run.dataHash},
            {"device", run.device},
            {"threads", run.threads},
            {"seconds", run.seconds},
            {"program_version", run.programVersion},
            {"created", run.created}};
}

json evaluationJson(const store::EvaluationRow& row) {
    return {{"evaluation", row.id.value},
            {"run", row.run.value},
            {"split", text::splitName(row.split)},
            {"config", json::parse(row.configJson)},
            {"data_hash", row.dataHash},
            {"program_version", row.programVersion},
            {"metrics", pipeline::resultJson(row.metrics)},
            {"a", json::parse(row.outcomeAJson)},
            {"b", json::parse(row.outcomeBJson)}};
}

} // namespace crosseed::cli
