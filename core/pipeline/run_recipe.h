// Everything a recipe asks for, in order; what is stored already is used again.
#pragma once
#include "pipeline/stages.h"

namespace crosseed::pipeline {

// What one pair came to. The vectors run parallel to recipe.alignment.rotations.
struct PairOutcome {
    store::PairRow pair;
    store::ModelRow a, b;
    std::vector<store::RotationRow> rotations;
    std::vector<store::RunRow> runs;
    std::vector<std::vector<store::EvaluationRow>> evaluations; // per token, mean-pooled
};

struct RecipeOutcome {
    store::CorpusRow corpus;
    std::vector<PairOutcome> pairs;
};

RecipeOutcome runRecipe(const StageContext& context, const Recipe& recipe, const sae::StepFn& onStep = {});

} // namespace crosseed::pipeline
