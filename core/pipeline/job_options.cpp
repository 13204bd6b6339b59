#include "pipeline/job_options.h"
#include "pipeline/fields.h"

namespace crosseed::pipeline {

namespace {

using nlohmann::json;

// What names a file or folder from here names it from everywhere; other names (of a hub, say) stay.
void nameInFull(std::string& path) {
    std::error_code ignored;
    if (!path.empty() && std::filesystem::exists(path, ignored))
        path = std::filesystem::absolute(path, ignored).lexically_normal().string();
}

void nameInFull(ModelSpec& spec) {
    nameInFull(spec.base);
    nameInFull(spec.vocabulary);
}

JobSpec made(const char* kind, const std::string& rest, const json& options) {
    return {kind, validUtf8(std::string(kind) + " " + rest), jsonText(options)};
}

json jsonOf(const PairChoice& pair) {
    return {{"a", validUtf8(pair.a)}, {"b", validUtf8(pair.b)}, {"layer", pair.layer}};
}

std::string both(const PairChoice& pair) {
    return pair.a + " & " + pair.b;
}

template <typename List, typename Text> json listed(const List& list, const Text& text) {
    json names = json::array();
    for (const auto& item : list)
        names.push_back(text(item));
    return names;
}

} // namespace

JobSpec jobOf(const Recipe& recipe) {
    Recipe full = recipe;
    for (std::string* path : {&full.corpus.folder, &full.corpus.file, &full.corpus.trainFile, &full.corpus.validationFile,
                              &full.corpus.testFile})
        nameInFull(*path);
    for (std::string& file : full.corpus.files)
        nameInFull(file);
    nameInFull(full.model);
    for (auto& pair : full.pairs.folders)
        for (std::string& folder : pair)
            nameInFull(folder);
    const std::size_t pairs = full.pairs.seeds.size() + full.pairs.folders.size();
    return made("run", full.corpus.name + ", " + std::to_string(pairs) + (pairs == 1 ? " pair" : " pairs"),
                {{"layer", full.layer}, {"corpus", toJson(full.corpus)}, {"model", toJson(full.model)},
                 {"fine_tune", toJson(full.fineTune)}, {"pairs", toJson(full.pairs)}, {"alignment", toJson(full.alignment)},
                 {"sae", toJson(full.sae)}, {"training", toJson(full.training)}, {"evaluation", toJson(full.evaluation)}});
}

JobSpec jobOf(const FineTuneJob& job) {
    FineTuneJob full = job;
    nameInFull(full.model);
    nameInFull(full.accept);
    return made("fine-tune", job.name,
                {{"corpus", validUtf8(full.corpus)}, {"name", validUtf8(full.name)}, {"accept", validUtf8(full.accept)},
                 {"seed", full.seed}, {"model", toJson(full.model)}, {"fine_tune", toJson(full.options)}});
}

JobSpec jobOf(const ExtractJob& job) {
    return made("extract", job.model + ", " + job.split,
                {{"model", validUtf8(job.model)}, {"split", job.split}, {"layer", job.layer}});
}

JobSpec jobOf(const AlignJob& job) {
    return made("align", both(job.pair), {{"pair", jsonOf(job.pair)}, {"alignment", toJson(job.alignment)}});
}

JobSpec jobOf(const TrainJob& job) {
    return made("train", both(job.pair), {{"pair", jsonOf(job.pair)}, {"alignment", toJson(job.alignment)},
                                          {"sae", toJson(job.sae)}, {"training", toJson(job.training)}});
}

JobSpec jobOf(const EvaluateJob& job) {
    return made("evaluate", "run " + std::to_string(job.run) + ", " + job.evaluation.split,
                {{"run", job.run}, {"evaluation", toJson(job.evaluation)}});
}

JobSpec jobOf(const ConditionsJob& job) {
    const ConditionsSpec& spec = job.spec;
    const json presets = listed(spec.presets, [](const Preset& preset) {
        return json{{"name", preset.name}, {"sae", toJson(preset.sae)}, {"training", toJson(preset.training)},
                    {"match_on_evaluation", preset.matchOnEvaluation}};
    });
    return made("conditions", both(job.pair),
                {{"pair", jsonOf(job.pair)},
                 {"presets", presets},
                 {"conditions", listed(spec.conditions, [](Condition c) { return conditionCode(c); })},
                 {"auxiliary", listed(spec.auxiliary, [](bool with) { return with; })},
                 {"poolings", listed(spec.poolings, [](evaluate::Pooling p) { return evaluate::poolingName(p); })},
                 {"alignment", toJson(spec.alignment)},
                 {"evaluation", toJson(spec.evaluation)}});
}

JobSpec jobOf(const RotationTestJob& job) {
    const RotationTestSpec& spec = job.spec;
    return made("rotation-test", both(job.pair) + ", " + std::to_string(spec.draws) + " draws",
                {{"pair", jsonOf(job.pair)}, {"draws", spec.draws}, {"seed", spec.seed},
                 {"pooling", evaluate::poolingName(spec.pooling)}, {"alignment", toJson(spec.alignment)}, {"sae", toJson(spec.sae)},
                 {"training", toJson(spec.training)}, {"evaluation", toJson(spec.evaluation)}});
}

} // namespace crosseed::pipeline
