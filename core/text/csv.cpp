#include "text/csv.h"
#include "base/error.h"
#include <algorithm>
#include <array>

namespace crosseed::text {

namespace {

std::string_view withoutByteOrderMark(std::string_view bytes) {
    return bytes.starts_with("\xEF\xBB\xBF") ? bytes.substr(3) : bytes;
}

class CsvParser {
public:
    CsvParser(std::string_view bytes, const CsvFormat& format, const std::string& file)
        : m_bytes(withoutByteOrderMark(bytes)), m_format(format), m_file(file) {}

    CsvTable table() {
        require(!m_bytes.starts_with("\xFF\xFE") && !m_bytes.starts_with("\xFE\xFF"), ErrorKind::BadInput,
                m_file + " is UTF-16; save it as UTF-8.");
        CsvTable table;
        while (skipBlankLines()) {
            CsvRow row = readRow();
            if (m_header.empty()) {
                m_header = std::move(row.fields);
                continue;
            }
            checkWidth(row);
            table.rows.push_back(std::move(row));
        }
        require(!m_header.empty(), ErrorKind::BadInput,
                m_file + " is empty; its first line must name the columns.");
        table.header = std::move(m_header);
        return table;
    }

private:
    bool atEnd() const { return m_at == m_bytes.size(); }
    bool atLineEnd() const {
        return atEnd() || m_bytes[m_at] == '\n' ||
               (m_bytes[m_at] == '\r' && (m_at + 1 == m_bytes.size() || m_bytes[m_at + 1] == '\n'));
    }
    bool atDelimiter() const { return !atEnd() && m_format.delimiter == m_bytes[m_at]; }

    void passLineEnd() {
        if (!atEnd() && m_bytes[m_at] == '\r')
            ++m_at;
        if (!atEnd()) {
            ++m_at;
            ++m_line;
        }
    }

    // False at the end of the file.
    bool skipBlankLines() {
        while (!atEnd() && atLineEnd())
            passLineEnd();
        return !atEnd();
    }

    CsvRow readRow() {
        CsvRow row{m_line, {}};
        for (;;) {
            const bool isQuoted = m_format.quoting && !atEnd() && m_bytes[m_at] == '"';
            row.fields.push_back(isQuoted ? readQuoted(row) : readPlain());
            if (!atDelimiter())
                break;
            ++m_at;
        }
        passLineEnd();
        return row;
    }

    std::string readPlain() {
        const std::size_t begin = m_at;
        while (!atLineEnd() && !atDelimiter())
            ++m_at;
        return std::string(m_bytes.substr(begin, m_at - begin));
    }

    std::string readQuoted(const CsvRow& row) {
        std::string field;
        for (;;) {
            ++m_at; // the opening quote, or the first of two
            const std::size_t quote = m_bytes.find('"', m_at);
            require(quote != std::string_view::npos, ErrorKind::BadInput,
                    place(row) + " begins with a double quote that is never closed; close it, or read the table "
                                 "without quoting.");
            const std::string_view piece = m_bytes.substr(m_at, quote - m_at);
            m_line += std::count(piece.begin(), piece.end(), '\n');
            field += piece;
            m_at = quote + 1;
            if (atEnd() || m_bytes[m_at] != '"')
                break;
            field += '"';
        }
        require(atLineEnd() || atDelimiter(), ErrorKind::BadInput,
                place(row) + " goes on after its closing double quote; double the quotes inside a field, or read the "
                             "table without quoting.");
        return field;
    }

    // "texts.csv, line 7, field 2 (label)" of the field that comes next in `row`.
    std::string place(const CsvRow& row) const {
        const std::size_t field = row.fields.size();
        return m_file + ", line " + std::to_string(row.line) + ", field " + std::to_string(field + 1) +
               (field < m_header.size() ? " (" + m_header[field] + ")" : "");
    }

    void checkWidth(const CsvRow& row) const {
        const std::size_t fields = row.fields.size(), columns = m_header.size();
        if (fields == columns)
            return;
        const std::string counts = m_file + ", line " + std::to_string(row.line) + " has " + std::to_string(fields) +
                                   (fields == 1 ? " field" : " fields") + ", but the header names " +
                                   std::to_string(columns) + (columns == 1 ? " column" : " columns");
        throw Error(ErrorKind::BadInput,
                    fields < columns
                        ? counts + "; the field " + m_header[fields] + " is missing."
                        : counts + "; field " + std::to_string(columns + 1) + " is too many: quote a field that "
                                   "holds the delimiter.");
    }

    std::string_view m_bytes;
    const CsvFormat& m_format;
    const std::string& m_file;
    std::vector<std::string> m_header;
    std::size_t m_at = 0;
    std::int64_t m_line = 1;
};

} // namespace

std::optional<char> guessDelimiter(std::string_view bytes, bool quoting) {
    constexpr std::array<char, 3> candidates{',', '\t', ';'};
    std::array<int, 3> counts{};
    bool isInside = false;
    for (const char c : bytes) {
        if (c == '"' && quoting)
            isInside = !isInside;
        if (isInside)
            continue;
        if (c == '\n')
            break;
        for (std::size_t i = 0; i < candidates.size(); ++i)
            counts[i] += c == candidates[i];
    }
    const auto best = std::max_element(counts.begin(), counts.end());
    if (*best == 0)
        return std::nullopt;
    return candidates[static_cast<std::size_t>(best - counts.begin())];
}

CsvTable parseCsv(std::string_view bytes, const CsvFormat& format, const std::string& file) {
    return CsvParser(bytes, format, file).table();
}

} // namespace crosseed::text
