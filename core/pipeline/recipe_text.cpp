#include "pipeline/audit.h"
#include "pipeline/corpus_paths.h"
#include "pipeline/fields.h"
#include "pipeline/toml_text.h"
#include "store/models.h"
#include "store/runs.h"
#include <limits>

namespace crosseed::pipeline {

namespace {

using nlohmann::json;

template <typename Options> std::string tableText(const std::string& name, const Options& options) {
    std::string text = "\n[" + name + "]\n";
    const json fields = toJson(options);
    for (const auto& [key, value] : fields.items())
        if (!value.is_null()) // not given: guessed
            text += key + " = " + tomlValue(value) + "\n";
    return text;
}

// A path as it was given then, made absolute where it leads somewhere from here.
void absolute(std::string& path) {
    if (!path.empty() && std::filesystem::exists(path))
        path = std::filesystem::absolute(path).lexically_normal().string();
}

struct Origin {
    std::string kind; // "fine-tuned", "random weights", "accepted"
    std::int64_t seed = 0;
    std::string folder;
    json model, fineTune;
    int maxLength = 0;
};

Origin originOf(const store::ModelRow& row) {
    const json config = json::parse(row.configJson);
    Origin origin{config.value("origin", ""), config.value("seed", std::int64_t{0}), config.value("folder", ""), json::object(), json::object(), row.maxLength};
    origin.model = config.value("model", json::object());
    origin.fineTune = config.value("fine_tune", json::object());
    return origin;
}

void takeModels(const store::ModelRow& rowA, const store::ModelRow& rowB, Recipe& recipe) {
    const Origin a = originOf(rowA), b = originOf(rowB);
    require((a.kind == "accepted") == (b.kind == "accepted") && a.model == b.model && a.fineTune == b.fineTune &&
                a.maxLength == b.maxLength,
            ErrorKind::Usage, "No recipe makes this: the models " + rowA.name + " and " + rowB.name + " were not made alike, and a recipe makes both of a pair with one set of options.");
    fromJson(a.model, recipe.model);
    fromJson(a.fineTune, recipe.fineTune);
    recipe.model.maxLength = a.maxLength;
    absolute(recipe.model.base);
    absolute(recipe.model.vocabulary);
    if (a.kind != "accepted") {
        recipe.pairs.seeds = {{a.seed, b.seed}};
        return;
    }
    recipe.pairs.folders = {{a.folder, b.folder}};
    for (std::string& folder : recipe.pairs.folders.front())
        absolute(folder);
}

} // namespace

std::string recipeText(const Recipe& recipe, const std::vector<std::string>& comment) {
    std::string text;
    for (const std::string& line : comment)
        text += "# " + line + "\n";
    text += "[project]\nfile = " + tomlValue(validUtf8(recipe.project)) + "\n\n[activations]\nlayer = " + std::to_string(recipe.layer) + "\n";
    text += tableText("corpus", recipe.corpus) + tableText("model", recipe.model) + tableText("fine_tune", recipe.fineTune);
    const json pairs = toJson(recipe.pairs);
    text += "\n[pairs]\n";
    for (const auto& [key, value] : pairs.items())
        if (!value.empty())
            text += key + " = " + tomlValue(value) + "\n";
    return text + tableText("alignment", recipe.alignment) + tableText("sae", recipe.sae) + tableText("training", recipe.training) +
           tableText("evaluation", recipe.evaluation) + tableText("report", recipe.report);
}

Recipe recipeOf(const store::Project& project, RunId id, std::optional<EvaluationId> evaluation) {
    const store::RunRow run = store::runRow(project, id);
    require(run.importedJson.empty(), ErrorKind::Usage, "No recipe makes this: its SAE was imported, not trained.");
    const json config = json::parse(run.configJson);
    require(!config.contains("independent") && !config.contains("matching"), ErrorKind::Usage,
            "No recipe makes this: it has an SAE for each model, which `crosseed conditions` makes.");
    Recipe recipe;
    recipe.project = "again.crosseed";
    const json corpus = store::storedRow(project, {store::Kind::Corpus, run.corpus.value});
    fromJson(corpus["source_json"], recipe.corpus);
    visitCorpusPaths(recipe.corpus, [](const char*, std::string& path) { absolute(path); });
    const store::PairRow pair = store::pairRow(project, run.pair);
    takeModels(store::modelRow(project, pair.a), store::modelRow(project, pair.b), recipe);
    recipe.layer = run.layer;
    fromJson(config.at("alignment"), recipe.alignment);
    require(recipe.alignment.seed <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()), ErrorKind::Usage,
            "No recipe makes this: its rotation was drawn with the seed " + std::to_string(recipe.alignment.seed) +
                ", and TOML has no integers above 9223372036854775807; `crosseed rotation-test` with the same seed draws it again.");
    recipe.alignment.rotations = {config.at("rotation").get<std::string>()};
    fromJson(config.at("sae"), recipe.sae);
    fromJson(config.at("training"), recipe.training);
    if (evaluation)
        fromJson(store::storedRow(project, {store::Kind::Evaluation, evaluation->value})["config_json"], recipe.evaluation);
    return recipe;
}

} // namespace crosseed::pipeline
