#include "pipeline/recipe.h"
#include "base/files.h"
#include "pipeline/fields.h"
#include <algorithm>
#include <cmath>
#include <numeric>
#include <sstream>
#define TOML_EXCEPTIONS 1
#include <toml++/toml.h>

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
    if constexpr (std::is_same_v<T, bool>) {
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
    if constexpr (std::is_same_v<T, bool>)
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

// "recipe.toml, line 12: "
std::string placeOf(const std::string& file, const toml::node& node) {
    const auto line = node.source().begin.line;
    return file + (line ? ", line " + std::to_string(line) : std::string(", --set")) + ": ";
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
    resolve("corpus.folder", recipe.corpus.folder);
    resolve("corpus.file", recipe.corpus.file);
    for (std::string& file : recipe.corpus.files)
        resolve("corpus.files", file);
    resolve("corpus.train_file", recipe.corpus.trainFile);
    resolve("corpus.validation_file", recipe.corpus.validationFile);
    resolve("corpus.test_file", recipe.corpus.testFile);
    resolve("model.base", recipe.model.base);
    resolve("model.vocabulary", recipe.model.vocabulary);
    for (auto& pair : recipe.pairs.folders)
        for (std::string& path : pair)
            resolve("pairs.folders", path);
}

// What a field's type does not say. Sentences name the key and, where it stands in the file, the line.
class Check {
public:
    Check(std::string file, const toml::table& root) : m_file(std::move(file)), m_root(root) {}
    void need(bool condition, const std::string& key, const std::string& sentence) const {
        if (condition)
            return;
        const auto node = m_root.at_path(key);
        throw Error(ErrorKind::Usage,
                    (node ? placeOf(m_file, *node.node()) : m_file + ": ") + key + " " + sentence);
    }
    void atLeast(std::int64_t least, std::int64_t value, const std::string& key) const {
        need(value >= least, key, "must be at least " + std::to_string(least) + ".");
    }
    // Numbers that are NaN or infinite fit nowhere.
    void notNegative(double value, const std::string& key) const {
        need(value >= 0 && std::isfinite(value), key, "must be 0 or more.");
    }
    void positive(double value, const std::string& key) const {
        need(value > 0 && std::isfinite(value), key, "must be above 0.");
    }
    void between(double least, double most, double value, const std::string& key) const {
        need(value >= least && value <= most, key,
             "must lie between " + std::to_string(std::lround(least)) + " and " + std::to_string(std::lround(most)) + ".");
    }
    // `parse` throws the sentence.
    template <typename Parse> void readable(const std::string& key, Parse parse) const {
        try {
            parse();
        } catch (const Error& error) {
            need(false, key, std::string("does not fit: ") + error.what());
        }
    }

private:
    std::string m_file;
    const toml::table& m_root;
};

void checkPairs(const Check& check, const PairSpec& pairs) {
    check.need(!pairs.seeds.empty() || !pairs.folders.empty(), "pairs.seeds",
               "is missing: there is no pair; give pairs.seeds = [[42, 137]] or pairs.folders.");
    for (const auto& pair : pairs.seeds)
        check.need(pair.size() == 2 && pair[0] != pair[1], "pairs.seeds", "must hold two different seeds in each entry.");
    for (const auto& pair : pairs.folders)
        check.need(pair.size() == 2, "pairs.folders", "must hold two folders in each entry.");
}

// Of [training] and [fine_tune], which share these.
template <typename Options> void checkRates(const Check& check, const Options& options, const std::string& table) {
    check.atLeast(1, options.batchSize, table + "batch_size");
    check.atLeast(1, options.epochs, table + "epochs");
    check.positive(options.learningRate, table + "learning_rate");
    check.notNegative(options.weightDecay, table + "weight_decay");
    check.notNegative(options.maxGradNorm, table + "max_grad_norm");
    check.between(0, 1, options.warmupRatio, table + "warmup_ratio");
}

using Values = std::vector<std::pair<const char*, double>>;

void checkTraining(const Check& check, const sae::TrainOptions& training) {
    checkRates(check, training, "training.");
    const sae::LossWeights& weights = training.weights;
    for (const auto& [key, value] : Values{{"lambda_kl", weights.kl},
                                           {"lambda_ds", weights.downstream},
                                           {"lambda_local", weights.local},
                                           {"lambda_cross", weights.cross},
                                           {"lambda_aux", weights.auxiliary}})
        check.notNegative(value, std::string("training.") + key);
    check.atLeast(0, training.auxiliaryK, "training.k_aux");
    check.atLeast(0, training.deadAfterTokens, "training.dead_after_tokens");
    check.atLeast(0, training.maxSteps, "training.max_steps");
}

void check(const Check& check, const Recipe& recipe) {
    check.need(!recipe.project.empty(), "project.file", "is missing; name the project to write, or use --project.");
    checkPairs(check, recipe.pairs);
    check.atLeast(1, recipe.sae.dictionary, "sae.dictionary");
    check.need(recipe.sae.k >= 1 && recipe.sae.k <= recipe.sae.dictionary, "sae.k",
               "must lie between 1 and sae.dictionary, " + std::to_string(recipe.sae.dictionary) + ".");
    checkTraining(check, recipe.training);
    checkRates(check, recipe.fineTune, "fine_tune.");
    check.atLeast(1, recipe.fineTune.patience, "fine_tune.patience");
    check.atLeast(1, recipe.fineTune.evaluationsPerEpoch, "fine_tune.evaluations_per_epoch");
    check.between(0, 1, recipe.model.dropout, "model.dropout");
    check.atLeast(3, recipe.model.maxLength, "model.max_length");
    for (const auto& [key, share] : {std::pair("corpus.validation_share", recipe.corpus.validationShare),
                                     std::pair("corpus.test_share", recipe.corpus.testShare)})
        check.need(share >= 0 && share < 1, key, "must lie between 0 and 1.");
    check.need(!recipe.alignment.rotations.empty(), "alignment.rotations", "must name at least one rotation.");
    for (const std::string& rotation : recipe.alignment.rotations)
        check.readable("alignment.rotations", [&] { align::parseRotation(rotation); });
    check.atLeast(0, recipe.corpus.keepFirst, "corpus.keep_first");
    check.atLeast(0, recipe.alignment.texts, "alignment.texts");
    check.atLeast(0, recipe.evaluation.minimumActive, "evaluation.minimum_active");
    check.between(-1, 1, recipe.evaluation.universalR, "evaluation.universal_r");
    check.readable("alignment.split", [&] { text::parseSplit(recipe.alignment.split); });
    check.readable("evaluation.split", [&] { text::parseSplit(recipe.evaluation.split); });
}

} // namespace

std::string nearestKey(const std::string& key, const std::vector<std::string>& valid) {
    const auto nearest = std::min_element(valid.begin(), valid.end(), [&](const std::string& a, const std::string& b) {
        return editDistance(key, a) < editDistance(key, b);
    });
    return nearest == valid.end() ? "" : *nearest;
}

Recipe readRecipe(const std::filesystem::path& file, const std::map<std::string, std::string>& overrides) {
    toml::table root;
    try {
        root = toml::parse(readFile(file));
    } catch (const toml::parse_error& error) {
        throw Error(ErrorKind::Usage, file.string() + ", line " + std::to_string(error.source().begin.line) + ": " +
                                          std::string(error.description()) + ".");
    }
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
    resolvePaths(recipe, file.has_parent_path() ? file.parent_path() : ".", overrides);
    check(Check(file.string(), root), recipe);
    return recipe;
}

} // namespace crosseed::pipeline
