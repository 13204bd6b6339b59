#include "text/jsonl.h"
#include "base/error.h"
#include "base/trim.h"
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <unordered_map>

namespace crosseed::text {

namespace {

constexpr int deepest = 100;
constexpr std::size_t mostColumns = 10000;

using Json = nlohmann::ordered_json;

std::string cellOf(const Json& value) {
    if (value.is_null())
        return "";
    return value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// What is wrong with a line; empty for nothing. The object goes into `object`.
std::string faultOf(std::string_view line, Json& object) {
    std::set<std::string> keys;
    std::string fault;
    const auto watch = [&](int depth, Json::parse_event_t event, Json& value) {
        if (depth > deepest) // a few bytes must not become a tower of objects
            throw Error(ErrorKind::BadInput, "is nested more than " + std::to_string(deepest) + " levels deep");
        if (event == Json::parse_event_t::key && depth == 1 && !keys.insert(value.get<std::string>()).second)
            fault = "has the key \"" + value.get<std::string>() + "\" twice";
        return true;
    };
    try {
        object = Json::parse(line, watch);
    } catch (const Error& error) {
        return error.what();
    } catch (const Json::exception& error) {
        return "is not valid JSON";
    }
    return object.is_object() ? fault : "is no JSON object in braces";
}

} // namespace

TableRows parseJsonLines(std::string_view bytes, const std::string& file, const RowLimits& limits) {
    TableRows table;
    std::unordered_map<std::string, std::size_t> columns;
    std::int64_t line = 0;
    for (std::size_t begin = bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0; begin < bytes.size();) {
        const std::size_t end = std::min(bytes.find('\n', begin), bytes.size());
        const std::string_view text = trimmed(bytes.substr(begin, end - begin));
        if (limits.rows > 0 && std::ssize(table.rows) >= limits.rows && !text.empty()) {
            table.isWhole = false;
            break;
        }
        TableRow row{++line, begin, {}, std::min(end + 1, bytes.size())};
        begin = table.end = row.end;
        if (text.empty())
            continue;
        Json object;
        if (const std::string fault = faultOf(text, object); !fault.empty()) {
            require(limits.skipBroken, ErrorKind::BadInput, file + ", line " + std::to_string(line) + " " + fault + ".");
            table.setAside({std::ssize(table.rows) + table.brokenCount, line, fault});
            continue;
        }
        for (const auto& [key, value] : object.items()) {
            const auto [column, isNew] = columns.emplace(key, columns.size());
            if (isNew)
                table.header.push_back(key);
            row.fields.resize(columns.size());
            row.fields[column->second] = cellOf(value);
        }
        require(columns.size() <= mostColumns, ErrorKind::BadInput,
                file + " has more than " + std::to_string(mostColumns) + " different keys; it is no table.");
        table.rows.push_back(std::move(row));
    }
    require(!table.rows.empty() || table.brokenCount > 0, ErrorKind::BadInput, file + " is empty; each line must be one JSON object.");
    for (TableRow& row : table.rows)
        row.fields.resize(columns.size());
    return table;
}

} // namespace crosseed::text
