// Whether two models can be a pair, and what working on it will cost, before a minute is spent.
#pragma once
#include "pipeline/pair_inputs.h"
#include "pipeline/recipe.h"
#include <string>
#include <vector>

namespace crosseed::pipeline {

enum class Verdict : std::uint8_t { Fits, Note, Fails };

// One thing that is compared, with its value in A and in B.
struct PairFact {
    std::string what; // "vocabulary", "width D", ...
    std::string a, b;
    Verdict verdict = Verdict::Fits;
    std::string sentence; // what it means and what to do; empty where it fits
};

struct PairCheck {
    std::vector<PairFact> facts;
    bool fits() const; // nothing fails; notes may stand
};

// A model as a folder, and what is known of it beside.
struct ModelFolder {
    std::string name;
    std::filesystem::path folder;
    std::string base; // what it was fine-tuned from; empty where nobody knows
};
ModelFolder modelFolder(const store::Project& project, const store::ModelRow& model);

// Fails: another vocabulary (the first difference is named) or tokenizer, width, depth, or classes of another number or order, since
// the models' tokens, hidden states and outputs would not correspond. Notes: other heads, inner width or base. Reads configuration,
// vocabulary and the headers of the weights, no weights: some ten milliseconds. Throws what bert::checkModelFolder() does.
PairCheck checkPair(const ModelFolder& a, const ModelFolder& b);
// Throws Error(Shape) with the sentences of what fails.
void requirePair(const ModelFolder& a, const ModelFolder& b);
// The same of two stored models. Nothing is compared where a folder is gone: stored activations may do for what is asked.
void requirePair(const store::Project& project, const store::ModelRow& a, const store::ModelRow& b);

// The share of the validation texts that each model classifies rightly, 0..1; NaN without such texts. Runs both models on the split.
std::array<double, 2> cleanAccuracies(PairInputs& inputs);

// Estimates from what a few batches took on this computer, now, with this number of threads.
struct PairCost {
    std::int64_t measuredTexts = 0, measuredTokens = 0; // of the train split
    std::int64_t trainTokens = 0, evaluationTokens = 0; // of one model
    std::int64_t steps = 0;                             // of the SAE's training
    double extractionSeconds = 0;                       // both models, both splits
    double trainingSeconds = 0;                         // the joint SAE, all steps
    double evaluationSeconds = 0;                       // both models on the evaluation split
    std::uintmax_t memoryBytes = 0;                     // peak of this program while it measured, and the second model
    std::uintmax_t diskBytes = 0;                       // activations, SAE with its checkpoint, codes; nothing taken as stored already
    std::uintmax_t freeBytes = 0;                       // on the project's disk
};
PairCost pairCost(PairInputs& inputs, const sae::SaeConfig& config, const sae::TrainOptions& training,
                  const EvaluationSpec& evaluation);

} // namespace crosseed::pipeline
