#include "evaluate/feature_page.h"
#include "base/error.h"
#include "base/parallel.h"
#include "text/number_text.h"
#include <algorithm>
#include <cmath>
#include <map>

namespace crosseed::evaluate {

namespace {

void add(TextSums& total, const TextSums& sums, double factor = 1) {
    total.a += factor * sums.a;
    total.b += factor * sums.b;
    total.aa += factor * sums.aa;
    total.bb += factor * sums.bb;
    total.ab += factor * sums.ab;
}

double correlationOfHalf(const std::vector<TextSums>& texts, const EvaluationIndex& index, Pooling pooling, std::int64_t parity) {
    double rows = 0;
    for (std::int64_t text = parity; text < index.textCount(); text += 2)
        rows += static_cast<double>(rowsOfText(index, text, pooling));
    TextSums total;
    for (const TextSums& sums : texts)
        if (sums.text % 2 == parity)
            add(total, sums);
    return correlation(rows, total);
}

struct Carrier {
    std::int64_t text = -1; // the first of its copies
    std::int64_t copies = 0;
    double rWithout = std::numeric_limits<double>::quiet_NaN();
};

// Copies count as one: a sentence that is repeated carries as much as all its repetitions.
Carrier carrierOf(const std::vector<TextSums>& texts, const EvaluationIndex& index, Pooling pooling) {
    struct Group {
        TextSums sums;
        double rows = 0;
    };
    std::map<std::int64_t, Group> groups;
    TextSums total;
    for (const TextSums& sums : texts) {
        add(groups[index.firstCopyOf(sums.text)].sums, sums);
        add(total, sums);
    }
    double rows = 0;
    std::map<std::int64_t, std::int64_t> copies;
    for (std::int64_t text = 0; text < index.textCount(); ++text) {
        const auto own = static_cast<double>(rowsOfText(index, text, pooling));
        rows += own;
        if (const auto group = groups.find(index.firstCopyOf(text)); group != groups.end()) {
            group->second.rows += own;
            ++copies[group->first];
        }
    }
    Carrier carrier;
    for (const auto& [text, group] : groups) {
        TextSums rest = total;
        add(rest, group.sums, -1);
        const double r = groups.size() == 1 ? std::numeric_limits<double>::quiet_NaN() : correlation(rows - group.rows, rest);
        const bool isLower = std::isnan(r) ? !std::isnan(carrier.rWithout) : r < carrier.rWithout;
        if (carrier.text < 0 || isLower)
            carrier = {text, copies[text], r};
    }
    return carrier;
}

ActivationHistogram histogramOf(const std::vector<Firing>& firings, int bins) {
    ActivationHistogram histogram;
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const Firing& firing : firings)
        for (const double code : {firing.a, firing.b})
            if (code != 0) {
                low = std::min(low, code);
                high = std::max(high, code);
            }
    if (firings.empty() || bins < 1)
        return histogram;
    for (int i = 0; i <= bins; ++i)
        histogram.edges.push_back(low + (high - low) * i / bins);
    const auto binOf = [&](double code) {
        const double place = high > low ? (code - low) / (high - low) * bins : 0;
        return static_cast<std::size_t>(std::clamp(static_cast<int>(place), 0, bins - 1));
    };
    histogram.countsA.resize(static_cast<std::size_t>(bins));
    histogram.countsB.resize(static_cast<std::size_t>(bins));
    for (const Firing& firing : firings) {
        if (firing.a != 0) ++histogram.countsA[binOf(firing.a)];
        if (firing.b != 0) ++histogram.countsB[binOf(firing.b)];
    }
    return histogram;
}

void requireTogether(const PairMetrics& metrics, const EvaluationIndex& index) {
    require(metrics.dictionary == index.featureCount() && std::ssize(metrics.features) == metrics.dictionary, ErrorKind::Shape,
            "The metrics are of " + std::to_string(metrics.dictionary) + " features but the codes of " +
                std::to_string(index.featureCount()) + ".");
}

void addCarrier(FeaturePage& page, const std::vector<TextSums>& sums, const EvaluationIndex& index) {
    const Carrier carrier = carrierOf(sums, index, page.pooling);
    page.carrier = carrier.text < 0 ? -1 : index.documentOf(carrier.text);
    page.carrierCopies = carrier.copies;
    page.rWithoutCarrier = carrier.rWithout;
}

void addWarnings(FeaturePage& page, const FeatureRow& row, double universalR, std::int64_t fewRows) {
    if (!row.universal)
        return;
    using text::correlationText;
    const std::int64_t fewest = std::min(row.firesA, row.firesB);
    if (fewest < fewRows)
        page.warnings.push_back("r rests on few rows: it fires on " + std::to_string(row.firesA) + " in A and " +
                                std::to_string(row.firesB) + " in B.");
    if (!(page.rWithoutCarrier >= universalR))
        page.warnings.push_back(
            std::string("r rests on one ") + (page.carrierCopies > 1 ? "repeated sentence" : "document") + ": without it" +
            (page.carrierCopies > 1 ? " and its copies (" + std::to_string(page.carrierCopies) + " texts)" : "") +
            (std::isnan(page.rWithoutCarrier) ? " there is no r." : " r is " + correlationText(page.rWithoutCarrier) + "."));
    if (page.summary.interval.low < universalR)
        page.warnings.push_back("r is uncertain: with other documents of this kind it could be " +
                                correlationText(page.summary.interval.low) + " as well, below the threshold of " +
                                correlationText(universalR) + ".");
    if (page.summary.clsShare + page.summary.sepShare > 0.5)
        page.warnings.push_back(text::percentText(100 * (page.summary.clsShare + page.summary.sepShare)) +
                                " of its firings are on [CLS] and [SEP], which belong to no word.");
}

} // namespace

FeaturePage featurePage(std::int32_t feature, const PairMetrics& metrics, const EvaluationIndex& index,
                        const FeaturePageOptions& options) {
    requireTogether(metrics, index);
    const std::vector<Firing> firings = index.firings(feature);
    const FeatureRow& row = metrics.features[static_cast<std::size_t>(feature)];
    FeaturePage page;
    FeatureTableOptions words;
    words.words = options.words;
    words.specialTokens = options.specialTokens;
    page.summary = summaryOf(row, firings, index, words);
    page.bootstrap = options.bootstrap;
    page.pooling = metrics.pooling;
    page.rows = metrics.rows;
    page.texts = index.textCount();
    const auto sums = textSums(firings, index, metrics.pooling);
    page.summary.interval = correlationIntervals({sums}, index, metrics.pooling, options.bootstrap).front();
    page.rEvenTexts = correlationOfHalf(sums, index, metrics.pooling, 0);
    page.rOddTexts = correlationOfHalf(sums, index, metrics.pooling, 1);
    addCarrier(page, sums, index);
    page.histogram = histogramOf(firings, options.bins);
    addWarnings(page, row, options.universalR, options.fewRows);
    return page;
}

ActivationHistogram activationHistogram(std::int32_t feature, const EvaluationIndex& index, int bins) {
    return histogramOf(index.firings(feature), bins);
}

std::vector<std::vector<std::string>> featureWarnings(const PairMetrics& metrics, const EvaluationIndex& index,
                                                      const std::vector<Interval>* intervals, const FeaturePageOptions& options,
                                                      std::stop_token stop) {
    requireTogether(metrics, index);
    std::vector<std::vector<std::string>> warnings(metrics.features.size());
    const auto fill = [&](std::size_t i) {
        const FeatureRow& row = metrics.features[i];
        if (!row.universal)
            return;
        const std::vector<Firing> firings = index.firings(row.feature);
        FeaturePage page;
        page.pooling = metrics.pooling;
        page.summary = summaryOf(row, firings, index, {.words = 0});
        if (intervals)
            page.summary.interval = intervals->at(i);
        addCarrier(page, textSums(firings, index, metrics.pooling), index);
        addWarnings(page, row, options.universalR, options.fewRows);
        warnings[i] = std::move(page.warnings);
    };
    forEachInParallel(std::ssize(warnings), [&](std::int64_t i) { fill(static_cast<std::size_t>(i)); }, stop);
    return warnings;
}

} // namespace crosseed::evaluate
