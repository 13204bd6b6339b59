#include "text/import_rows.h"
#include "base/error.h"
#include "base/trim.h"
#include <algorithm>
#include <unordered_map>

namespace crosseed::text {

namespace {

struct Columns {
    std::size_t text = 0;
    std::optional<std::size_t> label, id, split;
    std::vector<std::size_t> extra;
};

Columns columnsOf(const TableOptions& options, const std::vector<std::string>& table, const std::string& file, bool needsSplit) {
    const auto optional = [&](const std::string& name) {
        return name.empty() ? std::nullopt : std::optional(columnNamed(name, table, file));
    };
    Columns columns;
    columns.text = columnNamed(options.textColumn, table, file);
    columns.label = optional(options.labelColumn);
    columns.id = optional(options.idColumn);
    if (needsSplit)
        columns.split = optional(options.splitColumn);
    for (const std::string& name : options.extraColumns)
        columns.extra.push_back(columnNamed(name, table, file));
    return columns;
}

// Of an empty cell nothing.
std::optional<Split> splitOfCell(const std::string& cell, const std::string& place) {
    std::string word(trimmed(cell));
    std::transform(word.begin(), word.end(), word.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (word.empty())
        return std::nullopt;
    try {
        return parseSplit(word);
    } catch (const Error& error) {
        throw Error(ErrorKind::BadInput, place + ": " + error.what() +
                                             " Mend the cell, empty it to have a split given by the others or by shares, or import without "
                                             "split_column.");
    }
}

RowLimits limitsOf(const TableOptions& options) {
    return {options.firstRows, options.skipBroken};
}

void addSource(const std::vector<TableSource>& sources, std::size_t source, const TableOptions& options, ImportRows& rows) {
    const std::string& file = sources[source].file;
    TableFile read = readTable(file, options.reading, limitsOf(options));
    TableRows& table = read.table;
    const Columns columns = columnsOf(options, table.header, file, !sources[source].split);
    require(!table.rows.empty(), ErrorKind::BadInput, file + " holds no rows below its header.");
    rows.documents.reserve(rows.documents.size() + table.rows.size());
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        auto& fields = table.rows[row].fields;
        std::optional<Split> split = sources[source].split;
        if (columns.split)
            split = splitOfCell(fields[*columns.split], file + ", " + read.rowWord + " " + std::to_string(table.rows[row].line) +
                                                            ", field " + options.splitColumn);
        Document document;
        document.label = -1;
        for (const std::size_t column : columns.extra)
            document.extra.push_back(fields[column]);
        rows.origins.push_back({source, static_cast<std::int64_t>(row), table.rows[row].line, columns.id ? fields[*columns.id] : "",
                                columns.label ? std::string(trimmed(fields[*columns.label])) : ""});
        document.text = std::move(fields[columns.text]); // last: another column may be the same one
        rows.documents.push_back(std::move(document));
        rows.splits.push_back(split);
    }
    rows.reports.push_back({file, std::move(read.form), std::ssize(table.rows), read.fileBytes, std::move(table.broken),
                            table.brokenCount, std::move(read.undecodable), read.undecodableCount, 0, read.rowWord});
}

} // namespace

std::size_t columnNamed(const std::string& name, const std::vector<std::string>& header, const std::string& file) {
    const auto found = std::find(header.begin(), header.end(), name);
    std::string names;
    for (const std::string& column : header)
        names += (names.empty() ? "" : ", ") + column;
    require(found != header.end(), ErrorKind::BadInput,
            file + ", line 1 names no column \"" + name + "\"; the columns are: " + names + ".");
    require(std::find(found + 1, header.end(), name) == header.end(), ErrorKind::BadInput,
            file + ", line 1 names the column \"" + name + "\" twice; give each column a name of its own.");
    return static_cast<std::size_t>(found - header.begin());
}

ImportRows readSources(const std::vector<TableSource>& sources, const TableOptions& options) {
    ImportRows rows;
    for (std::size_t source = 0; source < sources.size(); ++source)
        addSource(sources, source, options, rows);
    return rows;
}

void putFirst(const std::string& file, const TableOptions& options, ImportRows& rows) {
    const TableFile first = readTable(file);
    const auto& header = first.table.header;
    const bool hasOwn = std::find(header.begin(), header.end(), options.textColumn) != header.end();
    const std::size_t column = columnNamed(hasOwn ? options.textColumn : "text", header, file);
    std::unordered_map<std::string_view, std::vector<std::size_t>> places;
    for (std::size_t i = rows.documents.size(); i-- > 0;)
        places[rows.documents[i].text].push_back(i); // the first one last
    std::vector<std::size_t> order;
    std::vector<bool> isFirst(rows.documents.size());
    for (const TableRow& row : first.table.rows) {
        const auto found = places.find(row.fields[column]);
        require(found != places.end() && !found->second.empty(), ErrorKind::BadInput,
                file + ", " + first.rowWord + " " + std::to_string(row.line) + " holds a text that the corpus lacks or has less often.");
        order.push_back(found->second.back());
        isFirst[found->second.back()] = true;
        found->second.pop_back();
    }
    for (std::size_t i = 0; i < rows.documents.size(); ++i)
        if (!isFirst[i])
            order.push_back(i);
    ImportRows sorted;
    for (const std::size_t i : order) {
        sorted.documents.push_back(std::move(rows.documents[i]));
        sorted.origins.push_back(std::move(rows.origins[i]));
        sorted.splits.push_back(rows.splits[i]);
    }
    sorted.reports = std::move(rows.reports);
    rows = std::move(sorted);
}

std::int64_t dropLeaks(ImportRows& rows) {
    std::unordered_map<std::string, Split> latest; // validation or test, whichever the text stands in last
    for (const Document& document : rows.documents)
        if (document.split != Split::Train) {
            Split& split = latest.emplace(document.text, document.split).first->second;
            split = std::max(split, document.split);
        }
    ImportRows kept;
    for (std::size_t i = 0; i < rows.documents.size(); ++i) {
        const auto found = latest.find(rows.documents[i].text);
        if (found != latest.end() && rows.documents[i].split < found->second)
            continue;
        kept.documents.push_back(std::move(rows.documents[i]));
        kept.origins.push_back(std::move(rows.origins[i]));
        kept.splits.push_back(rows.splits[i]);
    }
    const std::int64_t dropped = std::ssize(rows.origins) - std::ssize(kept.documents);
    kept.reports = std::move(rows.reports);
    rows = std::move(kept);
    return dropped;
}

} // namespace crosseed::text
