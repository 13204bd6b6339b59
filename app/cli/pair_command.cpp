// check-pair
#include "bert/hub_download.h"
#include "commands.h"
#include "pipeline/pair_check.h"
#include "pipeline/stages.h"
#include <cmath>

namespace crosseed::cli {

namespace {

struct CheckPairCommand {
    std::string a, b, project;
    std::int64_t layer = -1;
    bool quick = false;
    sae::SaeConfig sae;
    sae::TrainOptions training;
    pipeline::EvaluationSpec evaluation;
    TableFiles files;
};

// What is only known of models in a project.
struct Measured {
    std::array<double, 2> accuracies{};
    pipeline::PairCost cost;
};

const char* verdictText(pipeline::Verdict verdict) {
    return verdict == pipeline::Verdict::Fits ? "fits" : verdict == pipeline::Verdict::Note ? "note" : "fails";
}

Table factTable(const pipeline::PairCheck& check, const std::optional<Measured>& measured) {
    Table table{{{"", false}, {"A", false}, {"B", false}, {"", false}, {"what it means", false}}, {}};
    for (const pipeline::PairFact& fact : check.facts)
        table.rows.push_back({fact.what, fact.a, fact.b, verdictText(fact.verdict), fact.sentence});
    if (measured) {
        const auto& [a, b] = measured->accuracies;
        table.rows.push_back({"clean accuracy, validation", percentCell(100 * a), percentCell(100 * b), "",
                              "difference " + fixedText(100 * (a - b), 1) + " percentage points"});
    }
    return table;
}

std::string costText(const pipeline::PairCost& cost, int threads) {
    const auto megabytes = [](std::uintmax_t bytes) { return countText(static_cast<long long>(bytes >> 20)) + " MB"; };
    const Table table{{{"step", false}, {"about"}},
                      {{"activations of both models", durationText(cost.extractionSeconds)},
                       {"training, " + countText(cost.steps) + " steps", durationText(cost.trainingSeconds)},
                       {"evaluation", durationText(cost.evaluationSeconds)},
                       {"memory", megabytes(cost.memoryBytes)},
                       {"disk", megabytes(cost.diskBytes)},
                       {"disk that is free", megabytes(cost.freeBytes)}}};
    return "\nExpected, measured on " + countText(cost.measuredTexts) + " texts (" + countText(cost.measuredTokens) + " of " +
           countText(cost.trainTokens) + " train tokens) with " + std::to_string(threads) + " threads:\n" + toText(table) +
           (cost.diskBytes > cost.freeBytes ? "There is not enough room on the project's disk.\n" : "");
}

nlohmann::json costJson(const pipeline::PairCost& cost) {
    return {{"measured_texts", cost.measuredTexts},       {"measured_tokens", cost.measuredTokens},
            {"train_tokens", cost.trainTokens},           {"evaluation_tokens", cost.evaluationTokens},
            {"steps", cost.steps},                        {"extraction_seconds", cost.extractionSeconds},
            {"training_seconds", cost.trainingSeconds},   {"evaluation_seconds", cost.evaluationSeconds},
            {"memory_bytes", cost.memoryBytes},           {"disk_bytes", cost.diskBytes},
            {"free_bytes", cost.freeBytes}};
}

Measured measure(Shell& shell, store::Project& project, const store::ModelRow& a, const store::ModelRow& b,
                 const CheckPairCommand& command) {
    const store::CorpusRow corpus = store::corpusRow(project, a.corpus);
    const text::Corpus documents = store::loadCorpus(project, corpus.id);
    const std::int64_t layer = pipeline::resolveLayer(pipeline::configOf(project, a), command.layer);
    const store::PairRow pair{{}, a.name + " & " + b.name, a.id, b.id}; // not stored: it may never be one
    const pipeline::StageContext context = shell.context(project);
    pipeline::PairInputs inputs(context, corpus, documents, pair, layer);
    context.begin("Measuring accuracy and speed");
    Measured measured;
    measured.accuracies = pipeline::cleanAccuracies(inputs);
    measured.cost = pipeline::pairCost(inputs, command.sae, command.training, command.evaluation);
    return measured;
}

nlohmann::json checkJson(const pipeline::PairCheck& check, const std::optional<Measured>& measured) {
    nlohmann::json json{{"fits", check.fits()}, {"facts", nlohmann::json::array()}};
    for (const pipeline::PairFact& fact : check.facts)
        json["facts"].push_back({{"what", fact.what}, {"a", fact.a}, {"b", fact.b}, {"verdict", verdictText(fact.verdict)},
                                 {"sentence", fact.sentence}});
    if (measured) {
        json["validation_accuracy"] = nlohmann::json::array();
        for (const double accuracy : measured->accuracies)
            json["validation_accuracy"].push_back(std::isfinite(accuracy) ? nlohmann::json(accuracy) : nlohmann::json());
        json["cost"] = costJson(measured->cost);
    }
    return json;
}

void runCheckPair(Shell& shell, const CheckPairCommand& command) {
    std::optional<Measured> measured;
    pipeline::PairCheck check;
    if (command.project.empty()) {
        for (const std::string& folder : {command.a, command.b})
            bert::requireModelFolder(folder);
        check = pipeline::checkPair({command.a, command.a, {}}, {command.b, command.b, {}});
    } else {
        store::Project project = shell.open(command.project, store::Access::Read);
        const store::ModelRow a = store::modelNamed(project, command.a), b = store::modelNamed(project, command.b);
        require(a.id != b.id, ErrorKind::Usage, "A pair needs two models; the same one was named twice.");
        check = pipeline::checkPair(pipeline::modelFolder(project, a), pipeline::modelFolder(project, b));
        if (check.fits() && !command.quick)
            measured = measure(shell, project, a, b, command);
    }
    const Table table = factTable(check, measured);
    command.files.write(table);
    shell.result(checkJson(check, measured),
                 command.a + " and " + command.b + (check.fits() ? " can be a pair.\n" : " cannot be a pair.\n") + toText(table) +
                     (measured ? costText(measured->cost, shell.usedThreads()) : ""));
}

} // namespace

void addCheckPairCommand(CLI::App& app, Shell& shell) {
    CLI::App* check = app.add_subcommand("check-pair", "Say whether two models can be a pair, and what working on it will cost here");
    auto command = std::make_shared<CheckPairCommand>();
    check->add_option("a", command->a, "model A: a folder, or with --project a name")->required();
    check->add_option("b", command->b, "model B")->required();
    check->add_option("--project", command->project, "NAME.crosseed that has the models: adds accuracy, time, memory and disk");
    check->add_option("--layer", command->layer, "L, 0-based (-1: the last but one)")->capture_default_str();
    check->add_flag("--quick", command->quick, "run no model: leave accuracy and cost out");
    addFields(check, command->sae);
    addFields(check, command->training);
    check->add_option("--evaluation-split", command->evaluation.split, "train, validation or test")->capture_default_str();
    command->files.add(check);
    check->footer("Examples:\n  crosseed check-pair seed-42 seed-137 --project sample.crosseed --dictionary 512 --k 8\n"
                  "  crosseed check-pair model-a model-b");
    check->callback([&shell, command] { runCheckPair(shell, *command); });
}

} // namespace crosseed::cli
