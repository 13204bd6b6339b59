#include "pipeline/sae_training.h"
#include "base/hash.h"
#include "pipeline/disk_need.h"
#include "pipeline/kept_state.h"
#include "sae/schedule.h"
#include <chrono>

namespace crosseed::pipeline {

namespace {

// From the speed that each step reported: what was kept of it knows no other clock.
double secondsOf(const std::vector<sae::StepReport>& steps, sae::Schedule schedule, const bert::Activations& train) {
    const auto starts = train.starts();
    double seconds = 0;
    for (const sae::StepReport& step : steps) {
        std::int64_t tokens = 0;
        for (const std::int64_t text : schedule.textsOf(step.step))
            tokens += starts[static_cast<std::size_t>(text) + 1] - starts[static_cast<std::size_t>(text)];
        seconds += step.tokensPerSecond > 0 ? static_cast<double>(tokens) / step.tokensPerSecond : 0;
    }
    return seconds;
}

sae::StepFn bothOf(const sae::StepFn& first, const sae::StepFn& second) {
    if (!first || !second)
        return first ? first : second;
    return [&first, &second](const sae::StepReport& step) {
        first(step);
        second(step);
    };
}

} // namespace

TrainedSae trainUnderKey(const StageContext& context, const std::string& key, const std::string& inputs, const std::string& what,
                         const std::function<std::vector<sae::Member>()>& members, const std::function<ProbeTexts()>& probe,
                         const sae::SaeConfig& config, const sae::TrainOptions& options, const sae::StepFn& onStep) {
    TrainedSae trained;
    trained.checkpoint = keptFile(context.project, key + ".safetensors");
    const std::string stateKey = inputs.empty() ? key : hashOf("training state 1\n" + key + "\n" + inputs);
    const auto from = keptState(context, trained.checkpoint, [&](const auto& file) { return sae::readTrainState(file, stateKey); });
    const std::string title = "Training the SAE of " + what;
    context.begin(title + (from ? ", from step " + std::to_string(from->steps.size() + 1) : ""));
    const std::vector<sae::Member> loaded = members();
    const sae::Schedule schedule(options, loaded.front().train->textCount());
    const std::int64_t steps = schedule.steps();
    context.needsDisk(title, beyond(trained.checkpoint, trainingBytes(config, steps)));
    if (context.onTraining)
        context.onTraining({what, config, options, loaded.front().train->layer(), steps, std::ssize(loaded),
                            from ? from->steps : std::vector<sae::StepReport>{}});
    ProbeWatch watch(context, loaded, probe);
    const auto begin = std::chrono::steady_clock::now();
    sae::Checkpoints checkpoints{nullptr, {}, context.checkpointSeconds, context.pause};
    checkpoints.keep = [&](const sae::TrainState& state) {
        sae::writeTrainState(trained.checkpoint, state, stateKey);
        context.kept("step " + std::to_string(state.steps.size()) + " of " + std::to_string(steps));
    };
    sae::TrainResult result = goOnOrBegin(context, trained.checkpoint, from.has_value(), [&](bool goesOn) {
        checkpoints.from = goesOn ? &*from : nullptr;
        return sae::train(loaded, config, options, bothOf(onStep, context.onStep), context.progress, context.stop, checkpoints,
                          watch.onlooker());
    });
    if (result.cancelled)
        throw Cancelled();
    const auto temporary = context.project.temporaryFile("sae");
    sae::writeSae(temporary, result.sae, {{"key", key}, {"program_version", store::programVersion()}});
    trained.file = context.project.adoptTensorFile(temporary);
    trained.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() +
                      (checkpoints.from ? secondsOf(from->steps, schedule, *loaded.front().train) : 0);
    trained.steps = std::move(result.steps);
    return trained;
}

} // namespace crosseed::pipeline
