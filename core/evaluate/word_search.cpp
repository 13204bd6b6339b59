#include "evaluate/word_search.h"
#include "base/error.h"
#include "base/parallel.h"
#include "evaluate/whole_word.h"
#include "text/feature_note.h"
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace crosseed::evaluate {

namespace {

constexpr std::string_view measureNames[] = {"strength", "frequency", "density", "lift"};

// The units of an evaluation in the order of their rows, and which of them are searched for. wordsFrom(row, end) is the number of
// words, at a row where one begins, that are searched for as one unit; 0: none.
struct Units {
    std::vector<std::int32_t> ofRow;  // [N], -1: special
    std::vector<std::int32_t> pieces; // [units]
    std::vector<std::uint8_t> wanted; // [units]
    std::int64_t occurrences = 0;
};

template <typename WordsFrom> Units unitsOf(const EvaluationIndex& index, bool joinPieces, const WordsFrom& wordsFrom) {
    Units units;
    units.ofRow.resize(static_cast<std::size_t>(index.rowCount()), -1);
    for (std::int64_t text = 0; text < index.textCount(); ++text) {
        const auto begin = index.starts()[static_cast<std::size_t>(text)], end = index.starts()[static_cast<std::size_t>(text) + 1];
        std::int64_t last = -1; // row of the unit's last piece so far
        std::int64_t joined = 0; // further words of the unit
        for (std::int64_t row = begin; row < end; ++row) {
            if (index.isSpecial(row))
                continue;
            const bool goesOn = joinPieces && last == row - 1 && last >= 0 && index.wordRangeOf(row) == index.wordRangeOf(last);
            if (!goesOn && joined > 0) {
                --joined;
            } else if (!goesOn) {
                const std::int64_t words = wordsFrom(row, end);
                joined = std::max<std::int64_t>(words - 1, 0);
                units.pieces.push_back(0);
                units.wanted.push_back(words > 0);
                units.occurrences += units.wanted.back();
            }
            units.ofRow[static_cast<std::size_t>(row)] = static_cast<std::int32_t>(units.pieces.size()) - 1;
            ++units.pieces.back();
            last = row;
        }
    }
    return units;
}

// One model's codes on the pieces of one unit.
struct UnitCodes {
    std::int32_t firing = 0;
    double largest = -std::numeric_limits<double>::infinity();

    void add(float code) {
        if (code == 0)
            return;
        ++firing;
        largest = std::max(largest, static_cast<double>(code));
    }
    void countIn(WordFiring& sum, bool isWanted, std::int32_t pieces) const {
        if (firing == 0)
            return;
        ++sum.allFires;
        if (!isWanted)
            return;
        const double activation = firing < pieces ? std::max(largest, 0.0) : largest;
        sum.max = sum.fires == 0 ? activation : std::max(sum.max, activation);
        ++sum.fires;
        sum.mean += activation;
    }
};

void finish(WordFiring& sum, const Units& units) {
    const auto n = static_cast<double>(units.occurrences), all = static_cast<double>(units.pieces.size());
    if (sum.fires < units.occurrences)
        sum.max = std::max(sum.max, 0.0);
    sum.mean /= n;
    sum.frequency = static_cast<double>(sum.fires) / n;
    sum.density = sum.allFires == 0 ? std::numeric_limits<double>::quiet_NaN()
                                    : static_cast<double>(sum.fires) / static_cast<double>(sum.allFires);
    sum.lift = sum.density / (n / all);
}

WordFeature countsOf(std::int32_t feature, const EvaluationIndex& index, const Units& units) {
    WordFeature counts{feature, {}, {}};
    const std::vector<Firing> firings = index.firings(feature);
    for (std::size_t i = 0; i < firings.size();) {
        const std::int32_t unit = units.ofRow[static_cast<std::size_t>(firings[i].row)];
        if (unit < 0) {
            ++i;
            continue;
        }
        UnitCodes a, b;
        for (; i < firings.size() && units.ofRow[static_cast<std::size_t>(firings[i].row)] == unit; ++i) {
            a.add(firings[i].a);
            b.add(firings[i].b);
        }
        const auto u = static_cast<std::size_t>(unit);
        a.countIn(counts.a, units.wanted[u] != 0, units.pieces[u]);
        b.countIn(counts.b, units.wanted[u] != 0, units.pieces[u]);
    }
    finish(counts.a, units);
    finish(counts.b, units);
    return counts;
}

double valueOf(const WordFeature& feature, WordMeasure measure) {
    const auto of = [&](const WordFiring& firing) {
        const double value = measure == WordMeasure::Strength    ? firing.mean
                             : measure == WordMeasure::Frequency ? firing.frequency
                             : measure == WordMeasure::Density   ? firing.density
                                                                 : firing.lift;
        return std::isnan(value) ? 0 : value;
    };
    return (of(feature.a) + of(feature.b)) / 2;
}

std::int64_t textsWith(const Units& units, const EvaluationIndex& index) {
    std::int64_t texts = 0;
    for (std::int64_t text = 0; text < index.textCount(); ++text) {
        const auto begin = units.ofRow.begin() + index.starts()[static_cast<std::size_t>(text)];
        const auto end = units.ofRow.begin() + index.starts()[static_cast<std::size_t>(text) + 1];
        texts += std::any_of(begin, end, [&](std::int32_t unit) { return unit >= 0 && units.wanted[static_cast<std::size_t>(unit)]; });
    }
    return texts;
}

WordSearch search(const Units& units, const EvaluationIndex& index, const WordSearchOptions& options, const std::stop_token& stop) {
    WordSearch result;
    result.occurrences = units.occurrences;
    result.units = std::ssize(units.pieces);
    if (units.occurrences == 0)
        return result;
    result.texts = textsWith(units, index);
    std::vector<WordFeature> features(static_cast<std::size_t>(index.featureCount()));
    forEachInParallel(
        index.featureCount(),
        [&](std::int64_t f) { features[static_cast<std::size_t>(f)] = countsOf(static_cast<std::int32_t>(f), index, units); }, stop);
    const std::int64_t least = std::max<std::int64_t>(options.minimumFires, 1);
    std::erase_if(features, [&](const WordFeature& f) { return std::max(f.a.fires, f.b.fires) < least; });
    result.total = std::ssize(features);
    std::sort(features.begin(), features.end(), [&](const WordFeature& x, const WordFeature& y) {
        const double first = valueOf(x, options.order), second = valueOf(y, options.order);
        if (first != second)
            return first > second;
        const double strong = valueOf(x, WordMeasure::Strength), weak = valueOf(y, WordMeasure::Strength);
        return strong != weak ? strong > weak : x.feature < y.feature;
    });
    if (options.count > 0 && options.count < result.total)
        features.resize(static_cast<std::size_t>(options.count));
    result.features = std::move(features);
    return result;
}

// 1 for each word of the index that is the wanted one.
std::vector<std::uint8_t> spellingsOf(std::string_view word, const EvaluationIndex& index) {
    const std::string wanted = text::foldCase(word);
    std::vector<std::uint8_t> matches(static_cast<std::size_t>(index.wordCount()));
    forEachInParallel(index.wordCount(), [&](std::int64_t w) {
        matches[static_cast<std::size_t>(w)] = text::foldCase(index.word(static_cast<std::int32_t>(w))) == wanted;
    });
    return matches;
}

} // namespace

std::string_view measureName(WordMeasure measure) {
    return measureNames[static_cast<std::size_t>(measure)];
}

WordMeasure parseWordMeasure(std::string_view name) {
    const auto found = std::find(std::begin(measureNames), std::end(measureNames), name);
    require(found != std::end(measureNames), ErrorKind::Usage,
            "Features are ordered by strength, frequency, density or lift, not by " + std::string(name) + ".");
    return static_cast<WordMeasure>(found - std::begin(measureNames));
}

WordSearch featuresOnWord(std::string_view word, const EvaluationIndex& index, const WordSearchOptions& options,
                          std::stop_token stop) {
    const std::vector<std::string_view> parts = wholeWords(word);
    require(!parts.empty() && word.find_first_of(" \t\n") == std::string_view::npos, ErrorKind::Usage,
            "\"" + std::string(word) + "\" is not one word; search for a whole text instead.");
    std::vector<std::vector<std::uint8_t>> matches;
    for (const std::string_view part : parts)
        matches.push_back(spellingsOf(part, index));
    std::map<std::string, std::int64_t> counts;
    const Units units = unitsOf(index, true, [&](std::int64_t row, std::int64_t end) {
        std::string spelling;
        std::int32_t last = index.wordRangeOf(row).begin;
        for (const auto& match : matches) { // words that touch
            if (row == end || index.isSpecial(row) || index.wordRangeOf(row).begin != last ||
                !match[static_cast<std::size_t>(index.wordOf(row))])
                return std::int64_t{0};
            spelling += index.word(index.wordOf(row));
            const text::ByteRange range = index.wordRangeOf(row);
            last = range.end;
            while (row < end && !index.isSpecial(row) && index.wordRangeOf(row) == range)
                ++row;
        }
        ++counts[spelling];
        return std::ssize(matches);
    });
    WordSearch result = search(units, index, options, stop);
    for (const auto& [spelling, occurrences] : counts)
        result.spellings.push_back({spelling, occurrences});
    std::stable_sort(result.spellings.begin(), result.spellings.end(),
                     [](const WordSpelling& x, const WordSpelling& y) { return x.occurrences > y.occurrences; });
    return result;
}

WordSearch featuresOnPiece(std::int32_t piece, const EvaluationIndex& index, const WordSearchOptions& options,
                           std::stop_token stop) {
    return search(unitsOf(index, false, [&](std::int64_t row, std::int64_t) { return std::int64_t{index.idOf(row) == piece}; }), index, options, stop);
}

} // namespace crosseed::evaluate
