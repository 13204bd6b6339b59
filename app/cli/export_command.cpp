// export
#include "align/rotation_file.h"
#include "base/files.h"
#include "bert/safetensors.h"
#include "commands.h"
#include "evaluate/matching.h"
#include "pipeline/result_json.h"
#include "reading.h"
#include "report.h"
#include <filesystem>

namespace crosseed::cli {

namespace {

struct ExportCommand {
    std::string project, what, out, model = "both", pooling = "per_token";
    std::int64_t run = 0;
};

void exportRotation(const store::Project& project, const store::RunRow& run, const std::string& out) {
    const store::RotationRow rotation = store::rotationRow(project, run.rotation);
    const DoubleMatrix w = align::readRotation(project.resolve(rotation.file));
    const std::vector<float> values(w.values.begin(), w.values.end());
    bert::writeSafetensors(out, {{"W", bert::DType::F32, {w.rows, w.cols}, values.data()}},
                           {{"kind", rotation.kind},
                            {"layer", std::to_string(rotation.layer)},
                            {"applied_as", "h_B W, rows are tokens"},
                            {"config", rotation.configJson}});
}

// That which reads A, or with --model B that which reads B, in A's numbering; of a joint run they are the same.
void exportSae(const store::Project& project, const store::RunRow& run, const ExportCommand& command) {
    const auto saes = pipeline::saesOf(project, run);
    sae::writeSae(command.out, saes[command.model == "B" ? 1 : 0],
                  {{"run", std::to_string(run.id.value)}, {"config", run.configJson}, {"program_version", run.programVersion}});
}

// B's own number of each of A's features, and whether the pair is one of the matching.
void exportMatching(const store::Project& project, const store::RunRow& run, const std::string& out, bool csv) {
    require(!run.matchingFile.empty(), ErrorKind::NotFound,
            "Run " + std::to_string(run.id.value) + " (" + run.condition +
                ") has no matching: feature j of A is feature j of B. `crosseed conditions` makes runs that have one.");
    const evaluate::Matching matching = evaluate::readMatching(project.resolve(run.matchingFile));
    nlohmann::json pairs = nlohmann::json::array();
    std::string table = "a,b,matched\n";
    for (std::size_t f = 0; f < matching.partner.size(); ++f) {
        pairs.push_back({{"a", f}, {"b", matching.partner[f]}, {"matched", matching.matched[f] != 0}});
        table += std::to_string(f) + "," + std::to_string(matching.partner[f]) + (matching.matched[f] ? ",1\n" : ",0\n");
    }
    const nlohmann::json document{{"run", runJson(run)},          {"active_a", matching.activeA}, {"active_b", matching.activeB},
                                  {"pairs", matching.pairs},      {"total_r", matching.totalR},   {"features", pairs}};
    writeFile(out, csv ? table : document.dump(1) + "\n");
}

// CSR of A, of B, or of both with the names prefixed by "A." and "B."; `starts` [B + 1] gives each text's rows.
void exportCodes(const store::Project& project, const Reading& reading, const ExportCommand& command) {
    const sae::SparseCodes a = evaluate::readCodes(project.resolve(reading.evaluation.codesA));
    const sae::SparseCodes b = evaluate::readCodes(project.resolve(reading.evaluation.codesB));
    std::vector<bert::TensorToWrite> tensors;
    const auto add = [&](const std::string& prefix, const sae::SparseCodes& codes) {
        const auto entries = static_cast<std::int64_t>(codes.indices.size());
        tensors.push_back({prefix + "indptr", bert::DType::I64, {codes.rowCount() + 1}, codes.rowStarts.data()});
        tensors.push_back({prefix + "indices", bert::DType::I32, {entries}, codes.indices.data()});
        tensors.push_back({prefix + "values", bert::DType::F32, {entries}, codes.values.data()});
    };
    if (command.model != "B")
        add(command.model == "both" ? "A." : "", a);
    if (command.model != "A")
        add(command.model == "both" ? "B." : "", b);
    tensors.push_back({"starts", bert::DType::I64, {reading.index.textCount() + 1}, reading.index.starts().data()});
    bert::writeSafetensors(command.out, tensors,
                           {{"features", std::to_string(a.features)},
                            {"rows", "tokens of the " + std::string(text::splitName(reading.evaluation.split)) +
                                         " split in corpus order, [CLS] and [SEP] included"},
                            {"run", std::to_string(reading.run.id.value)}});
}

void exportFeatures(const store::EvaluationRow& row, const std::string& out, bool csv) {
    nlohmann::json rows = nlohmann::json::array();
    std::string table = "feature,r,fires_a,fires_b,mean_a,mean_b,max_a,max_b,active_both,universal\n";
    for (const auto& feature : row.metrics.features) {
        const nlohmann::json f = pipeline::resultJson(feature);
        rows.push_back(f);
        std::string line;
        for (const char* key : {"feature", "r", "fires_a", "fires_b", "mean_a", "mean_b", "max_a", "max_b"})
            line += (f[key].is_null() ? "" : f[key].dump()) + ",";
        table += line + (feature.activeInBoth ? "1," : "0,") + (feature.universal ? "1\n" : "0\n");
    }
    nlohmann::json document = evaluationJson(row);
    document["features"] = rows;
    writeFile(out, csv ? table : document.dump(1) + "\n");
}

void exportMetrics(const store::RunRow& run, const store::EvaluationRow& row, const std::string& out, bool csv) {
    nlohmann::json document = evaluationJson(row);
    document["run"] = runJson(run);
    std::string table = "name,value\n";
    for (const auto& [name, value] : document["metrics"].items())
        table += name + "," + (value.is_string() ? value.get<std::string>() : value.is_null() ? "" : value.dump()) + "\n";
    writeFile(out, csv ? table : document.dump(1) + "\n");
}

void runExport(Shell& shell, const ExportCommand& command) {
    const store::Project project = shell.open(command.project, store::Access::Read);
    const store::RunRow run = store::runRow(project, RunId{command.run});
    const bool csv = std::filesystem::path(command.out).extension() == ".csv";
    if (command.what == "rotation")
        exportRotation(project, run, command.out);
    else if (command.what == "sae")
        exportSae(project, run, command);
    else if (command.what == "matching")
        exportMatching(project, run, command.out, csv);
    else if (command.what == "codes")
        exportCodes(project, readEvaluation(project, run.id, evaluate::Pooling::PerToken), command);
    else if (command.what == "features")
        exportFeatures(store::latestEvaluation(project, run.id, poolingOf(command.pooling)), command.out, csv);
    else
        exportMetrics(run, store::latestEvaluation(project, run.id, poolingOf(command.pooling)), command.out, csv);
    shell.result({{"written", command.out}, {"what", command.what}, {"run", run.id.value}},
                 "Wrote the " + command.what + " of run " + std::to_string(run.id.value) + " to " + command.out + "\n");
}

} // namespace

void addExportCommand(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand("export", "Write a run's rotation, SAE, matching, codes, features or metrics to a file");
    auto options = std::make_shared<ExportCommand>();
    command->add_option("project", options->project, "NAME.crosseed")->required();
    command->add_option("--what", options->what, "rotation, sae, codes (safetensors), matching, features or metrics (CSV or JSON)")
        ->required()
        ->check(CLI::IsMember({"rotation", "sae", "matching", "codes", "features", "metrics"}));
    command->add_option("--out", options->out, "file to write; .csv gives CSV, else JSON, for matching, features and metrics")->required();
    addRunOption(command, options->run);
    command->add_option("--pooling", options->pooling, "features and metrics: per_token or mean_pooled")
        ->capture_default_str()
        ->check(CLI::IsMember({"per_token", "mean_pooled"}));
    command->add_option("--model", options->model, "codes: A or B (indptr, indices, values) or both (A.indptr, ...); sae: A or B, where each model has one")
        ->capture_default_str()
        ->check(CLI::IsMember({"A", "B", "both"}));
    command->footer("Example:\n  crosseed export sample.crosseed --what features --out features.csv");
    command->callback([&shell, options] { runExport(shell, *options); });
}

} // namespace crosseed::cli
