#include "evaluate/bootstrap.h"
#include "base/error.h"
#include "base/parallel.h"
#include "base/random.h"
#include "evaluate/effect_statistics.h"
#include <algorithm>
#include <array>
#include <cmath>

namespace crosseed::evaluate {

namespace {

#define CROSSEED_FAST __attribute__((target_clones("arch=haswell", "default")))

constexpr std::int64_t lanes = 64; // draws at once: the five sums of a feature stay in the first cache

// How often each text is drawn in each of `lanes` draws: float32 [B, lanes].
std::vector<float> drawnWeights(std::int64_t texts, std::int64_t draws, Random& random) {
    std::vector<float> weights(static_cast<std::size_t>(texts * lanes));
    for (std::int64_t draw = 0; draw < draws; ++draw)
        for (std::int64_t i = 0; i < texts; ++i)
            weights[static_cast<std::size_t>(random.below(texts) * lanes + draw)] += 1;
    return weights;
}

using Lanes = std::array<double, lanes>;

CROSSEED_FAST void addText(const float* weights, const TextSums& sums, Lanes* totals) {
    for (std::int64_t i = 0; i < lanes; ++i) {
        const double w = weights[i];
        totals[0][static_cast<std::size_t>(i)] += w * sums.a;
        totals[1][static_cast<std::size_t>(i)] += w * sums.b;
        totals[2][static_cast<std::size_t>(i)] += w * sums.aa;
        totals[3][static_cast<std::size_t>(i)] += w * sums.bb;
        totals[4][static_cast<std::size_t>(i)] += w * sums.ab;
    }
}

Interval intervalOf(std::span<const double> draws, double level) {
    std::vector<double> sorted;
    std::ranges::copy_if(draws, std::back_inserter(sorted), [](double r) { return !std::isnan(r); });
    if (2 * sorted.size() < draws.size() || sorted.empty())
        return {};
    std::ranges::sort(sorted); // quantile() sorts what is sorted quickly
    return {quantile(sorted, (1 - level) / 2), quantile(sorted, (1 + level) / 2)};
}

} // namespace

std::vector<TextSums> textSums(const std::vector<Firing>& firings, const EvaluationIndex& index, Pooling pooling) {
    std::vector<TextSums> texts;
    for (const Firing& firing : firings) {
        if (texts.empty() || firing.row >= index.starts()[static_cast<std::size_t>(texts.back().text) + 1])
            texts.push_back({index.textOf(firing.row)});
        TextSums& sums = texts.back();
        const double a = firing.a, b = firing.b;
        sums.a += a;
        sums.b += b;
        sums.aa += a * a;
        sums.bb += b * b;
        sums.ab += a * b;
    }
    if (pooling == Pooling::MeanPooled)
        for (TextSums& sums : texts) {
            const auto length = static_cast<double>(rowsOfText(index, sums.text, Pooling::PerToken));
            const double a = sums.a / length, b = sums.b / length;
            sums = {sums.text, a, b, a * a, b * b, a * b};
        }
    return texts;
}

std::int64_t rowsOfText(const EvaluationIndex& index, std::int64_t text, Pooling pooling) {
    const auto starts = index.starts();
    return pooling == Pooling::MeanPooled ? 1
                                          : starts[static_cast<std::size_t>(text) + 1] - starts[static_cast<std::size_t>(text)];
}

double correlation(double rows, const TextSums& sums) {
    const double varianceA = rows * sums.aa - sums.a * sums.a, varianceB = rows * sums.bb - sums.b * sums.b;
    // What remains of a sum of equal squares is rounding.
    if (varianceA <= 1e-12 * rows * sums.aa || varianceB <= 1e-12 * rows * sums.bb)
        return std::numeric_limits<double>::quiet_NaN();
    return (rows * sums.ab - sums.a * sums.b) / std::sqrt(varianceA * varianceB);
}

std::vector<Interval> correlationIntervals(const std::vector<std::vector<TextSums>>& features, const EvaluationIndex& index,
                                           Pooling pooling, const BootstrapOptions& options, const ProgressFn& progress,
                                           std::stop_token stop) {
    require(options.draws > 0 && options.level > 0 && options.level < 1, ErrorKind::Usage,
            "A bootstrap needs 1 draw or more and a level between 0 and 1, not " + std::to_string(options.draws) +
                " draws at " + std::to_string(options.level) + ".");
    const std::int64_t count = std::ssize(features), texts = index.textCount(), draws = options.draws;
    std::vector<double> correlations(static_cast<std::size_t>(count * draws)); // [features, draws]
    const auto drawLanes = [&](std::int64_t block) {
        const std::int64_t first = block * lanes, now = std::min(lanes, draws - first);
        Random random(options.seed, static_cast<std::uint64_t>(block));
        const std::vector<float> weights = drawnWeights(texts, now, random);
        Lanes rows{};
        for (std::int64_t text = 0; text < texts; ++text)
            for (std::int64_t i = 0; i < now; ++i)
                rows[static_cast<std::size_t>(i)] += weights[static_cast<std::size_t>(text * lanes + i)] *
                                                     static_cast<double>(rowsOfText(index, text, pooling));
        for (std::int64_t f = 0; f < count; ++f) {
            throwIfStopped(stop);
            Lanes totals[5]{};
            for (const TextSums& sums : features[static_cast<std::size_t>(f)])
                addText(weights.data() + sums.text * lanes, sums, totals);
            for (std::int64_t i = 0; i < now; ++i) {
                const auto lane = static_cast<std::size_t>(i);
                correlations[static_cast<std::size_t>(f * draws + first + i)] = correlation(
                    rows[lane], {0, totals[0][lane], totals[1][lane], totals[2][lane], totals[3][lane], totals[4][lane]});
            }
        }
    };
    forEachInParallel((draws + lanes - 1) / lanes, drawLanes, stop);
    report(progress, 1, std::to_string(draws) + " draws of " + std::to_string(texts) + " texts");
    std::vector<Interval> intervals(features.size());
    forEachInParallel(count, [&](std::int64_t f) {
        intervals[static_cast<std::size_t>(f)] = intervalOf(
            std::span(correlations).subspan(static_cast<std::size_t>(f * draws), static_cast<std::size_t>(draws)), options.level);
    });
    return intervals;
}

} // namespace crosseed::evaluate
