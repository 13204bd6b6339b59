// JSON from files of strangers: nesting is limited, a key given twice is an error.
#pragma once
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string_view>

namespace crosseed::bert {

// Parses `text`, the JSON of `file`. Objects and arrays may be nested `maxDepth` deep. Throws Error(BadInput) naming the
// file for anything else, bytes after the value and text that is not UTF-8 included.
nlohmann::json parseStrictJson(std::string_view text, int maxDepth, const std::filesystem::path& file);

} // namespace crosseed::bert
