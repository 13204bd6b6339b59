#include "align/rotation_file.h"
#include "base/hash.h"
#include "bert/activations.h"
#include "pipeline/fields.h"
#include "pipeline/stages.h"
#include <chrono>

namespace crosseed::pipeline {

namespace {

// The name of a condition of Table 1, as far as rotation and weights decide it; what is switched off is named.
std::string conditionName(const std::string& rotation, const sae::TrainOptions& options) {
    const bool cross = options.weights.cross > 0;
    const std::string auxiliary =
        options.weights.auxiliary > 0 && options.auxiliaryK > 0 ? "" : ", no auxiliary loss";
    if (rotation == "true")
        return (cross ? "joint, full" : "joint, rotation only") + auxiliary;
    const std::string turned = rotation == "identity" ? "joint, no rotation" : "joint, " + rotation + " rotation";
    return turned + (cross ? "" : ", no cross-loss") + auxiliary;
}

// What an earlier call kept of this very run; nothing when it kept nothing or the file is damaged.
std::optional<sae::TrainState> stateToResume(const StageContext& context, const std::filesystem::path& file,
                                             const std::string& key) {
    if (!std::filesystem::exists(file))
        return std::nullopt;
    try {
        return sae::readTrainState(file, key);
    } catch (const Error& error) {
        context.warn(error.what());
        return std::nullopt;
    }
}

} // namespace

store::RunRow trainSae(const StageContext& context, const store::CorpusRow& corpus, const text::Corpus& documents,
                       const store::PairRow& pair, const store::RotationRow& rotation, const sae::SaeConfig& config,
                       const sae::TrainOptions& options, const sae::StepFn& onStep) {
    const store::ModelRow modelA = store::modelRow(context.project, pair.a);
    const store::ModelRow modelB = store::modelRow(context.project, pair.b);
    const auto rowA = extractActivations(context, corpus, documents, modelA, text::Split::Train, rotation.layer);
    const auto rowB = extractActivations(context, corpus, documents, modelB, text::Split::Train, rotation.layer);
    sae::SaeConfig sized = config;
    sized.width = configOf(context.project, modelA).hiddenSize;
    const nlohmann::json stored{{"sae", toJson(sized)},           {"training", toJson(options)},
                                {"rotation", rotation.kind},      {"alignment", nlohmann::json::parse(rotation.configJson)},
                                {"layer", rotation.layer},        {"models", {modelA.name, modelB.name}},
                                {"train_tokens", rowA.tokens}};
    const std::string key = hashOf("run 1\n" + rowA.key + "\n" + rowB.key + "\n" + rotation.key + "\n" +
                                   toJson(sized).dump() + toJson(options).dump());
    const std::string condition = conditionName(rotation.kind, options);
    if (const auto run = store::findRunByKey(context.project, key);
        run && std::filesystem::exists(context.project.resolve(run->saeFile))) {
        context.reused("SAE of " + pair.name + ", " + condition);
        return *run;
    }
    const std::filesystem::path checkpoint = context.project.dataFolder() / "checkpoints" / (key + ".safetensors");
    const std::optional<sae::TrainState> from = stateToResume(context, checkpoint, key);
    context.begin("Training the SAE of " + pair.name + ", " + condition +
                  (from ? ", from step " + std::to_string(from->steps.size() + 1) : ""));
    const bert::Classifier a = bert::Classifier::load(context.project.resolve(modelA.folder), context.device);
    const bert::Classifier b = bert::Classifier::load(context.project.resolve(modelB.folder), context.device);
    const bert::Activations activationsA(context.project.resolve(rowA.file));
    const bert::Activations activationsB(context.project.resolve(rowB.file));
    const DoubleMatrix w = align::readRotation(context.project.resolve(rotation.file));
    const bool rotated = rotation.kind != "identity";
    const auto begin = std::chrono::steady_clock::now();
    sae::Checkpoints checkpoints{from ? &*from : nullptr, {}};
    checkpoints.keep = [&](const sae::TrainState& state) {
        std::filesystem::create_directories(checkpoint.parent_path());
        sae::writeTrainState(checkpoint, state, key);
    };
    const sae::TrainResult result =
        sae::train({{&a, &activationsA, nullptr}, {&b, &activationsB, rotated ? &w : nullptr}}, sized, options, onStep,
                   context.progress, context.stop, checkpoints);
    if (result.cancelled)
        throw Cancelled();
    const auto temporary = context.project.temporaryFile("sae");
    sae::writeSae(temporary, result.sae, {{"key", key}, {"program_version", store::programVersion()}});
    store::RunRow row;
    row.key = key;
    row.pair = pair.id;
    row.corpus = corpus.id;
    row.condition = condition;
    row.rotation = rotation.id;
    row.layer = rotation.layer;
    row.configJson = stored.dump();
    row.dataHash = corpus.contentHash;
    row.device = context.device == bert::Device::Cpu ? "cpu" : "cuda";
    row.threads = context.threads;
    row.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    row.saeFile = context.project.adoptTensorFile(temporary);
    const store::RunRow run = store::insertRun(context.project, row, result.steps);
    std::error_code ignored; // a checkpoint that stays does no harm
    std::filesystem::remove(checkpoint, ignored);
    return run;
}

} // namespace crosseed::pipeline
