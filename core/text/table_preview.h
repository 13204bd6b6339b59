// What a person sees of a table before anything is stored: how it is written, its first rows, what its columns may be.
#pragma once
#include "text/import_table.h"

namespace crosseed::text {

enum class ColumnRole : std::uint8_t { None, Text, Label, Id, Split };
std::string_view columnRoleName(ColumnRole role); // "", "text", "label", "id", "split"

// One column, from the rows of the preview.
struct ColumnGuess {
    std::string name;
    std::string kind;        // "empty", "number", "number with comma", "date" (2021-03-04 first), "words"
    std::int64_t filled = 0; // cells that are not empty
    std::int64_t distinct = 0;
    double meanLength = 0;   // bytes of the filled cells; NaN of none
    ColumnRole role = ColumnRole::None;
    std::string reason;      // of the role: "its cells are the longest"
};

struct TablePreview {
    TableFile file; // its first rows; broken ones are listed, not refused
    std::vector<ColumnGuess> columns;
    std::vector<std::string> warnings; // "the first line looks like data, not like names of columns"
};

// Reads no more of the file than the rows need. Roles: split is a column whose words are all splits; text the one named like a text
// or with the longest cells; label the one named like a label, or with few values that repeat (the fewest); id the one named like an
// id, or without repetition. Errors as readTable() gives them.
TablePreview previewTable(const std::filesystem::path& file, const TableReading& reading = {}, std::int64_t rows = 200);

// Options that take the roles' columns and keep the others; a text column that was not found stays "text".
TableOptions optionsOf(const TablePreview& preview, const TableReading& reading = {});

} // namespace crosseed::text
