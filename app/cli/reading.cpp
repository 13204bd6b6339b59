#include "reading.h"
#include "pipeline/evaluation_part.h"
#include "report.h"
#include <nlohmann/json.hpp>

namespace crosseed::cli {

std::string Reading::source() const {
    return runText(run) + ", " + std::string(evaluate::poolingName(evaluation.pooling)) + ", " +
           std::string(text::splitName(evaluation.split)) + " split" + (part.empty() ? "" : ", " + part);
}

std::string Reading::className(std::int32_t label) const {
    return label < 0 ? "-" : head.classNames[static_cast<std::size_t>(label)];
}

double Reading::universalR() const {
    return nlohmann::json::parse(evaluation.configJson)["universal_r"].get<double>();
}

Reading readEvaluation(const store::Project& project, const store::EvaluationRow& evaluation) {
    const store::RunRow run = store::runRow(project, evaluation.run);
    return {run, evaluation, store::loadCorpusHead(project, run.corpus), pipeline::openIndex(project, evaluation),
            store::DocumentReader(project, run.corpus), ""};
}

Reading readEvaluation(const store::Project& project, RunId run, evaluate::Pooling pooling, const std::vector<std::string>& where) {
    Reading reading = readEvaluation(project, store::latestEvaluation(project, store::runRow(project, run).id, pooling));
    if (where.empty())
        return reading;
    std::vector<text::DocumentCondition> conditions;
    for (const std::string& condition : where) {
        conditions.push_back(text::parseCondition(condition));
        reading.part += (reading.part.empty() ? "" : " and ") + text::conditionText(conditions.back());
    }
    const std::int64_t all = reading.index.textCount();
    pipeline::EvaluationPart part = pipeline::partOf(project, reading.run.corpus, reading.evaluation, reading.index, conditions);
    reading.index = std::move(part.index);
    reading.evaluation.metrics = std::move(part.metrics);
    reading.part = "texts with " + reading.part + " (" + text::countText(reading.index.textCount()) + " of " + text::countText(all) + ")";
    return reading;
}

evaluate::Pooling poolingOf(const std::string& name) {
    return name == "per_token" ? evaluate::Pooling::PerToken : evaluate::Pooling::MeanPooled;
}

} // namespace crosseed::cli
