#include "evaluate/planted_truth.h"
#include <algorithm>
#include <string>

namespace crosseed::evaluate {

namespace {

// One model's values of one feature where they are not 0, sorted once for all truths.
struct Ranked {
    std::vector<std::int64_t> rows;
    std::vector<float> values; // ascending
};

Ranked ranked(const std::vector<std::int64_t>& rows, const std::vector<float>& values) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < values.size(); ++i)
        if (values[i] != 0) order.push_back(i);
    std::ranges::sort(order, [&](std::size_t x, std::size_t y) { return values[x] < values[y]; });
    Ranked result;
    for (const std::size_t i : order) {
        result.rows.push_back(rows[i]);
        result.values.push_back(values[i]);
    }
    return result;
}

// Walks groups of equal values upwards; the rows that are not listed form the group 0 between negative and
// positive.
double area(const std::vector<std::uint8_t>& truth, std::int64_t positives, const Ranked& r) {
    const auto n = std::ssize(truth);
    const std::int64_t negatives = n - positives;
    if (positives == 0 || negatives == 0) return std::numeric_limits<double>::quiet_NaN();
    std::int64_t listedPositives = 0;
    for (const std::int64_t row : r.rows)
        listedPositives += truth[static_cast<std::size_t>(row)] != 0;
    const std::int64_t zeroPositives = positives - listedPositives;
    const std::int64_t zeroNegatives = n - std::ssize(r.rows) - zeroPositives;

    std::int64_t below = 0, doubled = 0; // negatives below the group; 2 U
    const auto addGroup = [&](std::int64_t groupPositives, std::int64_t groupNegatives) {
        doubled += groupPositives * (2 * below + groupNegatives);
        below += groupNegatives;
    };
    bool zerosDone = false;
    for (std::size_t i = 0; i < r.values.size();) {
        if (!zerosDone && r.values[i] > 0) {
            addGroup(zeroPositives, zeroNegatives);
            zerosDone = true;
        }
        const float value = r.values[i];
        std::int64_t group[2] = {0, 0};
        for (; i < r.values.size() && r.values[i] == value; ++i)
            ++group[truth[static_cast<std::size_t>(r.rows[i])] != 0];
        addGroup(group[1], group[0]);
    }
    if (!zerosDone) addGroup(zeroPositives, zeroNegatives);
    return static_cast<double>(doubled) / 2 / static_cast<double>(positives) / static_cast<double>(negatives);
}

std::int64_t countPositives(const std::vector<std::uint8_t>& truth) {
    return std::ranges::count_if(truth, [](std::uint8_t t) { return t != 0; });
}

void improve(PlantedMatch& match, const std::vector<std::uint8_t>& truth, const FeatureRow& feature,
             const Ranked& a, const Ranked& b) {
    PlantedMatch candidate = match;
    candidate.feature = feature.feature;
    candidate.r = feature.r;
    candidate.aucA = area(truth, match.positives, a);
    candidate.aucB = area(truth, match.positives, b);
    if (candidate.lowerAuc() >= 0 && (match.feature < 0 || candidate.lowerAuc() > match.lowerAuc()))
        match = candidate;
}

} // namespace

double areaUnderCurve(const std::vector<std::uint8_t>& truth, const std::vector<std::int64_t>& rows,
                      const std::vector<float>& values) {
    return area(truth, countPositives(truth), ranked(rows, values));
}

std::vector<PlantedMatch> matchPlanted(const std::vector<std::vector<std::uint8_t>>& truths,
                                       const EvaluationIndex& index, const PairMetrics& metrics) {
    require(metrics.dictionary == index.featureCount(), ErrorKind::Shape,
            "The metrics are of " + std::to_string(metrics.dictionary) + " features but the codes of " +
                std::to_string(index.featureCount()) + ".");
    std::vector<PlantedMatch> matches(truths.size());
    for (std::size_t i = 0; i < truths.size(); ++i) {
        require(std::ssize(truths[i]) == index.rowCount(), ErrorKind::Shape,
                "Planted feature " + std::to_string(i) + " has the truth of " +
                    std::to_string(truths[i].size()) + " tokens, but the codes have " +
                    std::to_string(index.rowCount()) + " rows.");
        matches[i].planted = static_cast<std::int64_t>(i);
        matches[i].positives = countPositives(truths[i]);
    }
    for (const FeatureRow& feature : metrics.features) {
        if (!feature.universal) continue;
        std::vector<std::int64_t> rows;
        std::vector<float> valuesA, valuesB;
        for (const Firing& firing : index.firings(feature.feature)) {
            rows.push_back(firing.row);
            valuesA.push_back(firing.a);
            valuesB.push_back(firing.b);
        }
        const Ranked rankedA = ranked(rows, valuesA), rankedB = ranked(rows, valuesB);
        for (std::size_t i = 0; i < truths.size(); ++i)
            improve(matches[i], truths[i], feature, rankedA, rankedB);
    }
    return matches;
}

} // namespace crosseed::evaluate
