#include "evaluate/threshold_yield.h"
#include "evaluate/rotation_test.h"
#include <algorithm>

namespace crosseed::evaluate {

YieldCounter::YieldCounter(std::span<const FeatureRow> features) {
    m_r.reserve(features.size());
    m_rows.reserve(features.size());
    for (const FeatureRow& feature : features) {
        m_r.push_back(feature.r);
        m_rows.push_back(std::min(feature.firesA, feature.firesB));
    }
}

ThresholdYield YieldCounter::at(double r, std::int64_t minimumRows) const {
    ThresholdYield result;
    for (std::size_t i = 0; i < m_r.size(); ++i)
        if (m_rows[i] >= minimumRows) {
            ++result.activeBoth;
            result.universal += m_r[i] >= r; // not where r is NaN
        }
    result.share = result.activeBoth == 0 ? std::numeric_limits<double>::quiet_NaN()
                                          : 100.0 * static_cast<double>(result.universal) / static_cast<double>(result.activeBoth);
    return result;
}

MostOfYields mostAt(std::span<const YieldCounter> trials, double r, std::int64_t minimumRows, std::int64_t observed) {
    MostOfYields result;
    for (const YieldCounter& trial : trials) {
        const ThresholdYield here = trial.at(r, minimumRows);
        result.reached += here.universal >= observed;
        if (result.trials++ == 0 || here.universal > result.most.universal)
            result.most = here;
    }
    return result;
}

std::vector<std::int64_t> histogramOfR(std::span<const FeatureRow> features, std::int64_t minimumRows, int bins) {
    std::vector<FeatureRow> counted;
    for (const FeatureRow& feature : features)
        if (std::min(feature.firesA, feature.firesB) >= minimumRows) {
            counted.push_back(feature);
            counted.back().activeInBoth = true; // at this number of rows, whatever it was evaluated with
        }
    return histogramOfR(counted, bins);
}

} // namespace crosseed::evaluate
