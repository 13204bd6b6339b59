#include "evaluate/feature_sums.h"
#include "base/error.h"
#include <algorithm>
#include <cmath>
#include <string>

namespace crosseed::evaluate {

namespace {

template <typename Value> std::vector<FeatureMoments> firstMoments(const CodeRows<Value>& codes) {
    std::vector<FeatureMoments> moments(static_cast<std::size_t>(codes.features));
    for (std::size_t i = 0; i < codes.values.size(); ++i) {
        FeatureMoments& m = moments[static_cast<std::size_t>(codes.indices[i])];
        const double value = codes.values[i];
        m.mean += value;
        if (value == 0) continue;
        m.min = m.fires == 0 ? value : std::min(m.min, value);
        m.max = m.fires == 0 ? value : std::max(m.max, value);
        ++m.fires;
    }
    const std::int64_t rows = codes.rowCount();
    for (std::size_t f = 0; f < moments.size(); ++f) {
        FeatureMoments& m = moments[f];
        require(std::isfinite(m.mean), ErrorKind::Numeric,
                "The codes of feature " + std::to_string(f) + " hold NaN or infinity; encode them again.");
        m.mean = rows > 0 ? m.mean / static_cast<double>(rows) : 0;
        if (m.fires < rows) {
            m.min = std::min(m.min, 0.0);
            m.max = std::max(m.max, 0.0);
        }
    }
    return moments;
}

// A row without an entry has the code 0 and adds mean^2, so only the difference to that is summed over
// entries.
template <typename Value>
void addSquares(const CodeRows<Value>& codes, std::vector<FeatureMoments>& moments) {
    std::vector<std::int64_t> entries(moments.size());
    for (std::size_t i = 0; i < codes.values.size(); ++i) {
        const auto f = static_cast<std::size_t>(codes.indices[i]);
        const double difference = static_cast<double>(codes.values[i]) - moments[f].mean;
        moments[f].squares += difference * difference;
        ++entries[f];
    }
    for (std::size_t f = 0; f < moments.size(); ++f)
        moments[f].squares +=
            static_cast<double>(codes.rowCount() - entries[f]) * moments[f].mean * moments[f].mean;
}

template <typename Value>
std::vector<double> crossMoments(const CodeRows<Value>& a, const CodeRows<Value>& b,
                                 const PairMoments& moments) {
    const std::size_t features = moments.a.size();
    std::vector<double> cross(features);
    std::vector<std::int64_t> touched(features);
    const auto add = [&](std::int32_t feature, double valueA, double valueB) {
        const auto f = static_cast<std::size_t>(feature);
        cross[f] += (valueA - moments.a[f].mean) * (valueB - moments.b[f].mean);
        ++touched[f];
    };
    const auto at = [](auto span, std::int64_t i) { return span[static_cast<std::size_t>(i)]; };
    for (std::int64_t row = 0; row < a.rowCount(); ++row) {
        std::int64_t i = at(a.rowStarts, row), j = at(b.rowStarts, row);
        const std::int64_t endA = at(a.rowStarts, row + 1), endB = at(b.rowStarts, row + 1);
        while (i < endA || j < endB) {
            const std::int64_t featureA = i < endA ? at(a.indices, i) : features;
            const std::int64_t featureB = j < endB ? at(b.indices, j) : features;
            const auto feature = static_cast<std::int32_t>(std::min(featureA, featureB));
            const double valueA = featureA == feature ? static_cast<double>(at(a.values, i++)) : 0;
            const double valueB = featureB == feature ? static_cast<double>(at(b.values, j++)) : 0;
            add(feature, valueA, valueB);
        }
    }
    for (std::size_t f = 0; f < features; ++f)
        cross[f] += static_cast<double>(a.rowCount() - touched[f]) * moments.a[f].mean * moments.b[f].mean;
    return cross;
}

} // namespace

bool FeatureMoments::constant() const {
    return max - min <= 1e-12 * std::max(std::abs(min), std::abs(max));
}

CodeRows<float> rowsOf(const sae::SparseCodes& codes) {
    return {codes.features, codes.rowStarts, codes.indices, codes.values};
}

CodeRows<double> rowsOf(const PooledCodes& codes) {
    return {codes.features, codes.rowStarts, codes.indices, codes.values};
}

PooledCodes meanPool(const sae::SparseCodes& codes, std::span<const std::int64_t> starts) {
    require(!starts.empty() && starts.front() == 0 && starts.back() == codes.rowCount(), ErrorKind::Shape,
            "Mean pooling needs the texts' boundaries from row 0 to row " + std::to_string(codes.rowCount()) +
                ".");
    PooledCodes pooled;
    pooled.features = codes.features;
    std::vector<double> sums(static_cast<std::size_t>(codes.features));
    std::vector<bool> seen(sums.size());
    std::vector<std::int32_t> touched;
    for (std::size_t text = 0; text + 1 < starts.size(); ++text) {
        const std::int64_t length = starts[text + 1] - starts[text];
        require(length > 0 && starts[text + 1] <= codes.rowCount(), ErrorKind::Shape,
                "Text " + std::to_string(text) + " has no tokens to pool over.");
        touched.clear();
        const auto last =
            static_cast<std::size_t>(codes.rowStarts[static_cast<std::size_t>(starts[text + 1])]);
        for (auto i = static_cast<std::size_t>(codes.rowStarts[static_cast<std::size_t>(starts[text])]);
             i < last; ++i) {
            const auto f = static_cast<std::size_t>(codes.indices[i]);
            if (!seen[f]) touched.push_back(codes.indices[i]);
            seen[f] = true;
            sums[f] += codes.values[i];
        }
        std::sort(touched.begin(), touched.end());
        for (const std::int32_t feature : touched) {
            const auto f = static_cast<std::size_t>(feature);
            if (sums[f] != 0) {
                pooled.indices.push_back(feature);
                pooled.values.push_back(sums[f] / static_cast<double>(length));
            }
            sums[f] = 0;
            seen[f] = false;
        }
        pooled.rowStarts.push_back(static_cast<std::int64_t>(pooled.indices.size()));
    }
    return pooled;
}

template <typename Value> PairMoments pairMoments(const CodeRows<Value>& a, const CodeRows<Value>& b) {
    PairMoments moments{firstMoments(a), firstMoments(b), {}};
    addSquares(a, moments.a);
    addSquares(b, moments.b);
    moments.cross = crossMoments(a, b, moments);
    return moments;
}

template PairMoments pairMoments(const CodeRows<float>& a, const CodeRows<float>& b);
template PairMoments pairMoments(const CodeRows<double>& a, const CodeRows<double>& b);

} // namespace crosseed::evaluate
