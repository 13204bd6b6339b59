#include "evaluate/matching.h"
#include "base/error.h"
#include "evaluate/assignment.h"
#include <algorithm>
#include <cmath>

namespace crosseed::evaluate {

namespace {

constexpr double units = 2147483647; // of r = 1, in gains

// The features of one model that take part.
struct Side {
    std::vector<std::int32_t> features; // ascending
    std::vector<std::int32_t> place;    // [F], -1: takes no part
};

Side sideOf(const std::vector<FeatureMoments>& moments, const MatchOptions& options) {
    Side side;
    side.place.assign(moments.size(), -1);
    for (std::size_t f = 0; f < moments.size(); ++f)
        if (moments[f].fires >= options.minimumActive && !moments[f].constant()) {
            side.place[f] = static_cast<std::int32_t>(side.features.size());
            side.features.push_back(static_cast<std::int32_t>(f));
        }
    return side;
}

// A model's codes by feature: the rows on which each of a side's features fires.
template <typename Value> struct Columns {
    std::vector<std::int64_t> starts, rows;
    std::vector<Value> values;

    Columns(const CodeRows<Value>& codes, const Side& side) : starts(side.features.size() + 1) {
        for (const std::int32_t f : codes.indices)
            if (const std::int32_t p = side.place[static_cast<std::size_t>(f)]; p >= 0)
                ++starts[static_cast<std::size_t>(p) + 1];
        for (std::size_t p = 1; p < starts.size(); ++p)
            starts[p] += starts[p - 1];
        rows.resize(static_cast<std::size_t>(starts.back()));
        values.resize(rows.size());
        std::vector<std::int64_t> next(starts.begin(), starts.end() - 1);
        for (std::int64_t row = 0; row < codes.rowCount(); ++row)
            for (auto i = static_cast<std::size_t>(codes.rowStarts[static_cast<std::size_t>(row)]);
                 i < static_cast<std::size_t>(codes.rowStarts[static_cast<std::size_t>(row) + 1]); ++i) {
                const std::int32_t p = side.place[static_cast<std::size_t>(codes.indices[i])];
                if (p < 0) continue;
                const auto at = static_cast<std::size_t>(next[static_cast<std::size_t>(p)]++);
                rows[at] = row;
                values[at] = codes.values[i];
            }
    }
};

// r between each of a's and each of b's features, [a, b], in units of 2^-31. A row is summed by one thread in the order of its
// codes, so that the bits do not depend on the number of threads.
template <typename Value>
Matrix<std::int32_t> correlations(const CodeRows<Value>& a, const CodeRows<Value>& b, const PairMoments& moments,
                                  const Side& sideA, const Side& sideB) {
    const auto countA = static_cast<std::int64_t>(sideA.features.size()), countB = static_cast<std::int64_t>(sideB.features.size());
    Matrix<std::int32_t> gain(countA, countB);
    const Columns<Value> columns(a, sideA);
    const auto rows = static_cast<double>(a.rowCount());
#pragma omp parallel
    {
        std::vector<double> sums(static_cast<std::size_t>(countB));
#pragma omp for schedule(dynamic, 16)
        for (std::int64_t i = 0; i < countA; ++i) {
            std::fill(sums.begin(), sums.end(), 0.0);
            for (auto k = static_cast<std::size_t>(columns.starts[static_cast<std::size_t>(i)]);
                 k < static_cast<std::size_t>(columns.starts[static_cast<std::size_t>(i) + 1]); ++k) {
                const auto row = static_cast<std::size_t>(columns.rows[k]);
                const double value = columns.values[k];
                for (auto e = static_cast<std::size_t>(b.rowStarts[row]); e < static_cast<std::size_t>(b.rowStarts[row + 1]); ++e)
                    if (const std::int32_t p = sideB.place[static_cast<std::size_t>(b.indices[e])]; p >= 0)
                        sums[static_cast<std::size_t>(p)] += value * static_cast<double>(b.values[e]);
            }
            const FeatureMoments& x = moments.a[static_cast<std::size_t>(sideA.features[static_cast<std::size_t>(i)])];
            for (std::int64_t j = 0; j < countB; ++j) {
                const FeatureMoments& y = moments.b[static_cast<std::size_t>(sideB.features[static_cast<std::size_t>(j)])];
                const double r = (sums[static_cast<std::size_t>(j)] - rows * x.mean * y.mean) / std::sqrt(x.squares) / std::sqrt(y.squares);
                gain(i, j) = static_cast<std::int32_t>(std::llround(units * std::clamp(r, -1.0, 1.0)));
            }
        }
    }
    return gain;
}

// Free features keep their numbers where they can, the rest are paired in ascending order.
void completePartners(Matching& matching) {
    const std::size_t features = matching.partner.size();
    std::vector<std::uint8_t> taken(features);
    for (const std::int32_t partner : matching.partner)
        if (partner >= 0) taken[static_cast<std::size_t>(partner)] = 1;
    for (std::size_t f = 0; f < features; ++f)
        if (matching.partner[f] < 0 && !taken[f]) {
            matching.partner[f] = static_cast<std::int32_t>(f);
            taken[f] = 1;
        }
    auto next = taken.begin();
    for (std::int32_t& partner : matching.partner)
        if (partner < 0) {
            next = std::find(next, taken.end(), 0);
            *next = 1;
            partner = static_cast<std::int32_t>(next - taken.begin());
        }
}

// sum of r over the pairs, from sums around the means.
double exactTotal(const PairMoments& moments, const std::vector<std::uint8_t>& matched) {
    double total = 0;
    for (std::size_t f = 0; f < matched.size(); ++f)
        if (matched[f]) total += moments.cross[f] / std::sqrt(moments.a[f].squares) / std::sqrt(moments.b[f].squares);
    return total;
}

std::vector<std::int32_t> inverse(const std::vector<std::int32_t>& partner, std::int64_t features) {
    std::vector<std::int32_t> own(static_cast<std::size_t>(features), -1);
    bool permutation = static_cast<std::int64_t>(partner.size()) == features;
    for (std::size_t f = 0; f < partner.size() && permutation; ++f) {
        permutation = partner[f] >= 0 && partner[f] < features && own[static_cast<std::size_t>(partner[f])] < 0;
        if (permutation) own[static_cast<std::size_t>(partner[f])] = static_cast<std::int32_t>(f);
    }
    require(permutation, ErrorKind::Shape,
            "The matching is no permutation of " + std::to_string(features) + " features; match these codes again.");
    return own;
}

// Rows of `codes` under other numbers, ascending again.
template <typename Codes> Codes relabelled(const Codes& codes, const std::vector<std::int32_t>& own) {
    Codes out = codes;
    std::vector<std::pair<std::int32_t, std::size_t>> order;
    for (std::size_t row = 0; row + 1 < codes.rowStarts.size(); ++row) {
        order.clear();
        for (auto i = static_cast<std::size_t>(codes.rowStarts[row]); i < static_cast<std::size_t>(codes.rowStarts[row + 1]); ++i)
            order.emplace_back(own[static_cast<std::size_t>(codes.indices[i])], i);
        std::sort(order.begin(), order.end());
        auto at = static_cast<std::size_t>(codes.rowStarts[row]);
        for (const auto& [feature, i] : order) {
            out.indices[at] = feature;
            out.values[at++] = codes.values[i];
        }
    }
    return out;
}

template <typename Value> struct OwnedRows {
    std::int64_t features = 0;
    std::vector<std::int64_t> rowStarts;
    std::vector<std::int32_t> indices;
    std::vector<Value> values;
};

} // namespace

template <typename Value>
Matching matchFeatures(const CodeRows<Value>& a, const CodeRows<Value>& b, const MatchOptions& options) {
    require(a.rowCount() == b.rowCount() && a.features == b.features, ErrorKind::Shape,
            "The codes of A are " + shapeText(a.rowCount(), a.features) + " and those of B " +
                shapeText(b.rowCount(), b.features) + "; a matching needs the same rows and dictionaries of one size.");
    const PairMoments moments = pairMoments(a, b);
    const Side sideA = sideOf(moments.a, options), sideB = sideOf(moments.b, options);
    Matching matching;
    matching.activeA = static_cast<std::int64_t>(sideA.features.size());
    matching.activeB = static_cast<std::int64_t>(sideB.features.size());
    matching.pairs = std::min(matching.activeA, matching.activeB);
    matching.partner.assign(static_cast<std::size_t>(a.features), -1);
    matching.matched.assign(static_cast<std::size_t>(a.features), 0);
    const bool wide = matching.activeA <= matching.activeB; // the side with fewer features makes the rows
    const PairMoments turned{moments.b, moments.a, {}};
    const auto columns = greatestAssignment(wide ? correlations(a, b, moments, sideA, sideB)
                                                 : correlations(b, a, turned, sideB, sideA));
    for (std::size_t row = 0; row < columns.size(); ++row) {
        const auto column = static_cast<std::size_t>(columns[row]);
        const auto f = static_cast<std::size_t>(sideA.features[wide ? row : column]);
        matching.partner[f] = sideB.features[wide ? column : row];
        matching.matched[f] = 1;
    }
    completePartners(matching);
    const OwnedRows<Value> own{b.features, {b.rowStarts.begin(), b.rowStarts.end()}, {b.indices.begin(), b.indices.end()},
                               {b.values.begin(), b.values.end()}};
    const OwnedRows<Value> turnedB = relabelled(own, inverse(matching.partner, b.features));
    matching.totalR = exactTotal(
        pairMoments(a, CodeRows<Value>{turnedB.features, turnedB.rowStarts, turnedB.indices, turnedB.values}), matching.matched);
    return matching;
}

template Matching matchFeatures(const CodeRows<float>& a, const CodeRows<float>& b, const MatchOptions& options);
template Matching matchFeatures(const CodeRows<double>& a, const CodeRows<double>& b, const MatchOptions& options);

sae::SparseCodes renumbered(const sae::SparseCodes& b, const std::vector<std::int32_t>& partner) {
    return relabelled(b, inverse(partner, b.features));
}

sae::Sae renumbered(const sae::Sae& b, const std::vector<std::int32_t>& partner) {
    inverse(partner, b.config.dictionary);
    sae::Sae out = b;
    for (std::size_t f = 0; f < partner.size(); ++f) {
        const auto from = static_cast<std::int64_t>(partner[f]) * b.config.width;
        const auto to = static_cast<std::int64_t>(f) * b.config.width;
        std::copy_n(b.weights.encoder.values.begin() + from, b.config.width, out.weights.encoder.values.begin() + to);
        std::copy_n(b.weights.decoder.values.begin() + from, b.config.width, out.weights.decoder.values.begin() + to);
        out.weights.encoderBias[f] = b.weights.encoderBias[static_cast<std::size_t>(partner[f])];
    }
    return out;
}

} // namespace crosseed::evaluate
