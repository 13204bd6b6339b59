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

// "run 3 (joint, full)"
std::string runText(const store::RunRow& run) {
    return "run " + std::to_string(run.id.value) + " (" + run.condition + ")";
}

std::string rotationOf(const store::RunRow& run) {
    return json::parse(run.configJson)["rotation"].get<std::string>();
}

} // namespace

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

Reading readEvaluation(const store::Project& project, RunId id, evaluate::Pooling pooling) {
    return readEvaluation(project, store::latestEvaluation(project, store::runRow(project, id).id, pooling));
}

Reading readEvaluation(const store::Project& project, const store::EvaluationRow& evaluation) {
    Reading reading;
    reading.evaluation = evaluation;
    reading.run = store::runRow(project, evaluation.run);
    reading.corpus = store::loadCorpus(project, reading.run.corpus);
    const store::PairRow pair = store::pairRow(project, reading.run.pair);
    reading.tokens =
        pipeline::tokensOf(project, store::modelRow(project, pair.a), reading.corpus, reading.evaluation.split);
    reading.a = evaluate::readCodes(project.resolve(reading.evaluation.codesA));
    reading.b = evaluate::readCodes(project.resolve(reading.evaluation.codesB));
    return reading;
}

std::vector<evaluate::SharedFeature> sharedFeaturesOf(const Reading& reading, std::int64_t top) {
    evaluate::FeatureTableOptions options;
    options.count = top;
    return evaluate::sharedFeatures(reading.evaluation.metrics, reading.a, reading.b, reading.tokens, reading.corpus,
                                    options);
}

json sharedFeaturesJson(const Reading& reading, const std::vector<evaluate::SharedFeature>& features) {
    json rows = json::array();
    for (const auto& f : features)
        rows.push_back({{"feature", f.feature},
                        {"r", f.r},
                        {"strength", f.strength},
                        {"fires_a", f.firesA},
                        {"fires_b", f.firesB},
                        {"density_a", f.densityA},
                        {"density_b", f.densityB},
                        {"max_a", f.maxA},
                        {"max_b", f.maxB},
                        {"top_words", f.topWords},
                        {"class_means", f.classMeans},
                        {"top_class", f.topClass < 0 ? json(nullptr)
                                                     : json(reading.corpus.classNames[static_cast<std::size_t>(f.topClass)])}});
    return rows;
}

std::string sharedFeaturesText(const Reading& reading, const std::vector<evaluate::SharedFeature>& features) {
    std::vector<std::vector<Cell>> rows;
    for (const auto& f : features) {
        std::string words;
        for (const std::string& word : f.topWords)
            words += (words.empty() ? "" : ", ") + word;
        rows.push_back({"f" + std::to_string(f.feature), correlationText(f.r), fixedText(f.strength, 4),
                        countText(f.firesA), countText(f.firesB), fixedText(f.maxA, 2), fixedText(f.maxB, 2),
                        f.topClass < 0 ? "-"
                                       : reading.corpus.classNames[static_cast<std::size_t>(f.topClass)] + " " +
                                             correlationText(f.topClassShare),
                        words});
    }
    return "Features of " + runText(reading.run) + " that both seeds share (r >= " +
           correlationText(json::parse(reading.evaluation.configJson)["universal_r"].get<double>()) + ", " +
           std::string(evaluate::poolingName(reading.evaluation.pooling)) + "), strongest first, " +
           std::to_string(features.size()) + " of " + countText(reading.evaluation.metrics.universal) + ":\n" +
           toText({{{"feature"}, {"r"}, {"strength"}, {"fires A"}, {"fires B"}, {"max A"}, {"max B"},
                      {"class, share", false}, {"top words", false}},
                     rows});
}

json contextsJson(const Reading& reading, std::int32_t feature, const evaluate::Contexts& contexts) {
    json lines = json::array();
    for (const auto& line : contexts.lines) {
        const auto& document = reading.corpus.documents[static_cast<std::size_t>(line.document)];
        lines.push_back({{"left", line.left}, {"node", line.node}, {"right", line.right}, {"a", line.a}, {"b", line.b},
                         {"document", document.id}, {"label", line.label}, {"copies", line.copies}});
    }
    return {{"feature", feature},       {"run", reading.run.id.value},
            {"condition", reading.run.condition}, {"lines", lines},
            {"total", contexts.total}, {"hidden_special", contexts.hiddenSpecial}};
}

std::string contextsText(const Reading& reading, std::int32_t feature, const evaluate::Contexts& contexts) {
    std::vector<std::vector<Cell>> rows;
    for (const auto& line : contexts.lines)
        rows.push_back({fixedText(line.a, 2), fixedText(line.b, 2), line.left, line.node, line.right,
                        line.label < 0 ? "-" : reading.corpus.classNames[static_cast<std::size_t>(line.label)],
                        reading.corpus.documents[static_cast<std::size_t>(line.document)].id});
    return "Contexts of f" + std::to_string(feature) + " in " + runText(reading.run) + ", " +
           std::to_string(contexts.lines.size()) + " of " + countText(contexts.total) + " texts; " +
           countText(contexts.hiddenSpecial) + " [CLS] and [SEP] tokens not counted:\n" +
           toText({{{"A"}, {"B"}, {"left"}, {"token", false}, {"right", false}, {"class", false}, {"document", false}}, rows});
}

} // namespace crosseed::cli
