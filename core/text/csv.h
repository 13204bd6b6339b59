// Tables as text: comma, tab, semicolon or bar separated, with RFC 4180 quoting or with none.
#pragma once
#include "text/table_rows.h"
#include <optional>
#include <string_view>

namespace crosseed::text {

struct CsvFormat {
    std::optional<char> delimiter; // absent: each line is one field
    bool quoting = true;           // a field may stand in double quotes, doubled inside; false: every byte counts
};

// Reads a whole table, or its first rows; lines end in LF or CR LF, or as lineEndOf() has it; wholly blank lines are skipped,
// a UTF-8 byte order mark too, and a first line that declares the delimiter.
// `file` names the table in errors. Throws Error(BadInput) naming line and field for a quote that is never closed or
// that is followed by text, for a row with too few or too many fields, unless broken rows are set aside (such a row ends with
// its first line); for UTF-16, for a file without a header. O(bytes).
TableRows parseCsv(std::string_view bytes, const CsvFormat& format, const std::string& file, const RowLimits& limits = {});

// The number of the field that holds byte `at` of the row that begins at byte `begin`.
std::size_t fieldAt(std::string_view bytes, const CsvFormat& format, std::size_t begin, std::size_t at);

// CR where the first 256 KiB hold CR and no LF, as old Mac files do; else LF, before which a CR belongs to the line end.
char lineEndOf(std::string_view bytes);
// The X of a first line "sep=X", as Excel writes and reads it; none where X is a letter, a digit, a quote or one of _ - .
std::optional<char> declaredDelimiter(std::string_view bytes);
// A declared one. Else of comma, tab, semicolon and bar those that stand in the first line that is not blank, outside quotes: the one by which most of the first 200
// rows are as wide as the first, of equals the one that stands there most; none where none stands there.
std::optional<char> guessDelimiter(std::string_view bytes, bool quoting);
// False where, of the first 200 rows, more break at a double quote than fields are quoted as RFC 4180 has it.
bool guessQuoting(std::string_view bytes);

} // namespace crosseed::text
