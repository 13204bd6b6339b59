// run
#include "commands.h"
#include "feature_report.h"
#include "pipeline/job_options.h"
#include "model_report.h"
#include "pipeline/result_json.h"
#include "pipeline/run_recipe.h"
#include "planted_report.h"
#include "report.h"

namespace crosseed::cli {

namespace {

struct RunCommand {
    std::string recipe, project;
    std::vector<std::string> overrides;
};

std::map<std::string, std::string> overridesOf(const RunCommand& command) {
    std::map<std::string, std::string> overrides;
    for (const std::string& text : command.overrides) {
        const auto equals = text.find('=');
        require(equals != std::string::npos, ErrorKind::Usage, "--set needs TABLE.KEY=VALUE, not " + text + ".");
        overrides[text.substr(0, equals)] = text.substr(equals + 1);
    }
    if (!command.project.empty())
        overrides["project.file"] = command.project;
    return overrides;
}

std::string tableOf(const pipeline::PairOutcome& pair, std::size_t pooling) {
    std::vector<store::EvaluationRow> rows;
    for (const auto& evaluations : pair.evaluations)
        rows.push_back(evaluations[pooling]);
    return metricsText(pair.runs, rows);
}

struct PairReport {
    std::string text;
    nlohmann::json json;
};

PairReport reportPair(const store::Project& project, const pipeline::Recipe& recipe, const pipeline::PairOutcome& pair) {
    PairReport report;
    report.text = "\nPair A = " + accuracyText(pair.a) + ", B = " + accuracyText(pair.b) + "\n\n" +
                  rotationText(pair.rotations.front()) + "\n" + tableOf(pair, 0) + "\n" + tableOf(pair, 1);
    const Reading reading = readEvaluation(project, pair.evaluations.front().front());
    const auto features = universalFeatures(reading, recipe.report.features);
    report.text += "\n" + featuresText(reading, features, {});
    evaluate::ContextOptions options;
    options.count = recipe.report.contexts;
    nlohmann::json contexts = nlohmann::json::array();
    for (const auto& feature : features) {
        const auto lines = evaluate::contexts(
            feature.feature, reading.index, [&](std::int64_t d) { return reading.documents(d); }, options);
        report.text += options.count > 0 ? "\n" + contextsText(reading, feature.feature, lines, options) : "";
        contexts.push_back(contextsJson(reading, feature.feature, lines, options));
    }
    report.json = {{"pair", pair.pair.name},
                   {"features", featuresJson(reading, features)},
                   {"contexts", contexts},
                   {"runs", nlohmann::json::array()}};
    for (std::size_t i = 0; i < pair.runs.size(); ++i)
        report.json["runs"].push_back({{"run", runJson(pair.runs[i])},
                                       {"rotation", nlohmann::json::parse(pair.rotations[i].resultJson)},
                                       {"per_token", evaluationJson(pair.evaluations[i][0])},
                                       {"mean_pooled", evaluationJson(pair.evaluations[i][1])}});
    if (recipe.corpus.format == "sample") {
        const PlantedReport planted = plantedReport(project, recipe.corpus, reading);
        report.text += "\n" + planted.text;
        report.json["planted"] = planted.json;
    }
    return report;
}

void runRecipeCommand(Shell& shell, const RunCommand& command) {
    const pipeline::Recipe recipe = pipeline::readRecipe(command.recipe, overridesOf(command));
    const pipeline::JobSpec job = pipeline::jobOf(recipe);
    if (shell.enqueued(recipe.project, job))
        return;
    store::Project project = store::Project::openOrCreate(recipe.project);
    pipeline::RecipeOutcome outcome;
    const auto work = [&](const pipeline::StageContext& context) { outcome = pipeline::runRecipe(context, recipe); };
    shell.runJob(project, job, work);
    std::string text = "Project " + project.file().string() + ", corpus " + outcome.corpus.name + "\n";
    nlohmann::json json{{"project", project.file().string()}, {"pairs", nlohmann::json::array()}};
    std::vector<store::Address> addresses;
    for (const auto& pair : outcome.pairs) {
        PairReport report = reportPair(project, recipe, pair);
        text += report.text;
        json["pairs"].push_back(std::move(report.json));
        addresses.push_back({store::Kind::Evaluation, pair.evaluations.front().front().id.value});
    }
    shell.about(project, addresses);
    shell.result(json, text);
}

} // namespace

void addRunCommand(CLI::App& app, Shell& shell) {
    CLI::App* run = app.add_subcommand("run", "Do everything that a recipe asks for; what is stored is not repeated");
    auto command = std::make_shared<RunCommand>();
    run->add_option("recipe", command->recipe, "RECIPE.toml")->required();
    run->add_option("--project", command->project, "project file to write, instead of the recipe's");
    run->add_option("--set", command->overrides, "TABLE.KEY=VALUE, wins over the recipe; may be repeated");
    run->footer("Examples:\n  crosseed run projects/sample/recipe.toml\n"
                "  crosseed run projects/tweeteval-minilm/recipe-5min.toml --set corpus.folder=tweeteval-emotion "
                "--set model.base=minilm");
    run->callback([&shell, command] { runRecipeCommand(shell, *command); });
}

} // namespace crosseed::cli
