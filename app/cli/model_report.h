// How a classifier was trained, as tables.
#pragma once
#include "store/models.h"
#include "text/table.h"
#include <nlohmann/json_fwd.hpp>

namespace crosseed::cli {

// One line an evaluation; the best is marked. Empty for a model that was accepted as it is.
text::Table trainingTable(const store::ModelRow& model);
// The confusion matrix of the best evaluation: rows true classes, columns predicted ones. Empty where there is none.
text::Table confusionTable(const store::ModelRow& model, const std::vector<std::string>& classes);
// Both with what they are of.
std::string modelText(const store::ModelRow& model, const std::vector<std::string>& classes);
nlohmann::json modelJson(const store::Project& project, const store::ModelRow& model, const std::vector<std::string>& classes);
// "seed-42 (validation accuracy 81.3 %)"
std::string accuracyText(const store::ModelRow& model);

} // namespace crosseed::cli
