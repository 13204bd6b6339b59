#include "reading.h"
#include "report.h"
#include <nlohmann/json.hpp>

namespace crosseed::cli {

std::string Reading::source() const {
    return runText(run) + ", " + std::string(evaluate::poolingName(evaluation.pooling)) + ", " +
           std::string(text::splitName(evaluation.split)) + " split";
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
            store::DocumentReader(project, run.corpus)};
}

Reading readEvaluation(const store::Project& project, RunId run, evaluate::Pooling pooling) {
    return readEvaluation(project, store::latestEvaluation(project, store::runRow(project, run).id, pooling));
}

evaluate::Pooling poolingOf(const std::string& name) {
    return name == "per_token" ? evaluate::Pooling::PerToken : evaluate::Pooling::MeanPooled;
}

} // namespace crosseed::cli
