#include "evaluate/context_candidates.h"
#include "text/unicode_rules.h"
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace crosseed::evaluate {

namespace {

constexpr std::size_t lookAlikeWords = 10; // the most frequent nodes, which others are compared with

// Copies of a text have the same codes up to rounding, so the first stands for all.
void add(ContextCandidates& candidates, std::unordered_map<std::int64_t, std::size_t>& seen, const EvaluationIndex& index,
         std::int64_t text, const Firing& firing, bool fold) {
    const auto [place, isNew] = seen.try_emplace(fold ? index.firstCopyOf(text) : text, candidates.size());
    if (isNew)
        candidates.push_back({text, firing});
    else
        ++candidates[place->second].copies;
}

// Words of the nodes, the most frequent ones, in lower case.
std::unordered_set<std::string> frequentNodes(const ContextCandidates& candidates, const EvaluationIndex& index) {
    std::unordered_map<std::string, std::int64_t> counts;
    for (const ContextCandidate& c : candidates)
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

} // namespace

bool isStronger(const ContextCandidate& x, const ContextCandidate& y) {
    const float strengthX = x.firing.strength(), strengthY = y.firing.strength();
    return strengthX != strengthY ? strengthX > strengthY : x.firing.row < y.firing.row;
}

ContextCandidates candidatesOf(const std::vector<TextPeak>& peaks, const EvaluationIndex& index, bool fold) {
    ContextCandidates all;
    std::unordered_map<std::int64_t, std::size_t> seen;
    for (const TextPeak& peak : peaks)
        add(all, seen, index, peak.text, peak.firing, fold);
    std::ranges::stable_sort(all, isStronger);
    return all;
}

std::string neighbourWord(const EvaluationIndex& index, const ContextCandidate& candidate, int distance) {
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

ContextCandidates sampleOf(const ContextCandidates& candidates, std::int64_t count, Random& random) {
    auto order = random.permutation(std::ssize(candidates));
    order.resize(static_cast<std::size_t>(std::min(count, std::ssize(candidates))));
    ContextCandidates sample;
    for (const std::int64_t i : order)
        sample.push_back(candidates[static_cast<std::size_t>(i)]);
    return sample;
}

ContextCandidates silentLookAlikes(const ContextCandidates& candidates, const std::vector<Firing>& firings,
                                   const EvaluationIndex& index, bool fold) {
    const auto nodes = frequentNodes(candidates, index);
    std::vector<bool> isNode(static_cast<std::size_t>(index.wordCount()));
    for (std::size_t word = 0; word < isNode.size(); ++word)
        isNode[word] = nodes.contains(text::lowerCased(index.word(static_cast<std::int32_t>(word))));
    std::vector<bool> fires(static_cast<std::size_t>(index.rowCount()));
    for (const Firing& firing : firings)
        fires[static_cast<std::size_t>(firing.row)] = true;
    ContextCandidates found;
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

} // namespace crosseed::evaluate
