#include "pipeline/recipe.h"
#include "base/files.h"
#include "pipeline/corpus_paths.h"
#include "pipeline/corpus_recipe.h"
#include "pipeline/fields.h"
#include "pipeline/recipe_check.h"
#include <algorithm>
#include <numeric>
#include <sstream>

namespace crosseed::pipeline {

namespace {

int editDistance(const std::string& a, const std::string& b) {
    std::vector<int> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        int diagonal = row[0];
        row[0] = static_cast<int>(i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const int above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
            diagonal = above;
        }
    }
    return row.back();
}

// One node as a value of type T; false when it is of another type.
template <typename T> bool take(const toml::node& node, T& value) {
    if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, std::optional<bool>>) {
        if (const auto v = node.value_exact<bool>())
            return value = *v, true;
    } else if constexpr (std::is_floating_point_v<T>) {
        if (const auto v = node.value<double>(); v && node.is_number())
            return value = *v, true;
    } else if constexpr (std::is_integral_v<T>) {
        if (const auto v = node.value_exact<std::int64_t>())
            return value = static_cast<T>(*v), static_cast<std::int64_t>(value) == *v;
    } else if constexpr (std::is_same_v<T, std::string>) {
        if (const auto v = node.value_exact<std::string>())
            return value = *v, true;
    } else if constexpr (std::is_enum_v<T>) {
        if (const auto v = node.value_exact<std::string>())
            return parseEnum(*v, value), true;
    } else { // a vector
        const toml::array* array = node.as_array();
        if (!array)
            return false;
        T items;
        for (const toml::node& element : *array)
            if (!take(element, items.emplace_back()))
                return false;
        value = std::move(items);
        return true;
    }
    return false;
}

template <typename T> std::string typeText() {
    if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, std::optional<bool>>)
        return "true or false";
    else if constexpr (std::is_floating_point_v<T>)
        return "a number";
    else if constexpr (std::is_integral_v<T>)
        return "a whole number";
    else if constexpr (std::is_same_v<T, std::string> || std::is_enum_v<T>)
        return "text in quotes";
    else
        return "a list";
}

// Reads tables, remembers which keys exist, and complains about the others.
class Reader {
public:
    // `texts` are values as they were typed, "corpus.folder" -> "2024".
    Reader(const std::string& file, const toml::table& root, const std::map<std::string, std::string>& texts)
        : m_file(file), m_root(root), m_texts(texts) {}

    template <typename Options> void table(const std::string& name, Options& options) {
        m_tables.push_back(name);
        const toml::node* node = m_root.get(name);
        if (!node)
            return;
        const toml::table* fields = node->as_table();
        require(fields != nullptr, ErrorKind::Usage, at(*node) + name + " must be a table: [" + name + "].");
        std::vector<std::string> known;
        visitFields(
            [&](const char* key, auto& field, const char*) {
                known.push_back(key);
                if (const toml::node* value = fields->get(key))
                    this->value(name + "." + key, *value, field);
            },
            options);
        rejectOthers(*fields, known, name + ".");
    }
    void finish() { rejectOthers(m_root, m_tables, ""); }

private:
    template <typename T> void value(const std::string& key, const toml::node& node, T& field) {
        bool taken = false;
        try {
            taken = take(node, field);
        } catch (const Error& error) {
            throw Error(ErrorKind::Usage, at(node) + key + ": " + error.what());
        }
        if constexpr (std::is_same_v<T, std::string>)
            if (const auto typed = m_texts.find(key); !taken && typed != m_texts.end()) { // a folder may be called 2024
                field = typed->second;
                taken = true;
            }
        require(taken, ErrorKind::Usage, at(node) + key + " must be " + typeText<T>() + ".");
    }
    void rejectOthers(const toml::table& table, const std::vector<std::string>& known, const std::string& prefix) {
        for (const auto& [key, node] : table) {
            const std::string name(key.str());
            require(std::find(known.begin(), known.end(), name) != known.end(), ErrorKind::Usage,
                    at(node) + "there is no key " + prefix + name + "; did you mean " + prefix + nearestKey(name, known) +
                        "?");
        }
    }
    std::string at(const toml::node& node) const { return placeOf(m_file, node); }
    std::string m_file;
    const toml::table& m_root;
    const std::map<std::string, std::string>& m_texts;
    std::vector<std::string> m_tables;
};

struct ProjectTable {
    std::string& file;
};
template <typename V> void visitFields(V&& v, ProjectTable& o) {
    v("file", o.file, "the project file to write");
}
struct ActivationTable {
    std::int64_t& layer;
};
template <typename V> void visitFields(V&& v, ActivationTable& o) {
    v("layer", o.layer, "L, 0-based (-1: the last but one)");
}

void applyOverride(toml::table& root, const std::string& key, const std::string& text) {
    const auto dot = key.find('.');
    require(dot != std::string::npos, ErrorKind::Usage, "--set needs TABLE.KEY=VALUE, not " + key + ".");
    const std::string table = key.substr(0, dot), name = key.substr(dot + 1);
    if (!root.get(table))
        root.insert(table, toml::table{});
    toml::table* fields = root.get(table)->as_table();
    require(fields != nullptr, ErrorKind::Usage, "--set " + key + ": " + table + " is not a table of the recipe.");
    try { // a TOML value where it is one, else plain text
        const toml::table parsed = toml::parse("value = " + text);
        parsed.get("value")->visit([&](const auto& node) { fields->insert_or_assign(name, node); });
    } catch (const toml::parse_error&) {
        fields->insert_or_assign(name, text);
    }
}

void resolvePaths(Recipe& recipe, const std::filesystem::path& folder, const std::map<std::string, std::string>& overrides) {
    const auto resolve = [&](const std::string& key, std::string& path) {
        if (!path.empty() && !overrides.count(key))
            path = (folder / path).lexically_normal().string();
    };
    visitCorpusPaths(recipe.corpus, resolve);
    resolve("model.base", recipe.model.base);
    resolve("model.vocabulary", recipe.model.vocabulary);
    for (auto& pair : recipe.pairs.folders)
        for (std::string& path : pair)
            resolve("pairs.folders", path);
}

} // namespace

std::string nearestKey(const std::string& key, const std::vector<std::string>& valid) {
    const auto nearest = std::min_element(valid.begin(), valid.end(), [&](const std::string& a, const std::string& b) {
        return editDistance(key, a) < editDistance(key, b);
    });
    return nearest == valid.end() ? "" : *nearest;
}

namespace {
toml::table parsed(const std::filesystem::path& file) {
    try {
        return toml::parse(readFile(file));
    } catch (const toml::parse_error& error) {
        throw Error(ErrorKind::Usage, file.string() + ", line " + std::to_string(error.source().begin.line) + ": " +
                                          std::string(error.description()) + ".");
    }
}
std::filesystem::path folderOf(const std::filesystem::path& file) {
    return file.has_parent_path() ? file.parent_path() : ".";
}
} // namespace

namespace {
// What the file gives goes before the preset, be it as without one, too.
void fillPreset(const std::string& file, const toml::table& root, CorpusSpec& spec) {
    std::vector<std::string> given;
    if (const toml::table* fields = root["corpus"].as_table())
        for (const auto& [key, node] : *fields)
            given.emplace_back(key.str());
    try {
        spec = withPreset(spec, given);
    } catch (const Error& error) {
        throw Error(ErrorKind::Usage, placeOf(file, *root.get("corpus")) + error.what());
    }
}
} // namespace

CorpusSpec readCorpusRecipe(const std::filesystem::path& file) {
    const toml::table root = parsed(file);
    Recipe recipe;
    Reader(file.string(), root, {}).table("corpus", recipe.corpus);
    require(root.contains("corpus"), ErrorKind::Usage, file.string() + " has no table [corpus].");
    resolvePaths(recipe, folderOf(file), {});
    fillPreset(file.string(), root, recipe.corpus);
    return recipe.corpus;
}

Recipe readRecipe(const std::filesystem::path& file, const std::map<std::string, std::string>& overrides) {
    toml::table root = parsed(file);
    for (const auto& [key, value] : overrides)
        applyOverride(root, key, value);
    Recipe recipe;
    Reader reader(file.string(), root, overrides);
    ProjectTable project{recipe.project};
    ActivationTable activations{recipe.layer};
    reader.table("project", project);
    reader.table("corpus", recipe.corpus);
    reader.table("model", recipe.model);
    reader.table("fine_tune", recipe.fineTune);
    reader.table("pairs", recipe.pairs);
    reader.table("activations", activations);
    reader.table("alignment", recipe.alignment);
    reader.table("sae", recipe.sae);
    reader.table("training", recipe.training);
    reader.table("evaluation", recipe.evaluation);
    reader.table("report", recipe.report);
    reader.finish();
    resolvePaths(recipe, folderOf(file), overrides);
    fillPreset(file.string(), root, recipe.corpus);
    checkRecipe(file.string(), root, recipe);
    return recipe;
}

} // namespace crosseed::pipeline
