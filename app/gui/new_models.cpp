// New models: presets to begin with, what they take, the jobs that make them.
#include "app/gui/model_lists.h"
#include "bert/config.h"
#include "bert/model_weights.h"
#include "bert/parameter_layout.h"
#include "pipeline/fields.h"
#include "views/shared/words.h"
#include <QFileInfo>
#include <algorithm>

namespace crosseed::gui {

using namespace views;
using nlohmann::json;

namespace {

constexpr double number = 4; // bytes of a weight

// Weights of the model that a request makes; below 0: its base cannot be read.
double weightsOf(const NewModelRequest& request, std::int64_t vocabulary) {
    try {
        if (request.way == NewModelWay::Random) {
            bert::BertConfig config;
            config.vocabSize = std::max<std::int64_t>(vocabulary, 1);
            config.hiddenSize = request.model.hidden;
            config.layers = request.model.layers;
            config.heads = request.model.heads;
            config.intermediateSize = request.model.intermediate;
            config.maxPositions = request.model.maxLength;
            return static_cast<double>(bert::parameterLayout(config).total);
        }
        double bytes = 0;
        for (const auto& file : bert::weightFiles(request.model.base))
            bytes += static_cast<double>(std::filesystem::file_size(file));
        return bytes / number;
    } catch (const std::exception&) {
        return -1;
    }
}

std::int64_t stepsOfFineTuning(const bert::FineTuneOptions& options, std::int64_t texts) {
    return (texts + options.batchSize - 1) / options.batchSize * options.epochs;
}

// Seconds a step of models from the same base, or of the same shape, with the same batch; of each the training's own time.
std::vector<double> earlierSteps(const NewModelRequest& request, const GridRows& rows) {
    std::vector<double> seconds;
    for (const auto& [id, model] : rows.models) {
        const auto timed = rows.modelSeconds.find(id);
        if (timed == rows.modelSeconds.end() || !model.config.contains("model") || !model.config.contains("fine_tune"))
            continue;
        pipeline::ModelSpec spec;
        pipeline::fromJson(model.config["model"], spec);
        bert::FineTuneOptions options;
        pipeline::fromJson(model.config["fine_tune"], options);
        const bool same = request.way == NewModelWay::Random ? spec.base.empty() && spec.layers == request.model.layers && spec.hidden == request.model.hidden
                                                             : !spec.base.empty() && spec.base == request.model.base;
        const json training = json::parse(model.row.trainingJson);
        const json evaluations = training.value("evaluations", json::array());
        if (!same || options.batchSize != request.options.batchSize || evaluations.empty())
            continue;
        const auto steps = evaluations.back().value("step", 0.0);
        if (steps > 0)
            seconds.push_back(timed->second / steps);
    }
    return seconds;
}

} // namespace

std::vector<pipeline::JobSpec> jobsFor(const NewModelRequest& request, const std::string& corpus) {
    std::vector<pipeline::JobSpec> jobs;
    pipeline::FineTuneJob job;
    job.corpus = corpus;
    job.model = request.model;
    job.options = request.options;
    if (request.way == NewModelWay::Folder) {
        job.name = toStd(request.name);
        job.accept = request.model.base;
        job.model.base.clear();
        jobs.push_back(pipeline::jobOf(job));
        jobs.back().title = "accept " + job.name;
        return jobs;
    }
    if (request.way == NewModelWay::Random)
        job.model.base.clear();
    for (const std::uint64_t seed : request.seeds) {
        job.seed = seed;
        job.name = "seed-" + std::to_string(seed);
        jobs.push_back(pipeline::jobOf(job));
    }
    return jobs;
}

NewModelCost costOf(const NewModelRequest& request, const GridRows& rows, std::int64_t trainTexts, std::int64_t vocabulary) {
    NewModelCost cost;
    const double weights = weightsOf(request, vocabulary);
    const auto models = static_cast<double>(std::max<std::size_t>(1, request.seeds.size()));
    if (weights >= 0)
        cost.diskBytes = models * weights * number;
    if (request.way == NewModelWay::Folder) {
        cost.note = QStringLiteral("Copied into the project; its classes are compared with the corpus’s.");
        return cost;
    }
    if (weights >= 0)
        cost.memoryBytes = 5 * weights * number; // weights, gradients, both moments, the best ones
    if (trainTexts >= 0)
        cost.steps = stepsOfFineTuning(request.options, trainTexts);
    const std::vector<double> earlier = earlierSteps(request, rows);
    if (!earlier.empty() && cost.steps >= 0) {
        const auto [low, high] = std::ranges::minmax(earlier);
        cost.lowSeconds = static_cast<double>(cost.steps) * low * 0.9;
        cost.highSeconds = static_cast<double>(cost.steps) * high * 1.2;
    }
    return cost;
}

std::vector<TrainingPreset> presetsOf(const GridRows& rows, bool random) {
    std::vector<TrainingPreset> presets{{QStringLiteral("Table A1, the paper"), {}, {}}};
    const json paper = pipeline::toJson(bert::FineTuneOptions{});
    std::vector<json> seen;
    for (const auto& [id, model] : rows.models) {
        if (!model.config.contains("fine_tune") || model.config.value("model", json::object()).value("base", "").empty() != random)
            continue;
        TrainingPreset preset{"As " + toQt(model.row.name), {}, {}};
        pipeline::fromJson(model.config["model"], preset.model);
        pipeline::fromJson(model.config["fine_tune"], preset.options);
        const json key{pipeline::toJson(preset.options), pipeline::toJson(preset.model)};
        if ((pipeline::toJson(preset.options) == paper && !random) || std::ranges::find(seen, key) != seen.end())
            continue;
        seen.push_back(key);
        presets.push_back(std::move(preset));
    }
    if (random)
        presets.front().name = QStringLiteral("Table A1, small network");
    return presets;
}

QStringList foldersOf(const GridRows& rows, const QStringList& others) {
    QStringList folders;
    for (const auto& [id, model] : rows.models) {
        const QString base = toQt(model.config.value("model", json::object()).value("base", ""));
        if (!base.isEmpty() && QFileInfo(base).isDir() && !folders.contains(base))
            folders += base;
    }
    for (const QString& folder : others)
        if (QFileInfo(folder + "/config.json").isFile() && !folders.contains(folder))
            folders += folder;
    return folders;
}

QString unusedSeeds(const GridRows& rows) {
    QStringList free;
    for (const int seed : {42, 137, 99, 7, 11, 110, 25, 225, 35, 446}) {
        const bool used = std::ranges::any_of(rows.models, [&](const auto& model) { return model.second.config.value("seed", std::int64_t{-1}) == seed; });
        if (!used && free.size() < 2)
            free += QString::number(seed);
    }
    return free.isEmpty() ? QStringLiteral("512, 513") : free.join(", ");
}

} // namespace crosseed::gui
