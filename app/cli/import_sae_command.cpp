// import-sae
#include "commands.h"
#include "pair_options.h"
#include "pipeline/sae_exchange.h"
#include "report.h"

namespace crosseed::cli {

namespace {

struct ImportSaeCommand {
    PairOptions pair;
    pipeline::SaeImportSpec spec;
};

std::string originText(const char* model, const nlohmann::json& origin) {
    std::string text = std::string("  ") + model + ": imported from " + origin["file"].get<std::string>() + " (" +
                       origin["layout"].get<std::string>() + "), SHA-256 " + origin["sha256"].get<std::string>() + "\n";
    for (const auto& note : origin["notes"])
        text += "     " + note.get<std::string>() + "\n";
    return text;
}

// The rotation is fitted as that of the pair's latest result, but for what is given.
void runImportSae(Shell& shell, const CLI::App* app, const ImportSaeCommand& command) {
    OpenPair open(shell, command.pair, command.spec.alignment);
    pipeline::SaeImportSpec spec = command.spec;
    spec.alignment = LatestOptions(open).alignment;
    pipeline::fromJson(givenFields(app, command.spec.alignment, "alignment_"), spec.alignment);
    pipeline::PairInputs inputs(shell.context(open.project), open.corpus, open.documents, open.pair, open.layer);
    const store::RunRow run = pipeline::importSae(inputs, spec);
    const auto origin = nlohmann::json::parse(run.importedJson);
    const auto sae = nlohmann::json::parse(run.configJson)["sae"];
    nlohmann::json json = runJson(run);
    json["imported"] = origin;
    std::string text = "Run " + std::to_string(run.id.value) + ": " + run.condition + "; " +
                       countText(sae["dictionary"].get<long long>()) + " features, k " + sae["k"].dump() + ", normalisation " +
                       sae["normalisation"].get<std::string>() + "\n" +
                       originText(origin.contains("b") ? "A" : "A and B", origin["a"]);
    if (origin.contains("b"))
        text += originText("B", origin["b"]);
    shell.result(json, text + "`crosseed evaluate " + command.pair.project + " --run " + std::to_string(run.id.value) +
                           "` gives its numbers on the pair.\n");
}

} // namespace

void addImportSaeCommand(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand("import-sae", "Take over an SAE that was trained elsewhere, as a run of a pair");
    auto options = std::make_shared<ImportSaeCommand>();
    command->add_option("project", options->pair.project, "NAME.crosseed")->required();
    command->add_option("file", options->spec.file, "safetensors file, or the folder with it and its cfg.json")->required();
    command->add_option("--a", options->pair.a, "name of model A, whose activations it reads")->required();
    command->add_option("--b", options->pair.b, "name of model B")->required();
    command->add_option("--layer", options->pair.layer, "L, 0-based (-1: the last but one)")->capture_default_str();
    command->add_option("--for-b", options->spec.fileB, "another file for model B (without: the first reads both)");
    command->add_option("--format", options->spec.layout, "auto, crosseed, saelens, sparsify or e2e_sae")
        ->capture_default_str()
        ->check(CLI::IsMember({"auto", "crosseed", "saelens", "sparsify", "e2e_sae"}));
    command->add_option("--rotation", options->spec.rotation, "true: model B is turned onto A before the SAE reads it; identity: it is not")
        ->capture_default_str()
        ->check(CLI::IsMember({"true", "identity"}));
    addFields(command, options->spec.alignment, "alignment_", "rotations");
    command->remove_option(command->get_option("--rotations"));
    command->footer("Example:\n  crosseed import-sae sample.crosseed sae-folder --a seed-42 --b seed-137");
    command->callback([&shell, command, options] { runImportSae(shell, command, *options); });
}

} // namespace crosseed::cli
