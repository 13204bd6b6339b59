#include "pipeline/recipe_check.h"
#include "pipeline/fields.h"
#include <cmath>

namespace crosseed::pipeline {

std::string placeOf(const std::string& file, const toml::node& node) {
    const auto line = node.source().begin.line;
    return file + (line ? ", line " + std::to_string(line) : std::string(", --set")) + ": ";
}

namespace {

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

} // namespace

void checkRecipe(const std::string& file, const toml::table& root, const Recipe& recipe) {
    const Check check(file, root);
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

} // namespace crosseed::pipeline
