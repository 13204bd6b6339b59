// One table out of any file that a researcher brings: CSV and its kin, JSON Lines, SPSS, Stata; how it is written is guessed, and
// each guess has its reason.
#pragma once
#include "text/encoding.h"
#include "text/table_rows.h"
#include <filesystem>
#include <optional>

namespace crosseed::text {

enum class TableKind : std::uint8_t { Delimited, JsonLines, Spss, Stata };
std::string_view tableKindName(TableKind kind); // "csv", "jsonl", "sav", "dta"
TableKind parseTableKind(std::string_view name); // these, and tsv, txt, zsav, ndjson; throws Error(Usage)

// How a file is to be read; what is absent is guessed.
struct TableReading {
    std::optional<TableKind> kind;
    std::optional<TextEncoding> encoding;
    std::optional<char> delimiter;
    std::optional<bool> quoting;
};

// How it was read.
struct TableForm {
    TableKind kind = TableKind::Delimited;
    TextEncoding encoding = TextEncoding::Utf8;
    std::optional<char> delimiter; // absent: one column, or a format without any
    bool quoting = true;
    std::vector<std::string> reasons; // a clause each: "encoding windows-1250: not UTF-8; its letters are those of Polish"
    std::string doubt; // of the encoding, a sentence for people to read; empty: none
};

struct UndecodableByte {
    std::int64_t row = 0;    // from 0, as the rows of the table stand; -1: outside of them (header, broken rows)
    std::int64_t line = 0;   // as TableRow has it; 0: unknown
    std::string column;      // its name
    std::int64_t offset = 0; // in the file; of SPSS and Stata files in the cell
};

struct TableFile {
    TableForm form;
    TableRows table;
    std::vector<UndecodableByte> undecodable; // of the rows that were read, the first mostBad of them
    std::int64_t undecodableCount = 0;
    std::int64_t fileBytes = 0;
    const char* rowWord = "line"; // "line" or "row": what TableRow::line counts
};

// Kind by the ending (.jsonl, .ndjson, .sav, .zsav, .dta) or the first bytes, else delimited. With a limit of rows only as much of the
// file is read as they need. Errors as the formats' own readers give them.
TableFile readTable(const std::filesystem::path& file, const TableReading& reading = {}, const RowLimits& limits = {});
// The same out of memory, except that SPSS and Stata files are parsed in this process. `file` names it in errors and by its ending.
TableFile readTableBytes(std::string_view bytes, const std::string& file, const TableReading& reading = {}, const RowLimits& limits = {});

} // namespace crosseed::text
