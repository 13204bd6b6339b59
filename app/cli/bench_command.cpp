// bench train, bench edit; bench features is in a file of its own
#include "bench_import.h"
#include "commands.h"
#include "evaluate/bench_edit.h"
#include "sae/bench.h"
#include <filesystem>

namespace crosseed::cli {

namespace {

struct BenchCommand {
    std::string shape = "both";
    sae::BenchOptions options;
};

nlohmann::json benchJson(const sae::BenchResult& r) {
    return {{"shape", r.shape.name},
            {"tokens_per_step", r.tokensPerStep},
            {"dead_share", r.deadShare},
            {"step_seconds", r.stepSeconds},
            {"extract_seconds", r.extractSeconds},
            {"plain_seconds", r.plainSeconds},
            {"step_ratio", r.stepRatio},
            {"ratio", r.ratio},
            {"largest_relative_difference_of_losses", r.largestDifference}};
}

void runBench(Shell& shell, const BenchCommand& command) {
    const bert::Device device = shell.useDevice();
    require(device == bert::Device::Cpu, ErrorKind::Unavailable,
            "The benchmark compares two ways on the CPU; give --device cpu.");
    std::vector<sae::BenchShape> shapes;
    if (command.shape != "bert-base")
        shapes.push_back(sae::miniLmShape());
    if (command.shape != "minilm")
        shapes.push_back(sae::bertBaseShape());
    nlohmann::json json = nlohmann::json::array();
    std::vector<std::vector<Cell>> rows;
    double difference = 0;
    for (const sae::BenchShape& shape : shapes) {
        shell.line().begin("Training at the shape of " + shape.name);
        const sae::BenchResult r = sae::benchTraining(
            shape, command.options, std::filesystem::temp_directory_path().string(), shell.progress(), shell.stopToken());
        json.push_back(benchJson(r));
        difference = std::max(difference, r.largestDifference);
        rows.push_back({shape.name, fixedText(r.tokensPerStep, 0), fixedText(100 * r.deadShare, 0) + " %",
                        fixedText(1000 * r.stepSeconds, 1) + " ms", fixedText(1000 * r.extractSeconds, 1) + " ms",
                        fixedText(1000 * r.plainSeconds, 1) + " ms", fixedText(r.stepRatio, 1), fixedText(r.ratio, 1)});
    }
    shell.result(json, "One step of the joint SAE, median of " + std::to_string(command.options.steps) +
                           "; activations are extracted once and used for " + std::to_string(command.options.epochs) +
                           " epochs.\nThe plain way pads each batch, runs both models in full twice for it and decodes densely. The "
                           "losses of the two ways differ by " +
                           fixedText(1e6 * difference, 1) + " millionths at most.\n" +
                           toText({{{"shape", false}, {"tokens"}, {"dead"}, {"step"}, {"extraction"}, {"plain step"},
                                    {"times faster"}, {"with extraction"}},
                                   rows}));
}

void runBenchEdit(Shell& shell, const evaluate::BenchEditOptions& options) {
    require(shell.useDevice() == bert::Device::Cpu, ErrorKind::Unavailable,
            "The benchmark measures the CPU; give --device cpu.");
    shell.line().begin("Edits at the shape of bert-base");
    const auto r = evaluate::benchEdit(options, shell.progress(), shell.stopToken());
    const auto milliseconds = [](double seconds) { return fixedText(1000 * seconds, 1) + " ms"; };
    shell.result({{"layers", options.layers},
                  {"width", options.width},
                  {"dictionary", options.dictionary},
                  {"tokens", r.tokens},
                  {"edits", options.edits},
                  {"threads", shell.usedThreads()},
                  {"pair_seconds", r.pairSeconds},
                  {"edit_seconds", r.editSeconds},
                  {"pair_lowest", r.pairLowest},
                  {"edit_lowest", r.editLowest}},
                 "One edit with both models loaded (random weights, " + std::to_string(options.layers) + " layers, D " +
                     std::to_string(options.width) + ", F " + countText(options.dictionary) + ", " +
                     std::to_string(r.tokens) + " tokens a sentence, " + std::to_string(shell.usedThreads()) +
                     " threads), median of " + std::to_string(options.edits) + ":\n  original and edit both new: " +
                     milliseconds(r.pairSeconds) + " (fastest " + milliseconds(r.pairLowest) +
                     ")\n  original known, as while typing: " + milliseconds(r.editSeconds) + " (fastest " +
                     milliseconds(r.editLowest) + ")\n");
}

void addBenchEdit(CLI::App& bench, Shell& shell) {
    CLI::App* edit = bench.add_subcommand("edit", "One counterfactual at bert-base's size, with random weights");
    auto options = std::make_shared<evaluate::BenchEditOptions>();
    edit->add_option("--words", options->words, "words of a sentence")->capture_default_str()->check(CLI::Range(2, 500));
    edit->add_option("--edits", options->edits, "timed edits")->capture_default_str()->check(CLI::PositiveNumber);
    edit->footer("Example:\n  crosseed bench edit --words 15");
    edit->callback([&shell, options] { runBenchEdit(shell, *options); });
}

} // namespace

void addBenchCommand(CLI::App& app, Shell& shell) {
    CLI::App* bench = app.add_subcommand("bench", "Time Crosseed against the plain way, in one run");
    bench->require_subcommand(1);
    CLI::App* train = bench->add_subcommand("train", "Steps of the joint SAE, with random weights");
    auto command = std::make_shared<BenchCommand>();
    train->add_option("--shape", command->shape, "minilm, bert-base or both")
        ->capture_default_str()
        ->check(CLI::IsMember({"minilm", "bert-base", "both"}));
    train->add_option("--steps", command->options.steps, "timed steps of each way")->capture_default_str();
    train->add_option("--batch-size", command->options.batchSize, "texts a step")->capture_default_str();
    train->callback([&shell, command] { runBench(shell, *command); });
    addBenchFeatures(bench, shell);
    addBenchImport(bench, shell);
    addBenchEdit(*bench, shell);
}

} // namespace crosseed::cli
