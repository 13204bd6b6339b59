// The conditions of Table 1 for one pair: independent SAEs by index, matched and turned, joint ones without, with rotation, in full
// (method.md section 6).
#pragma once
#include "evaluate/matching.h"
#include "pipeline/stages.h"
#include <optional>

namespace crosseed::pipeline {

enum class Condition : std::uint8_t {
    Index,           // 1: an SAE for each model alone, feature j against feature j
    Matched,         // 2: the same, A's features matched one-to-one with B's
    RotatedLiteral,  // 3: matched; B's SAE reads B's activations turned onto A's, which it never saw
    RotatedFair,     // 3: A's SAE reads both models, B's activations turned; its features are the same by index
    JointNoRotation, // 4: lambda_cross 0
    RotationOnly,    // 5: lambda_cross 0
    Full             // 6
};
inline constexpr std::array<Condition, 7> allConditions{
    Condition::Index,           Condition::Matched,      Condition::RotatedLiteral, Condition::RotatedFair,
    Condition::JointNoRotation, Condition::RotationOnly, Condition::Full};
std::string_view conditionCode(Condition condition);  // "1", "2", "3-literal", "3-fair", "4", "5", "6"
std::string_view conditionTitle(Condition condition); // "independent, matched"
Condition parseCondition(std::string_view code);      // throws Error(Usage) naming the codes

// One way of training and matching; the conditions differ in the rest.
struct Preset {
    std::string name;
    sae::SaeConfig sae;
    sae::TrainOptions training; // its lambda_cross is condition 6's
    bool matchOnEvaluation = false; // fit the matching on the evaluation codes, as the paper did; else on train codes
};
// "paper" (unit, not undone, the rate 5e-5, matching on the evaluation codes) or "recommended" (unit, undone, 1e-3, matching on
// train codes); everything else is Table A1's, the dictionary's size and k are `like`'s. Throws Error(Usage) for other names.
Preset presetNamed(std::string_view name, const sae::SaeConfig& like);

struct ConditionsSpec {
    std::vector<Preset> presets;
    std::vector<Condition> conditions{allConditions.begin(), allConditions.end()};
    std::vector<bool> auxiliary{true, false}; // with the auxiliary loss, without
    std::vector<evaluate::Pooling> poolings{evaluate::Pooling::PerToken}; // a matching is fitted on rows of the same pooling
    AlignSpec alignment;
    EvaluationSpec evaluation;
};

// A row of the table.
struct ConditionResult {
    std::string preset;
    Condition condition = Condition::Full;
    bool auxiliary = true;
    evaluate::Pooling pooling = evaluate::Pooling::PerToken;
    store::RunRow run;
    store::EvaluationRow evaluation;
    // % of the dictionary that is dead in A's SAE and, at the same number of its own SAE, in B's: a matching does not change it.
    double deadBoth = 0;
    std::optional<evaluate::Matching> matching; // of conditions 2 and 3 literal
};

// Presets, then poolings, then with and without the auxiliary loss, then conditions. What is stored is used again: independent SAEs by
// every pair of their model. New runs are stored as conditions, so that none is taken for the project's result.
std::vector<ConditionResult> runConditions(PairInputs& inputs, const ConditionsSpec& spec, const sae::StepFn& onStep = {});

// What runConditions() would train. Activations and rotations are made for it where they are not stored.
struct ConditionsCost {
    std::int64_t trainings = 0; // SAEs that the table needs
    std::int64_t stored = 0;    // of them
    std::int64_t steps = 0;     // of those to train, on one (independent) or two models (joint)
    double seconds = 0;         // estimate from the pair's latest training; 0: there is none to judge by
};
ConditionsCost conditionsCost(PairInputs& inputs, const ConditionsSpec& spec);

// % of the dictionary that fires on fewer than `minimumActive` rows in both models, each in its own numbering.
double deadInBoth(const std::vector<evaluate::FeatureRow>& features, const evaluate::Matching* matching,
                  std::int64_t minimumActive);

} // namespace crosseed::pipeline
