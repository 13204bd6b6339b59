#include "bert/strict_json.h"
#include "base/error.h"
#include <set>
#include <string>
#include <vector>

namespace crosseed::bert {

nlohmann::json parseStrictJson(std::string_view text, int maxDepth, const std::filesystem::path& file) {
    using nlohmann::json;
    // The parser would take it for the end of the text and overlook what follows.
    require(text.find('\0') == std::string_view::npos, ErrorKind::BadInput,
            file.string() + " is not valid JSON: it holds a zero byte.");
    std::vector<std::set<std::string>> keys; // of the objects that are open, the innermost last
    const auto check = [&](int depth, json::parse_event_t event, json& parsed) {
        const bool opens = event == json::parse_event_t::object_start || event == json::parse_event_t::array_start;
        require(!opens || depth < maxDepth, ErrorKind::BadInput,
                file.string() + ": the JSON is nested more than " + std::to_string(maxDepth) + " levels deep.");
        if (event == json::parse_event_t::object_start)
            keys.emplace_back();
        else if (event == json::parse_event_t::object_end)
            keys.pop_back();
        else if (event == json::parse_event_t::key)
            require(keys.back().insert(parsed.get<std::string>()).second, ErrorKind::BadInput,
                    file.string() + ": the key \"" + parsed.get<std::string>() + "\" is given twice.");
        return true;
    };
    try {
        return json::parse(text.begin(), text.end(), check);
    } catch (const json::exception& problem) {
        throw Error(ErrorKind::BadInput, file.string() + " is not valid JSON: " + problem.what() + ".");
    }
}

} // namespace crosseed::bert
