// Results as JSON, for rows of the project and for --json. NaN is written as null.
#pragma once
#include "align/procrustes.h"
#include "bert/fine_tune.h"
#include "evaluate/evaluate.h"
#include "sae/train.h"
#include <nlohmann/json_fwd.hpp>
#include <optional>

namespace crosseed::pipeline {

// NaN and infinity, which JSON has no words for, are null.
nlohmann::json numberJson(double value);

nlohmann::json resultJson(const bert::FineTuneResult& result);
// The result that a model's training_json tells of, as this version or an older one wrote it; nothing for a model that was
// accepted as it is.
std::optional<bert::FineTuneResult> fineTuneResultOf(const nlohmann::json& training);
nlohmann::json resultJson(const align::Alignment& alignment); // without W
nlohmann::json resultJson(const sae::StepReport& step);
nlohmann::json resultJson(const evaluate::MemberOutcome& outcome); // without the codes
nlohmann::json resultJson(const evaluate::FeatureRow& feature);
nlohmann::json resultJson(const evaluate::PairMetrics& metrics);   // without the features

} // namespace crosseed::pipeline
