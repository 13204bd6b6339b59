// Tables of statistics programs: SPSS (.sav, .zsav) and Stata (.dta), read by the ReadStat library.
#pragma once
#include "text/encoding.h"
#include "text/table_rows.h"
#include <filesystem>
#include <optional>
#include <string_view>

namespace crosseed::text {

enum class StatisticsFormat : std::uint8_t { Spss, Stata };

struct StatisticsTable {
    TableRows rows;
    TextEncoding encoding = TextEncoding::Utf8; // that texts were read in
    std::string encodingReason;
    std::vector<BadByte> bad; // offset: the byte in the cell; at: row times columns plus column
    std::int64_t badCount = 0;
};

// A labelled value is its label, a missing one (of the system, tagged, or in the variable's list of missing values) an empty
// cell; whole numbers have no decimals, dates of both programs are 2021-03-04, date-times 2021-03-04 05:06:07. Columns are the
// variables' names. Encoding: what is declared, else what the file says, else a guess from its texts.
// Throws Error(BadInput) for what ReadStat refuses.
StatisticsTable parseStatistics(std::string_view bytes, StatisticsFormat format, const std::string& file, const RowLimits& limits = {},
                                std::optional<TextEncoding> declared = std::nullopt);

// The same in a process of its own with limits of time and memory, for files of unknown origin: a file that makes the library
// crash or swell costs a sentence (Error(BadInput)), not the program.
StatisticsTable readStatistics(const std::filesystem::path& file, StatisticsFormat format, const RowLimits& limits = {},
                               std::optional<TextEncoding> declared = std::nullopt);

} // namespace crosseed::text
