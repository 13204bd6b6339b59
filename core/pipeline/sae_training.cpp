#include "pipeline/sae_training.h"
#include <chrono>

namespace crosseed::pipeline {

namespace {

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

TrainedSae trainUnderKey(const StageContext& context, const std::string& key, const std::string& what,
                         const std::function<std::vector<sae::Member>()>& members, const sae::SaeConfig& config,
                         const sae::TrainOptions& options, const sae::StepFn& onStep) {
    TrainedSae trained;
    trained.checkpoint = context.project.dataFolder() / "checkpoints" / (key + ".safetensors");
    const std::optional<sae::TrainState> from = stateToResume(context, trained.checkpoint, key);
    context.begin("Training the SAE of " + what + (from ? ", from step " + std::to_string(from->steps.size() + 1) : ""));
    const std::vector<sae::Member> loaded = members();
    const auto begin = std::chrono::steady_clock::now();
    sae::Checkpoints checkpoints{from ? &*from : nullptr, {}, context.checkpointSeconds};
    checkpoints.keep = [&](const sae::TrainState& state) {
        std::filesystem::create_directories(trained.checkpoint.parent_path());
        sae::writeTrainState(trained.checkpoint, state, key);
    };
    sae::TrainResult result = sae::train(loaded, config, options, onStep, context.progress, context.stop, checkpoints);
    if (result.cancelled)
        throw Cancelled();
    const auto temporary = context.project.temporaryFile("sae");
    sae::writeSae(temporary, result.sae, {{"key", key}, {"program_version", store::programVersion()}});
    trained.file = context.project.adoptTensorFile(temporary);
    trained.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    trained.steps = std::move(result.steps);
    return trained;
}

} // namespace crosseed::pipeline
