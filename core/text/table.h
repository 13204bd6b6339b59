// One table, shown in a terminal or written to a file: every result that is a table is made of it.
#pragma once
#include "text/number_text.h"
#include <string>
#include <vector>

namespace crosseed::text {

struct Column {
    std::string title;
    bool right = true; // numbers stand at the right
};

// What people read, and what a file holds where that is more exact.
struct Cell {
    std::string shown;
    std::string exact; // in CSV in the place of `shown`, unless `same`
    bool same = true;

    Cell(std::string text) : shown(std::move(text)) {}
    Cell(const char* text) : shown(text) {}
    Cell(std::string text, std::string inFiles) : shown(std::move(text)), exact(std::move(inFiles)), same(false) {}
};
// Cells of numbers: rounded for people, exact in files; NaN is "-", in files empty.
inline Cell correlationCell(double r) { return {correlationText(r), exactText(r)}; }
inline Cell fixedCell(double value, int digits) { return {fixedText(value, digits), exactText(value)}; }
inline Cell percentCell(double percent) { return {percentText(percent), exactText(percent)}; }
inline Cell countCell(long long value) { return {countText(value), std::to_string(value)}; }

struct Table {
    std::vector<Column> columns;
    std::vector<std::vector<Cell>> rows; // each as wide as `columns`
};

// Columns as wide as their widest cell in characters, two blanks between, a rule under the titles. Line feeds and tabs in cells
// are blanks, here and in LaTeX.
std::string toText(const Table& table);
// RFC 4180 with LF: a header line, commas, quotes where they are needed; cells as files hold them.
std::string toCsv(const Table& table);
// A booktabs tabular of the cells as they are shown, special characters escaped.
std::string toLatex(const Table& table);
// One text with LaTeX's special characters escaped, those too that mean something at the beginning of a row.
std::string latexText(const std::string& text);
// One field of a CSV file, in quotes where it needs them.
std::string csvField(const std::string& text);

} // namespace crosseed::text
