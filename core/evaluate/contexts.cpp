#include "evaluate/contexts.h"
#include "base/error.h"
#include "evaluate/context_candidates.h"
#include "evaluate/whole_word.h"
#include "text/unicode_rules.h"
#include <algorithm>
#include <cmath>
#include <limits>

namespace crosseed::evaluate {

namespace {

using Candidates = ContextCandidates;

int distanceOf(ContextOrder order) {
    switch (order) {
    case ContextOrder::Left1: return -1;
    case ContextOrder::Left2: return -2;
    case ContextOrder::Left3: return -3;
    case ContextOrder::Right1: return 1;
    case ContextOrder::Right2: return 2;
    case ContextOrder::Right3: return 3;
    default: return 0;
    }
}

template <typename Key, typename KeyOf> void sortBy(Candidates& candidates, const KeyOf& keyOf) {
    std::vector<std::pair<Key, ContextCandidate>> keyed;
    for (const ContextCandidate& c : candidates)
        keyed.emplace_back(keyOf(c), c);
    std::ranges::stable_sort(keyed, [](const auto& x, const auto& y) {
        return x.first != y.first ? x.first < y.first : isStronger(x.second, y.second);
    });
    for (std::size_t i = 0; i < keyed.size(); ++i)
        candidates[i] = keyed[i].second;
}

void sort(Candidates& candidates, ContextOrder order, const EvaluationIndex& index) {
    switch (order) {
    case ContextOrder::Activation:
        std::ranges::stable_sort(candidates, isStronger);
        return;
    case ContextOrder::Difference:
        return sortBy<float>(candidates, [](const ContextCandidate& c) { return -std::abs(c.firing.a - c.firing.b); });
    case ContextOrder::Document:
        return sortBy<std::int64_t>(candidates, [&](const ContextCandidate& c) { return index.documentOf(c.text); });
    case ContextOrder::Class:
        return sortBy<std::int32_t>(candidates, [&](const ContextCandidate& c) { return index.labelOf(c.text); });
    default: {
        const int distance = distanceOf(order);
        return sortBy<std::string>(candidates, [&](const ContextCandidate& c) {
            return distance == 0 ? text::lowerCased(index.nodeOf(c.firing.row)) : neighbourWord(index, c, distance);
        });
    }
    }
}

std::vector<ContextToken> tokensOf(const EvaluationIndex& index, const std::vector<Firing>& firings, std::int64_t text,
                                   text::ByteRange shown) {
    const std::int64_t begin = index.starts()[static_cast<std::size_t>(text)];
    const std::int64_t end = index.starts()[static_cast<std::size_t>(text) + 1];
    auto firing = std::ranges::lower_bound(firings, begin, {}, &Firing::row);
    std::vector<ContextToken> tokens;
    for (std::int64_t row = begin; row < end; ++row) {
        while (firing != firings.end() && firing->row < row)
            ++firing;
        const text::ByteRange range = index.rangeOf(row);
        if (index.isSpecial(row) || range.begin < shown.begin || range.end > shown.end)
            continue;
        const bool fires = firing != firings.end() && firing->row == row;
        tokens.push_back({{range.begin - shown.begin, range.end - shown.begin}, fires ? firing->a : 0, fires ? firing->b : 0});
    }
    return tokens;
}

class Builder {
public:
    Builder(const EvaluationIndex& index, const DocumentFn& documentOf, const std::vector<Firing>& firings,
            const ContextOptions& options)
        : m_index(index), m_documentOf(documentOf), m_firings(firings), m_options(options) {}

    ContextBand band(std::string name, const Candidates& all, Candidates shown, double sum) const {
        ContextBand band;
        band.name = std::move(name);
        band.total = std::ssize(all);
        double own = 0;
        for (const ContextCandidate& c : all)
            own += std::max(c.firing.strength(), 0.0f);
        band.share = sum > 0 ? own / sum : std::numeric_limits<double>::quiet_NaN();
        if (!all.empty()) {
            const auto [strongest, weakest] = std::ranges::minmax_element(all, isStronger);
            band.strongest = strongest->firing.strength();
            band.weakest = weakest->firing.strength();
        }
        sort(shown, m_options.order, m_index);
        const auto count = std::min<std::ptrdiff_t>(std::max<std::int64_t>(m_options.count, 0), std::ssize(shown));
        for (const ContextCandidate& c : std::span(shown).first(static_cast<std::size_t>(count)))
            band.lines.push_back(line(c));
        return band;
    }

private:
    ContextLine line(const ContextCandidate& candidate) const {
        ContextLine line;
        line.position = m_index.documentOf(candidate.text);
        line.document = m_documentOf(line.position);
        line.token = candidate.firing.row;
        line.a = candidate.firing.a;
        line.b = candidate.firing.b;
        line.copies = candidate.copies;
        auto words = wordInContext(m_index.wordRangeOf(line.token), line.document.text, m_options.words);
        line.tokens = tokensOf(m_index, m_firings, candidate.text, words.shown);
        line.left = std::move(words.left);
        line.node = m_index.isSpecial(line.token) ? m_index.nodeOf(line.token) : std::move(words.node);
        line.right = std::move(words.right);
        return line;
    }

    const EvaluationIndex& m_index;
    const DocumentFn& m_documentOf;
    const std::vector<Firing>& m_firings;
    const ContextOptions& m_options;
};

} // namespace

Contexts contexts(std::int32_t feature, const EvaluationIndex& index, const DocumentFn& documentOf,
                  const ContextOptions& options) {
    require(options.bands > 0, ErrorKind::Usage,
            "Contexts cannot be cut into " + std::to_string(options.bands) + " bands; ask for 1 or more.");
    const std::vector<Firing> firings = index.firings(feature);
    const TextPeaks found = textPeaks(firings, index, options.specialTokens);
    const Candidates all = candidatesOf(found.peaks, index, options.foldCopies);
    double sum = 0;
    for (const ContextCandidate& c : all)
        sum += std::max(c.firing.strength(), 0.0f);

    Contexts result{{}, std::ssize(found.peaks), std::ssize(all), found.hiddenSpecial};
    const Builder builder(index, documentOf, firings, options);
    const auto count = std::clamp<std::int64_t>(options.count, 0, std::ssize(all));
    Random random(options.seed);
    const std::string name(contextGroupName(options.group));
    switch (options.group) {
    case ContextGroup::Top:
        result.bands.push_back(builder.band(name, all, Candidates(all.begin(), all.begin() + count), sum));
        break;
    case ContextGroup::All:
        result.bands.push_back(builder.band(name, all, all, sum));
        break;
    case ContextGroup::Random:
        result.bands.push_back(builder.band(name, all, sampleOf(all, count, random), sum));
        break;
    case ContextGroup::LookAlikes: {
        const Candidates silent = silentLookAlikes(all, firings, index, options.foldCopies);
        result.bands.push_back(builder.band(name, silent, sampleOf(silent, std::max<std::int64_t>(options.count, 0), random), 0));
        break;
    }
    case ContextGroup::Bands:
        for (std::int64_t b = 0; b < options.bands; ++b) {
            const Candidates own(all.begin() + std::ssize(all) * b / options.bands,
                                 all.begin() + std::ssize(all) * (b + 1) / options.bands);
            result.bands.push_back(builder.band(std::to_string(b + 1) + " of " + std::to_string(options.bands), own,
                                                sampleOf(own, std::max<std::int64_t>(options.count, 0), random), sum));
        }
    }
    return result;
}

} // namespace crosseed::evaluate
