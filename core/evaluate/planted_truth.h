// How well the universal features find what was planted in a corpus: AUC a token against the known truth.
#pragma once
#include "evaluate/evaluate.h"
#include "evaluate/evaluation_index.h"
#include <cstdint>
#include <vector>

namespace crosseed::evaluate {

// A value per token against 0/1: P(value of a 1 > value of a 0) + P(equal) / 2 (Mann-Whitney), exact. `rows`
// ascending with their values, all other rows have the value 0. NaN where all tokens are 1 or all are 0.
double areaUnderCurve(const std::vector<std::uint8_t>& truth, const std::vector<std::int64_t>& rows,
                      const std::vector<float>& values);

// From this AUC on a planted feature counts as found: the feature fires on some 70 of 100 of its tokens and on hardly any
// other (a feature that fires on a share t of the true and a share f of the other tokens has about (1 + t - f) / 2).
inline constexpr double foundAuc = 0.85;

// The universal feature that finds one planted feature best: that with the highest lower AUC of the two
// models, since a shared feature must find it in both; of equals the first by number.
struct PlantedMatch {
    std::int64_t planted = 0;   // index into `truths`
    std::int64_t positives = 0; // tokens of which it is true
    std::int32_t feature = -1;  // -1: there is no universal feature, or the truth is the same everywhere
    double r = std::numeric_limits<double>::quiet_NaN(); // of the feature
    double aucA = std::numeric_limits<double>::quiet_NaN();
    double aucB = std::numeric_limits<double>::quiet_NaN();
    double lowerAuc() const { return aucA < aucB ? aucA : aucB; }
    bool found() const { return feature >= 0 && lowerAuc() >= foundAuc; }
};

// truths: one vector [N] of 0/1 for each planted feature. One match for each, in their order.
// Throws Error(Shape) when the lengths differ.
std::vector<PlantedMatch> matchPlanted(const std::vector<std::vector<std::uint8_t>>& truths,
                                       const EvaluationIndex& index, const PairMetrics& metrics);

} // namespace crosseed::evaluate
