#include "bert/hub_download.h"
#include "pipeline/pair_check.h"
#include "pipeline/run_recipe.h"

namespace crosseed::pipeline {

namespace {

using Models = std::pair<store::ModelRow, store::ModelRow>;

// The folder's own name; where folders of the recipe share it ("a/model", "b/model"), with the one above.
std::string modelName(const std::string& folder, const PairSpec& pairs) {
    namespace fs = std::filesystem;
    const auto cleaned = [](const std::string& path) {
        const fs::path normal = fs::absolute(path).lexically_normal();
        return normal.has_filename() ? normal : normal.parent_path();
    };
    const fs::path own = cleaned(folder);
    for (const auto& pair : pairs.folders)
        for (const std::string& other : pair)
            if (cleaned(other) != own && cleaned(other).filename() == own.filename())
                return own.parent_path().filename().string() + "/" + own.filename().string();
    return own.filename().string();
}

// All models before the first pair's rotation: a wrong folder is found before an hour of training.
std::vector<Models> makeModels(const StageContext& context, const Recipe& recipe, const store::CorpusRow& corpus) {
    std::vector<Models> models;
    const auto accept = [&](const std::string& folder) {
        return acceptModel(context, corpus, modelName(folder, recipe.pairs), folder, recipe.model.maxLength);
    };
    for (const auto& pair : recipe.pairs.folders) {
        const store::ModelRow a = accept(pair[0]);
        models.emplace_back(a, accept(pair[1]));
    }
    const auto train = [&](std::int64_t seed) {
        bert::FineTuneOptions options = recipe.fineTune;
        options.seed = static_cast<std::uint64_t>(seed);
        return trainModel(context, corpus, "seed-" + std::to_string(seed), recipe.model, options);
    };
    for (const auto& pair : recipe.pairs.seeds) {
        const store::ModelRow a = train(pair[0]);
        models.emplace_back(a, train(pair[1]));
    }
    return models;
}

} // namespace

RecipeOutcome runRecipe(const StageContext& context, const Recipe& recipe, const sae::StepFn& onStep) {
    RecipeOutcome outcome;
    for (const auto& pair : recipe.pairs.folders) {
        for (const std::string& folder : pair)
            bert::requireModelFolder(folder);
        requirePair({pair[0], pair[0], {}}, {pair[1], pair[1], {}});
    }
    if (!recipe.model.base.empty() && !recipe.pairs.seeds.empty()) {
        bert::requireModelFolder(recipe.model.base);
        bert::checkModelFolder(recipe.model.base);
    }
    outcome.corpus = importCorpus(context, recipe.corpus);
    const text::Corpus documents = store::loadCorpus(context.project, outcome.corpus.id);
    for (const auto& [a, b] : makeModels(context, recipe, outcome.corpus)) {
        PairOutcome pair;
        pair.a = a;
        pair.b = b;
        pair.pair = store::pairOf(context.project, a.id, b.id);
        const std::int64_t layer = resolveLayer(configOf(context.project, a), recipe.layer);
        for (const std::string& kind : recipe.alignment.rotations) {
            pair.rotations.push_back(alignPair(context, outcome.corpus, documents, pair.pair, layer,
                                               align::parseRotation(kind), recipe.alignment));
            pair.runs.push_back(trainSae(context, outcome.corpus, documents, pair.pair, pair.rotations.back(),
                                         recipe.sae, recipe.training, onStep));
            pair.evaluations.push_back(evaluateRun(context, documents, pair.runs.back(), recipe.evaluation));
        }
        outcome.pairs.push_back(std::move(pair));
    }
    return outcome;
}

} // namespace crosseed::pipeline
