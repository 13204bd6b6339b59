// Counterfactuals and rules over many texts as JSON: what is stored of them, and what --json prints. NaN is null.
#pragma once
#include "evaluate/counterfactual.h"
#include "evaluate/edit_study.h"
#include <nlohmann/json_fwd.hpp>

namespace crosseed::pipeline {

// Of one feature of `result.effects`: peaks, effects, reasons and class probabilities of A ("a") and B ("b"), the aligned words,
// every token of both sentences with its codes, the features that moved most, the options.
nlohmann::json resultJson(const evaluate::Counterfactual& result, const evaluate::FeatureEffect& effect,
                          const evaluate::Probe& probe, const evaluate::CounterfactualOptions& options);

// Counts, summaries of A ("a"), B ("b") and their mean ("both"), each line, the placebos kind by kind, the noise band of the rule's
// mean ("mean_band") beside the quantiles of "single_placebo_edits", the options. Studies of older versions have neither, but
// "band", which is summaries of all single placebo edits.
nlohmann::json resultJson(const evaluate::EditStudy& study, const evaluate::EditStudyOptions& options);

} // namespace crosseed::pipeline
