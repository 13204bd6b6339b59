// features, contexts
#include "commands.h"
#include "pipeline/result_json.h"
#include "report.h"

namespace crosseed::cli {

namespace {

struct FeaturesCommand {
    std::string project, pooling = "per_token";
    std::int64_t run = 0, top = 20;
};

void runFeatures(Shell& shell, const FeaturesCommand& command) {
    const store::Project project = store::Project::open(command.project);
    const Reading reading = readEvaluation(project, RunId{command.run}, command.pooling == "per_token"
                                                                            ? evaluate::Pooling::PerToken
                                                                            : evaluate::Pooling::MeanPooled);
    const auto features = sharedFeaturesOf(reading, command.top);
    nlohmann::json json = evaluationJson(reading.evaluation);
    json["features"] = sharedFeaturesJson(reading, features);
    shell.result(json, metricsText({reading.run}, {reading.evaluation}) + "\n" + sharedFeaturesText(reading, features));
}

struct ContextsCommand {
    std::string project;
    std::int32_t feature = 0;
    std::int64_t run = 0;
    evaluate::ContextOptions options;
};

void runContexts(Shell& shell, const ContextsCommand& command) {
    const store::Project project = store::Project::open(command.project);
    const Reading reading = readEvaluation(project, RunId{command.run}, evaluate::Pooling::PerToken);
    const auto contexts = evaluate::topContexts(command.feature, reading.a, reading.b, reading.tokens, reading.corpus,
                                                command.options);
    shell.result(contextsJson(reading, command.feature, contexts), contextsText(reading, command.feature, contexts));
}

} // namespace

void addFeatureCommands(CLI::App& app, Shell& shell) {
    CLI::App* features = app.add_subcommand("features", "The features that both seeds share, strongest first");
    auto table = std::make_shared<FeaturesCommand>();
    features->add_option("project", table->project, "NAME.crosseed")->required();
    addRunOption(features, table->run);
    features->add_option("--top", table->top, "rows")->capture_default_str();
    features->add_option("--pooling", table->pooling, "per_token or mean_pooled")
        ->capture_default_str()
        ->check(CLI::IsMember({"per_token", "mean_pooled"}));
    features->callback([&shell, table] { runFeatures(shell, *table); });

    CLI::App* contexts = app.add_subcommand("contexts", "The strongest contexts of a feature");
    auto lines = std::make_shared<ContextsCommand>();
    contexts->add_option("project", lines->project, "NAME.crosseed")->required();
    contexts->add_option("feature", lines->feature, "its number")->required();
    addRunOption(contexts, lines->run);
    contexts->add_option("--top", lines->options.count, "lines")->capture_default_str();
    contexts->add_option("--words", lines->options.words, "words of context on each side")->capture_default_str();
    contexts->add_flag("--special-tokens", lines->options.specialTokens, "count [CLS] and [SEP] as peaks");
    contexts->callback([&shell, lines] { runContexts(shell, *lines); });
}

} // namespace crosseed::cli
