#include "pipeline/independent_runs.h"
#include "base/hash.h"
#include "pipeline/fields.h"

namespace crosseed::pipeline {

namespace {

std::string titleOf(Condition condition, const Preset& preset) {
    const std::string rest = preset.training.weights.auxiliary > 0 && preset.training.auxiliaryK > 0 ? "" : ", no auxiliary loss";
    switch (condition) {
    case Condition::Index:
        return "independent, by index" + rest;
    case Condition::RotatedLiteral:
        return "independent + rotation, B's SAE on turned B, by index" + rest;
    case Condition::RotatedFair:
        return "independent + rotation, A's SAE on both" + rest;
    default:
        throw Error(ErrorKind::Usage, "Condition " + std::string(conditionCode(condition)) + " has no independent SAEs.");
    }
}

struct BothCodes {
    std::shared_ptr<const sae::SparseCodes> a, b;
    std::span<const std::int64_t> starts;
};

// By index: those of the stored evaluation, or made here for the train split, which is not evaluated.
BothCodes codesToFit(PairInputs& inputs, const store::RunRow& run, text::Split split, const EvaluationSpec& spec) {
    const store::Project& project = inputs.project();
    const auto starts = inputs.activations(Side::A, split).starts();
    if (split == text::parseSplit(spec.split)) {
        const auto evaluation = evaluateRun(inputs, run, spec).front();
        const auto stored = [&](const std::string& file) {
            return std::make_shared<const sae::SparseCodes>(evaluate::readCodes(project.resolve(file)));
        };
        return {stored(evaluation.codesA), stored(evaluation.codesB), starts};
    }
    const ProgressFn& progress = inputs.context().progress;
    const bool turned = store::rotationRow(project, run.rotation).kind != "identity";
    return {inputs.codes(Side::A, split, run.saeFile, {}, partOf(progress, 0, 0.4)),
            inputs.codes(Side::B, split, run.saeFileB.empty() ? run.saeFile : run.saeFileB,
                         turned ? run.rotation : RotationId{}, partOf(progress, 0.4, 0.8)),
            starts};
}

evaluate::Matching matchingOf(const BothCodes& codes, evaluate::Pooling pooling, const evaluate::MatchOptions& options) {
    if (pooling == evaluate::Pooling::PerToken)
        return evaluate::matchFeatures(evaluate::rowsOf(*codes.a), evaluate::rowsOf(*codes.b), options);
    const auto a = evaluate::meanPool(*codes.a, codes.starts), b = evaluate::meanPool(*codes.b, codes.starts);
    return evaluate::matchFeatures(evaluate::rowsOf(a), evaluate::rowsOf(b), options);
}

} // namespace

store::RunRow independentRun(PairInputs& inputs, Condition condition, const Preset& preset, const AlignSpec& alignment,
                             const sae::StepFn& onStep) {
    const std::string title = titleOf(condition, preset);
    const bool fair = condition == Condition::RotatedFair;
    const auto rotation = alignPair(
        inputs, condition == Condition::Index ? align::RotationKind::Identity : align::RotationKind::True, alignment);
    const auto a = trainModelSae(inputs, Side::A, preset.sae, preset.training, onStep);
    const auto b = fair ? a : trainModelSae(inputs, Side::B, preset.sae, preset.training, onStep);
    store::RunRow row;
    // Conditions 1 and 2 read no rotation: another alignment is not another run.
    row.key = hashOf("independent run 1\n" + a.key + "\n" + b.key + "\n" +
                     (condition == Condition::Index ? "no rotation\n" + std::to_string(inputs.pair().id.value) : rotation.key));
    if (const auto known = store::findRunByKey(inputs.project(), row.key);
        known && known->saeFile == a.saeFile && (fair || known->saeFileB == b.saeFile))
        return *known;
    row.pair = inputs.pair().id;
    row.corpus = inputs.corpus().id;
    row.condition = title;
    row.rotation = rotation.id;
    row.layer = inputs.layer();
    nlohmann::json config = nlohmann::json::parse(a.configJson);
    config.erase("model");
    config["rotation"] = rotation.kind;
    config["alignment"] = nlohmann::json::parse(rotation.configJson);
    config["models"] = {inputs.model(Side::A).name, inputs.model(Side::B).name};
    config["independent"] = fair ? "A" : "A and B";
    row.configJson = config.dump();
    row.dataHash = inputs.corpus().contentHash;
    row.device = a.device;
    row.threads = a.threads;
    row.seconds = fair ? a.seconds : a.seconds + b.seconds;
    row.saeFile = a.saeFile;
    row.saeFileB = fair ? "" : b.saeFile;
    row.purpose = store::RunPurpose::Condition;
    return store::insertRun(inputs.project(), row, {});
}

store::RunRow matchedRun(PairInputs& inputs, const store::RunRow& byIndex, bool onEvaluation, evaluate::Pooling pooling,
                         const EvaluationSpec& spec) {
    const StageContext& context = inputs.context();
    const text::Split split = onEvaluation ? text::parseSplit(spec.split) : text::Split::Train;
    const evaluate::MatchOptions options{spec.minimumActive};
    const nlohmann::json config{{"split", text::splitName(split)},
                                {"pooling", evaluate::poolingName(pooling)},
                                {"minimum_active", options.minimumActive}};
    const std::string key = hashOf("matched run 1\n" + byIndex.key + "\n" + inputs.activationRow(Side::A, split).key + "\n" +
                                   inputs.activationRow(Side::B, split).key + "\n" + config.dump());
    const std::string how = "matched on the " + std::string(text::splitName(split)) + " codes, " +
                            std::string(evaluate::poolingName(pooling));
    if (const auto known = store::findRunByKey(context.project, key);
        known && known->saeFile == byIndex.saeFile && known->saeFileB == byIndex.saeFileB &&
        std::filesystem::exists(context.project.resolve(known->matchingFile))) {
        context.reused("Matching of run " + std::to_string(byIndex.id.value) + ", " + how);
        return *known;
    }
    const BothCodes codes = codesToFit(inputs, byIndex, split, spec);
    context.begin("Matching the features of run " + std::to_string(byIndex.id.value));
    const evaluate::Matching matching = matchingOf(codes, pooling, options);
    const auto temporary = context.project.temporaryFile("matching");
    evaluate::writeMatching(temporary, matching, {{"key", key}});
    store::RunRow row = byIndex;
    row.key = key;
    row.matchingFile = context.project.adoptTensorFile(temporary);
    row.matchedFrom = byIndex.id;
    if (const auto index = row.condition.find(", by index"); index != std::string::npos)
        row.condition.replace(index, 10, ", " + how);
    nlohmann::json all = nlohmann::json::parse(byIndex.configJson);
    all["matching"] = config;
    row.configJson = all.dump();
    return store::insertRun(context.project, row, {});
}

} // namespace crosseed::pipeline
