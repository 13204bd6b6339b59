// What the types of a recipe's fields do not say: ranges, names, and what does not go together. For recipe.cpp alone, as it needs TOML.
#pragma once
#include "pipeline/recipe.h"
#define TOML_EXCEPTIONS 1
#define TOML_ASSERT(condition) static_cast<void>(0) // some end the program on a damaged recipe, where an error follows anyway
#include <toml++/toml.h>

namespace crosseed::pipeline {

// "recipe.toml, line 12: "; ", --set" where the value was typed.
std::string placeOf(const std::string& file, const toml::node& node);

// Throws Error(Usage) whose sentence names the key and, where it stands in the file, the line.
void checkRecipe(const std::string& file, const toml::table& root, const Recipe& recipe);

} // namespace crosseed::pipeline
