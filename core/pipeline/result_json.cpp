#include "pipeline/result_json.h"
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace crosseed::pipeline {

using nlohmann::json;

json numberJson(double value) {
    return std::isfinite(value) ? json(value) : json(nullptr);
}

namespace {

json matrixJson(const bert::ConfusionMatrix& confusion) {
    json rows = json::array();
    for (std::int64_t label = 0; label < confusion.classes; ++label) {
        json row = json::array();
        for (std::int64_t predicted = 0; predicted < confusion.classes; ++predicted)
            row.push_back(confusion.at(label, predicted));
        rows.push_back(std::move(row));
    }
    return rows;
}

bert::ConfusionMatrix matrixOf(const json& rows) {
    bert::ConfusionMatrix confusion{static_cast<std::int64_t>(rows.size()), {}};
    for (const json& row : rows)
        for (const json& count : row)
            confusion.counts.push_back(count.get<std::int64_t>());
    return confusion;
}

double numberOf(const json& value) {
    return value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
}

} // namespace

json resultJson(const bert::FineTuneResult& result) {
    json evaluations = json::array();
    for (const bert::FineTuneEvaluation& e : result.evaluations)
        evaluations.push_back({{"epoch", e.epoch},
                               {"step", e.step},
                               {"train_loss", numberJson(e.trainLoss)},
                               {"validation_loss", numberJson(e.validationLoss)},
                               {"validation_accuracy", numberJson(e.validationAccuracy)},
                               {"validation_macro_f1", numberJson(e.validationMacroF1)},
                               {"confusion", matrixJson(e.confusion)}});
    return {{"evaluations", evaluations}, {"best_evaluation", result.best}, {"stopped_early", result.stoppedEarly}};
}

std::optional<bert::FineTuneResult> fineTuneResultOf(const json& training) {
    const bool evaluated = training.contains("evaluations"); // else as older versions stored it, or nothing
    if (!evaluated && !training.contains("epochs"))
        return std::nullopt;
    bert::FineTuneResult result;
    for (const json& e : training.at(evaluated ? "evaluations" : "epochs"))
        result.evaluations.push_back({e.at("epoch").get<int>(), e.value("step", std::int64_t{0}), numberOf(e.at("train_loss")),
                                      numberOf(e.at("validation_loss")), numberOf(e.at("validation_accuracy")),
                                      numberOf(e.at("validation_macro_f1")),
                                      e.contains("confusion") ? matrixOf(e.at("confusion")) : bert::ConfusionMatrix{}});
    result.best = training.at(evaluated ? "best_evaluation" : "best_epoch").get<int>();
    result.stoppedEarly = training.value("stopped_early", false);
    return result;
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
