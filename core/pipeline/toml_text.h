// Values as a recipe writes them, so that reading gives them back.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace crosseed::pipeline {

// TOML of a text, number, truth value or list of these. Floats keep all digits and stay floats; texts must be UTF-8.
std::string tomlValue(const nlohmann::json& value);

} // namespace crosseed::pipeline
