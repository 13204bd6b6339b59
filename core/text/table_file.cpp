#include "text/table_file.h"
#include "base/error.h"
#include "base/mapped_file.h"
#include "text/csv.h"
#include "text/jsonl.h"
#include "text/statistics_file.h"
#include <algorithm>

namespace crosseed::text {

namespace {

constexpr std::size_t firstPart = 1 << 18; // bytes that are enough for most previews

constexpr std::pair<std::string_view, TableKind> names[] = {
    {"csv", TableKind::Delimited}, {"jsonl", TableKind::JsonLines}, {"sav", TableKind::Spss}, {"dta", TableKind::Stata},
    {"tsv", TableKind::Delimited}, {"txt", TableKind::Delimited},   {"zsav", TableKind::Spss}, {"ndjson", TableKind::JsonLines}};

std::string endingOf(const std::string& file) {
    std::string ending = std::filesystem::path(file).extension().string();
    ending.erase(0, 1);
    std::ranges::transform(ending, ending.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return ending;
}

TableKind kindOf(std::string_view bytes, const std::string& file) {
    const std::string ending = endingOf(file);
    for (const auto& [name, kind] : names)
        if (ending == name && kind != TableKind::Delimited)
            return kind;
    if (bytes.starts_with("$FL2") || bytes.starts_with("$FL3"))
        return TableKind::Spss;
    if (bytes.starts_with("<stata_dta>"))
        return TableKind::Stata;
    return TableKind::Delimited;
}

std::string delimiterText(std::optional<char> delimiter) {
    return !delimiter ? "none, one column" : *delimiter == '\t' ? "tab" : *delimiter == ',' ? "comma"
         : *delimiter == ';' ? "semicolon" : std::string(1, *delimiter);
}

// Whole characters and lines of the beginning, so that nothing is cut.
std::string_view headOf(std::string_view bytes, std::size_t size, TextEncoding encoding) {
    if (bytes.size() <= size)
        return bytes;
    const bool isWide = encoding == TextEncoding::Utf16Little || encoding == TextEncoding::Utf16Big;
    return bytes.substr(0, isWide ? size & ~std::size_t{1} : size);
}

// Puts each byte that could not be decoded into its row and column; outside of the good rows it has its own line only.
void placeBadBytes(TableFile& result, const Decoded& decoded, const CsvFormat* format) {
    const auto& rows = result.table.rows;
    const char lineEnd = format ? lineEndOf(decoded.text) : '\n';
    std::size_t counted = 0; // bytes whose line ends are in `line`
    std::int64_t line = 1;
    for (const BadByte& bad : decoded.bad) {
        const auto at = static_cast<std::size_t>(bad.at);
        if (at >= result.table.end)
            break; // beyond the rows that were asked for
        const auto next = std::upper_bound(rows.begin(), rows.end(), at, [](std::size_t a, const TableRow& row) { return a < row.begin; });
        line += std::count(decoded.text.begin() + static_cast<std::ptrdiff_t>(counted), decoded.text.begin() + bad.at, lineEnd);
        counted = at;
        UndecodableByte place{-1, line, "", bad.offset};
        if (next != rows.begin() && at < (next - 1)->end) {
            const TableRow& row = *(next - 1);
            place.row = next - 1 - rows.begin();
            place.line = row.line;
            if (format)
                place.column = result.table.header[std::min(fieldAt(decoded.text, *format, row.begin, at), result.table.header.size() - 1)];
        }
        result.undecodable.push_back(std::move(place));
    }
    result.undecodableCount = result.table.isWhole ? decoded.badCount : std::ssize(result.undecodable);
}

void readDelimited(TableFile& result, const Decoded& decoded, const std::string& file, const TableReading& reading,
                   const RowLimits& limits) {
    TableForm& form = result.form;
    form.quoting = reading.quoting ? *reading.quoting : guessQuoting(decoded.text);
    if (!reading.quoting)
        form.reasons.push_back(form.quoting ? decoded.text.find('"') == std::string_view::npos ? "quoting on: there are no double quotes, so that it is the same"
                                                                                    : "quoting on: most double quotes enclose fields"
                                            : "quoting off: with it rows would break");
    form.delimiter = reading.delimiter ? reading.delimiter : guessDelimiter(decoded.text, form.quoting);
    if (!reading.delimiter)
        form.reasons.push_back("delimiter " + delimiterText(form.delimiter) + (declaredDelimiter(decoded.text) ? ": the first line, sep=, declares it"
                               : form.delimiter ? ": most of the first rows have the header's width by it"
                                                : ": the first line holds no comma, tab, semicolon or bar"));
    if (lineEndOf(decoded.text) == '\r')
        form.reasons.push_back("lines end in CR: there is no LF");
    const CsvFormat format{form.delimiter, form.quoting};
    result.table = parseCsv(decoded.text, format, file, limits);
    placeBadBytes(result, decoded, &format);
}

void setEncoding(TableForm& form, TextEncoding encoding, const std::string& reason) {
    form.encoding = encoding;
    form.reasons.push_back("encoding " + std::string(encodingName(encoding)) + ": " + reason);
    if (reason.starts_with(unsureEncoding))
        form.doubt = "The encoding is " + reason + ".";
}

bool isStatistics(TableKind kind) {
    return kind == TableKind::Spss || kind == TableKind::Stata;
}

void take(TableFile& result, StatisticsTable&& statistics) {
    result.rowWord = "row";
    setEncoding(result.form, statistics.encoding, statistics.encodingReason);
    result.table = std::move(statistics.rows);
    const auto columns = std::ssize(result.table.header);
    for (const BadByte& bad : statistics.bad)
        result.undecodable.push_back({bad.at / columns, bad.at / columns + 1,
                                      result.table.header[static_cast<std::size_t>(bad.at % columns)], bad.offset});
    result.undecodableCount = statistics.badCount;
}

StatisticsFormat statisticsFormat(TableKind kind) {
    return kind == TableKind::Spss ? StatisticsFormat::Spss : StatisticsFormat::Stata;
}

// Whether the first rows of a part of a file are what the whole file's are: none of them was cut by its end.
bool holds(const TableRows& part, std::int64_t rows) {
    return std::ssize(part.rows) > rows && std::ranges::none_of(part.broken, [](const BrokenRow& row) {
        return row.reason.find("never closed") != std::string::npos;
    });
}

void cutTo(std::int64_t rows, TableFile& part) {
    const TableRow last = std::move(part.table.rows.back());
    part.table.rows.resize(static_cast<std::size_t>(rows));
    part.table.isWhole = false;
    std::erase_if(part.table.broken, [&](const BrokenRow& row) { return row.line >= last.line; });
    part.table.brokenCount = std::ssize(part.table.broken);
    std::erase_if(part.undecodable, [&](const UndecodableByte& byte) {
        return byte.row >= rows || (byte.row < 0 && byte.line >= last.line);
    });
    part.undecodableCount = std::ssize(part.undecodable);
}

// Of the first `size` bytes.
TableFile readText(std::string_view bytes, std::size_t size, const std::string& file, const TableReading& reading, TableKind kind,
                   const RowLimits& limits) {
    TableFile result;
    result.form.kind = kind;
    result.fileBytes = std::ssize(bytes);
    if (reading.encoding) {
        result.form.encoding = *reading.encoding;
    } else {
        const EncodingGuess guess = guessEncoding(bytes);
        setEncoding(result.form, guess.encoding, guess.reason);
    }
    const Decoded decoded = decode(headOf(bytes, size, result.form.encoding), result.form.encoding);
    if (kind == TableKind::JsonLines) {
        result.table = parseJsonLines(decoded.text, file, limits);
        placeBadBytes(result, decoded, nullptr);
    } else {
        readDelimited(result, decoded, file, reading, limits);
    }
    return result;
}

} // namespace

std::string_view tableKindName(TableKind kind) {
    return names[static_cast<std::size_t>(kind)].first;
}

TableKind parseTableKind(std::string_view name) {
    for (const auto& [known, kind] : names)
        if (name == known)
            return kind;
    throw Error(ErrorKind::Usage, "There is no kind of table \"" + std::string(name) + "\"; the kinds are csv, jsonl, sav and dta.");
}

TableFile readTableBytes(std::string_view bytes, const std::string& file, const TableReading& reading, const RowLimits& limits) {
    const TableKind kind = reading.kind ? *reading.kind : kindOf(bytes, file);
    if (isStatistics(kind)) {
        TableFile result;
        result.form.kind = kind;
        result.fileBytes = std::ssize(bytes);
        take(result, parseStatistics(bytes, statisticsFormat(kind), file, limits, reading.encoding));
        return result;
    }
    if (limits.rows > 0 && limits.skipBroken)
        for (std::size_t size = firstPart; size < bytes.size(); size *= 8)
            if (TableFile part = readText(bytes, size, file, reading, kind, {limits.rows + 1, true}); holds(part.table, limits.rows)) {
                cutTo(limits.rows, part);
                return part;
            }
    return readText(bytes, bytes.size(), file, reading, kind, limits);
}

TableFile readTable(const std::filesystem::path& file, const TableReading& reading, const RowLimits& limits) {
    const MappedFile mapped(file);
    const std::string_view bytes(reinterpret_cast<const char*>(mapped.bytes().data()), mapped.bytes().size());
    const TableKind kind = reading.kind ? *reading.kind : kindOf(bytes, file.string());
    if (!isStatistics(kind))
        return readTableBytes(bytes, file.string(), reading, limits);
    TableFile result;
    result.form.kind = kind;
    result.fileBytes = std::ssize(bytes);
    take(result, readStatistics(file, statisticsFormat(kind), limits, reading.encoding));
    return result;
}

} // namespace crosseed::text
