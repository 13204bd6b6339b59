// Notes on features as text for the terminal and as JSON.
#pragma once
#include "store/notes.h"
#include "store/runs.h"
#include "text/table.h"
#include <nlohmann/json_fwd.hpp>

namespace crosseed::cli {

nlohmann::json noteJson(const text::FeatureNote& note);
// All texts of one note, each below its name.
std::string noteText(const store::RunRow& run, const text::FeatureNote& note);
// One line a note: feature, star, label, tags, definition; long texts cut in the terminal, whole in files.
text::Table noteTable(const std::vector<text::FeatureNote>& notes);

} // namespace crosseed::cli
