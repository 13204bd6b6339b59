#include "pipeline/sae_training.h"
#include "pipeline/disk_need.h"
#include "pipeline/kept_state.h"
#include "sae/schedule.h"
#include <chrono>

namespace crosseed::pipeline {

TrainedSae trainUnderKey(const StageContext& context, const std::string& key, const std::string& what,
                         const std::function<std::vector<sae::Member>()>& members, const sae::SaeConfig& config,
                         const sae::TrainOptions& options, const sae::StepFn& onStep) {
    TrainedSae trained;
    trained.checkpoint = keptFile(context.project, key + ".safetensors");
    const auto from = keptState(context, trained.checkpoint, [&](const auto& file) { return sae::readTrainState(file, key); });
    const std::string title = "Training the SAE of " + what;
    context.begin(title + (from ? ", from step " + std::to_string(from->steps.size() + 1) : ""));
    const std::vector<sae::Member> loaded = members();
    const std::int64_t steps = sae::Schedule(options, loaded.front().train->textCount()).steps();
    context.needsDisk(title, trainingBytes(config, steps));
    const auto begin = std::chrono::steady_clock::now();
    sae::Checkpoints checkpoints{from ? &*from : nullptr, {}, context.checkpointSeconds, context.pause};
    checkpoints.keep = [&](const sae::TrainState& state) {
        sae::writeTrainState(trained.checkpoint, state, key);
        context.kept("step " + std::to_string(state.steps.size()) + " of " + std::to_string(steps));
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
