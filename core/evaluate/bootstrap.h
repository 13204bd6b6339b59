// How certain a feature's correlation is: resampling of documents, since the tokens of one document are not independent.
#pragma once
#include "base/progress.h"
#include "evaluate/evaluate.h"
#include "evaluate/evaluation_index.h"
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace crosseed::evaluate {

// What one text adds to a feature's moments: sums over its rows (per token), or its means as one row (mean-pooled).
struct TextSums {
    std::int64_t text = 0;
    double a = 0, b = 0, aa = 0, bb = 0, ab = 0;
};
// Of the texts in which the feature fires, ascending. `firings` as EvaluationIndex gives them.
std::vector<TextSums> textSums(const std::vector<Firing>& firings, const EvaluationIndex& index, Pooling pooling);
// Rows of a text: its tokens, or 1.
std::int64_t rowsOfText(const EvaluationIndex& index, std::int64_t text, Pooling pooling);

// Pearson r of `rows` rows with these sums; NaN where a variance is 0. Of plain sums, so that digits are lost where a mean is
// some 10^4 standard deviations or more; codes of a sparse autoencoder are far from that.
double correlation(double rows, const TextSums& sums);

struct BootstrapOptions {
    std::int64_t draws = 1000;
    double level = 0.95;     // of the interval
    std::uint64_t seed = 42; // all features see the same draws
};
struct Interval {
    double low = std::numeric_limits<double>::quiet_NaN();
    double high = std::numeric_limits<double>::quiet_NaN();
};

// Percentile interval of r over draws of B texts out of B with replacement, for several features at once (Efron and Tibshirani
// 1993, ch. 13; quantiles interpolate linearly). Draws in which a variance is 0 do not count; NaN where fewer than half count.
// O(draws x texts in which the features fire); the same draws whatever the number of threads. Throws Error(Usage) for no draws or
// a level outside (0, 1), Cancelled.
std::vector<Interval> correlationIntervals(const std::vector<std::vector<TextSums>>& features, const EvaluationIndex& index,
                                           Pooling pooling, const BootstrapOptions& options = {},
                                           const ProgressFn& progress = {}, std::stop_token stop = {});

} // namespace crosseed::evaluate
