#include "app/gui/result_loading.h"
#include "pipeline/fields.h"
#include "pipeline/stages.h"
#include <mutex>
#include <nlohmann/json.hpp>

namespace crosseed::gui {

namespace {
// Documents by position from any thread: a connection of its own, one reader at a time.
class Documents {
public:
    Documents(const std::filesystem::path& file, CorpusId corpus)
        : m_project(store::Project::open(file, store::Access::Read)), m_reader(m_project, corpus) {}
    text::Document operator()(std::int64_t position) {
        std::lock_guard guard(m_mutex);
        return m_reader(position);
    }

private:
    std::mutex m_mutex;
    store::Project m_project;
    store::DocumentReader m_reader;
};

double explainedVariance(const std::string& outcome) {
    const auto json = nlohmann::json::parse(outcome);
    const auto value = json.find("explained_variance");
    return value == json.end() || value->is_null() ? std::nan("") : value->get<double>();
}

std::vector<evaluate::FeatureSummary> byNumber(const store::EvaluationRow& evaluation, const evaluate::EvaluationIndex& index,
                                               const TaskContext& context) {
    const evaluate::FeatureTableOptions options{.choice = evaluate::FeatureChoice::All};
    auto summaries = evaluate::featureTable(evaluation.metrics, index, options, context.progress, context.stop);
    std::sort(summaries.begin(), summaries.end(), [](const auto& x, const auto& y) { return x.feature < y.feature; });
    return summaries;
}
} // namespace

views::ResultPtr loadResult(const store::Project& project, EvaluationId id, const TaskContext& context) {
    const store::EvaluationRow evaluation = store::evaluationRow(project, id);
    const store::RunRow run = store::runRow(project, evaluation.run);
    const store::PairRow pair = store::pairRow(project, run.pair);
    const store::ModelRow a = store::modelRow(project, pair.a), b = store::modelRow(project, pair.b);
    const text::Corpus head = store::loadCorpusHead(project, run.corpus);
    sae::SaeConfig sae;
    pipeline::fromJson(nlohmann::json::parse(run.configJson).value("sae", nlohmann::json::object()), sae);
    pipeline::EvaluationSpec spec;
    pipeline::fromJson(nlohmann::json::parse(evaluation.configJson), spec);
    evaluate::EvaluationIndex index = pipeline::openIndex(project, evaluation);
    auto summaries = byNumber(evaluation, index, context);
    auto documents = std::make_shared<Documents>(project.file(), run.corpus);
    return std::make_shared<views::Result>(views::Result{
        .corpus = store::corpusRow(project, run.corpus), .pair = pair, .modelA = a.name, .modelB = b.name, .run = run,
        .evaluation = evaluation, .universalR = spec.universalR, .minimumActive = spec.minimumActive, .k = sae.k,
        .layers = pipeline::configOf(project, a).layers, .joint = run.saeFileB.empty(), .classNames = head.classNames,
        .extraColumns = head.extraColumns, .index = std::move(index),
        .documentOf = [documents](std::int64_t position) { return (*documents)(position); },
        .features = std::move(summaries), .explainedA = explainedVariance(evaluation.outcomeAJson),
        .explainedB = explainedVariance(evaluation.outcomeBJson)});
}

views::IntervalsPtr loadIntervals(const views::Result& result, const TaskContext& context) {
    std::vector<std::vector<evaluate::TextSums>> sums;
    std::vector<std::int32_t> features;
    for (const evaluate::FeatureRow& row : result.metrics().features) {
        if (!row.activeInBoth)
            continue;
        throwIfStopped(context.stop);
        features.push_back(row.feature);
        sums.push_back(evaluate::textSums(result.index.firings(row.feature), result.index, result.metrics().pooling));
    }
    const auto intervals = evaluate::correlationIntervals(sums, result.index, result.metrics().pooling, {}, context.progress, context.stop);
    auto all = std::make_shared<std::vector<evaluate::Interval>>(result.features.size());
    for (std::size_t i = 0; i < features.size(); ++i)
        (*all)[static_cast<std::size_t>(features[i])] = intervals[i];
    return all;
}

} // namespace crosseed::gui
