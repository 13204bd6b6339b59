// export
#include "align/rotation_file.h"
#include "base/files.h"
#include "bert/safetensors.h"
#include "commands.h"
#include "evaluate/evaluation_files.h"
#include "evaluate/matching.h"
#include "pipeline/sae_exchange.h"
#include "reading.h"
#include "report.h"
#include <filesystem>

namespace crosseed::cli {

namespace {

struct ExportCommand {
    std::string project, what, out, model = "both", pooling = "per_token", layout = "crosseed";
    std::int64_t run = 0;
    bool ownBasis = false, preprocessed = false, relu = false;
};

void exportRotation(const store::Project& project, const store::RunRow& run, const std::string& out) {
    const store::RotationRow rotation = store::rotationRow(project, run.rotation);
    const DoubleMatrix w = align::readRotation(project.resolve(rotation.file));
    const std::vector<float> values(w.values.begin(), w.values.end());
    bert::writeSafetensors(out, {{"W", bert::DType::F32, {w.rows, w.cols}, values.data()}},
                           {{"kind", rotation.kind},
                            {"layer", std::to_string(rotation.layer)},
                            {"applied_as", "h_B W, rows are tokens"},
                            {"made_by", store::addressText({store::Kind::Rotation, rotation.id.value})},
                            {"key", rotation.key},
                            {"config", rotation.configJson}});
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

void exportCodes(const store::Project& project, const Reading& reading, const ExportCommand& command) {
    const sae::SparseCodes a = evaluate::readCodes(project.resolve(reading.evaluation.codesA));
    const sae::SparseCodes b = evaluate::readCodes(project.resolve(reading.evaluation.codesB));
    evaluate::writeCodesFile(command.out, {command.model == "B" ? nullptr : &a,
                                           command.model == "A" ? nullptr : &b,
                                           reading.index.starts(),
                                           {{"features", std::to_string(a.features)},
                                            {"rows", "tokens of the " + std::string(text::splitName(reading.evaluation.split)) +
                                                         " split in corpus order, [CLS] and [SEP] included"},
                                            {"run", std::to_string(reading.run.id.value)},
                                            {"evaluation", std::to_string(reading.evaluation.id.value)},
                                            {"made_by", "evaluation " + std::to_string(reading.evaluation.id.value)},
                                            {"key", reading.evaluation.key},
                                            {"program_version", reading.evaluation.programVersion}}});
}

// With the features, or the totals alone.
void exportNumbers(const store::RunRow& run, const store::EvaluationRow& row, const ExportCommand& command) {
    nlohmann::json document = evaluationJson(row);
    document["made_by"] = {{"address", "evaluation " + std::to_string(row.id.value)}, {"key", row.key}, {"program", "Crosseed"},
                           {"program_version", row.programVersion}};
    if (command.what == "features")
        return evaluate::writeFeaturesFile(command.out, row.metrics.features, document);
    document["run"] = runJson(run);
    const bool csv = evaluate::fileKindOf(command.out) == evaluate::FileKind::Csv;
    evaluate::writeTotalsFile(command.out, csv ? document["metrics"] : document);
}

// The file, or the tensors of a folder.
std::vector<std::string> filesOf(const std::string& out) {
    if (!std::filesystem::is_directory(out))
        return {out};
    for (const char* name : {"sae_weights.safetensors", "sae.safetensors"})
        if (const auto file = std::filesystem::path(out) / name; std::filesystem::exists(file))
            return {file.string()};
    return {};
}

// The SAE's file or folder, and what its reading again showed.
void exportSae(Shell& shell, const store::Project& project, const store::RunRow& run, const ExportCommand& command) {
    require(run.saeFileB.empty() || command.model != "both", ErrorKind::Usage,
            "Run " + std::to_string(run.id.value) + " (" + run.condition +
                ") has an SAE for each model, and a file holds one; say --model A or --model B.");
    pipeline::SaeExportSpec spec;
    spec.layout = sae::parseLayout(command.layout);
    spec.side = command.model == "B" ? pipeline::Side::B : pipeline::Side::A;
    spec.ownBasis = command.ownBasis || spec.layout != sae::Layout::Crosseed;
    spec.preprocessed = command.preprocessed;
    spec.relu = command.relu;
    const pipeline::SaeExport result = pipeline::exportSae(project, run, spec, command.out);
    const bool both = command.model == "both" && !spec.ownBasis; // a joint run's SAE: B's rows turned are read as A's are
    const std::string reads = both ? "both" : spec.side == pipeline::Side::A ? "A" : "B";
    nlohmann::json json{{"written", command.out},      {"what", "sae"},          {"model", reads}, {"run", run.id.value}, {"layout", command.layout},
                        {"same_bits", result.sameBits}, {"notes", result.notes}, {"agreement", nullptr}};
    std::string text = "Wrote the SAE of run " + std::to_string(run.id.value) + ", which reads " + (both ? "both models, " : "model " + reads + ", ") + "to " + command.out + " (" + command.layout +
                       "); read again, every bit of it is there.\n";
    if (result.agreement) {
        const auto& a = *result.agreement;
        json["agreement"] = {{"of", result.of},
                             {"rows", a.rows},
                             {"largest_code_difference", a.largestCode},
                             {"largest_reconstruction_difference", a.largestReconstruction},
                             {"codes_in_one_only", a.otherFeatures}};
        text += "What the file computes, against the run's SAE on " + countText(a.rows) + " tokens (" + result.of +
                "): largest difference of a code " + exactText(a.largestCode) + ", of a reconstruction's entry " +
                exactText(a.largestReconstruction) + "; codes that only one of the two has: " + countText(a.otherFeatures) + "\n";
    } else {
        text += "There are no stored activations to compare it on; `crosseed extract` makes them.\n";
    }
    for (const std::string& note : result.notes)
        text += "Note: " + note + "\n";
    shell.about(project, {{store::Kind::Run, run.id.value}}, filesOf(command.out));
    shell.result(json, text);
}

void runExport(Shell& shell, const ExportCommand& command) {
    const store::Project project = shell.open(command.project, store::Access::Read);
    const store::RunRow run = store::runRow(project, RunId{command.run});
    const bool csv = std::filesystem::path(command.out).extension() == ".csv";
    store::Address address{store::Kind::Run, run.id.value};
    if (command.what == "sae")
        return exportSae(shell, project, run, command);
    if (command.what == "rotation") {
        address = {store::Kind::Rotation, run.rotation.value};
        exportRotation(project, run, command.out);
    } else if (command.what == "matching") {
        exportMatching(project, run, command.out, csv);
    } else {
        const auto pooling = command.what == "codes" ? evaluate::Pooling::PerToken : poolingOf(command.pooling);
        const Reading reading = readEvaluation(project, run.id, pooling);
        address = reading.address().front();
        if (command.what == "codes")
            exportCodes(project, reading, command);
        else
            exportNumbers(run, reading.evaluation, command);
    }
    shell.about(project, {address}, {command.out});
    shell.result({{"written", command.out}, {"what", command.what}, {"run", run.id.value}},
                 "Wrote the " + command.what + " of run " + std::to_string(run.id.value) + " to " + command.out + "\n");
}

} // namespace

void addExportCommand(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand("export", "Write a run's rotation, SAE, matching, codes, features or metrics to a file");
    auto options = std::make_shared<ExportCommand>();
    command->add_option("project", options->project, "NAME.crosseed")->required();
    command->add_option("--what", options->what, "rotation, sae, codes, matching, features or metrics")
        ->required()
        ->check(CLI::IsMember({"rotation", "sae", "matching", "codes", "features", "metrics"}));
    command->add_option("--out", options->out, "file to write (--format saelens and sparsify: folder); codes, features and metrics: .csv, .json, .safetensors or .npz")->required();
    addRunOption(command, options->run);
    command->add_option("--pooling", options->pooling, "features and metrics: per_token or mean_pooled")
        ->capture_default_str()
        ->check(CLI::IsMember({"per_token", "mean_pooled"}));
    command->add_option("--model", options->model, "codes: A or B (indptr, indices, values) or both (A.indptr, ...); sae: whose, A or B; both is a joint run's in the format crosseed, and A's in the others")
        ->capture_default_str()
        ->check(CLI::IsMember({"A", "B", "both"}));
    command->add_option("--format", options->layout, "sae: crosseed (one safetensors file), saelens or sparsify (a folder that those programs load)")
        ->capture_default_str()
        ->check(CLI::IsMember({"crosseed", "saelens", "sparsify"}));
    command->add_flag("--own-basis", options->ownBasis, "sae of model B: fold the rotation in, so that it reads B's own activations (saelens and sparsify always do)");
    command->add_flag("--preprocessed", options->preprocessed, "sae: write it for rows that are normalised already, where the format has no words for it");
    command->add_flag("--relu", options->relu, "sae: write it with the ReLU that the format applies, though the SAE has negative codes");
    command->footer("Example:\n  crosseed export sample.crosseed --what sae --format saelens --model B --out sae-of-b\n  crosseed export sample.crosseed --what codes --model A --out codes.npz\n  crosseed export sample.crosseed --what features --out features.csv");
    command->callback([&shell, options] { runExport(shell, *options); });
}

} // namespace crosseed::cli
