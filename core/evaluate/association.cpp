#include "evaluate/association.h"
#include "evaluate/bootstrap.h"
#include <algorithm>
#include <unsupported/Eigen/SpecialFunctions>

namespace crosseed::evaluate {

namespace {

// Texts with a class: those in which the feature fires with their values, and how many there are of each class.
struct Sample {
    std::vector<std::pair<double, std::int32_t>> values; // not 0, with the class
    std::vector<double> texts, tokens;                   // [C]
    double total = 0;                                    // texts of all classes
};

Sample sampleOf(const std::vector<TextSums>& sums, const EvaluationIndex& index) {
    Sample sample;
    sample.texts.resize(static_cast<std::size_t>(index.classCount()));
    sample.tokens.resize(sample.texts.size());
    for (std::int64_t text = 0; text < index.textCount(); ++text)
        if (const std::int32_t label = index.labelOf(text); label >= 0) {
            ++sample.texts[static_cast<std::size_t>(label)];
            ++sample.total;
            sample.tokens[static_cast<std::size_t>(label)] +=
                static_cast<double>(rowsOfText(index, text, Pooling::PerToken));
        }
    for (const TextSums& text : sums) {
        const double value = (text.a + text.b) / 2 / static_cast<double>(rowsOfText(index, text.text, Pooling::PerToken));
        if (const std::int32_t label = index.labelOf(text.text); label >= 0 && value != 0)
            sample.values.emplace_back(value, label);
    }
    return sample;
}

double etaSquaredOf(const Sample& sample) {
    std::vector<double> sums(sample.texts.size());
    double mean = 0;
    for (const auto& [value, label] : sample.values) {
        sums[static_cast<std::size_t>(label)] += value;
        mean += value / sample.total;
    }
    double squares = (sample.total - static_cast<double>(sample.values.size())) * mean * mean, between = 0;
    for (const auto& entry : sample.values)
        squares += (entry.first - mean) * (entry.first - mean);
    for (std::size_t c = 0; c < sums.size(); ++c)
        if (sample.texts[c] > 0)
            between += sample.texts[c] * (sums[c] / sample.texts[c] - mean) * (sums[c] / sample.texts[c] - mean);
    return between / squares;
}

// Ranks from 1, of equal values their mean. Texts in which the feature is silent are one large tie at 0.
double kruskalWallisOf(Sample sample) {
    std::ranges::sort(sample.values);
    const double n = sample.total;
    std::vector<double> rankSums(sample.texts.size()), silent = sample.texts;
    for (const auto& entry : sample.values)
        --silent[static_cast<std::size_t>(entry.second)];
    double rank = 0, ties = 0;
    const auto takeSilent = [&] {
        double count = 0;
        for (const double texts : silent)
            count += texts;
        for (std::size_t c = 0; c < silent.size(); ++c)
            rankSums[c] += silent[c] * (rank + (count + 1) / 2);
        ties += count * count * count - count;
        rank += count;
    };
    bool silentTaken = false;
    for (std::size_t i = 0; i < sample.values.size();) {
        if (!silentTaken && sample.values[i].first > 0) {
            takeSilent();
            silentTaken = true;
        }
        std::size_t end = i;
        while (end < sample.values.size() && sample.values[end].first == sample.values[i].first)
            ++end;
        const auto count = static_cast<double>(end - i);
        for (; i < end; ++i)
            rankSums[static_cast<std::size_t>(sample.values[i].second)] += rank + (count + 1) / 2;
        ties += count * count * count - count;
        rank += count;
    }
    if (!silentTaken)
        takeSilent();
    double sum = 0;
    for (std::size_t c = 0; c < rankSums.size(); ++c)
        if (sample.texts[c] > 0)
            sum += rankSums[c] * rankSums[c] / sample.texts[c];
    const double h = (12 / (n * (n + 1)) * sum - 3 * (n + 1)) / (1 - ties / (n * n * n - n));
    return std::max(0.0, h); // below 0 by rounding where the classes are alike
}

void addMeans(ClassAssociation& association, const std::vector<TextSums>& sums, const EvaluationIndex& index,
              const Sample& sample) {
    const std::size_t classes = sample.texts.size();
    association.meansA.resize(classes);
    association.meansB.resize(classes);
    association.means.resize(classes);
    for (const TextSums& text : sums)
        if (const std::int32_t label = index.labelOf(text.text); label >= 0) {
            association.meansA[static_cast<std::size_t>(label)] += text.a;
            association.meansB[static_cast<std::size_t>(label)] += text.b;
        }
    double sum = 0, highest = 0;
    for (std::size_t c = 0; c < classes; ++c) {
        if (sample.tokens[c] > 0) {
            association.meansA[c] /= sample.tokens[c];
            association.meansB[c] /= sample.tokens[c];
        }
        association.means[c] = (association.meansA[c] + association.meansB[c]) / 2;
        sum += std::max(association.means[c], 0.0);
        if (association.means[c] > highest) {
            highest = association.means[c];
            association.topClass = static_cast<std::int32_t>(c);
        }
    }
    association.topClassShare = sum > 0 ? highest / sum : 0;
}

} // namespace

ClassAssociation classAssociation(const std::vector<Firing>& firings, const EvaluationIndex& index) {
    const std::vector<TextSums> sums = textSums(firings, index, Pooling::PerToken);
    const Sample sample = sampleOf(sums, index);
    ClassAssociation association;
    addMeans(association, sums, index, sample);
    const auto present = std::ranges::count_if(sample.texts, [](double texts) { return texts > 0; });
    const bool varies = !sample.values.empty() &&
                        (std::ssize(sample.values) < static_cast<std::ptrdiff_t>(sample.total) ||
                         std::ranges::any_of(sample.values, [&](const auto& v) { return v.first != sample.values[0].first; }));
    if (present < 2 || !varies)
        return association;
    association.etaSquared = etaSquaredOf(sample);
    association.kruskalWallis = kruskalWallisOf(sample);
    association.p = Eigen::numext::igammac(static_cast<double>(present - 1) / 2, association.kruskalWallis / 2);
    return association;
}

} // namespace crosseed::evaluate
