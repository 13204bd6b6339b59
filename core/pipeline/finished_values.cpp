#include "pipeline/finished_conditions.h"
#include <algorithm>
#include <cmath>
#include <map>

namespace crosseed::pipeline {

namespace {
constexpr double none = std::numeric_limits<double>::quiet_NaN();
} // namespace

bool isHigherBetter(Measure measure) {
    return measure != Measure::Dead && measure != Measure::AccuracyChange;
}

Spread spreadOf(const std::vector<double>& values) {
    Spread spread;
    double sum = 0, squares = 0;
    for (const double value : values)
        if (!std::isnan(value)) {
            sum += value;
            ++spread.n;
        }
    if (spread.n == 0)
        return spread;
    spread.mean = sum / static_cast<double>(spread.n);
    for (const double value : values)
        if (!std::isnan(value))
            squares += (value - spread.mean) * (value - spread.mean);
    if (spread.n > 1)
        spread.sd = std::sqrt(squares / static_cast<double>(spread.n - 1));
    return spread;
}

double FinishedRun::value(Measure measure) const {
    const evaluate::PairMetrics& m = evaluation.metrics;
    switch (measure) {
    case Measure::Top10R: return m.top10R;
    case Measure::Top100R: return m.top100R;
    case Measure::Universal: return static_cast<double>(m.universal);
    case Measure::Share: return m.universalShare;
    case Measure::Dead: return dead;
    case Measure::Explained: return explained;
    case Measure::AccuracyChange: return m.accuracyChange;
    }
    return none;
}

double paperValue(const PaperRow& paper, Measure measure) {
    switch (measure) {
    case Measure::Top10R: return paper.top10R;
    case Measure::Top100R: return paper.top100R;
    case Measure::Universal: return paper.universal;
    case Measure::Share: return paper.universalShare;
    case Measure::Dead: return paper.dead;
    case Measure::Explained: return none;
    case Measure::AccuracyChange: return paper.accuracyChange;
    }
    return none;
}

Spread FinishedCondition::spread(Measure measure) const {
    std::vector<double> values;
    for (const FinishedRun& run : runs)
        values.push_back(run.value(measure));
    return spreadOf(values);
}

std::vector<Condition> FinishedSection::lacking() const {
    std::vector<Condition> list;
    for (const Condition condition : allConditions)
        if (condition != Condition::RotatedFair && std::ranges::find(conditions, condition, &FinishedCondition::condition) == conditions.end())
            list.push_back(condition);
    return list;
}

Spread FinishedSection::nre() const {
    std::map<std::int64_t, double> ofPair;
    for (const FinishedCondition& condition : conditions)
        if (condition.condition != Condition::JointNoRotation)
            for (const FinishedRun& run : condition.runs)
                if (!std::isnan(run.nre))
                    ofPair[run.pair.id.value] = run.nre;
    std::vector<double> values;
    for (const auto& [pair, nre] : ofPair)
        values.push_back(nre);
    return spreadOf(values);
}

std::optional<std::size_t> FinishedSection::best(Measure measure) const {
    std::optional<std::size_t> best;
    int means = 0;
    double bestMean = 0;
    for (std::size_t c = 0; c < conditions.size(); ++c) {
        const double mean = conditions[c].spread(measure).mean;
        if (std::isnan(mean))
            continue;
        ++means;
        if (!best || (isHigherBetter(measure) ? mean > bestMean : mean < bestMean)) {
            best = c;
            bestMean = mean;
        }
    }
    return means < 2 ? std::nullopt : best;
}

FinishedSection FinishedSection::complete() const {
    FinishedSection section = *this;
    const auto isWhole = [this](PairId pair) {
        return std::ranges::none_of(conditions, [pair](const FinishedCondition& condition) {
            return std::ranges::any_of(condition.missing, [pair](const MissingRun& run) { return run.pair.id == pair; });
        });
    };
    std::erase_if(section.pairs, [&](const PairName& pair) { return !isWhole(pair.id); });
    for (FinishedCondition& condition : section.conditions) {
        std::erase_if(condition.runs, [&](const FinishedRun& run) { return !isWhole(run.pair.id); });
        condition.missing.clear();
    }
    return section;
}

} // namespace crosseed::pipeline
