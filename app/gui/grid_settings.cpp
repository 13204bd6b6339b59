#include "app/gui/grid_settings.h"
#include "pipeline/fields.h"
#include <algorithm>

namespace crosseed::gui {

using nlohmann::json;
using pipeline::Condition;

namespace {

json without(json object, std::initializer_list<const char*> names) {
    for (const char* name : names)
        object.erase(name);
    return object;
}

// As trainModelSae() stores it: of one member, its seed made of the model.
json aloneJson(const sae::TrainOptions& training) {
    json alone = without(pipeline::toJson(training), {"seed"});
    alone["lambda_cross"] = 0.0;
    return alone;
}

} // namespace

bool isJoint(Condition condition) {
    return condition == Condition::JointNoRotation || condition == Condition::RotationOnly || condition == Condition::Full;
}

bool isMatched(Condition condition) {
    return condition == Condition::Matched || condition == Condition::RotatedLiteral;
}

GridSettings::GridSettings(const views::GridOptions& options) : m_options(options) {
    sae::SaeConfig like;
    like.dictionary = options.dictionary;
    like.k = options.k;
    m_preset = pipeline::presetNamed(options.preset, like);
    m_preset.training.weights.cross = options.lambdaCross;
    if (!options.auxiliary)
        m_preset.training.weights.auxiliary = 0;
    m_alignment.texts = options.alignmentTexts;
    m_sae = pipeline::toJson(m_preset.sae);
    m_alone = aloneJson(m_preset.training);
    m_align = without(pipeline::toJson(m_alignment), {"rotations"});
}

sae::TrainOptions GridSettings::jointTraining(Condition condition) const {
    sae::TrainOptions training = m_preset.training;
    if (condition != Condition::Full)
        training.weights.cross = 0;
    return training;
}

std::int64_t GridSettings::layer(std::int64_t layers) const {
    const std::int64_t wanted = m_options.layer < 0 ? layers - 2 : m_options.layer;
    return wanted >= 0 && wanted <= layers - 2 ? wanted : -1;
}

bool GridSettings::isAlignment(json stored) const {
    return without(std::move(stored), {"kind", "rotations"}) == m_align;
}

bool GridSettings::isJoint(const GridRun& run, Condition condition) const {
    const json& config = run.config;
    return !config.contains("independent") && !config.contains("matching") &&
           config.value("rotation", "") == (condition == Condition::JointNoRotation ? "identity" : "true") &&
           config.value("training", json()) == pipeline::toJson(jointTraining(condition)) && isAlignment(config.value("alignment", json::object()));
}

bool GridSettings::isIndependent(const GridRun& run, Condition condition, evaluate::Pooling pooling) const {
    const json& config = run.config;
    const bool turned = condition == Condition::RotatedLiteral || condition == Condition::RotatedFair;
    if (config.value("independent", "") != (condition == Condition::RotatedFair ? "A" : "A and B") ||
        config.value("rotation", "") != (turned ? "true" : "identity") || config.contains("matching") != isMatched(condition) ||
        (turned && !isAlignment(config.value("alignment", json::object()))))
        return false;
    if (isMatched(condition)) {
        const json& matching = config["matching"];
        if (matching.value("split", "") != (m_preset.matchOnEvaluation ? "test" : "train") ||
            matching.value("pooling", "") != evaluate::poolingName(pooling) ||
            matching.value("minimum_active", std::int64_t{0}) != pipeline::EvaluationSpec{}.minimumActive)
            return false;
    }
    return config.value("seed", std::uint64_t{0}) == m_preset.training.seed &&
           without(config.value("training", json::object()), {"seed"}) == m_alone;
}

bool GridSettings::isRun(const GridRun& run, PairId pair, std::int64_t layer, Condition condition, evaluate::Pooling pooling) const {
    return run.there && run.row.pair == pair && run.row.layer == layer && run.config.value("sae", json()) == m_sae &&
           (gui::isJoint(condition) ? isJoint(run, condition) : isIndependent(run, condition, pooling));
}

bool GridSettings::isSae(const GridSae& sae, ModelId model, std::int64_t layer) const {
    return sae.there && sae.row.model == model && sae.row.layer == layer && sae.config.value("sae", json()) == m_sae &&
           sae.config.value("seed", std::uint64_t{0}) == m_preset.training.seed &&
           without(sae.config.value("training", json::object()), {"seed"}) == m_alone;
}

std::vector<Condition> GridSettings::conditionsOf(const GridJob& job, const std::string& a, const std::string& b, std::int64_t layer,
                                                  std::int64_t layers) const {
    const json& options = job.options;
    if ((job.row.kind != "conditions" && job.row.kind != "train") || !options.contains("pair") || !isAlignment(options.value("alignment", json::object())))
        return {};
    const json& pair = options["pair"];
    const std::int64_t asked = pair.value("layer", std::int64_t{-1});
    if (pair.value("a", "") != a || pair.value("b", "") != b || (asked < 0 ? layers - 2 : asked) != layer)
        return {};
    std::vector<Condition> conditions;
    if (job.row.kind == "train") {
        if (options.value("sae", json()) == m_sae && options.value("training", json()) == pipeline::toJson(jointTraining(Condition::Full)))
            conditions.push_back(Condition::Full);
        return conditions;
    }
    const json auxiliary = options.value("auxiliary", json::array());
    const bool term = m_options.auxiliary;
    if (std::ranges::find(auxiliary, json(term)) == auxiliary.end())
        return {};
    const auto withoutTerm = [](const json& training) { return without(training, {"lambda_aux"}); };
    const json wanted = withoutTerm(pipeline::toJson(m_preset.training));
    for (const json& preset : options.value("presets", json::array()))
        if (preset.value("sae", json()) == m_sae && withoutTerm(preset.value("training", json::object())) == wanted &&
            preset.value("match_on_evaluation", false) == m_preset.matchOnEvaluation)
            for (const json& code : options.value("conditions", json::array()))
                conditions.push_back(pipeline::parseCondition(code.get<std::string>()));
    return conditions;
}

} // namespace crosseed::gui
