// One training of an SAE that survives a stop, whatever it is trained on. For the stages that train.
#pragma once
#include "pipeline/live_probe.h"
#include "pipeline/stage.h"
#include "sae/train.h"

namespace crosseed::pipeline {

struct TrainedSae {
    std::vector<sae::StepReport> steps;
    double seconds = 0; // those of the steps that earlier calls made included
    std::string file; // stored safetensors, relative to the data folder
    std::filesystem::path checkpoint;
};

// Trains `members()` (asked for after `what` was announced), or goes on from what an earlier call kept under `key` for the same
// `inputs`, which name all that the key does not: files that were lost and made anew. A stop keeps the state and throws Cancelled.
// The caller removes `checkpoint` once the row is stored.
// `probe` gives the texts that context.onProbe is told of, and is only asked where somebody listens.
TrainedSae trainUnderKey(const StageContext& context, const std::string& key, const std::string& inputs, const std::string& what,
                         const std::function<std::vector<sae::Member>()>& members, const std::function<ProbeTexts()>& probe,
                         const sae::SaeConfig& config, const sae::TrainOptions& options, const sae::StepFn& onStep);

} // namespace crosseed::pipeline
