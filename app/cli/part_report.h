// Parts and groups of an evaluation as tables and JSON.
#pragma once
#include "evaluate/groups.h"
#include "pipeline/evaluation_part.h"
#include "text/table.h"
#include <nlohmann/json_fwd.hpp>

namespace crosseed::cli {

text::Table groupTable(const std::vector<evaluate::GroupRow>& groups, const std::string& column);
nlohmann::json groupsJson(const std::vector<evaluate::GroupRow>& groups);

// The headline numbers of parts, one a row; `column` is the title of their names.
text::Table partTable(const std::vector<pipeline::GroupMetrics>& parts, const std::string& column);
nlohmann::json partsJson(const std::vector<pipeline::GroupMetrics>& parts);

} // namespace crosseed::cli
