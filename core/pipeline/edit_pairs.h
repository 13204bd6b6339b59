// Pairs of sentences from a CSV file.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace crosseed::pipeline {

struct EditPair {
    std::string original, edited;
    std::string editType; // empty: to be suggested
    std::string note;
};

// A table with the columns original and edited, and perhaps edit_type and note; letter case of the titles aside, other columns
// are left alone. All pairs or none: throws Error(BadInput) naming file, row (from 1, titles not counted), line and field for a
// column that is missing or there twice, an empty original or edit, and for what text::parseCsv() refuses; Error(NotFound).
std::vector<EditPair> readEditPairs(const std::filesystem::path& file);

} // namespace crosseed::pipeline
