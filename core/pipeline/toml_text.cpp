#include "pipeline/toml_text.h"

namespace crosseed::pipeline {

std::string tomlValue(const nlohmann::json& value) {
    if (value.is_number_float()) {
        const std::string text = value.dump();
        return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
    }
    if (value.is_array()) {
        std::string text;
        for (const nlohmann::json& entry : value)
            text += (text.empty() ? "" : ", ") + tomlValue(entry);
        return "[" + text + "]";
    }
    // TOML's basic strings escape as JSON's do, and DEL besides, which JSON leaves as it is.
    std::string text = value.dump();
    for (std::size_t at = text.find('\x7f'); at != std::string::npos; at = text.find('\x7f', at))
        text.replace(at, 1, "\\u007F");
    return text;
}

} // namespace crosseed::pipeline
