#include "evaluate/contexts.h"
#include "base/error.h"
#include "base/random.h"
#include "evaluate/firings.h"
#include "evaluate/whole_word.h"
#include "text/unicode_rules.h"
#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <unordered_set>

namespace crosseed::evaluate {

namespace {

constexpr std::size_t lookAlikeWords = 10; // the most frequent nodes, which others are compared with

struct Candidate {
    std::int64_t text = 0;
    Firing firing; // row: of the node
    std::int64_t copies = 1;
};
using Candidates = std::vector<Candidate>;

bool isStronger(const Candidate& x, const Candidate& y) {
    const float strengthX = x.firing.strength(), strengthY = y.firing.strength();
    return strengthX != strengthY ? strengthX > strengthY : x.firing.row < y.firing.row;
}

// Copies of a text have the same codes up to rounding, so the first stands for all.
void add(Candidates& candidates, std::unordered_map<std::int64_t, std::size_t>& seen, const EvaluationIndex& index,
         std::int64_t text, const Firing& firing, bool fold) {
    const auto [place, isNew] = seen.try_emplace(fold ? index.firstCopyOf(text) : text, candidates.size());
    if (isNew)
        candidates.push_back({text, firing});
    else
        ++candidates[place->second].copies;
}

// The word `distance` words before (negative) or after the node's, in lower case; empty at the edge of the text.
std::string neighbour(const EvaluationIndex& index, const Candidate& candidate, int distance) {
    const std::int64_t first = index.starts()[static_cast<std::size_t>(candidate.text)];
    const std::int64_t end = index.starts()[static_cast<std::size_t>(candidate.text) + 1];
    const int step = distance < 0 ? -1 : 1;
    std::int64_t row = candidate.firing.row;
    for (int left = std::abs(distance); left > 0;) {
        const text::ByteRange word = index.wordRangeOf(row);
        const bool wasSpecial = index.isSpecial(row);
        row += step;
        if (row < first || row >= end || index.isSpecial(row))
            return {};
        if (wasSpecial || index.wordRangeOf(row) != word)
            --left;
    }
    return text::lowerCased(index.word(index.wordOf(row)));
}

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
    std::vector<std::pair<Key, Candidate>> keyed;
    for (const Candidate& c : candidates)
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
        return sortBy<float>(candidates, [](const Candidate& c) { return -std::abs(c.firing.a - c.firing.b); });
    case ContextOrder::Document:
        return sortBy<std::int64_t>(candidates, [&](const Candidate& c) { return index.documentOf(c.text); });
    case ContextOrder::Class:
        return sortBy<std::int32_t>(candidates, [&](const Candidate& c) { return index.labelOf(c.text); });
    default: {
        const int distance = distanceOf(order);
        return sortBy<std::string>(candidates, [&](const Candidate& c) {
            return distance == 0 ? text::lowerCased(index.nodeOf(c.firing.row)) : neighbour(index, c, distance);
        });
    }
    }
}

Candidates sampleOf(const Candidates& candidates, std::int64_t count, Random& random) {
    auto order = random.permutation(std::ssize(candidates));
    order.resize(static_cast<std::size_t>(std::min(count, std::ssize(candidates))));
    Candidates sample;
    for (const std::int64_t i : order)
        sample.push_back(candidates[static_cast<std::size_t>(i)]);
    return sample;
}

// Words of the nodes, the most frequent ones, in lower case.
std::unordered_set<std::string> frequentNodes(const Candidates& candidates, const EvaluationIndex& index) {
    std::unordered_map<std::string, std::int64_t> counts;
    for (const Candidate& c : candidates)
        if (!index.isSpecial(c.firing.row))
            counts[text::lowerCased(index.word(index.wordOf(c.firing.row)))] += c.copies;
    std::vector<std::pair<std::int64_t, std::string>> ranked;
    for (const auto& [word, count] : counts)
        ranked.emplace_back(-count, word);
    std::ranges::sort(ranked);
    ranked.resize(std::min(ranked.size(), lookAlikeWords));
    std::unordered_set<std::string> words;
    for (const auto& entry : ranked)
        words.insert(entry.second);
    return words;
}

Candidates lookAlikes(const Candidates& candidates, const std::vector<Firing>& firings, const EvaluationIndex& index,
                      bool fold) {
    const auto nodes = frequentNodes(candidates, index);
    std::vector<bool> isNode(static_cast<std::size_t>(index.wordCount()));
    for (std::size_t word = 0; word < isNode.size(); ++word)
        isNode[word] = nodes.contains(text::lowerCased(index.word(static_cast<std::int32_t>(word))));
    std::vector<bool> fires(static_cast<std::size_t>(index.rowCount()));
    for (const Firing& firing : firings)
        fires[static_cast<std::size_t>(firing.row)] = true;
    Candidates found;
    std::unordered_map<std::int64_t, std::size_t> seen;
    for (std::int64_t text = 0; text < index.textCount(); ++text) {
        const std::int64_t end = index.starts()[static_cast<std::size_t>(text) + 1];
        for (std::int64_t row = index.starts()[static_cast<std::size_t>(text)]; row < end;) {
            const std::int64_t first = row;
            bool silent = true;
            const auto isSameWord = [&](std::int64_t other) {
                return !index.isSpecial(first) && !index.isSpecial(other) && index.wordRangeOf(other) == index.wordRangeOf(first);
            };
            for (; row < end && (row == first || isSameWord(row)); ++row)
                if (fires[static_cast<std::size_t>(row)])
                    silent = false;
            if (silent && !index.isSpecial(first) && isNode[static_cast<std::size_t>(index.wordOf(first))]) {
                add(found, seen, index, text, {first}, fold);
                break;
            }
        }
    }
    return found;
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
        for (const Candidate& c : all)
            own += std::max(c.firing.strength(), 0.0f);
        band.share = sum > 0 ? own / sum : std::numeric_limits<double>::quiet_NaN();
        if (!all.empty()) {
            const auto [strongest, weakest] = std::ranges::minmax_element(all, isStronger);
            band.strongest = strongest->firing.strength();
            band.weakest = weakest->firing.strength();
        }
        sort(shown, m_options.order, m_index);
        const auto count = std::min<std::ptrdiff_t>(std::max<std::int64_t>(m_options.count, 0), std::ssize(shown));
        for (const Candidate& c : std::span(shown).first(static_cast<std::size_t>(count)))
            band.lines.push_back(line(c));
        return band;
    }

private:
    ContextLine line(const Candidate& candidate) const {
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
    Candidates all;
    std::unordered_map<std::int64_t, std::size_t> seen;
    for (const TextPeak& peak : found.peaks)
        add(all, seen, index, peak.text, peak.firing, options.foldCopies);
    std::ranges::stable_sort(all, isStronger);
    double sum = 0;
    for (const Candidate& c : all)
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
        const Candidates silent = lookAlikes(all, firings, index, options.foldCopies);
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
