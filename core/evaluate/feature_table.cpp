#include "evaluate/feature_table.h"
#include "base/error.h"
#include "base/parallel.h"
#include "evaluate/firings.h"
#include "text/unicode_rules.h"
#include <algorithm>
#include <unordered_map>

namespace crosseed::evaluate {

namespace {

void addFirings(FeatureSummary& summary, const std::vector<Firing>& firings, const EvaluationIndex& index) {
    std::int64_t cls = 0, sep = 0, last = -1;
    for (const Firing& firing : firings) {
        summary.firesA += firing.a != 0;
        summary.firesB += firing.b != 0;
        summary.maxA = std::max(summary.maxA, static_cast<double>(firing.a));
        summary.maxB = std::max(summary.maxB, static_cast<double>(firing.b));
        const bool inLast = last >= 0 && firing.row < index.starts()[static_cast<std::size_t>(last) + 1];
        if (!inLast) {
            last = index.textOf(firing.row);
            ++summary.texts;
        }
        if (index.isSpecial(firing.row))
            ++(firing.row == index.starts()[static_cast<std::size_t>(last)] ? cls : sep);
    }
    const auto rows = static_cast<double>(index.rowCount()), all = static_cast<double>(firings.size());
    summary.densityA = static_cast<double>(summary.firesA) / rows;
    summary.densityB = static_cast<double>(summary.firesB) / rows;
    summary.clsShare = static_cast<double>(cls) / all;
    summary.sepShare = static_cast<double>(sep) / all;
}

std::vector<TopWord> topWords(std::vector<TextPeak> peaks, const EvaluationIndex& index, int count) {
    std::ranges::stable_sort(peaks, [](const TextPeak& x, const TextPeak& y) {
        return x.firing.strength() > y.firing.strength();
    });
    std::vector<TopWord> words;
    std::unordered_map<std::string, std::size_t> places;
    std::unordered_map<std::int32_t, std::size_t> known; // the same by word number, so that each spelling is folded once
    for (const TextPeak& peak : peaks) {
        const std::int32_t word = index.wordOf(peak.firing.row);
        auto place = known.find(word);
        if (place == known.end() || word < 0) {
            const std::string node = index.nodeOf(peak.firing.row);
            const auto [slot, isNew] = places.try_emplace(text::lowerCased(node), words.size());
            if (isNew)
                words.push_back({node, peak.firing.strength()});
            place = known.insert_or_assign(word, slot->second).first;
        }
        ++words[place->second].texts;
    }
    words.resize(std::min(words.size(), static_cast<std::size_t>(std::max(count, 0))));
    return words;
}

bool isChosen(const FeatureRow& row, FeatureChoice choice) {
    return choice == FeatureChoice::All || (choice == FeatureChoice::ActiveInBoth ? row.activeInBoth : row.universal);
}

} // namespace

FeatureSummary summaryOf(const FeatureRow& row, const std::vector<Firing>& firings, const EvaluationIndex& index,
                         const FeatureTableOptions& options) {
    FeatureSummary summary;
    summary.feature = row.feature;
    summary.r = row.r;
    summary.activeInBoth = row.activeInBoth;
    summary.universal = row.universal;
    summary.strength = (row.meanA + row.meanB) / 2;
    addFirings(summary, firings, index);
    summary.topWords = topWords(textPeaks(firings, index, options.specialTokens).peaks, index, options.words);
    summary.association = classAssociation(firings, index);
    return summary;
}

std::vector<FeatureSummary> featureTable(const PairMetrics& metrics, const EvaluationIndex& index,
                                         const FeatureTableOptions& options, const ProgressFn& progress,
                                         std::stop_token stop) {
    require(metrics.dictionary == index.featureCount() && std::ssize(metrics.features) == metrics.dictionary, ErrorKind::Shape,
            "The metrics are of " + std::to_string(metrics.dictionary) + " features but the codes of " +
                std::to_string(index.featureCount()) + ".");
    std::vector<FeatureRow> rows;
    std::ranges::copy_if(metrics.features, std::back_inserter(rows),
                         [&](const FeatureRow& row) { return isChosen(row, options.choice); });
    std::ranges::stable_sort(rows, [](const FeatureRow& x, const FeatureRow& y) {
        return x.meanA + x.meanB > y.meanA + y.meanB;
    });
    if (options.count > 0 && options.count < std::ssize(rows))
        rows.resize(static_cast<std::size_t>(options.count));

    std::vector<FeatureSummary> table(rows.size());
    std::vector<std::vector<TextSums>> sums(options.bootstrap.draws > 0 ? rows.size() : 0);
    const auto fill = [&](std::size_t i) {
        const auto firings = index.firings(rows[i].feature);
        table[i] = summaryOf(rows[i], firings, index, options);
        if (!sums.empty())
            sums[i] = textSums(firings, index, metrics.pooling);
    };
    forEachInParallel(std::ssize(rows), [&](std::int64_t i) { fill(static_cast<std::size_t>(i)); }, stop);
    report(progress, options.bootstrap.draws > 0 ? 0.5 : 1);
    if (options.bootstrap.draws > 0) {
        const auto intervals = correlationIntervals(sums, index, metrics.pooling, options.bootstrap,
                                                    partOf(progress, 0.5, 1), stop);
        for (std::size_t i = 0; i < table.size(); ++i)
            table[i].interval = intervals[i];
    }
    return table;
}

} // namespace crosseed::evaluate
