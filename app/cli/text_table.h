// Tables as plain text.
#pragma once
#include <string>
#include <vector>

namespace crosseed::cli {

struct Column {
    std::string title;
    bool right = true; // numbers stand at the right
};

// Columns as wide as their widest cell in characters, two blanks between, a rule under the titles.
std::string textTable(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows);

// "0.94" as ".940" (r, p and shares never exceed 1), "-" for NaN.
std::string correlationText(double r);
// Fixed digits, "-" for NaN.
std::string fixedText(double value, int digits);
// 12345 as "12,345".
std::string countText(long long value);
// "2:05" or "1:02:05".
std::string durationText(double seconds);

} // namespace crosseed::cli
