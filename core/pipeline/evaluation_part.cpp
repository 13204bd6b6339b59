#include "pipeline/evaluation_part.h"
#include "base/error.h"
#include <algorithm>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>

namespace crosseed::pipeline {

namespace {

constexpr std::size_t mostGroups = 100;

evaluate::MetricOptions metricOptions(const store::EvaluationRow& evaluation) {
    const nlohmann::json config = nlohmann::json::parse(evaluation.configJson);
    return {evaluation.pooling, config.at("minimum_active").get<std::int64_t>(), config.at("universal_r").get<double>()};
}

} // namespace

EvaluationPart partOf(const store::EvaluationRow& evaluation, const evaluate::EvaluationIndex& index, const std::vector<bool>& keep) {
    EvaluationPart part{index.onlyTexts(keep), {}};
    const auto codes = part.index.codes();
    part.metrics = evaluate::pairMetrics(codes[0], codes[1], part.index.starts(), metricOptions(evaluation));
    part.metrics.accuracyChange = std::numeric_limits<double>::quiet_NaN(); // needs the models' outputs
    return part;
}

EvaluationPart partOf(const store::Project& project, CorpusId corpus, const store::EvaluationRow& evaluation,
                      const evaluate::EvaluationIndex& index, const std::vector<text::DocumentCondition>& conditions) {
    const text::DocumentFilter filter(conditions, store::loadCorpusHead(project, corpus));
    std::vector<bool> holds;
    store::forEachDocument(project, corpus, [&](std::int64_t, const text::Document& document) { holds.push_back(filter(document)); });
    filter.requireComparable();
    std::vector<bool> keep(static_cast<std::size_t>(index.textCount()));
    for (std::int64_t text = 0; text < index.textCount(); ++text)
        keep[static_cast<std::size_t>(text)] = holds.at(static_cast<std::size_t>(index.documentOf(text)));
    std::string said;
    for (const text::DocumentCondition& condition : conditions)
        said += (said.empty() ? "" : ", ") + text::conditionText(condition);
    require(std::ranges::find(keep, true) != keep.end(), ErrorKind::NotFound,
            "None of the " + std::to_string(keep.size()) + " evaluated texts has " + said + ".");
    return partOf(evaluation, index, keep);
}

std::vector<std::string> groupsOf(const store::Project& project, CorpusId corpus, const evaluate::EvaluationIndex& index,
                                  const std::string& column) {
    const text::DocumentColumn cells(column, store::loadCorpusHead(project, corpus));
    std::vector<std::string> all, groups;
    store::forEachDocument(project, corpus, [&](std::int64_t, const text::Document& document) { all.emplace_back(cells.of(document)); });
    for (std::int64_t text = 0; text < index.textCount(); ++text) {
        const std::string& cell = all.at(static_cast<std::size_t>(index.documentOf(text)));
        groups.push_back(cell.empty() ? "-" : cell);
    }
    return groups;
}

std::vector<GroupMetrics> metricsByGroup(const store::EvaluationRow& evaluation, const evaluate::EvaluationIndex& index,
                                         const std::vector<std::string>& groups) {
    require(std::ssize(groups) == index.textCount(), ErrorKind::Shape,
            std::to_string(groups.size()) + " groups were named for " + std::to_string(index.textCount()) + " texts.");
    std::map<std::string, std::vector<bool>> members;
    for (std::size_t text = 0; text < groups.size(); ++text) {
        std::vector<bool>& own = members.try_emplace(groups[text], groups.size()).first->second;
        own[text] = true;
        require(members.size() <= mostGroups, ErrorKind::Usage,
                "There are more than " + std::to_string(mostGroups) + " groups; choose a column with fewer values.");
    }
    std::vector<GroupMetrics> result;
    for (const auto& [name, keep] : members) {
        GroupMetrics group{name, std::ranges::count(keep, true), partOf(evaluation, index, keep).metrics};
        group.metrics.features.clear();
        result.push_back(std::move(group));
    }
    std::ranges::stable_sort(result, [](const auto& x, const auto& y) { return x.texts > y.texts; });
    return result;
}

} // namespace crosseed::pipeline
