// The steps of a training, as several tables hold them. For store's own files.
#pragma once
#include "sae/train.h"
#include <SQLiteCpp/SQLiteCpp.h>
#include <string>

namespace crosseed::store {

// In the place of those that `table` has of `id` in the column `owner`.
void insertSteps(SQLite::Database& db, const std::string& table, const std::string& owner, std::int64_t id,
                 const std::vector<sae::StepReport>& steps);
std::vector<sae::StepReport> readSteps(SQLite::Database& db, const std::string& table, const std::string& owner,
                                       std::int64_t id);

} // namespace crosseed::store
