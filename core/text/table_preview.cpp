#include "text/table_preview.h"
#include "base/error.h"
#include "base/trim.h"
#include "text/quartiles.h"
#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <unordered_set>

namespace crosseed::text {

namespace {

constexpr std::size_t longName = 60; // bytes; names of columns are shorter

std::string lowered(std::string_view word) {
    std::string text(trimmed(word));
    std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

constexpr std::string_view textNames[] = {"text", "sentence", "request", "tweet", "review", "comment", "content", "body",
                                          "utterance", "message", "post", "document", "question", "prompt"};
constexpr std::string_view labelNames[] = {"label", "class", "category", "sentiment", "target", "gold", "annotation", "rating",
                                           "stars", "score", "normalized score", "emotion", "stance", "code"};
constexpr std::string_view idNames[] = {"id", "key", "doc_id", "document_id", "tweet_id", "index", "nr", "no", "uid", "guid"};

bool isOneOf(std::string_view word, std::span<const std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

bool isDate(std::string_view cell) {
    constexpr std::string_view shape = "0000-00-00";
    if (cell.size() < shape.size())
        return false;
    for (std::size_t i = 0; i < shape.size(); ++i)
        if (shape[i] == '-' ? cell[i] != '-' : cell[i] < '0' || cell[i] > '9')
            return false;
    return cell.size() == shape.size() || cell[10] == ' ' || cell[10] == 'T';
}

bool isSplit(std::string_view cell) {
    try {
        parseSplit(lowered(cell));
        return true;
    } catch (const Error&) {
        return false;
    }
}

struct Cells {
    std::vector<std::string_view> filled;
    bool allSplits = true;
};

Cells cellsOf(const TableRows& table, std::size_t column) {
    Cells cells;
    for (const TableRow& row : table.rows)
        if (const std::string_view cell = trimmed(row.fields[column]); !cell.empty()) {
            cells.filled.push_back(cell);
            cells.allSplits = cells.allSplits && isSplit(cell);
        }
    cells.allSplits = cells.allSplits && !cells.filled.empty();
    return cells;
}

std::string kindOf(const std::vector<std::string_view>& cells) {
    const auto all = [&](const auto& is) { return std::ranges::all_of(cells, is); };
    if (cells.empty())
        return "empty";
    if (all([](std::string_view cell) { return parseNumber(cell, '.').has_value(); }))
        return "number";
    if (all([](std::string_view cell) { return parseNumber(cell, ',').has_value(); }))
        return "number with comma";
    return all(isDate) ? "date" : "words";
}

ColumnGuess described(const TableRows& table, std::size_t column, bool& isSplitColumn) {
    const Cells cells = cellsOf(table, column);
    ColumnGuess guess;
    guess.name = table.header[column];
    guess.kind = kindOf(cells.filled);
    guess.filled = std::ssize(cells.filled);
    guess.distinct = std::ssize(std::unordered_set<std::string_view>(cells.filled.begin(), cells.filled.end()));
    double bytes = 0;
    for (const std::string_view cell : cells.filled)
        bytes += static_cast<double>(cell.size());
    guess.meanLength = cells.filled.empty() ? std::numeric_limits<double>::quiet_NaN() : bytes / static_cast<double>(guess.filled);
    isSplitColumn = cells.allSplits;
    return guess;
}

// The column without a role that is best by `measure`, above 0.
template <typename Measure> void give(std::vector<ColumnGuess>& columns, ColumnRole role, const Measure& measure) {
    ColumnGuess* best = nullptr;
    double most = 0;
    std::string why;
    for (ColumnGuess& column : columns)
        if (column.role == ColumnRole::None && column.filled > 0) {
            std::string reason;
            if (const double value = measure(column, reason); value > most) {
                most = value;
                best = &column;
                why = reason;
            }
        }
    if (best) {
        best->role = role;
        best->reason = why;
    }
}

constexpr double byName = 1e6; // above any measure of the cells

void giveRoles(std::vector<ColumnGuess>& columns) {
    give(columns, ColumnRole::Text, [](const ColumnGuess& c, std::string& reason) {
        const bool named = isOneOf(lowered(c.name), textNames);
        reason = named ? "its name" : "its cells are the longest";
        return c.kind != "words" && !named ? 0.0 : (named ? byName : 0) + c.meanLength;
    });
    give(columns, ColumnRole::Label, [](const ColumnGuess& c, std::string& reason) {
        const bool named = isOneOf(lowered(c.name), labelNames);
        const bool repeats = c.kind != "date" && c.distinct >= 2 && c.distinct <= 20 && 2 * c.distinct <= c.filled;
        reason = named ? "its name" : "its " + std::to_string(c.distinct) + " values repeat";
        if (c.distinct > 20 && c.kind.starts_with("number"))
            reason += "; numbers: give --quartile-classes";
        return named ? byName + c.meanLength : repeats ? 1.0 / static_cast<double>(c.distinct) : 0.0;
    });
    give(columns, ColumnRole::Id, [](const ColumnGuess& c, std::string& reason) {
        const bool named = isOneOf(lowered(c.name), idNames), unique = c.distinct == c.filled && c.filled > 1;
        reason = named ? "its name" : "no cell repeats";
        return named ? byName : unique && c.meanLength < 40 && c.kind != "date" ? 1.0 / c.meanLength : 0.0;
    });
}

void warnOfHeader(TablePreview& preview) {
    const auto& header = preview.file.table.header;
    const bool looksLikeData = std::ranges::any_of(header, [](const std::string& name) {
        return name.size() > longName || (!trimmed(name).empty() && parseNumber(trimmed(name), '.'));
    });
    if (looksLikeData)
        preview.warnings.push_back("The first line looks like data, not like names of columns; put a line with names before it.");
    if (std::unordered_set<std::string>(header.begin(), header.end()).size() != header.size())
        preview.warnings.push_back("Two columns have the same name; give each a name of its own.");
}

} // namespace

std::string_view columnRoleName(ColumnRole role) {
    constexpr std::string_view names[] = {"", "text", "label", "id", "split"};
    return names[static_cast<std::size_t>(role)];
}

TablePreview previewTable(const std::filesystem::path& file, const TableReading& reading, std::int64_t rows) {
    TablePreview preview;
    preview.file = readTable(file, reading, {rows, true});
    for (std::size_t column = 0; column < preview.file.table.header.size(); ++column) {
        bool isSplitColumn = false;
        preview.columns.push_back(described(preview.file.table, column, isSplitColumn));
        const auto hasSplit = std::ranges::find(preview.columns, ColumnRole::Split, &ColumnGuess::role);
        if (isSplitColumn && hasSplit == preview.columns.end()) {
            preview.columns.back().role = ColumnRole::Split;
            preview.columns.back().reason = "all its cells name a split";
        }
    }
    giveRoles(preview.columns);
    if (!preview.file.form.doubt.empty())
        preview.warnings.push_back(preview.file.form.doubt);
    warnOfHeader(preview);
    return preview;
}

TableOptions optionsOf(const TablePreview& preview, const TableReading& reading) {
    TableOptions options;
    options.reading = reading;
    options.skipBroken = true;
    for (const ColumnGuess& column : preview.columns)
        switch (column.role) {
        case ColumnRole::Text:
            options.textColumn = column.name;
            break;
        case ColumnRole::Label:
            options.labelColumn = column.name;
            break;
        case ColumnRole::Id:
            options.idColumn = column.name;
            break;
        case ColumnRole::Split:
            options.splitColumn = column.name;
            break;
        case ColumnRole::None:
            options.extraColumns.push_back(column.name);
        }
    return options;
}

} // namespace crosseed::text
