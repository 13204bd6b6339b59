// JSON Lines: one object a line.
#pragma once
#include "text/table_rows.h"
#include <string_view>

namespace crosseed::text {

// The columns are the keys of all objects in the order in which they come up; a key that an object lacks, and null, is an empty
// cell. Strings stand as they are, numbers and true/false as JSON writes them, arrays and objects as JSON. Blank lines are skipped,
// a UTF-8 byte order mark too. Throws Error(BadInput) naming the line for one that is no object, is not valid JSON, is nested more
// than 100 levels deep or has a key twice, unless broken rows are set aside; for a file without a row; for more than 10,000 columns.
TableRows parseJsonLines(std::string_view bytes, const std::string& file, const RowLimits& limits = {});

} // namespace crosseed::text
