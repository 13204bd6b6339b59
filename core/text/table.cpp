#include "text/table.h"
#include <algorithm>

namespace crosseed::text {

namespace {

std::size_t characters(const std::string& text) { // code points, continuation bytes not counted
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string oneLine(std::string text) {
    std::ranges::replace_if(text, [](char c) { return c >= '\t' && c <= '\r'; }, ' ');
    return text;
}

template <typename CellText> std::string joined(std::size_t count, const char* between, const CellText& text) {
    std::string line;
    for (std::size_t i = 0; i < count; ++i)
        line += (i ? between : "") + text(i);
    return line;
}

} // namespace

std::string toText(const Table& table) {
    const auto& columns = table.columns;
    std::vector<std::size_t> widths;
    for (std::size_t c = 0; c < columns.size(); ++c) {
        widths.push_back(characters(columns[c].title));
        for (const auto& row : table.rows)
            widths[c] = std::max(widths[c], characters(row[c].shown));
    }
    std::string text;
    const auto line = [&](const auto& cellOf) {
        std::string out = joined(columns.size(), "  ", [&](std::size_t c) {
            const std::string cell = oneLine(cellOf(c));
            const std::string blanks(widths[c] - characters(cell), ' ');
            return columns[c].right ? blanks + cell : cell + blanks;
        });
        out.erase(out.find_last_not_of(' ') + 1);
        text += out + "\n";
    };
    line([&](std::size_t c) { return columns[c].title; });
    line([&](std::size_t c) { return std::string(widths[c], '-'); });
    for (const auto& row : table.rows)
        line([&](std::size_t c) { return row[c].shown; });
    return text;
}

std::string csvField(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos)
        return text;
    std::string field = "\"";
    for (const char c : text)
        field += c == '"' ? std::string("\"\"") : std::string(1, c);
    return field + "\"";
}

std::string toCsv(const Table& table) {
    std::string text =
        joined(table.columns.size(), ",", [&](std::size_t c) { return csvField(table.columns[c].title); }) + "\n";
    for (const auto& row : table.rows)
        text += joined(row.size(), ",", [&](std::size_t c) { return csvField(row[c].same ? row[c].shown : row[c].exact); }) +
                "\n";
    return text;
}

std::string latexText(const std::string& text) {
    std::string escaped;
    for (const char c : oneLine(text)) {
        switch (c) {
        case '&': case '%': case '$': case '#': case '_': case '{': case '}':
            escaped += std::string("\\") + c;
            break;
        case '[': case ']': case '*':
            escaped += std::string("{") + c + "}";
            break;
        case '~': escaped += "\\textasciitilde{}"; break;
        case '^': escaped += "\\textasciicircum{}"; break;
        case '\\': escaped += "\\textbackslash{}"; break;
        case '<': escaped += "$<$"; break;
        case '>': escaped += "$>$"; break;
        case '|': escaped += "$|$"; break;
        default: escaped += c;
        }
    }
    return escaped;
}

std::string toLatex(const Table& table) {
    std::string text = "\\begin{tabular}{";
    for (const Column& column : table.columns)
        text += column.right ? 'r' : 'l';
    text += "}\n\\toprule\n";
    text += joined(table.columns.size(), " & ", [&](std::size_t c) { return latexText(table.columns[c].title); });
    text += " \\\\\n\\midrule\n";
    for (const auto& row : table.rows)
        text += joined(row.size(), " & ", [&](std::size_t c) { return latexText(row[c].shown); }) + " \\\\\n";
    return text + "\\bottomrule\n\\end{tabular}\n";
}

} // namespace crosseed::text
