// The sample's scientific test: does a universal feature find what was planted?
#pragma once
#include "pipeline/recipe.h"
#include "reading.h"
#include <nlohmann/json.hpp>

namespace crosseed::cli {

struct PlantedReport {
    std::string text;
    nlohmann::json json;
};

// For each planted feature the universal feature that finds it best, with its AUC a token in A and in B.
PlantedReport plantedReport(const store::Project& project, const pipeline::CorpusSpec& spec, const Reading& reading);

} // namespace crosseed::cli
