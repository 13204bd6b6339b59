// Jobs as a table, as cards and as JSON.
#pragma once
#include "pipeline/jobs.h"
#include "text/table.h"
#include <nlohmann/json.hpp>

namespace crosseed::cli {

text::Table jobsTable(const std::vector<store::JobRow>& jobs);
// The table, and under it each job that ended before its time: why, its last lines and how it goes on.
std::string jobsText(const std::vector<store::JobRow>& jobs, const std::string& project);
nlohmann::json jobJson(const store::JobRow& job);
// "Job 3 (train a & b) failed: ..."
std::string endText(const store::JobRow& job);

} // namespace crosseed::cli
