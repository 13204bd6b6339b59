// The terms of a training's loss as curves.
#pragma once
#include "sae/train.h"
#include <span>

namespace crosseed::sae {

// Eq. 2 and its terms in their order.
enum class LossTerm : std::uint8_t { Whole, Output, NextLayer, Reconstruction, CrossCodes, DeadFeatures };
inline constexpr std::array<LossTerm, 6> allLossTerms{LossTerm::Whole,      LossTerm::Output,
                                                      LossTerm::NextLayer,  LossTerm::Reconstruction,
                                                      LossTerm::CrossCodes, LossTerm::DeadFeatures};

double weightOf(const LossWeights& weights, LossTerm term); // the whole's is 1
double valueOf(const StepReport& step, LossTerm term);      // without its weight

// A moving average that remembers `factor` (0 <= factor < 1) of itself a step and forgets its beginning: value i is the
// mean of values 0 .. i with weights factor^(i - j).
std::vector<double> smoothed(const std::vector<double>& values, double factor);

// The whole loss stands out of the steps before it: above their mean by more than six times their spread and by a half
// of it. `earlier`: some fifty steps; false with fewer than twenty.
bool isOutlier(std::span<const double> earlier, double value);

} // namespace crosseed::sae
