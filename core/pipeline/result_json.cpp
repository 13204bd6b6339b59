#include "pipeline/result_json.h"
#include <cmath>
#include <nlohmann/json.hpp>

namespace crosseed::pipeline {

using nlohmann::json;

json numberJson(double value) {
    return std::isfinite(value) ? json(value) : json(nullptr);
}

json resultJson(const bert::FineTuneResult& result) {
    json epochs = json::array();
    for (const bert::FineTuneEpoch& e : result.epochs)
        epochs.push_back({{"epoch", e.epoch},
                          {"train_loss", numberJson(e.trainLoss)},
                          {"validation_loss", numberJson(e.validationLoss)},
                          {"validation_accuracy", numberJson(e.validationAccuracy)},
                          {"validation_macro_f1", numberJson(e.validationMacroF1)}});
    return {{"epochs", epochs}, {"best_epoch", result.bestEpoch}, {"stopped_early", result.stoppedEarly}};
}

json resultJson(const align::Alignment& a) {
    return {{"tokens", a.tokens},
            {"nre", numberJson(a.nre)},
            {"nre_identity", numberJson(a.nreIdentity)},
            {"nre_mismatched", numberJson(a.nreMismatched)},
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
            {"total", numberJson(s.total)},
            {"kl", numberJson(s.kl)},
            {"downstream", numberJson(s.downstream)},
            {"local", numberJson(s.local)},
            {"cross", numberJson(s.cross)},
            {"auxiliary", numberJson(s.auxiliary)},
            {"tokens_per_second", numberJson(s.tokensPerSecond)},
            {"dead", s.dead},
            {"l0_a", numberJson(s.l0A)},
            {"l0_b", numberJson(s.l0B)},
            {"negative_codes", s.negativeCodes},
            {"learning_rate", numberJson(s.learningRate)}};
}

json resultJson(const evaluate::MemberOutcome& o) {
    return {{"clean_accuracy", numberJson(o.cleanAccuracy)},
            {"hijacked_accuracy", numberJson(o.hijackedAccuracy)},
            {"flipped", o.flipped},
            {"kl", numberJson(o.kl)},
            {"downstream", numberJson(o.downstream)},
            {"local", numberJson(o.local)},
            {"explained_variance", numberJson(o.explainedVariance)},
            {"l0", numberJson(o.l0)},
            {"negative_codes", o.negativeCodes}};
}

json resultJson(const evaluate::FeatureRow& f) {
    return {{"feature", f.feature}, {"r", numberJson(f.r)},         {"fires_a", f.firesA},
            {"fires_b", f.firesB},  {"mean_a", f.meanA},        {"mean_b", f.meanB},
            {"max_a", f.maxA},      {"max_b", f.maxB},          {"active_both", f.activeInBoth},
            {"universal", f.universal}};
}

json resultJson(const evaluate::PairMetrics& m) {
    return {{"pooling", evaluate::poolingName(m.pooling)},
            {"rows", m.rows},
            {"dictionary", m.dictionary},
            {"top10_r", numberJson(m.top10R)},
            {"top100_r", numberJson(m.top100R)},
            {"universal", m.universal},
            {"active_both", m.activeBoth},
            {"universal_share", numberJson(m.universalShare)},
            {"dead_a", numberJson(m.deadA)},
            {"dead_b", numberJson(m.deadB)},
            {"dead_both", numberJson(m.deadBoth)},
            {"dead_either", numberJson(m.deadEither)},
            {"accuracy_change", numberJson(m.accuracyChange)}};
}

} // namespace crosseed::pipeline
