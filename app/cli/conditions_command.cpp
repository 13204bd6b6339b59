// conditions
#include "conditions_report.h"
#include "pair_options.h"

namespace crosseed::cli {

namespace {

using evaluate::Pooling;

struct ConditionsCommand {
    PairOptions pair;
    std::string preset = "both", auxiliary = "both", pooling = "per_token";
    std::vector<std::string> conditions;
    pipeline::AlignSpec alignment;
    sae::SaeConfig sae;
    sae::TrainOptions training;
    pipeline::EvaluationSpec evaluation;
    TableFiles files;
};

std::vector<Pooling> poolingsOf(const std::string& text) {
    if (text == "both")
        return {Pooling::PerToken, Pooling::MeanPooled};
    return {text == "per_token" ? Pooling::PerToken : Pooling::MeanPooled};
}

pipeline::ConditionsSpec specOf(const CLI::App* command, const ConditionsCommand& options, const LatestOptions& latest) {
    pipeline::ConditionsSpec spec;
    const nlohmann::json givenSae = givenFields(command, options.sae), givenTraining = givenFields(command, options.training);
    for (const char* name : {"paper", "recommended"})
        if (options.preset == "both" || options.preset == name) {
            spec.presets.push_back(pipeline::presetNamed(name, latest.sae));
            pipeline::fromJson(givenSae, spec.presets.back().sae);
            pipeline::fromJson(givenTraining, spec.presets.back().training);
        }
    if (!options.conditions.empty()) {
        spec.conditions.clear();
        for (const std::string& code : options.conditions)
            spec.conditions.push_back(pipeline::parseCondition(code));
    }
    if (options.auxiliary != "both")
        spec.auxiliary = {options.auxiliary == "yes"};
    spec.poolings = poolingsOf(options.pooling);
    spec.alignment = latest.alignment;
    pipeline::fromJson(givenFields(command, options.alignment, "alignment_"), spec.alignment);
    spec.evaluation = options.evaluation;
    return spec;
}

void runConditionsCommand(Shell& shell, const CLI::App* command, const ConditionsCommand& options) {
    OpenPair open(shell, options.pair, options.alignment);
    const LatestOptions latest(open);
    const pipeline::ConditionsSpec spec = specOf(command, options, latest);
    const pipeline::JobSpec job = pipeline::jobOf(pipeline::ConditionsJob{choiceOf(options.pair), spec});
    if (shell.enqueued(open.project, job))
        return;
    pipeline::ConditionsCost cost;
    std::vector<pipeline::ConditionResult> results;
    const auto work = [&](const pipeline::StageContext& context) {
        pipeline::PairInputs inputs(context, open.corpus, open.documents, open.pair, open.layer);
        cost = pipeline::conditionsCost(inputs, spec);
        shell.line().finish();
        shell.line().say(costText(cost));
        results = pipeline::runConditions(inputs, spec);
    };
    shell.runJob(open.project, job, work);
    options.files.write(conditionsFile(results, open.corpus.name));
    std::vector<store::Address> addresses;
    for (const auto& row : results)
        addresses.push_back({store::Kind::Evaluation, row.evaluation.id.value});
    shell.about(open.project, addresses, options.files.written());
    shell.result({{"pair", open.pair.name},
                  {"corpus", open.corpus.name},
                  {"layer", open.layer},
                  {"trainings", cost.trainings},
                  {"trainings_stored_before", cost.stored},
                  {"rows", conditionsJson(results, open.corpus.name)}},
                 "Conditions of " + open.pair.name + " on " + open.corpus.name + ", layer " + std::to_string(open.layer) +
                     " (0-based)\n\n" + conditionsText(results, open.corpus.name));
}

} // namespace

void addConditionsCommand(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand("conditions", "Table 1 for one pair: independent, matched, turned and joint SAEs");
    auto options = std::make_shared<ConditionsCommand>();
    options->pair.add(command);
    command->add_option("--preset", options->preset, "paper, recommended or both")
        ->capture_default_str()
        ->check(CLI::IsMember({"paper", "recommended", "both"}));
    command->add_option("--conditions", options->conditions, "of 1, 2, 3-literal, 3-fair, 4, 5, 6, with commas (default: all)")
        ->delimiter(',');
    command->add_option("--auxiliary", options->auxiliary, "with the auxiliary loss: yes, no or both")
        ->capture_default_str()
        ->check(CLI::IsMember({"yes", "no", "both"}));
    command->add_option("--pooling", options->pooling, "per_token, mean_pooled or both, a table for each")
        ->capture_default_str()
        ->check(CLI::IsMember({"per_token", "mean_pooled", "both"}));
    options->files.add(command);
    addFields(command, options->alignment, "alignment_", "rotations");
    addFields(command, options->sae);
    addFields(command, options->training);
    addFields(command, options->evaluation);
    command->remove_option(command->get_option("--rotations"));
    command->footer("Presets differ in normalisation, rate and matching; dictionary, k and alignment are those of the pair's latest result,\n"
                    "and an option that is given here wins in both presets.\n"
                    "Example:\n  crosseed conditions sample.crosseed --a seed-42 --b seed-137 --auxiliary yes --max-steps 60");
    command->callback([&shell, command, options] { runConditionsCommand(shell, command, *options); });
}

} // namespace crosseed::cli
