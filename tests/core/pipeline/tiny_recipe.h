// A recipe of a second or two, and a run of it that remembers what was computed and what was used again.
#pragma once
#include "bert/device.h"
#include "pipeline/result_json.h"
#include "pipeline/run_recipe.h"
#include <QStringList>
#include <nlohmann/json.hpp>

namespace crosseed::pipeline {

inline Recipe tinyRecipe() {
    Recipe recipe;
    recipe.corpus.name = "requests";
    recipe.corpus.format = "sample";
    recipe.corpus.count = 240;
    recipe.model.maxLength = 24;
    recipe.model.layers = 3;
    recipe.model.hidden = 16;
    recipe.model.heads = 2;
    recipe.model.intermediate = 32;
    recipe.fineTune.learningRate = 1e-3;
    recipe.fineTune.epochs = 1;
    recipe.pairs.seeds = {{1, 2}};
    recipe.alignment.texts = 60;
    recipe.sae.dictionary = 64;
    recipe.sae.k = 4;
    recipe.training.learningRate = 1e-3;
    recipe.training.epochs = 1;
    recipe.evaluation.minimumActive = 2;
    return recipe;
}

enum class StopWhen { Never, AsItBegins, InTheMiddle };

// One run. With a stop it is asked for at the stage of that name; where the stage reports no progress, when the next begins.
struct TinyRun {
    QStringList begun, reused, warnings;
    std::int64_t steps = 0;
    bool cancelled = false;
    bool progressFell = false;
    RecipeOutcome outcome;

    TinyRun(store::Project& project, const Recipe& recipe, const QString& stage = {}, StopWhen when = StopWhen::Never) {
        bert::setThreads(1);
        std::stop_source stop;
        double last = 0;
        StageContext context{project, bert::Device::Cpu, 1, {}, stop.get_token(), {}, {}, {}};
        context.onStage = [&](const std::string& name) {
            if (when == StopWhen::InTheMiddle && !begun.isEmpty() && begun.last() == stage)
                stop.request_stop();
            begun += QString::fromStdString(name);
            last = 0;
            if (when == StopWhen::AsItBegins && begun.last() == stage)
                stop.request_stop();
        };
        context.onReuse = [&](const std::string& name) { reused += QString::fromStdString(name); };
        context.onWarning = [&](const std::string& sentence) { warnings += QString::fromStdString(sentence); };
        context.progress = [&](const Progress& progress) {
            progressFell = progressFell || progress.fraction < last || progress.fraction > 1;
            last = progress.fraction;
            if (when == StopWhen::InTheMiddle && progress.fraction >= 0.4 && begun.last() == stage)
                stop.request_stop();
        };
        try {
            outcome = runRecipe(context, recipe, [&](const sae::StepReport&) { ++steps; });
        } catch (const Cancelled&) {
            cancelled = true;
        }
    }
};

// Everything that was computed, without row numbers. Tensor files are named after their hash, so the names stand for the bits.
inline std::string bitsOf(const RecipeOutcome& outcome) {
    std::string bits = outcome.corpus.contentHash;
    for (const PairOutcome& pair : outcome.pairs) {
        bits += "\n" + pair.a.contentHash + "\n" + pair.b.contentHash;
        for (const store::RotationRow& row : pair.rotations)
            bits += "\n" + row.file + " " + row.resultJson;
        for (const store::RunRow& row : pair.runs)
            bits += "\n" + row.saeFile;
        for (const auto& evaluations : pair.evaluations)
            for (const store::EvaluationRow& row : evaluations) {
                bits += "\n" + row.codesA + " " + row.codesB + " " + resultJson(row.metrics).dump();
                for (const evaluate::FeatureRow& feature : row.metrics.features)
                    bits += resultJson(feature).dump();
            }
    }
    return bits;
}

// Nothing half-written may stay: no file under unfinished/ and none under a temporary name.
inline QStringList leftovers(const store::Project& project) {
    QStringList found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(project.dataFolder())) {
        const std::string path = entry.path().string();
        if (path.find("/unfinished/") != std::string::npos || path.find(".part") != std::string::npos)
            found += QString::fromStdString(path);
    }
    return found;
}

} // namespace crosseed::pipeline
