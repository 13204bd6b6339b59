// The table of conditions as text, CSV and JSON.
#pragma once
#include "pipeline/conditions.h"
#include "text/table.h"
#include <nlohmann/json_fwd.hpp>

namespace crosseed::cli {

// One line a result, all of one preset and pooling; the paper's values beside, where it has the data set.
text::Table conditionsTable(const std::vector<pipeline::ConditionResult>& results, const std::string& corpusName);
// All results, a table for each preset and pooling with what it was computed with above it.
std::string conditionsText(const std::vector<pipeline::ConditionResult>& results, const std::string& corpusName);
// All results in one table for files; preset, pooling, split and thresholds in columns of their own.
text::Table conditionsFile(const std::vector<pipeline::ConditionResult>& results, const std::string& corpusName);
nlohmann::json conditionsJson(const std::vector<pipeline::ConditionResult>& results, const std::string& corpusName);

std::string costText(const pipeline::ConditionsCost& cost);

} // namespace crosseed::cli
