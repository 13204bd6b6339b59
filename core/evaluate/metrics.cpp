#include "evaluate/evaluate.h"
#include "evaluate/feature_sums.h"
#include <algorithm>
#include <cmath>
#include <string>

namespace crosseed::evaluate {

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

void requireSameRows(const sae::SparseCodes& a, const sae::SparseCodes& b) {
    require(a.rowCount() == b.rowCount() && a.features == b.features, ErrorKind::Shape,
            "The codes of A are " + shapeText(a.rowCount(), a.features) + " and those of B " +
                shapeText(b.rowCount(), b.features) +
                "; both must come from the same tokens and the same dictionary.");
}

std::vector<FeatureRow> featureRows(const PairMoments& moments, const MetricOptions& options) {
    std::vector<FeatureRow> rows(moments.a.size());
    for (std::size_t f = 0; f < rows.size(); ++f) {
        const FeatureMoments &a = moments.a[f], &b = moments.b[f];
        FeatureRow& row = rows[f];
        row.feature = static_cast<std::int32_t>(f);
        if (!a.constant() && !b.constant())
            row.r = std::clamp(moments.cross[f] / std::sqrt(a.squares) / std::sqrt(b.squares), -1.0, 1.0);
        row.firesA = a.fires;
        row.firesB = b.fires;
        row.meanA = a.mean;
        row.meanB = b.mean;
        row.maxA = a.max;
        row.maxB = b.max;
        row.activeInBoth = a.fires >= options.minimumActive && b.fires >= options.minimumActive;
        row.universal = row.activeInBoth && row.r >= options.universalR;
    }
    return rows;
}

// r of the features active in both that have one, strongest feature first.
std::vector<double> rankedR(const std::vector<FeatureRow>& rows) {
    std::vector<const FeatureRow*> ranked;
    for (const FeatureRow& row : rows)
        if (row.activeInBoth && !std::isnan(row.r)) ranked.push_back(&row);
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](auto x, auto y) { return x->meanA + x->meanB > y->meanA + y->meanB; });
    std::vector<double> r;
    for (const FeatureRow* row : ranked)
        r.push_back(row->r);
    return r;
}

double meanOfFirst(const std::vector<double>& values, std::size_t count) {
    count = std::min(count, values.size());
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i)
        sum += values[i];
    return count > 0 ? sum / static_cast<double>(count) : none;
}

template <typename Predicate> double percent(const std::vector<FeatureRow>& rows, Predicate predicate) {
    const auto count = static_cast<double>(std::count_if(rows.begin(), rows.end(), predicate));
    return rows.empty() ? none : 100 * count / static_cast<double>(rows.size());
}

PairMetrics summary(std::vector<FeatureRow> rows, const MetricOptions& options) {
    PairMetrics metrics;
    const auto ranked = rankedR(rows);
    metrics.top10R = meanOfFirst(ranked, 10);
    metrics.top100R = meanOfFirst(ranked, 100);
    metrics.universal =
        std::count_if(rows.begin(), rows.end(), [](const FeatureRow& f) { return f.universal; });
    metrics.activeBoth =
        std::count_if(rows.begin(), rows.end(), [](const FeatureRow& f) { return f.activeInBoth; });
    metrics.universalShare = metrics.activeBoth > 0 ? 100 * static_cast<double>(metrics.universal) /
                                                          static_cast<double>(metrics.activeBoth)
                                                    : none;
    const auto deadA = [&](const FeatureRow& f) { return f.firesA < options.minimumActive; };
    const auto deadB = [&](const FeatureRow& f) { return f.firesB < options.minimumActive; };
    metrics.deadA = percent(rows, deadA);
    metrics.deadB = percent(rows, deadB);
    metrics.deadBoth = percent(rows, [&](const FeatureRow& f) { return deadA(f) && deadB(f); });
    metrics.deadEither = percent(rows, [&](const FeatureRow& f) { return deadA(f) || deadB(f); });
    metrics.dictionary = static_cast<std::int64_t>(rows.size());
    metrics.features = std::move(rows);
    return metrics;
}

} // namespace

std::string_view poolingName(Pooling pooling) {
    return pooling == Pooling::PerToken ? "per token" : "mean-pooled";
}

PairMetrics pairMetrics(const sae::SparseCodes& a, const sae::SparseCodes& b,
                        std::span<const std::int64_t> starts, const MetricOptions& options) {
    requireSameRows(a, b);
    const bool pooled = options.pooling == Pooling::MeanPooled;
    const auto moments = pooled ? pairMoments(rowsOf(meanPool(a, starts)), rowsOf(meanPool(b, starts)))
                                : pairMoments(rowsOf(a), rowsOf(b));
    PairMetrics metrics = summary(featureRows(moments, options), options);
    metrics.pooling = options.pooling;
    metrics.rows = pooled ? static_cast<std::int64_t>(starts.size()) - 1 : a.rowCount();
    return metrics;
}

double accuracyChange(const MemberOutcome& a, const MemberOutcome& b) {
    return 100 * ((a.cleanAccuracy - a.hijackedAccuracy) + (b.cleanAccuracy - b.hijackedAccuracy)) / 2;
}

} // namespace crosseed::evaluate
