// bench train; the other benches are in files of their own
#include "commands.h"
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
}

} // namespace crosseed::cli
