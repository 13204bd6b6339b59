#include "evaluate/atoms.h"
#include "evaluate/geometry.h"
#include <ATen/ATen.h>
#include <algorithm>
#include <numeric>
#include <c10/core/GradMode.h>
#include <cmath>

namespace crosseed::evaluate {

namespace {

constexpr std::int64_t blockRows = 512; // 1 MiB of cosines a block
constexpr double slack = 1e-5;          // more than float32 products of unit vectors are wrong by

bool isStronger(const NearDuplicate& x, const NearDuplicate& y) {
    const double cx = std::abs(x.cosine), cy = std::abs(y.cosine);
    return cx != cy ? cx > cy : x.first != y.first ? x.first < y.first : x.second < y.second;
}

// What the rows of blocks are gathered into, one by one in their order.
struct Gatherer {
    const sae::Sae& sae;
    std::span<const std::int32_t> features;
    const CosineOptions& options;
    CosineDistribution& result;
    double sum = 0;

    void addDuplicate(std::int64_t i, std::int64_t j) {
        NearDuplicate pair{features[static_cast<std::size_t>(i)], features[static_cast<std::size_t>(j)], 0};
        pair.cosine = std::clamp(atomCosine(sae, pair.first, pair.second), -1.0, 1.0);
        if (std::abs(pair.cosine) < options.duplicateFrom) return;
        ++result.duplicates;
        auto& kept = result.nearDuplicates; // a heap, the weakest on top
        if (std::ssize(kept) >= options.mostPairs && (kept.empty() || !isStronger(pair, kept.front())))
            return;
        kept.push_back(pair);
        std::push_heap(kept.begin(), kept.end(), isStronger);
        if (std::ssize(kept) > options.mostPairs) {
            std::pop_heap(kept.begin(), kept.end(), isStronger);
            kept.pop_back();
        }
    }
};

// Of one row of a block: its pairs above the diagonal.
struct RowFindings {
    std::vector<std::int32_t> counts;
    std::vector<std::int64_t> candidates; // columns
    double sum = 0;
    float largest = 0;
};

void readRow(const float* cosines, std::int64_t from, std::int64_t columns, const CosineOptions& options,
             RowFindings& row) {
    const auto bins = static_cast<float>(options.bins);
    const auto candidate = static_cast<float>(options.duplicateFrom - slack);
    row.counts.assign(static_cast<std::size_t>(options.bins), 0);
    row.candidates.clear();
    row.sum = 0;
    row.largest = 0;
    for (std::int64_t j = from; j < columns; ++j) {
        const float value = std::abs(cosines[j]);
        const auto bin = std::min(static_cast<std::int64_t>(value * bins), options.bins - 1);
        ++row.counts[static_cast<std::size_t>(bin)];
        row.sum += value;
        row.largest = std::max(row.largest, value);
        if (value >= candidate) row.candidates.push_back(j);
    }
}

// `cosines` [rows, columns] of atoms first.. and firstColumn..
void readBlock(const at::Tensor& cosines, std::int64_t first, std::int64_t firstColumn,
               std::vector<RowFindings>& found, Gatherer& gatherer) {
    const std::int64_t rows = cosines.size(0), columns = cosines.size(1);
    const float* data = cosines.data_ptr<float>();
#pragma omp parallel for schedule(dynamic, 16)
    for (std::int64_t i = 0; i < rows; ++i)
        readRow(data + i * columns, first == firstColumn ? i + 1 : 0, columns, gatherer.options,
                found[static_cast<std::size_t>(i)]);
    for (std::int64_t i = 0; i < rows; ++i) {
        const RowFindings& row = found[static_cast<std::size_t>(i)];
        for (std::size_t bin = 0; bin < row.counts.size(); ++bin)
            gatherer.result.counts[bin] += row.counts[bin];
        gatherer.sum += row.sum;
        gatherer.result.largest = std::max<double>(gatherer.result.largest, row.largest);
        for (const std::int64_t j : row.candidates)
            gatherer.addDuplicate(first + i, firstColumn + j);
    }
}

void requireOptions(const sae::Sae& sae, std::span<const std::int32_t> features,
                    const CosineOptions& options) {
    require(options.bins >= 1 && options.bins <= 100000, ErrorKind::Usage,
            "The number of bins must be 1 to 100000, not " + std::to_string(options.bins) + ".");
    require(options.duplicateFrom > 0 && options.duplicateFrom <= 1, ErrorKind::Usage,
            "Near-duplicates begin at a cosine above 0 and up to 1, not at " +
                std::to_string(options.duplicateFrom) + ".");
    require(options.mostPairs >= 0, ErrorKind::Usage,
            "The number of listed pairs must be 0 or more, not " + std::to_string(options.mostPairs) + ".");
    require(features.size() >= 2, ErrorKind::Shape,
            "Cosines need 2 features or more, not " + std::to_string(features.size()) + ".");
    for (std::size_t i = 0; i < features.size(); ++i) {
        requireFeature(sae, features[i]);
        require(i == 0 || features[i - 1] < features[i], ErrorKind::Usage,
                "Feature numbers must rise; " + std::to_string(features[i]) + " follows " +
                    std::to_string(features[i > 0 ? i - 1 : 0]) + ".");
    }
}

} // namespace

CosineDistribution decoderCosines(const sae::Sae& sae, std::span<const std::int32_t> features,
                                  const CosineOptions& options, const ProgressFn& progress,
                                  std::stop_token stop) {
    requireOptions(sae, features, options);
    const c10::NoGradGuard noGrad;
    const FloatMatrix unit = unitAtoms(sae, features);
    const auto atoms =
        at::from_blob(const_cast<float*>(unit.values.data()), {unit.rows, unit.cols}, at::kFloat);
    require(atoms.isfinite().all().item<bool>(), ErrorKind::Numeric,
            "The decoder holds NaN or infinity; train the SAE again.");
    CosineDistribution result;
    result.features = unit.rows;
    result.width = unit.cols;
    result.pairs = unit.rows * (unit.rows - 1) / 2;
    result.counts.resize(static_cast<std::size_t>(options.bins));
    Gatherer gatherer{sae, features, options, result};
    std::vector<RowFindings> found(blockRows);
    at::Tensor cosines = at::empty({0}, at::kFloat);
    double done = 0;
    for (std::int64_t first = 0; first < unit.rows; first += blockRows) {
        const std::int64_t count = std::min(blockRows, unit.rows - first);
        for (std::int64_t column = first; column < unit.rows; column += blockRows) {
            throwIfStopped(stop);
            const std::int64_t columns = std::min(blockRows, unit.rows - column);
            cosines.resize_({count, columns});
            at::mm_out(cosines, atoms.narrow(0, first, count), atoms.narrow(0, column, columns).t());
            readBlock(cosines, first, column, found, gatherer);
            done += static_cast<double>(count) * static_cast<double>(columns) / (first == column ? 2 : 1);
        }
        report(progress,
               std::min(1.0, done / (0.5 * static_cast<double>(unit.rows) * static_cast<double>(unit.rows))),
               "Cosines of " + std::to_string(first + count) + " of " + std::to_string(unit.rows) +
                   " features");
    }
    std::sort(result.nearDuplicates.begin(), result.nearDuplicates.end(), isStronger);
    result.mean = gatherer.sum / static_cast<double>(result.pairs);
    result.largest = std::min(result.largest, 1.0);
    result.expectedMean = randomCosineMean(result.width);
    for (std::int64_t bin = 0; bin < options.bins; ++bin) {
        const double low = static_cast<double>(bin) / static_cast<double>(options.bins);
        const double high = static_cast<double>(bin + 1) / static_cast<double>(options.bins);
        const double share = randomCosineShare(high, result.width) - randomCosineShare(low, result.width);
        result.expected.push_back(static_cast<double>(result.pairs) *
                                  std::max(0.0, share)); // rounding, far out
    }
    return result;
}

std::vector<NearFeature> nearestFeatures(std::span<const double> cosines, std::int32_t feature, std::int64_t count,
                                         std::span<const std::int32_t> among) {
    std::vector<std::int32_t> all(among.empty() ? cosines.size() : 0);
    std::iota(all.begin(), all.end(), 0);
    std::vector<NearFeature> near;
    for (const std::int32_t other : among.empty() ? std::span<const std::int32_t>(all) : among) {
        require(other >= 0 && other < std::ssize(cosines), ErrorKind::Usage,
                "There is no feature " + std::to_string(other) + " among " + std::to_string(cosines.size()) + ".");
        if (other != feature) near.push_back({other, cosines[static_cast<std::size_t>(other)]});
    }
    const auto kept = std::min<std::ptrdiff_t>(std::max<std::int64_t>(count, 0), std::ssize(near));
    std::partial_sort(near.begin(), near.begin() + kept, near.end(),
                      [](const NearFeature& x, const NearFeature& y) {
                          const double cx = std::abs(x.cosine), cy = std::abs(y.cosine);
                          return cx != cy ? cx > cy : x.feature < y.feature;
                      });
    near.resize(static_cast<std::size_t>(kept));
    return near;
}

} // namespace crosseed::evaluate
