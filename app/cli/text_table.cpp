#include "text_table.h"
#include <algorithm>
#include <cmath>
#include <cstdio>

namespace crosseed::cli {

namespace {
std::size_t characters(const std::string& text) { // code points, continuation bytes not counted
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}
} // namespace

std::string textTable(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    for (std::size_t c = 0; c < columns.size(); ++c) {
        widths.push_back(characters(columns[c].title));
        for (const auto& row : rows)
            widths[c] = std::max(widths[c], characters(row[c]));
    }
    std::string text;
    const auto line = [&](const auto& cellOf) {
        std::string out;
        for (std::size_t c = 0; c < columns.size(); ++c) {
            const std::string cell = cellOf(c);
            const std::string blanks(widths[c] - characters(cell), ' ');
            out += (c ? "  " : "") + (columns[c].right ? blanks + cell : cell + blanks);
        }
        out.erase(out.find_last_not_of(' ') + 1);
        text += out + "\n";
    };
    line([&](std::size_t c) { return columns[c].title; });
    line([&](std::size_t c) { return std::string(widths[c], '-'); });
    for (const auto& row : rows)
        line([&](std::size_t c) { return row[c]; });
    return text;
}

std::string fixedText(double value, int digits) {
    if (std::isnan(value))
        return "-";
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%.*f", digits, value);
    return buffer;
}

std::string correlationText(double r) {
    std::string text = fixedText(r, 3);
    const auto zero = text.find("0.");
    if (zero == 0 || (zero == 1 && text[0] == '-'))
        text.erase(zero, 1);
    return text;
}

std::string countText(long long value) {
    std::string text = std::to_string(value);
    for (std::ptrdiff_t at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > (value < 0 ? 1 : 0); at -= 3)
        text.insert(static_cast<std::size_t>(at), ",");
    return text;
}

std::string durationText(double seconds) {
    const long total = std::lround(std::max(0.0, seconds));
    char buffer[32];
    if (total >= 3600)
        std::snprintf(buffer, sizeof buffer, "%ld:%02ld:%02ld", total / 3600, total / 60 % 60, total % 60);
    else
        std::snprintf(buffer, sizeof buffer, "%ld:%02ld", total / 60, total % 60);
    return buffer;
}

} // namespace crosseed::cli
