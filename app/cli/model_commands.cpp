// fine-tune, model, download, extract
#include "bert/hub_download.h"
#include "commands.h"
#include "model_report.h"
#include "pipeline/job_options.h"

namespace crosseed::cli {

namespace {

struct FineTuneCommand {
    std::string project, corpus, name, accept;
    std::int64_t seed = 42;
    pipeline::ModelSpec model;
    bert::FineTuneOptions options;
};

// The same training is stored once, and a name that results rest on is not given twice.
std::string otherNameText(const store::ModelRow& row, const std::string& wanted) {
    return row.name == wanted ? ""
                              : "It is stored as " + row.name + ", not as " + wanted + ": --a, --b and --model take the name " +
                                    row.name + ".\n";
}

void runFineTune(Shell& shell, FineTuneCommand& command) {
    command.options.seed = static_cast<std::uint64_t>(command.seed);
    pipeline::FineTuneJob job{command.corpus, command.name,  command.accept, command.options.seed,
                              command.model,  command.options};
    if (shell.enqueued(command.project, pipeline::jobOf(job)))
        return;
    store::Project project = shell.open(command.project);
    const store::CorpusRow corpus = store::corpusNamed(project, command.corpus);
    job.corpus = corpus.name; // gone on with after another import, it is the same training
    store::ModelRow row;
    const auto work = [&](const pipeline::StageContext& context) {
        row = command.accept.empty()
                  ? pipeline::trainModel(context, corpus, command.name, command.model, command.options)
                  : pipeline::acceptModel(context, corpus, command.name, command.accept, command.model.maxLength);
    };
    shell.runJob(project, pipeline::jobOf(job), work);
    const std::vector<std::string> classes = pipeline::configOf(project, row).classNames;
    shell.result(modelJson(project, row, classes), modelText(row, classes) + otherNameText(row, command.name));
}

// Of a model whose folder was lost there are only numbers.
std::vector<std::string> classesOf(const store::Project& project, const store::ModelRow& model) {
    if (!std::filesystem::exists(project.resolve(model.folder) / "config.json"))
        return {};
    return pipeline::configOf(project, model).classNames;
}

struct ModelCommand {
    std::string project, model, table = "training";
    TableFiles files;
};

void runModel(Shell& shell, const ModelCommand& command) {
    const store::Project project = shell.open(command.project, store::Access::Read);
    const store::ModelRow model = store::modelNamed(project, command.model);
    const std::vector<std::string> classes = classesOf(project, model);
    command.files.write(command.table == "confusion" ? confusionTable(model, classes) : trainingTable(model));
    shell.result(modelJson(project, model, classes), modelText(model, classes));
}

struct DownloadCommand {
    std::string name, folder;
    bert::HubOptions options;
};

void runDownload(Shell& shell, DownloadCommand& command) {
    command.options.hub = bert::hubAddress(command.options.hub);
    const std::string folder = command.folder.empty() ? command.name : command.folder;
    shell.line().begin("Downloading " + command.name);
    const bert::HubModel model = bert::downloadModel(command.name, folder, command.options, shell.progress(), shell.stopToken());
    Table table{{{"file", false}, {"bytes"}, {"tries"}, {"SHA-256", false}}, {}};
    nlohmann::json files = nlohmann::json::array();
    for (const bert::HubFile& file : model.files) {
        table.rows.push_back({file.name, countCell(static_cast<long long>(file.file.bytes)), std::to_string(file.file.tries),
                              file.file.hash.substr(0, 12) + (file.file.hashGiven ? ", the hub's" : ", not given by the hub")});
        files.push_back({{"file", file.name}, {"bytes", file.file.bytes}, {"tries", file.file.tries},
                         {"sha256", file.file.hash}, {"given_by_hub", file.file.hashGiven}});
    }
    shell.result({{"model", command.name}, {"folder", model.folder.string()}, {"commit", model.commit}, {"files", files}},
                 "Model " + command.name + (model.commit.empty() ? "" : " at commit " + model.commit) + " in " +
                     model.folder.string() + "\n" + toText(table));
}

struct ExtractCommand {
    std::string project, model, split = "train";
    std::int64_t layer = -1;
};

void runExtract(Shell& shell, const ExtractCommand& command) {
    pipeline::ExtractJob job{command.model, command.split, command.layer};
    if (shell.enqueued(command.project, pipeline::jobOf(job)))
        return;
    store::Project project = shell.open(command.project);
    const store::ModelRow model = store::modelNamed(project, command.model);
    const store::CorpusRow corpus = store::corpusRow(project, model.corpus);
    job.layer = pipeline::resolveLayer(pipeline::configOf(project, model), command.layer);
    store::ActivationRow row;
    const auto work = [&](const pipeline::StageContext& context) {
        row = pipeline::extractActivations(context, corpus, store::loadCorpus(project, corpus.id), model,
                                           text::parseSplit(command.split), job.layer);
    };
    shell.runJob(project, pipeline::jobOf(job), work);
    shell.result({{"key", row.key},
                  {"file", project.resolve(row.file).string()},
                  {"layer", row.layer},
                  {"texts", row.texts},
                  {"tokens", row.tokens}},
                 countText(row.texts) + " texts, " + countText(row.tokens) + " tokens at layer " + std::to_string(row.layer) +
                     " (0-based) in " + project.resolve(row.file).string() + "\n");
}

} // namespace

void addModelCommands(CLI::App& app, Shell& shell) {
    CLI::App* fineTune = app.add_subcommand("fine-tune", "Train a classifier on a corpus, or accept a finished one");
    auto tune = std::make_shared<FineTuneCommand>();
    fineTune->add_option("project", tune->project, "NAME.crosseed")->required();
    fineTune->add_option("--corpus", tune->corpus, "its name (default: the latest)");
    fineTune->add_option("--name", tune->name, "name of the model in the project; the same training keeps the name it has")->required();
    fineTune->add_option("--accept", tune->accept, "folder of a classifier that is finished: nothing is trained");
    fineTune->add_option("--seed", tune->seed, "head (or all weights), dropout, data order")->capture_default_str();
    addFields(fineTune, tune->model);
    addFields(fineTune, tune->options);
    fineTune->footer("Example:\n  crosseed fine-tune my.crosseed --name seed-42 --base bert-base-uncased --seed 42");
    fineTune->callback([&shell, tune] { runFineTune(shell, *tune); });

    CLI::App* show = app.add_subcommand("model", "Show how a classifier was trained: each evaluation, and the confusion matrix of the best");
    auto shown = std::make_shared<ModelCommand>();
    show->add_option("project", shown->project, "NAME.crosseed")->required();
    show->add_option("model", shown->model, "its name in the project")->required();
    show->add_option("--table", shown->table, "what --csv and --latex write: training or confusion")
        ->check(CLI::IsMember({"training", "confusion"}))
        ->capture_default_str();
    shown->files.add(show);
    show->footer("Example:\n  crosseed model sample.crosseed seed-42 --table confusion --csv confusion.csv");
    show->callback([&shell, shown] { runModel(shell, *shown); });

    CLI::App* download = app.add_subcommand("download", "Get a model by its name from a hub, which --hub or CROSSEED_HUB names");
    auto got = std::make_shared<DownloadCommand>();
    download->add_option("name", got->name, "organisation/model")->required();
    download->add_option("--to", got->folder, "folder to make (default: NAME)");
    download->add_option("--hub", got->options.hub, "address of the hub (default: the environment's CROSSEED_HUB, else HF_ENDPOINT)");
    download->add_option("--revision", got->options.revision, "branch, tag or commit")->capture_default_str();
    download->add_option("--retries", got->options.http.retries, "tries after one that broke")->capture_default_str();
    download->footer("Example:\n  crosseed download organisation/model --to model --hub https://hub.example");
    download->callback([&shell, got] { runDownload(shell, *got); });

    CLI::App* extract = app.add_subcommand("extract", "Store a model's activations on one split");
    auto extraction = std::make_shared<ExtractCommand>();
    extract->add_option("project", extraction->project, "NAME.crosseed")->required();
    extract->add_option("--model", extraction->model, "its name in the project")->required();
    extract->add_option("--split", extraction->split, "train, validation or test")->capture_default_str();
    extract->add_option("--layer", extraction->layer, "L, 0-based (-1: the last but one)")->capture_default_str();
    extract->callback([&shell, extraction] { runExtract(shell, *extraction); });
}

} // namespace crosseed::cli
