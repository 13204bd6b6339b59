// The rows of a table as they were read, whatever its format, with what could not be.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace crosseed::text {

struct TableRow {
    std::int64_t line = 0; // in the file, from 1: where the row begins; of files without lines the number of the row, from 1
    std::size_t begin = 0; // byte in the decoded text where the row begins
    std::vector<std::string> fields;
    std::size_t end = 0;   // byte behind the row and its line end; 0 where the format has no lines
};

// A row that could not be read and was set aside.
struct BrokenRow {
    std::int64_t row = 0;  // how many rows were read before it, itself not counted
    std::int64_t line = 0; // as TableRow has it
    std::string reason;    // "has 3 fields, but the header names 2 columns"
};

struct TableRows {
    std::vector<std::string> header;
    std::vector<TableRow> rows;    // each as wide as the header
    std::vector<BrokenRow> broken; // the first mostBroken of them
    std::int64_t brokenCount = 0;
    bool isWhole = true; // the file ended before the limit of rows
    std::size_t end = 0; // byte in the decoded text where reading ended

    void setAside(BrokenRow row) {
        if (std::ssize(broken) < mostBroken)
            broken.push_back(std::move(row));
        ++brokenCount;
    }
    static constexpr std::ptrdiff_t mostBroken = 1000;
};

struct RowLimits {
    std::int64_t rows = 0;    // read so many at most; 0: all
    bool skipBroken = false;  // set broken rows aside; else the first one is an error
};

} // namespace crosseed::text
