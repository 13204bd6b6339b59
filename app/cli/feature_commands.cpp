// features, feature, contexts
#include "commands.h"
#include "feature_report.h"
#include "part_report.h"
#include "pipeline/result_json.h"
#include "report.h"

namespace crosseed::cli {

namespace {

struct FeaturesCommand {
    std::string project, pooling = "per_token", choice = "universal";
    std::int64_t run = 0;
    std::vector<std::string> where;
    std::string groupBy;
    evaluate::FeatureTableOptions options{.count = 20};
    TableFiles files;
};

evaluate::FeatureChoice choiceOf(const std::string& name) {
    return name == "all"      ? evaluate::FeatureChoice::All
           : name == "active" ? evaluate::FeatureChoice::ActiveInBoth
                              : evaluate::FeatureChoice::Universal;
}

void runFeatures(Shell& shell, const FeaturesCommand& command) {
    const store::Project project = shell.open(command.project, store::Access::Read);
    shell.useDevice();
    const Reading reading = readEvaluation(project, RunId{command.run}, poolingOf(command.pooling), command.where);
    evaluate::FeatureTableOptions options = command.options;
    options.choice = choiceOf(command.choice);
    const auto features = evaluate::featureTable(reading.evaluation.metrics, reading.index, options, {}, shell.stopToken());
    command.files.write(featureTableOf(reading, features));
    nlohmann::json json = command.where.empty() ? evaluationJson(reading.evaluation) : nlohmann::json{{"run", reading.run.id.value}};
    std::string text = command.where.empty() ? metricsText({reading.run}, {reading.evaluation}) : "";
    if (!command.where.empty()) {
        const std::vector<pipeline::GroupMetrics> part{{reading.part, reading.index.textCount(), reading.evaluation.metrics}};
        json["where"] = command.where;
        json["part"] = partsJson(part)[0];
        text = "Shared features of " + reading.source() + ":\n" + toText(partTable(part, "part"));
    }
    if (!command.groupBy.empty()) {
        const auto groups = pipeline::metricsByGroup(reading.evaluation, reading.index,
                                                     pipeline::groupsOf(project, reading.run.corpus, reading.index, command.groupBy));
        json["group_by"] = command.groupBy;
        json["groups"] = partsJson(groups);
        text += "\nBy " + command.groupBy + ", each group's features over its own rows:\n" + toText(partTable(groups, command.groupBy));
    }
    json["features"] = featuresJson(reading, features);
    shell.about(project, reading.address(), command.files.written());
    shell.result(json, text + "\n" + featuresText(reading, features, options));
}

struct FeatureCommand {
    std::string project, pooling = "per_token";
    std::int32_t feature = 0;
    std::int64_t run = 0;
    std::vector<std::string> where;
    std::string groupBy;
    evaluate::FeaturePageOptions options;
    TableFiles files;
};

void runFeature(Shell& shell, const FeatureCommand& command) {
    const store::Project project = shell.open(command.project, store::Access::Read);
    shell.useDevice();
    const Reading reading = readEvaluation(project, RunId{command.run}, poolingOf(command.pooling), command.where);
    evaluate::FeaturePageOptions options = command.options;
    options.universalR = reading.universalR();
    const auto page = evaluate::featurePage(command.feature, reading.evaluation.metrics, reading.index, options);
    const PageCompany company = companyOf(project, reading, command.feature);
    nlohmann::json json = pageJson(reading, page, company);
    std::string text = pageText(reading, page, company);
    if (!command.where.empty())
        json["where"] = command.where;
    Table table = featureTableOf(reading, {page.summary});
    if (!command.groupBy.empty()) {
        const auto groups = evaluate::featureInGroups(command.feature, reading.index,
                                                      pipeline::groupsOf(project, reading.run.corpus, reading.index, command.groupBy),
                                                      reading.evaluation.pooling);
        table = groupTable(groups, command.groupBy);
        json["group_by"] = command.groupBy;
        json["groups"] = groupsJson(groups);
        text += "\nBy " + command.groupBy + " (" + reading.source() + "):\n" + toText(table);
    }
    command.files.write(table);
    shell.about(project, reading.address(), command.files.written());
    shell.result(json, text);
}

struct ContextsCommand {
    std::string project, group = "top", order = "activation";
    std::int32_t feature = 0;
    std::int64_t run = 0;
    std::vector<std::string> where;
    evaluate::ContextOptions options;
    TableFiles files;
};

void runContexts(Shell& shell, const ContextsCommand& command) {
    evaluate::ContextOptions options = command.options;
    options.group = evaluate::parseContextGroup(command.group);
    options.order = evaluate::parseContextOrder(command.order);
    const store::Project project = shell.open(command.project, store::Access::Read);
    const Reading reading = readEvaluation(project, RunId{command.run}, evaluate::Pooling::PerToken, command.where);
    const auto contexts =
        evaluate::contexts(command.feature, reading.index, [&](std::int64_t d) { return reading.documents(d); }, options);
    command.files.write(evaluate::contextTable(contexts, reading.head.classNames, reading.head.extraColumns));
    shell.about(project, reading.address(), command.files.written());
    shell.result(contextsJson(reading, command.feature, contexts, options),
                 contextsText(reading, command.feature, contexts, options));
}

void addPoolingOption(CLI::App* command, std::string& pooling) {
    command->add_option("--pooling", pooling, "of r: per_token or mean_pooled")
        ->capture_default_str()
        ->check(CLI::IsMember({"per_token", "mean_pooled"}));
}

void addFeaturePage(CLI::App& app, Shell& shell) {
    CLI::App* page = app.add_subcommand("feature", "The page of one feature: how certain its r is, where it fires, what it goes with");
    auto command = std::make_shared<FeatureCommand>();
    page->add_option("project", command->project, "NAME.crosseed")->required();
    page->add_option("feature", command->feature, "its number")->required();
    addRunOption(page, command->run);
    addWhereOption(page, command->where);
    addGroupOption(page, command->groupBy);
    addPoolingOption(page, command->pooling);
    page->add_option("--words", command->options.words, "top words")->capture_default_str();
    page->add_option("--bins", command->options.bins, "bins of the histogram")->capture_default_str();
    page->add_option("--draws", command->options.bootstrap.draws, "draws of the bootstrap")->capture_default_str();
    page->add_option("--seed", command->options.bootstrap.seed, "of the bootstrap")->capture_default_str();
    page->add_flag("--special-tokens", command->options.specialTokens, "count [CLS] and [SEP] as words");
    command->files.add(page);
    page->footer("Example, with a number out of `crosseed features sample.crosseed`:\n  crosseed feature sample.crosseed 17\n"
                 "  crosseed feature sample.crosseed 17 --group-by class");
    page->callback([&shell, command] { runFeature(shell, *command); });
}

void addContexts(CLI::App& app, Shell& shell) {
    CLI::App* contexts = app.add_subcommand("contexts", "Where a feature fires, as concordance lines (KWIC)");
    auto lines = std::make_shared<ContextsCommand>();
    contexts->add_option("project", lines->project, "NAME.crosseed")->required();
    contexts->add_option("feature", lines->feature, "its number")->required();
    addRunOption(contexts, lines->run);
    addWhereOption(contexts, lines->where);
    contexts->add_option("--group", lines->group,
                         "top: the strongest; all; bands: a sample of each band of strength; random: a sample; look-alikes: the same "
                         "words where it is silent")
        ->capture_default_str();
    contexts->add_option("--order", lines->order, "activation, difference, L1, L2, L3, node, R1, R2, R3, document or class")
        ->capture_default_str();
    contexts->add_option("--top", lines->options.count, "lines (of each band)")->capture_default_str();
    contexts->add_option("--bands", lines->options.bands, "bands of equally many lines")->capture_default_str();
    contexts->add_option("--words", lines->options.words, "words of context on each side")->capture_default_str();
    contexts->add_option("--seed", lines->options.seed, "of the samples")->capture_default_str();
    contexts->add_flag("--special-tokens", lines->options.specialTokens, "count [CLS] and [SEP] as peaks");
    contexts->add_flag("--fold,!--no-fold", lines->options.foldCopies, "one line for texts that are the same")
        ->capture_default_str();
    lines->files.add(contexts);
    contexts->footer("Examples:\n  crosseed contexts sample.crosseed 17\n"
                     "  crosseed contexts sample.crosseed 17 --group all --order R1 --top 50 --csv lines.csv\n"
                     "  crosseed contexts sample.crosseed 17 --group look-alikes\n  crosseed contexts sample.crosseed 17 --where class=polite");
    contexts->callback([&shell, lines] { runContexts(shell, *lines); });
}

} // namespace

void addFeatureCommands(CLI::App& app, Shell& shell) {
    CLI::App* features = app.add_subcommand("features", "The features that both seeds share, strongest first");
    auto table = std::make_shared<FeaturesCommand>();
    features->add_option("project", table->project, "NAME.crosseed")->required();
    addRunOption(features, table->run);
    addWhereOption(features, table->where);
    addGroupOption(features, table->groupBy);
    features->add_option("--top", table->options.count, "rows (0: all)")->capture_default_str();
    addPoolingOption(features, table->pooling);
    features->add_option("--choice", table->choice, "universal, active (in both) or all")
        ->capture_default_str()
        ->check(CLI::IsMember({"universal", "active", "all"}));
    features->add_option("--draws", table->options.bootstrap.draws, "draws of the bootstrap of r's interval (0: no interval)")
        ->capture_default_str();
    features->add_option("--seed", table->options.bootstrap.seed, "of the bootstrap")->capture_default_str();
    table->files.add(features);
    features->footer("Examples:\n  crosseed features sample.crosseed\n"
                     "  crosseed features sample.crosseed --choice all --top 0 --draws 1000 --csv features.csv");
    features->callback([&shell, table] { runFeatures(shell, *table); });
    addFeaturePage(app, shell);
    addContexts(app, shell);
}

} // namespace crosseed::cli
