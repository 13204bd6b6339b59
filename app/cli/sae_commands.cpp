// align, train, evaluate
#include "commands.h"
#include "pair_options.h"
#include "pipeline/job_options.h"
#include "pipeline/result_json.h"
#include "report.h"

namespace crosseed::cli {

namespace {

struct AlignCommand {
    PairOptions pair;
    pipeline::AlignSpec spec;
};

void runAlign(Shell& shell, const AlignCommand& command) {
    pipeline::AlignJob job{choiceOf(command.pair), command.spec};
    if (shell.enqueued(command.pair.project, pipeline::jobOf(job)))
        return;
    OpenPair open(shell, command.pair, command.spec);
    job.pair.layer = open.layer;
    std::vector<store::RotationRow> rows;
    const auto work = [&](const pipeline::StageContext& context) {
        for (const std::string& kind : command.spec.rotations)
            rows.push_back(pipeline::alignPair(context, open.corpus, open.documents, open.pair, open.layer,
                                               align::parseRotation(kind), command.spec));
    };
    shell.runJob(open.project, pipeline::jobOf(job), work);
    std::string text;
    nlohmann::json json = nlohmann::json::array();
    for (const auto& row : rows) {
        json.push_back({{"rotation", row.id.value},
                        {"kind", row.kind},
                        {"layer", row.layer},
                        {"result", nlohmann::json::parse(row.resultJson)},
                        {"config", nlohmann::json::parse(row.configJson)}});
        text += rotationText(row);
    }
    shell.result(json, text);
}

struct TrainCommand {
    PairOptions pair;
    pipeline::AlignSpec align;
    sae::SaeConfig sae;
    sae::TrainOptions options;
};

void runTrain(Shell& shell, const TrainCommand& command) {
    pipeline::TrainJob job{choiceOf(command.pair), command.align, command.sae, command.options};
    if (shell.enqueued(command.pair.project, pipeline::jobOf(job)))
        return;
    OpenPair open(shell, command.pair, command.align);
    job.pair.layer = open.layer;
    std::vector<store::RunRow> runs;
    const auto work = [&](const pipeline::StageContext& context) {
        for (const std::string& kind : command.align.rotations) {
            const auto rotation = pipeline::alignPair(context, open.corpus, open.documents, open.pair, open.layer,
                                                      align::parseRotation(kind), command.align);
            runs.push_back(pipeline::trainSae(context, open.corpus, open.documents, open.pair, rotation, command.sae,
                                              command.options));
        }
    };
    shell.runJob(open.project, pipeline::jobOf(job), work);
    nlohmann::json json = nlohmann::json::array();
    std::string text;
    for (const auto& run : runs) {
        const auto steps = store::runSteps(open.project, run.id);
        json.push_back(runJson(run));
        json.back()["last_step"] = pipeline::resultJson(steps.back());
        text += "Run " + std::to_string(run.id.value) + ": " + run.condition + ", " + countText(steps.back().steps) +
                " steps in " + durationText(run.seconds) + "; last step: loss " + fixedText(steps.back().total, 4) +
                ", dead " + countText(steps.back().dead) + "\n";
    }
    shell.result(json, text);
}

struct EvaluateCommand {
    std::string project;
    std::int64_t run = 0;
    pipeline::EvaluationSpec spec;
};

void runEvaluate(Shell& shell, const EvaluateCommand& command) {
    if (shell.enqueued(command.project, pipeline::jobOf(pipeline::EvaluateJob{command.run, command.spec})))
        return;
    store::Project project = shell.open(command.project);
    const store::RunRow run = store::runRow(project, RunId{command.run});
    std::vector<store::EvaluationRow> rows;
    const auto work = [&](const pipeline::StageContext& context) {
        rows = pipeline::evaluateRun(context, store::loadCorpus(project, run.corpus), run, command.spec);
    };
    shell.runJob(project, pipeline::jobOf(pipeline::EvaluateJob{run.id.value, command.spec}), work);
    nlohmann::json json = nlohmann::json::array();
    std::string text;
    std::vector<store::Address> addresses;
    for (const auto& row : rows) {
        json.push_back(evaluationJson(row));
        text += metricsText({run}, {row}) + "\n";
        addresses.push_back({store::Kind::Evaluation, row.id.value});
    }
    shell.about(project, addresses);
    shell.result(json, text);
}

} // namespace

void addSaeCommands(CLI::App& app, Shell& shell) {
    CLI::App* align = app.add_subcommand("align", "Rotate model B onto model A (orthogonal Procrustes, Eq. 1)");
    auto alignment = std::make_shared<AlignCommand>();
    alignment->pair.add(align);
    addFields(align, alignment->spec);
    align->footer("Example:\n  crosseed align sample.crosseed --a seed-42 --b seed-137");
    align->callback([&shell, alignment] { runAlign(shell, *alignment); });

    CLI::App* train = app.add_subcommand("train", "Train one joint sparse autoencoder on both models (Eq. 2-7)");
    auto training = std::make_shared<TrainCommand>();
    training->pair.add(train);
    addFields(train, training->align, "alignment_", "rotations"); // --seed and the like are the training's
    addFields(train, training->sae);
    addFields(train, training->options);
    train->footer("Example:\n  crosseed train sample.crosseed --a seed-42 --b seed-137 --dictionary 512 --k 8");
    train->callback([&shell, training] { runTrain(shell, *training); });

    CLI::App* evaluate = app.add_subcommand("evaluate", "Table 1's numbers of a run, per token and mean-pooled");
    auto evaluation = std::make_shared<EvaluateCommand>();
    evaluate->add_option("project", evaluation->project, "NAME.crosseed")->required();
    addRunOption(evaluate, evaluation->run);
    addFields(evaluate, evaluation->spec);
    evaluate->callback([&shell, evaluation] { runEvaluate(shell, *evaluation); });
}

} // namespace crosseed::cli
