// Results as text for the terminal, each with the run it comes from.
#pragma once
#include "pipeline/stages.h"
#include "text/table.h"
#include <nlohmann/json_fwd.hpp>

namespace crosseed::cli {

using namespace text; // tables and numbers as text

// NaN where stored JSON has null.
double numberOf(const nlohmann::json& value);

// "run 3 (joint, full)"
std::string runText(const store::RunRow& run);

// NRE of the true rotation and its two controls, k95/k99, warnings.
std::string rotationText(const store::RotationRow& row);

// Table 1's numbers and what has to stand beside them, one line a run. All rows must have one pooling.
std::string metricsText(const std::vector<store::RunRow>& runs, const std::vector<store::EvaluationRow>& rows);

nlohmann::json runJson(const store::RunRow& run);
nlohmann::json evaluationJson(const store::EvaluationRow& row); // without the features

} // namespace crosseed::cli
