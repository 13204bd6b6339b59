#include "pipeline/edit_pairs.h"
#include "base/error.h"
#include "base/files.h"
#include "text/csv.h"
#include "text/unicode_rules.h"
#include <optional>

namespace crosseed::pipeline {

namespace {

std::optional<std::size_t> columnOf(const text::TableRows& table, const std::string& title, const std::string& file) {
    std::optional<std::size_t> found;
    for (std::size_t c = 0; c < table.header.size(); ++c)
        if (text::lowerCased(table.header[c]) == title) {
            require(!found, ErrorKind::BadInput, file + " has two columns " + title + "; rename or remove one.");
            found = c;
        }
    return found;
}

std::size_t neededColumn(const text::TableRows& table, const std::string& title, const std::string& file) {
    const auto found = columnOf(table, title, file);
    std::string titles;
    for (const std::string& given : table.header)
        titles += (titles.empty() ? "" : ", ") + given;
    require(found.has_value(), ErrorKind::BadInput,
            file + " has no column " + title + "; its columns are " + titles + ". Name the sentences original and edited.");
    return *found;
}

bool isBlank(const std::string& text) {
    return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

} // namespace

std::vector<EditPair> readEditPairs(const std::filesystem::path& path) {
    const std::string bytes = readFile(path), file = path.string();
    const text::TableRows table = text::parseCsv(bytes, {text::guessDelimiter(bytes, true), true}, file);
    const std::size_t original = neededColumn(table, "original", file), edited = neededColumn(table, "edited", file);
    const auto type = columnOf(table, "edit_type", file), note = columnOf(table, "note", file);
    std::vector<EditPair> pairs;
    for (const text::TableRow& row : table.rows) {
        for (const auto& [column, title] : {std::pair{original, "original"}, std::pair{edited, "edited"}})
            require(!isBlank(row.fields[column]), ErrorKind::BadInput,
                    file + ", row " + std::to_string(pairs.size() + 1) + " (line " + std::to_string(row.line) +
                        "): the field " + title + " is empty; write a sentence or remove the row.");
        pairs.push_back({row.fields[original], row.fields[edited], type ? row.fields[*type] : "",
                         note ? row.fields[*note] : ""});
    }
    require(!pairs.empty(), ErrorKind::BadInput, file + " has titles but no row with a pair of sentences.");
    return pairs;
}

} // namespace crosseed::pipeline
