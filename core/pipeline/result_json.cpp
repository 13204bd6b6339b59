#include "pipeline/result_json.h"
#include <cmath>
#include <nlohmann/json.hpp>

namespace crosseed::pipeline {

using nlohmann::json;

namespace {
json number(double value) {
    return std::isfinite(value) ? json(value) : json(nullptr);
}
} // namespace

json resultJson(const bert::FineTuneResult& result) {
    json epochs = json::array();
    for (const bert::FineTuneEpoch& e : result.epochs)
        epochs.push_back({{"epoch", e.epoch},
                          {"train_loss", number(e.trainLoss)},
                          {"validation_loss", number(e.validationLoss)},
                          {"validation_accuracy", number(e.validationAccuracy)},
                          {"validation_macro_f1", number(e.validationMacroF1)}});
    return {{"epochs", epochs}, {"best_epoch", result.bestEpoch}, {"stopped_early", result.stoppedEarly}};
}

json resultJson(const align::Alignment& a) {
    return {{"tokens", a.tokens},
            {"nre", number(a.nre)},
            {"nre_identity", number(a.nreIdentity)},
            {"nre_mismatched", number(a.nreMismatched)},
            {"k95", a.k95},
            {"k99", a.k99},
            {"k95_of_s", a.k95OfS},
            {"k99_of_s", a.k99OfS},
            {"unique", a.unique},
            {"singular_values", a.singularValues},
            {"warnings", a.warnings}};
}

json resultJson(const sae::StepReport& s) {
    return {{"step", s.step},
            {"steps", s.steps},
            {"total", number(s.total)},
            {"kl", number(s.kl)},
            {"downstream", number(s.downstream)},
            {"local", number(s.local)},
            {"cross", number(s.cross)},
            {"auxiliary", number(s.auxiliary)},
            {"tokens_per_second", number(s.tokensPerSecond)},
            {"dead", s.dead},
            {"l0_a", number(s.l0A)},
            {"l0_b", number(s.l0B)},
            {"negative_codes", s.negativeCodes},
            {"learning_rate", number(s.learningRate)}};
}

json resultJson(const evaluate::MemberOutcome& o) {
    return {{"clean_accuracy", number(o.cleanAccuracy)},
            {"hijacked_accuracy", number(o.hijackedAccuracy)},
            {"flipped", o.flipped},
            {"kl", number(o.kl)},
            {"downstream", number(o.downstream)},
            {"local", number(o.local)},
            {"explained_variance", number(o.explainedVariance)},
            {"l0", number(o.l0)},
            {"negative_codes", o.negativeCodes}};
}

json resultJson(const evaluate::FeatureRow& f) {
    return {{"feature", f.feature}, {"r", number(f.r)},         {"fires_a", f.firesA},
            {"fires_b", f.firesB},  {"mean_a", f.meanA},        {"mean_b", f.meanB},
            {"max_a", f.maxA},      {"max_b", f.maxB},          {"active_both", f.activeInBoth},
            {"universal", f.universal}};
}

json resultJson(const evaluate::PairMetrics& m) {
    return {{"pooling", evaluate::poolingName(m.pooling)},
            {"rows", m.rows},
            {"dictionary", m.dictionary},
            {"top10_r", number(m.top10R)},
            {"top100_r", number(m.top100R)},
            {"universal", m.universal},
            {"active_both", m.activeBoth},
            {"universal_share", number(m.universalShare)},
            {"dead_a", number(m.deadA)},
            {"dead_b", number(m.deadB)},
            {"dead_both", number(m.deadBoth)},
            {"dead_either", number(m.deadEither)},
            {"accuracy_change", number(m.accuracyChange)}};
}

} // namespace crosseed::pipeline
