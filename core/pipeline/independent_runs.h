// Runs of SAEs that were trained on one model each, and their matching. For the conditions.
#pragma once
#include "pipeline/conditions.h"

namespace crosseed::pipeline {

// The run by index of conditions 1 (no rotation), 3 literal or 3 fair; trains what is missing. Throws Error(Usage) for others.
store::RunRow independentRun(PairInputs& inputs, Condition condition, const Preset& preset, const AlignSpec& alignment,
                             const sae::StepFn& onStep);

// `byIndex` with B's features matched with A's on the rows of `spec`'s or the train split, of that pooling.
store::RunRow matchedRun(PairInputs& inputs, const store::RunRow& byIndex, bool onEvaluation, evaluate::Pooling pooling,
                         const EvaluationSpec& spec);

} // namespace crosseed::pipeline
