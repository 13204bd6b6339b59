#include "app/gui/alignment_studies.h"
#include "align/rotation_file.h"
#include <algorithm>
#include <mutex>
#include <nlohmann/json.hpp>

namespace crosseed::gui {

using namespace views;

namespace {
constexpr std::int64_t drawnTokens = 700; // more hide one another on a plot of half a screen

pipeline::StageContext stageContext(store::Project& project, const TaskContext& context, const ProgressFn& progress) {
    return {project, bert::Device::Cpu, 0, progress, context.stop, {}, {}, {}};
}

// `from` to `to` of the whole task.
ProgressFn part(const TaskContext& context, double from, double to) {
    return [progress = context.progress, from, to](const Progress& value) {
        Progress passed = value;
        passed.fraction = from + (to - from) * value.fraction;
        if (progress)
            progress(passed);
    };
}

// Both studies read the same splits and run at once: one extracts what is not there yet, the other finds it.
void extract(const pipeline::StageContext& stage, const store::CorpusRow& corpus, const text::Corpus& documents, const Result& result,
             const std::vector<std::string>& splits) {
    static std::mutex one;
    const std::lock_guard guard(one);
    for (const std::string& split : splits)
        for (ModelId model : {result.pair.a, result.pair.b})
            if (split != "none")
                pipeline::extractActivations(stage, corpus, documents, store::modelRow(stage.project, model), text::parseSplit(split),
                                             result.run.layer);
}

store::RotationRow storedRotation(const store::Project& project, const store::RunRow& run) {
    const auto found = rotationOf(project, run);
    require(found.has_value(), ErrorKind::NotFound,
            "No rotation of this pair is stored at layer " + std::to_string(run.layer) + ".");
    return *found;
}

UsedRotation usedOf(const store::RotationRow& row) {
    const auto config = nlohmann::json::parse(row.configJson), outcome = nlohmann::json::parse(row.resultJson);
    return {row.id.value, config.value("texts", std::int64_t{0}), outcome.value("tokens", std::int64_t{0}),
            config.value("split", "train"), config.value("centred", false)};
}

std::int64_t textsIn(const text::Corpus& corpus, const std::string& split) {
    const text::Split wanted = text::parseSplit(split);
    return std::ranges::count_if(corpus.documents, [wanted](const text::Document& d) { return d.split == wanted; });
}

// One split for all sizes, so that their errors compare: the evaluation's, whose activations are there, or another that the sample is
// not from.
std::string heldOutFor(const text::Corpus& corpus, const std::string& split, const std::string& evaluated) {
    for (const std::string& other : {evaluated, std::string("train"), std::string("validation"), std::string("test")})
        if (split != other && textsIn(corpus, other) > 0)
            return other;
    return "none";
}
} // namespace

std::optional<store::RotationRow> rotationOf(const store::Project& project, const store::RunRow& run) {
    std::optional<store::RotationRow> found;
    for (const store::RotationRow& row : store::allRotations(project)) {
        if (row.kind != align::rotationName(align::RotationKind::True) || row.pair.value != run.pair.value || row.layer != run.layer)
            continue;
        if (row.id == run.rotation)
            return row;
        found = row;
    }
    return found;
}

AlignmentPtr studyOf(store::Project& project, const ResultPtr& result, std::int64_t texts, const TaskContext& context) {
    const store::RotationRow rotation = storedRotation(project, result->run);
    const text::Corpus documents = store::loadCorpus(project, result->run.corpus);
    const store::CorpusRow corpus = store::corpusRow(project, result->run.corpus);

    auto data = std::make_shared<AlignmentData>();
    data->used = usedOf(rotation);
    const std::int64_t available = textsIn(documents, data->used.split);
    if (data->used.texts == 0)
        data->used.texts = available;
    pipeline::StudySpec& spec = data->spec;
    spec.split = data->used.split;
    spec.texts = std::min(available, texts > 0 ? texts : data->used.texts);
    spec.specialTokens = nlohmann::json::parse(rotation.configJson).value("special_tokens", false);
    spec.heldOut = heldOutFor(documents, spec.split, std::string(text::splitName(result->evaluation.split)));
    spec.study.sizes.push_back(data->used.tokens);
    const auto study = [&](const pipeline::StudySpec& of, double from, double to) {
        return pipeline::studyAlignment(stageContext(project, context, part(context, from, to)), corpus, documents, result->pair,
                                        result->run.layer, of);
    };
    extract(stageContext(project, context, context.progress), corpus, documents, *result, {spec.split, spec.heldOut});
    data->study = study(spec, 0, 0.7);

    if (available <= spec.texts)
        return data;
    pipeline::StudySpec wider = spec;
    wider.texts = 0;
    wider.study.halves = 0;
    wider.study.sizes.insert(wider.study.sizes.end(), {data->study.tokens, 25000, 50000, 100000, 250000, 1000000});
    data->wider = study(wider, 0.7, 1);
    return data;
}

GeometryPtr geometryOf(store::Project& project, const ResultPtr& result, double duplicateFrom, const TaskContext& context) {
    const store::RotationRow rotation = storedRotation(project, result->run);
    store::RunRow run = result->run;
    run.rotation = rotation.id; // before and after are of the true one, whatever the run was made with
    auto data = std::make_shared<GeometryData>();
    data->spec.split = text::splitName(result->evaluation.split);
    data->spec.hidden.rows = drawnTokens;
    data->spec.cosines.duplicateFrom = duplicateFrom;
    const text::Corpus documents = store::loadCorpus(project, run.corpus);
    const pipeline::StageContext stage = stageContext(project, context, context.progress);
    extract(stage, store::corpusRow(project, run.corpus), documents, *result, {data->spec.split});
    data->study = pipeline::studyGeometry(stage, documents, run, data->spec);
    return data;
}

} // namespace crosseed::gui
