// The controls that stand behind a result: what chance and other rotations give, at whatever threshold.
#pragma once
#include "evaluate/threshold_yield.h"
#include <QString>
#include <memory>
#include <optional>
#include <vector>

namespace crosseed::views {

struct Control {
    QString kind;         // "identity", "mismatched" or "random"
    bool shortly = false; // trained as the rotation test does, not as the result was
    QString how;          // how it was trained and aligned, a sentence
    std::vector<std::vector<evaluate::FeatureRow>> trials; // of each the feature rows; of random rotations a draw each
    std::vector<evaluate::YieldCounter> counters;          // of the same
};

struct Controls {
    std::vector<Control> list; // identity, mismatched, random, as far as they are stored
    std::optional<evaluate::YieldCounter> original; // the true rotation, trained as shortly as the draws
    QString shortTraining;     // "35 batches, without L_cross"
    bool isEmpty() const { return list.empty(); }
};
using ControlsPtr = std::shared_ptr<const Controls>;

} // namespace crosseed::views
