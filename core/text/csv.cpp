#include "text/csv.h"
#include "base/error.h"
#include <algorithm>
#include <array>
#include <cctype>

namespace crosseed::text {

namespace {

constexpr std::int64_t rowsToGuess = 200;
constexpr std::size_t lookedForLineEnd = 1 << 18; // bytes

// Where the first line that is not blank begins and ends.
std::pair<std::size_t, std::size_t> firstLine(std::string_view bytes) {
    const std::size_t begin = std::min(bytes.find_first_not_of("\r\n"), bytes.size());
    return {begin, std::min(bytes.find_first_of("\r\n", begin), bytes.size())};
}

constexpr std::size_t declarationSize = 5; // sep=;

std::string_view withoutByteOrderMark(std::string_view bytes) {
    return bytes.starts_with("\xEF\xBB\xBF") ? bytes.substr(3) : bytes;
}

class CsvParser {
public:
    CsvParser(std::string_view bytes, const CsvFormat& format, const std::string& file, const RowLimits& limits)
        : m_all(bytes), m_bytes(withoutByteOrderMark(bytes)), m_format(format), m_file(file), m_limits(limits), m_lineEnd(lineEndOf(bytes)) {}

    TableRows table() {
        require(!m_bytes.starts_with("\xFF\xFE") && !m_bytes.starts_with("\xFE\xFF"), ErrorKind::BadInput,
                m_file + " is UTF-16; save it as UTF-8.");
        TableRows table;
        if (skipBlankLines() && declaredDelimiter(m_bytes))
            m_at += declarationSize;
        bool hasHeader = false;
        while (skipBlankLines()) {
            if (m_limits.rows > 0 && std::ssize(table.rows) >= m_limits.rows) {
                table.isWhole = false;
                break;
            }
            readRow();
            if (!hasHeader) { // without one nothing can be read
                refuseIfBroken();
                m_header = std::move(m_row.fields);
                hasHeader = true;
                continue;
            }
            checkWidth();
            if (m_problem.empty()) {
                m_row.end = m_at + m_all.size() - m_bytes.size();
                table.rows.push_back(std::move(m_row));
                continue;
            }
            if (!m_limits.skipBroken)
                refuseIfBroken();
            table.setAside({std::ssize(table.rows) + table.brokenCount, m_row.line, m_problem});
        }
        require(hasHeader, ErrorKind::BadInput, m_file + " is empty; its first line must name the columns.");
        table.header = std::move(m_header);
        table.end = m_at + m_all.size() - m_bytes.size();
        return table;
    }

    std::int64_t quoted() const { return m_quoted; }           // fields in quotes so far
    std::int64_t quoteFaults() const { return m_quoteFaults; } // rows that broke at a quote

    // Where the fields of the row at `begin` end.
    std::vector<std::size_t> endsOf(std::size_t begin) {
        m_at = begin - (m_all.size() - m_bytes.size());
        readRow();
        for (std::size_t& end : m_ends)
            end += m_all.size() - m_bytes.size();
        return m_ends;
    }

private:
    bool atEnd() const { return m_at == m_bytes.size(); }
    bool atLineEnd() const {
        return atEnd() || m_bytes[m_at] == m_lineEnd ||
               (m_bytes[m_at] == '\r' && (m_at + 1 == m_bytes.size() || m_bytes[m_at + 1] == '\n'));
    }
    bool atDelimiter() const { return !atEnd() && m_format.delimiter == m_bytes[m_at]; }

    void passLineEnd() {
        if (!atEnd() && m_bytes[m_at] == '\r' && m_lineEnd == '\n')
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

    void readRow() {
        m_problem.clear();
        m_remedy.clear();
        m_ends.clear();
        m_row = {m_line, m_at + m_all.size() - m_bytes.size(), {}, 0};
        m_row.fields.reserve(m_header.size());
        const std::size_t begin = m_at;
        for (;;) {
            const bool isQuoted = m_format.quoting && !atEnd() && m_bytes[m_at] == '"';
            if (isQuoted ? !readQuoted() : !readPlain()) {
                m_at = std::min(m_bytes.find(m_lineEnd, begin), m_bytes.size()); // the rows after its first line may be whole
                m_line = m_row.line;
                break;
            }
            m_ends.push_back(m_at);
            if (!atDelimiter())
                break;
            ++m_at;
        }
        passLineEnd();
    }

    bool readPlain() {
        const std::size_t begin = m_at;
        while (!atLineEnd() && !atDelimiter())
            ++m_at;
        m_row.fields.emplace_back(m_bytes.substr(begin, m_at - begin));
        return true;
    }

    // False where the field is broken; `m_problem` says how.
    bool readQuoted() {
        std::string field;
        for (;;) {
            ++m_at; // the opening quote, or the first of two
            const std::size_t quote = m_bytes.find('"', m_at);
            if (quote == std::string_view::npos)
                return fault(" begins with a double quote that is never closed",
                             "; close it, or read the table without quoting.");
            const std::string_view piece = m_bytes.substr(m_at, quote - m_at);
            m_line += std::count(piece.begin(), piece.end(), m_lineEnd);
            field += piece;
            m_at = quote + 1;
            if (atEnd() || m_bytes[m_at] != '"')
                break;
            field += '"';
        }
        if (!atLineEnd() && !atDelimiter())
            return fault(" goes on after its closing double quote",
                         "; double the quotes inside a field, or read the table without quoting.");
        m_row.fields.push_back(std::move(field));
        ++m_quoted;
        return true;
    }

    // Of the field that comes next in the row: "field 2 (label) ...".
    bool fault(const char* what, const char* remedy) {
        const std::size_t field = m_row.fields.size();
        m_problem = "field " + std::to_string(field + 1) + (field < m_header.size() ? " (" + m_header[field] + ")" : "") + what;
        m_remedy = remedy;
        m_separator = ", ";
        ++m_quoteFaults;
        return false;
    }

    void checkWidth() {
        const std::size_t fields = m_row.fields.size(), columns = m_header.size();
        if (!m_problem.empty() || fields == columns)
            return;
        m_problem = "has " + std::to_string(fields) + (fields == 1 ? " field" : " fields") + ", but the header names " +
                    std::to_string(columns) + (columns == 1 ? " column" : " columns");
        m_remedy = fields < columns ? "; the field " + m_header[fields] + " is missing."
                                    : "; field " + std::to_string(columns + 1) + " is too many: quote a field that holds the delimiter.";
        m_separator = " ";
    }

    void refuseIfBroken() const {
        require(m_problem.empty(), ErrorKind::BadInput,
                m_file + ", line " + std::to_string(m_row.line) + m_separator + m_problem + m_remedy);
    }

    std::string_view m_all, m_bytes; // with and without a byte order mark
    const CsvFormat& m_format;
    const std::string& m_file;
    const RowLimits& m_limits;
    const char m_lineEnd;
    std::vector<std::string> m_header;
    TableRow m_row;
    std::vector<std::size_t> m_ends;
    std::string m_problem, m_remedy;
    const char* m_separator = " ";
    std::size_t m_at = 0;
    std::int64_t m_line = 1;
    std::int64_t m_quoted = 0, m_quoteFaults = 0;
};

// Of the first rows with quoting: fields whose quotes open and close as they should, less rows that break at a quote.
std::int64_t goodQuotes(std::string_view bytes, std::optional<char> delimiter) {
    const CsvFormat format{delimiter, true};
    const std::string file;
    const RowLimits limits{rowsToGuess, true};
    CsvParser parser(bytes, format, file, limits);
    try {
        parser.table();
    } catch (const Error&) {
        return -1;
    }
    return parser.quoted() - parser.quoteFaults();
}

// Of the first rows, how many are whole; -1 where not even the header can be read.
std::int64_t wholeRows(std::string_view bytes, const CsvFormat& format) {
    try {
        const TableRows table = parseCsv(bytes, format, "", {rowsToGuess, true});
        return std::ssize(table.rows) - table.brokenCount;
    } catch (const Error&) {
        return INT64_MIN;
    }
}

} // namespace

char lineEndOf(std::string_view bytes) {
    const std::string_view looked = bytes.substr(0, lookedForLineEnd);
    return looked.find('\n') == std::string_view::npos && looked.find('\r') != std::string_view::npos ? '\r' : '\n';
}

std::optional<char> declaredDelimiter(std::string_view bytes) {
    bytes = withoutByteOrderMark(bytes);
    const auto [begin, end] = firstLine(bytes);
    const std::string_view line = bytes.substr(begin, end - begin);
    constexpr std::string_view noDelimiters = "\"'_-.";
    if (line.size() != declarationSize || !line.starts_with("sep=") || noDelimiters.find(line.back()) != std::string_view::npos)
        return std::nullopt;
    const auto last = static_cast<unsigned char>(line.back());
    return last < 0x80 && std::isalnum(last) == 0 ? std::optional(line.back()) : std::nullopt;
}

std::optional<char> guessDelimiter(std::string_view bytes, bool quoting) {
    if (const std::optional<char> declared = declaredDelimiter(bytes))
        return declared;
    constexpr std::array<char, 4> candidates{',', '\t', ';', '|'};
    const char lineEnd = lineEndOf(bytes);
    std::array<std::int64_t, 4> counts{};
    bool isInside = false;
    for (const char c : bytes.substr(firstLine(bytes).first)) {
        if (c == '"' && quoting)
            isInside = !isInside;
        if (isInside)
            continue;
        if (c == lineEnd)
            break;
        for (std::size_t i = 0; i < candidates.size(); ++i)
            counts[i] += c == candidates[i];
    }
    std::optional<char> best;
    std::pair<std::int64_t, std::int64_t> most{INT64_MIN, 0};
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (counts[i] == 0)
            continue;
        const std::pair<std::int64_t, std::int64_t> own{wholeRows(bytes, {candidates[i], quoting}), counts[i]};
        if (!best || own > most) {
            best = candidates[i];
            most = own;
        }
    }
    return best;
}

bool guessQuoting(std::string_view bytes) {
    if (bytes.find('"') == std::string_view::npos)
        return true;
    return goodQuotes(bytes, guessDelimiter(bytes, true)) >= 0;
}

std::size_t fieldAt(std::string_view bytes, const CsvFormat& format, std::size_t begin, std::size_t at) {
    const std::string file;
    const RowLimits limits;
    const std::vector<std::size_t> ends = CsvParser(bytes, format, file, limits).endsOf(begin);
    const auto field = std::lower_bound(ends.begin(), ends.end(), at + 1) - ends.begin();
    return ends.empty() ? 0 : std::min<std::size_t>(static_cast<std::size_t>(field), ends.size() - 1);
}

TableRows parseCsv(std::string_view bytes, const CsvFormat& format, const std::string& file, const RowLimits& limits) {
    return CsvParser(bytes, format, file, limits).table();
}

} // namespace crosseed::text
