// Results as JSON, for rows of the project and for --json. NaN is written as null.
#pragma once
#include "align/procrustes.h"
#include "bert/fine_tune.h"
#include "evaluate/evaluate.h"
#include "sae/train.h"
#include <nlohmann/json_fwd.hpp>

namespace crosseed::pipeline {

// NaN and infinity, which JSON has no words for, are null.
nlohmann::json numberJson(double value);

nlohmann::json resultJson(const bert::FineTuneResult& result);
nlohmann::json resultJson(const align::Alignment& alignment); // without W
nlohmann::json resultJson(const sae::StepReport& step);
nlohmann::json resultJson(const evaluate::MemberOutcome& outcome); // without the codes
nlohmann::json resultJson(const evaluate::FeatureRow& feature);
nlohmann::json resultJson(const evaluate::PairMetrics& metrics);   // without the features

} // namespace crosseed::pipeline
