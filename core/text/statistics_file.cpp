#include "text/statistics_file.h"
#include "base/error.h"
#include "text/number_text.h"
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <map>
#include <memory>
#include <readstat.h>

namespace crosseed::text {

namespace {

constexpr std::int64_t mostCells = 200'000'000;

// What the library's callbacks work on. Texts stay in the file's own encoding until all are there.
struct Reader {
    std::string_view bytes;
    std::size_t at = 0;
    std::string fileEncoding;
    std::vector<std::string> names, labelSets, formats; // of the variables
    std::map<std::string, std::map<std::string, std::string>> labels; // set -> value -> label
    std::vector<std::vector<std::string>> rows;
    std::string problem; // of our own; the library then says that the user stopped it
    bool isStata = false;
    std::size_t longestSetName = 299; // bytes that the library has for the name of a set of labels
};

Reader& self(void* context) {
    return *static_cast<Reader*>(context);
}

readstat_off_t seekBytes(readstat_off_t offset, readstat_io_flags_t whence, void* context) {
    Reader& reader = self(context);
    const auto size = static_cast<readstat_off_t>(reader.bytes.size());
    const readstat_off_t base = whence == READSTAT_SEEK_SET ? 0 : whence == READSTAT_SEEK_CUR ? static_cast<readstat_off_t>(reader.at) : size;
    if (offset > size - base || offset < -base) // also where the sum would not fit
        return -1;
    reader.at = static_cast<std::size_t>(base + offset);
    return base + offset;
}

ssize_t readBytes(void* target, std::size_t count, void* context) {
    Reader& reader = self(context);
    const std::size_t taken = std::min(count, reader.bytes.size() - reader.at);
    std::copy_n(reader.bytes.data() + reader.at, taken, static_cast<char*>(target));
    reader.at += taken;
    return static_cast<ssize_t>(taken);
}

std::string numberText(double value) {
    if (std::isfinite(value) && value == std::trunc(value) && std::abs(value) < 1e15)
        return std::to_string(static_cast<long long>(value));
    return exactText(value);
}

// Days since 1970 as a date (Howard Hinnant's civil_from_days, by C++20's calendar).
std::string dateText(double days) {
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{static_cast<int>(days)}}};
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()));
    return text;
}

std::string timeText(double seconds) {
    const double days = std::floor(seconds / 86400);
    const auto rest = static_cast<int>(seconds - days * 86400);
    char text[32];
    std::snprintf(text, sizeof text, " %02d:%02d:%02d", rest / 3600, rest / 60 % 60, rest % 60);
    return dateText(days) + text;
}

// A number with a date's format; SPSS counts seconds from 1582-10-14, Stata days or milliseconds from 1960.
std::string formattedNumber(double value, const std::string& format, bool isStata) {
    constexpr double spssEpoch = 141428.0, stataEpoch = 3653.0, day = 86400; // days before 1970
    if (!std::isfinite(value) || std::abs(value) > 1e15)
        return numberText(value);
    const auto isDay = [](double days) { return std::abs(days) < 1e6; };
    if (isStata) {
        if ((format.starts_with("%td") || format.starts_with("%d")) && isDay(value))
            return dateText(value - stataEpoch);
        if (format.starts_with("%tc") && isDay(value / 1000 / day))
            return timeText(value / 1000 - stataEpoch * day);
        return numberText(value);
    }
    if (format.starts_with("DATETIME") && isDay(value / day))
        return timeText(value - spssEpoch * day);
    for (const char* name : {"DATE", "ADATE", "EDATE", "SDATE", "JDATE"})
        if (format.starts_with(name) && isDay(value / day))
            return dateText(value / day - spssEpoch);
    return numberText(value);
}

double doubleOf(readstat_value_t value) {
    return readstat_double_value(value); // converts from all number types
}

std::string keyOf(readstat_value_t value) {
    if (readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING) {
        const char* text = readstat_string_value(value);
        return text ? std::string("s") + text : "s";
    }
    return "n" + numberText(doubleOf(value));
}

int onMetadata(readstat_metadata_t* metadata, void* context) {
    Reader& reader = self(context);
    if (const char* encoding = readstat_get_file_encoding(metadata))
        reader.fileEncoding = encoding;
    if (reader.isStata) { // a damaged file may lack the zero behind the name
        const int version = readstat_get_file_format_version(metadata);
        reader.longestSetName = version < 110 ? 9 : version < 118 ? 33 : 129;
    }
    const std::int64_t cells = static_cast<std::int64_t>(std::max(readstat_get_row_count(metadata), 0)) *
                               std::max(readstat_get_var_count(metadata), 0);
    if (cells > mostCells)
        reader.problem = "says that it has more than " + std::to_string(mostCells) + " cells";
    return reader.problem.empty() ? READSTAT_HANDLER_OK : READSTAT_HANDLER_ABORT;
}

int onVariable(int index, readstat_variable_t* variable, const char* labelSet, void* context) {
    Reader& reader = self(context);
    if (index != static_cast<int>(reader.names.size()))
        return READSTAT_HANDLER_ABORT;
    const char* name = readstat_variable_get_name(variable);
    reader.names.push_back(name ? name : "V" + std::to_string(index + 1));
    reader.labelSets.emplace_back(labelSet ? std::string(labelSet, strnlen(labelSet, reader.longestSetName)) : "");
    const char* format = readstat_variable_get_format(variable);
    reader.formats.emplace_back(format ? format : "");
    return READSTAT_HANDLER_OK;
}

int onLabel(const char* set, readstat_value_t value, const char* label, void* context) {
    if (set && label && !readstat_value_is_system_missing(value) && !readstat_value_is_tagged_missing(value))
        self(context).labels[set][keyOf(value)] = label;
    return READSTAT_HANDLER_OK;
}

int onValue(int row, readstat_variable_t* variable, readstat_value_t value, void* context) {
    Reader& reader = self(context);
    const int column = readstat_variable_get_index(variable);
    if (row < 0 || column < 0 || column >= static_cast<int>(reader.names.size()) || row > static_cast<int>(reader.rows.size()))
        return READSTAT_HANDLER_ABORT;
    if (row == static_cast<int>(reader.rows.size())) {
        reader.rows.emplace_back(reader.names.size());
        if (std::ssize(reader.rows) * std::ssize(reader.names) > mostCells) {
            reader.problem = "has more than " + std::to_string(mostCells) + " cells";
            return READSTAT_HANDLER_ABORT;
        }
    }
    const auto c = static_cast<std::size_t>(column);
    std::string& cell = reader.rows[static_cast<std::size_t>(row)][c];
    if (readstat_value_is_missing(value, variable))
        return READSTAT_HANDLER_OK;
    if (!reader.labelSets[c].empty()) { // Stata files have their labels behind the values
        cell = keyOf(value);
    } else if (readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING) {
        const char* text = readstat_string_value(value);
        cell = text ? text : "";
    } else {
        cell = formattedNumber(doubleOf(value), reader.formats[c], reader.isStata);
    }
    return READSTAT_HANDLER_OK;
}

// Keys of labelled columns become labels, or the values that have none.
void applyLabels(Reader& reader) {
    for (std::size_t column = 0; column < reader.names.size(); ++column) {
        if (reader.labelSets[column].empty())
            continue;
        const auto& labels = reader.labels[reader.labelSets[column]];
        for (auto& row : reader.rows)
            if (!row[column].empty()) {
                const auto label = labels.find(row[column]);
                row[column] = label != labels.end() ? label->second : row[column].substr(1);
            }
    }
}

TextEncoding encodingOf(const Reader& reader, std::optional<TextEncoding> declared, std::string& reason) {
    if (declared) {
        reason = "as declared";
        return *declared;
    }
    try {
        if (!reader.fileEncoding.empty()) {
            reason = "the file says " + reader.fileEncoding;
            return parseEncoding(reader.fileEncoding);
        }
    } catch (const Error&) {
        reason.clear(); // of no encoding that is known here
    }
    std::string all;
    for (const auto& row : reader.rows)
        for (const std::string& cell : row)
            all += cell + "\n";
    const EncodingGuess guess = guessEncoding(all);
    reason = guess.reason;
    const bool isWide = guess.encoding == TextEncoding::Utf16Little || guess.encoding == TextEncoding::Utf16Big;
    return isWide ? TextEncoding::Utf8 : guess.encoding;
}

StatisticsTable tableOf(Reader& reader, const RowLimits& limits, std::optional<TextEncoding> declared) {
    StatisticsTable table;
    table.encoding = encodingOf(reader, declared, table.encodingReason);
    for (const std::string& name : reader.names)
        table.rows.header.emplace_back(decode(name, table.encoding).text);
    table.rows.isWhole = limits.rows == 0 || std::ssize(reader.rows) <= limits.rows;
    if (limits.rows > 0)
        reader.rows.resize(std::min<std::size_t>(reader.rows.size(), static_cast<std::size_t>(limits.rows)));
    const auto columns = std::ssize(reader.names);
    for (std::size_t row = 0; row < reader.rows.size(); ++row) {
        for (std::size_t column = 0; column < reader.rows[row].size(); ++column) {
            std::string& cell = reader.rows[row][column];
            Decoded result = decode(cell, table.encoding);
            const auto place = static_cast<std::int64_t>(row) * columns + static_cast<std::int64_t>(column);
            for (const BadByte& bad : result.bad)
                if (table.bad.size() < mostBad)
                    table.bad.push_back({bad.offset, place});
            table.badCount += result.badCount;
            if (result.text.data() != cell.data())
                cell = std::string(result.text);
        }
        table.rows.rows.push_back({static_cast<std::int64_t>(row) + 1, 0, std::move(reader.rows[row])});
    }
    return table;
}

} // namespace

StatisticsTable parseStatistics(std::string_view bytes, StatisticsFormat format, const std::string& file, const RowLimits& limits,
                                std::optional<TextEncoding> declared) {
    Reader reader;
    reader.bytes = bytes;
    reader.isStata = format == StatisticsFormat::Stata;
    const std::unique_ptr<readstat_parser_t, decltype(&readstat_parser_free)> parser(readstat_parser_init(), &readstat_parser_free);
    require(parser != nullptr, ErrorKind::Internal, "ReadStat has no memory.");
    readstat_set_open_handler(parser.get(), [](const char*, void*) { return 0; });
    readstat_set_close_handler(parser.get(), [](void*) { return 0; });
    readstat_set_seek_handler(parser.get(), seekBytes);
    readstat_set_read_handler(parser.get(), readBytes);
    readstat_set_io_ctx(parser.get(), &reader);
    readstat_set_metadata_handler(parser.get(), onMetadata);
    readstat_set_variable_handler(parser.get(), onVariable);
    readstat_set_value_label_handler(parser.get(), onLabel);
    readstat_set_value_handler(parser.get(), onValue);
    readstat_set_handler_character_encoding(parser.get(), nullptr); // bytes as they are: bad ones are to be marked, not refused
    if (limits.rows > 0)
        readstat_set_row_limit(parser.get(), static_cast<long>(limits.rows) + 1);
    const char* name = reader.isStata ? "a Stata" : "an SPSS";
    const readstat_error_t error = reader.isStata ? readstat_parse_dta(parser.get(), file.c_str(), &reader)
                                                  : readstat_parse_sav(parser.get(), file.c_str(), &reader);
    const char* said = readstat_error_message(error);
    require(reader.problem.empty(), ErrorKind::BadInput, file + " " + reader.problem + "; it is no table of texts.");
    require(error == READSTAT_OK, ErrorKind::BadInput,
            file + " cannot be read as " + name + " file: " + (said ? said : "an error without a name") + ".");
    require(!reader.names.empty(), ErrorKind::BadInput, file + " has no variables.");
    applyLabels(reader);
    return tableOf(reader, limits, declared);
}

} // namespace crosseed::text
