// Results as text for the terminal, each with the run it comes from.
#pragma once
#include "evaluate/contexts.h"
#include "evaluate/feature_table.h"
#include "pipeline/stages.h"
#include "text/table.h"
#include <nlohmann/json_fwd.hpp>

namespace crosseed::cli {

using namespace text; // tables and numbers as text

// NaN where stored JSON has null.
double numberOf(const nlohmann::json& value);

// NRE of the true rotation and its two controls, k95/k99, warnings.
std::string rotationText(const store::RotationRow& row);

// Table 1's numbers and what has to stand beside them, one line a run. All rows must have one pooling.
std::string metricsText(const std::vector<store::RunRow>& runs, const std::vector<store::EvaluationRow>& rows);

nlohmann::json runJson(const store::RunRow& run);
nlohmann::json evaluationJson(const store::EvaluationRow& row); // without the features

// Everything about features that needs an evaluation, its codes, its tokens and its documents, read once.
struct Reading {
    store::RunRow run;
    store::EvaluationRow evaluation;
    text::Corpus corpus;
    text::PackedTokens tokens;
    sae::SparseCodes a, b;
};
Reading readEvaluation(const store::Project& project, const store::EvaluationRow& evaluation);
// The latest evaluation with that pooling of a run as store::runRow() takes it.
Reading readEvaluation(const store::Project& project, RunId run, evaluate::Pooling pooling);

// The first `top` universal features of a reading.
std::vector<evaluate::SharedFeature> sharedFeaturesOf(const Reading& reading, std::int64_t top);
nlohmann::json sharedFeaturesJson(const Reading& reading, const std::vector<evaluate::SharedFeature>& features);
std::string sharedFeaturesText(const Reading& reading, const std::vector<evaluate::SharedFeature>& features);
std::string contextsText(const Reading& reading, std::int32_t feature, const evaluate::Contexts& contexts);
nlohmann::json contextsJson(const Reading& reading, std::int32_t feature, const evaluate::Contexts& contexts);

} // namespace crosseed::cli
