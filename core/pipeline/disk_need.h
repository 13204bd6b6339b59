// Bytes on the disk that a stage needs, from the shapes of what it writes: results, checkpoints while they are replaced, rows.
#pragma once
#include "sae/train.h"

namespace crosseed::pipeline {

// A classifier's training: its file, and two states of weights, both moments and best weights, of which the older goes when the
// newer is whole.
std::int64_t fineTuningBytes(std::int64_t parameters);

// An SAE's training: its file, and two states of it, of which the older goes when the newer is whole.
std::int64_t trainingBytes(const sae::SaeConfig& config, std::int64_t steps);

// An evaluation of `tokens` rows and `texts` texts: both models' codes, their states and the feature rows.
std::int64_t evaluationBytes(const sae::SaeConfig& config, std::int64_t tokens, std::int64_t texts, std::int64_t classes);

} // namespace crosseed::pipeline
