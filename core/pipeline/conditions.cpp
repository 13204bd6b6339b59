#include "pipeline/conditions.h"
#include <algorithm>

namespace crosseed::pipeline {

namespace {

constexpr std::array<std::string_view, 7> codes{"1", "2", "3-literal", "3-fair", "4", "5", "6"};
constexpr std::array<std::string_view, 7> titles{"independent, by index",
                                                 "independent, matched",
                                                 "independent + rotation, matched (B's SAE on turned B)",
                                                 "independent + rotation (A's SAE on both)",
                                                 "joint, no rotation",
                                                 "joint, rotation only",
                                                 "joint, full"};

} // namespace

std::string_view conditionCode(Condition condition) {
    return codes[static_cast<std::size_t>(condition)];
}

std::string_view conditionTitle(Condition condition) {
    return titles[static_cast<std::size_t>(condition)];
}

Condition parseCondition(std::string_view code) {
    for (const Condition condition : allConditions)
        if (conditionCode(condition) == code)
            return condition;
    throw Error(ErrorKind::Usage, "\"" + std::string(code) + "\" is no condition; use 1, 2, 3-literal, 3-fair, 4, 5 or 6.");
}

Preset presetNamed(std::string_view name, const sae::SaeConfig& like) {
    require(name == "paper" || name == "recommended", ErrorKind::Usage,
            "\"" + std::string(name) + "\" is no preset; use paper or recommended.");
    Preset preset;
    preset.name = name;
    preset.sae.dictionary = like.dictionary;
    preset.sae.k = like.k;
    const bool paper = name == "paper";
    preset.sae.denormalise = !paper;
    preset.training.learningRate = paper ? 5e-5 : 1e-3;
    preset.matchOnEvaluation = paper;
    return preset;
}

double deadInBoth(const std::vector<evaluate::FeatureRow>& features, const evaluate::Matching* matching,
                  std::int64_t minimumActive) {
    std::vector<std::uint8_t> aliveB(features.size()); // by B's own number
    for (std::size_t f = 0; f < features.size(); ++f)
        aliveB[matching ? static_cast<std::size_t>(matching->partner[f]) : f] = features[f].firesB >= minimumActive;
    std::int64_t dead = 0;
    for (std::size_t f = 0; f < features.size(); ++f)
        dead += features[f].firesA < minimumActive && !aliveB[f] ? 1 : 0;
    return features.empty() ? std::numeric_limits<double>::quiet_NaN()
                            : 100 * static_cast<double>(dead) / static_cast<double>(features.size());
}

} // namespace crosseed::pipeline
