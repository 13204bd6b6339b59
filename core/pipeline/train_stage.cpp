#include "align/rotation_file.h"
#include "base/hash.h"
#include "pipeline/fields.h"
#include "pipeline/kept_state.h"
#include "pipeline/sae_training.h"
#include "pipeline/stages.h"
#include "store/audit.h"

namespace crosseed::pipeline {

namespace {

std::string withoutAuxiliary(const sae::TrainOptions& options) {
    return options.weights.auxiliary > 0 && options.auxiliaryK > 0 ? "" : ", no auxiliary loss";
}

// The name of a condition of Table 1, as far as rotation and weights decide it; what is switched off is named.
std::string conditionName(const std::string& rotation, const sae::TrainOptions& options) {
    const bool cross = options.weights.cross > 0;
    if (rotation == "true")
        return (cross ? "joint, full" : "joint, rotation only") + withoutAuxiliary(options);
    const std::string turned = rotation == "identity" ? "joint, no rotation" : "joint, " + rotation + " rotation";
    return turned + (cross ? "" : ", no cross-loss") + withoutAuxiliary(options);
}

sae::SaeConfig sizedFor(const PairInputs& inputs, const sae::SaeConfig& config) {
    sae::SaeConfig sized = config;
    sized.width = inputs.width();
    return sized;
}

// One member has no partner to be compared with: another lambda_cross is not another SAE.
sae::TrainOptions alone(sae::TrainOptions options, const store::ModelRow& model) {
    options.weights.cross = 0;
    constexpr std::size_t digits = 12; // 48 bits: exact in JSON wherever it is read
    options.seed = std::stoull(
        hashOf("model sae seed\n" + std::to_string(options.seed) + "\n" + model.contentHash).substr(0, digits), nullptr, 16);
    return options;
}

template <typename Row> bool isThere(const store::Project& project, const std::optional<Row>& row) {
    return row && std::filesystem::exists(project.resolve(row->saeFile));
}

} // namespace

std::string jointSaeKey(PairInputs& inputs, const store::RotationRow& rotation, const sae::SaeConfig& config,
                        const sae::TrainOptions& options) {
    return hashOf(std::string(store::runMethod) + "\n" + inputs.activationRow(Side::A, text::Split::Train).key + "\n" +
                  inputs.activationRow(Side::B, text::Split::Train).key + "\n" + rotation.key + "\n" +
                  toJson(sizedFor(inputs, config)).dump() + toJson(options).dump());
}

std::string modelSaeKey(PairInputs& inputs, Side side, const sae::SaeConfig& config, const sae::TrainOptions& options) {
    return hashOf(std::string(store::modelSaeMethod) + "\n" + inputs.activationRow(side, text::Split::Train).key + "\n" +
                  toJson(sizedFor(inputs, config)).dump() + toJson(alone(options, inputs.model(side))).dump());
}

store::RunRow trainSae(PairInputs& inputs, const store::RotationRow& rotation, const sae::SaeConfig& config,
                       const sae::TrainOptions& options, const sae::StepFn& onStep, store::RunPurpose purpose) {
    const StageContext& context = inputs.context();
    const sae::SaeConfig sized = sizedFor(inputs, config);
    const std::string key = jointSaeKey(inputs, rotation, config, options);
    const std::string condition = conditionName(rotation.kind, options);
    if (auto run = store::findRunByKey(context.project, key)) {
        if (purpose == store::RunPurpose::Result && run->purpose != purpose) {
            store::makeResult(context.project, run->id);
            run->purpose = purpose;
        }
        if (isThere(context.project, run)) {
            context.reused("SAE of " + inputs.pair().name + ", " + condition);
            forgetKey(context.project, key);
            return *run;
        }
    }
    DoubleMatrix w;
    const TrainedSae trained = trainUnderKey(
        context, key, rotation.file, inputs.pair().name + ", " + condition,
        [&]() -> std::vector<sae::Member> {
            w = align::readRotation(context.project.resolve(rotation.file));
            return {{&inputs.classifier(Side::A), &inputs.activations(Side::A, text::Split::Train), nullptr},
                    {&inputs.classifier(Side::B), &inputs.activations(Side::B, text::Split::Train),
                     rotation.kind == "identity" ? nullptr : &w}};
        },
        [&] { return inputs.probeTexts({Side::A, Side::B}); }, sized, options, onStep);
    store::RunRow row;
    row.key = key;
    row.pair = inputs.pair().id;
    row.corpus = inputs.corpus().id;
    row.condition = condition;
    row.rotation = rotation.id;
    row.layer = rotation.layer;
    row.configJson =
        nlohmann::json{{"sae", toJson(sized)},
                       {"training", toJson(options)},
                       {"rotation", rotation.kind},
                       {"alignment", nlohmann::json::parse(rotation.configJson)},
                       {"layer", rotation.layer},
                       {"models", {inputs.model(Side::A).name, inputs.model(Side::B).name}},
                       {"train_tokens", inputs.activationRow(Side::A, text::Split::Train).tokens}}
            .dump();
    row.dataHash = inputs.corpus().contentHash;
    row.device = context.device == bert::Device::Cpu ? "cpu" : "cuda";
    row.threads = context.threads;
    row.seconds = trained.seconds;
    row.saeFile = trained.file;
    row.purpose = purpose;
    const store::RunRow run = store::insertRun(context.project, row, trained.steps);
    forget(trained.checkpoint);
    return run;
}

store::RunRow trainSae(const StageContext& context, const store::CorpusRow& corpus, const text::Corpus& documents,
                       const store::PairRow& pair, const store::RotationRow& rotation, const sae::SaeConfig& config,
                       const sae::TrainOptions& options, const sae::StepFn& onStep) {
    PairInputs inputs(context, corpus, documents, pair, rotation.layer);
    return trainSae(inputs, rotation, config, options, onStep);
}

store::ModelSaeRow trainModelSae(PairInputs& inputs, Side side, const sae::SaeConfig& config, const sae::TrainOptions& options,
                                 const sae::StepFn& onStep) {
    const StageContext& context = inputs.context();
    const store::ModelRow& model = inputs.model(side);
    const sae::SaeConfig sized = sizedFor(inputs, config);
    const std::string key = modelSaeKey(inputs, side, config, options);
    const std::string what = model.name + " alone" + withoutAuxiliary(options);
    if (const auto known = store::findModelSaeByKey(context.project, key); isThere(context.project, known)) {
        context.reused("SAE of " + what);
        forgetKey(context.project, key);
        return *known;
    }
    const TrainedSae trained = trainUnderKey(
        context, key, "", what,
        [&]() -> std::vector<sae::Member> {
            return {{&inputs.classifier(side), &inputs.activations(side, text::Split::Train), nullptr}};
        },
        [&] { return inputs.probeTexts({side}); }, sized, alone(options, model), onStep);
    store::ModelSaeRow row;
    row.key = key;
    row.model = model.id;
    row.corpus = inputs.corpus().id;
    row.layer = inputs.layer();
    row.configJson = nlohmann::json{{"sae", toJson(sized)},
                                    {"training", toJson(alone(options, model))},
                                    {"seed", options.seed},
                                    {"layer", inputs.layer()},
                                    {"model", model.name},
                                    {"train_tokens", inputs.activationRow(side, text::Split::Train).tokens}}
                         .dump();
    row.dataHash = inputs.corpus().contentHash;
    row.device = context.device == bert::Device::Cpu ? "cpu" : "cuda";
    row.threads = context.threads;
    row.seconds = trained.seconds;
    row.saeFile = trained.file;
    const store::ModelSaeRow stored = store::insertModelSae(context.project, row, trained.steps);
    forget(trained.checkpoint);
    return stored;
}

} // namespace crosseed::pipeline
