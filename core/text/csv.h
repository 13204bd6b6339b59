// Tables as text: comma, tab or semicolon separated, with RFC 4180 quoting or with none.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crosseed::text {

struct CsvFormat {
    std::optional<char> delimiter; // absent: each line is one field
    bool quoting = true;           // a field may stand in double quotes, doubled inside; false: every byte counts
};

struct CsvRow {
    std::int64_t line = 0; // in the file, from 1: where the row begins
    std::vector<std::string> fields;
};

struct CsvTable {
    std::vector<std::string> header;
    std::vector<CsvRow> rows; // each as wide as the header
};

// The one of comma, tab and semicolon that occurs most in the first line outside quotes; none where none occurs.
std::optional<char> guessDelimiter(std::string_view bytes, bool quoting);

// Reads a whole table; lines end in LF or CR LF, wholly blank lines are skipped, a UTF-8 byte order mark too.
// `file` names the table in errors. Throws Error(BadInput) naming line and field for a quote that is never closed or
// that is followed by text, for a row with too few or too many fields, for UTF-16, for a file without a header.
CsvTable parseCsv(std::string_view bytes, const CsvFormat& format, const std::string& file);

} // namespace crosseed::text
