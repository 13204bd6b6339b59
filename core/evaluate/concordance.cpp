#include "evaluate/concordance.h"
#include "base/error.h"
#include "base/progress.h"
#include "evaluate/context_candidates.h"
#include "text/unicode_rules.h"
#include <algorithm>
#include <cmath>
#include <limits>

namespace crosseed::evaluate {

namespace {

using Kind = ConcordanceGroup::Kind;

// Negative: x before y.
template <typename T> int compared(const T& x, const T& y) {
    return x < y ? -1 : y < x ? 1 : 0;
}

int comparedBy(ContextOrder key, const ConcordanceLine& x, const ConcordanceLine& y) {
    const auto word = [&](std::size_t place) { return compared(x.words[place], y.words[place]); };
    switch (key) {
    case ContextOrder::Activation: return compared(y.strength(), x.strength());
    case ContextOrder::Difference: return compared(std::abs(y.a - y.b), std::abs(x.a - x.b));
    case ContextOrder::Left3: return word(0);
    case ContextOrder::Left2: return word(1);
    case ContextOrder::Left1: return word(2);
    case ContextOrder::Node: return word(3);
    case ContextOrder::Right1: return word(4);
    case ContextOrder::Right2: return word(5);
    case ContextOrder::Right3: return word(6);
    case ContextOrder::Document: return compared(x.position, y.position);
    case ContextOrder::Class: return compared(x.label, y.label);
    }
    return 0;
}

ConcordanceLine lineOf(const ContextCandidate& c, const EvaluationIndex& index) {
    ConcordanceLine line{c.text, c.firing.row, index.documentOf(c.text), index.labelOf(c.text), c.firing.a, c.firing.b, c.copies, {}};
    for (int distance = -3; distance <= 3; ++distance)
        line.words[static_cast<std::size_t>(distance + 3)] =
            distance == 0 ? text::lowerCased(index.nodeOf(c.firing.row)) : neighbourWord(index, c, distance);
    return line;
}

class Maker {
public:
    Maker(const EvaluationIndex& index, const ConcordanceOptions& options, std::stop_token stop)
        : m_index(index), m_options(options), m_stop(std::move(stop)) {}

    ConcordanceGroup group(Kind kind, const ContextCandidates& candidates, std::int64_t total) const {
        ConcordanceGroup made;
        made.kind = kind;
        made.firingShare = std::numeric_limits<double>::quiet_NaN();
        made.total = total;
        ContextCandidates sorted = candidates;
        std::ranges::stable_sort(sorted, isStronger);
        for (const ContextCandidate& c : sorted) {
            throwIfStopped(m_stop);
            made.lines.push_back(lineOf(c, m_index));
        }
        if (!sorted.empty()) {
            made.strongest = sorted.front().firing.strength();
            made.weakest = sorted.back().firing.strength();
        }
        return made;
    }

    bool isShown(std::int64_t text) const { return !m_options.label || m_index.labelOf(text) == *m_options.label; }

    std::size_t bandOf(double strength, double maximum) const {
        if (!(maximum > 0)) return 0;
        return static_cast<std::size_t>(std::clamp<double>(std::floor(strength / maximum * m_options.bands), 0, m_options.bands - 1));
    }

    void addBands(Concordance& result, const ContextCandidates& all, const std::vector<std::int64_t>& firings) const {
        std::vector<ContextCandidates> own(static_cast<std::size_t>(m_options.bands));
        for (const ContextCandidate& c : all)
            own[bandOf(c.firing.strength(), result.maximum)].push_back(c);
        for (std::size_t band = own.size(); band-- > 0;) {
            ConcordanceGroup made = group(Kind::Band, own[band], std::ssize(own[band]));
            made.low = static_cast<double>(band) / m_options.bands;
            made.high = static_cast<double>(band + 1) / m_options.bands;
            if (result.firings > 0)
                made.firingShare = static_cast<double>(firings[band]) / static_cast<double>(result.firings);
            result.groups.push_back(std::move(made));
        }
    }

private:
    const EvaluationIndex& m_index;
    const ConcordanceOptions& m_options;
    std::stop_token m_stop;
};

// Firings of shown texts; special tokens too.
std::vector<Firing> shownFirings(const std::vector<Firing>& all, const EvaluationIndex& index, const Maker& maker,
                                 const ConcordanceOptions& options) {
    if (!options.label) return all;
    std::vector<Firing> shown;
    for (const Firing& firing : all)
        if (maker.isShown(index.textOf(firing.row)))
            shown.push_back(firing);
    return shown;
}

std::int64_t specialInTop(const std::vector<Firing>& firings, const EvaluationIndex& index, const ConcordanceOptions& options) {
    const auto all = candidatesOf(textPeaks(firings, index, true).peaks, index, options.foldCopies);
    const auto top = std::span(all).first(static_cast<std::size_t>(std::min(options.top, std::ssize(all))));
    return std::ranges::count_if(top, [&](const ContextCandidate& c) { return index.isSpecial(c.firing.row); });
}

} // namespace

bool comesBefore(const ConcordanceLine& x, const ConcordanceLine& y, std::span<const ContextOrder> keys) {
    for (const ContextOrder key : keys)
        if (const int order = comparedBy(key, x, y)) return order < 0;
    return x.strength() != y.strength() ? x.strength() > y.strength() : x.token < y.token;
}

Concordance concordance(std::int32_t feature, const EvaluationIndex& index, const ConcordanceOptions& options,
                        std::stop_token stop) {
    require(options.bands > 0, ErrorKind::Usage,
            "Contexts cannot be cut into " + std::to_string(options.bands) + " bands; ask for 1 or more.");
    require(options.top >= 0 && options.random >= 0 && options.lookAlikes >= 0, ErrorKind::Usage,
            "A group of contexts cannot have fewer than 0 lines; ask for 0 or more.");
    const Maker maker(index, options, stop);
    const std::vector<Firing> everywhere = index.firings(feature);
    const std::vector<Firing> firings = shownFirings(everywhere, index, maker, options);
    const TextPeaks found = textPeaks(firings, index, options.specialTokens);
    const ContextCandidates all = candidatesOf(found.peaks, index, options.foldCopies);

    Concordance result;
    result.feature = feature;
    result.texts = std::ssize(found.peaks);
    result.lines = std::ssize(all);
    result.hiddenSpecial = found.hiddenSpecial;
    result.specialInTop = specialInTop(firings, index, options);
    result.maximum = all.empty() ? 0 : std::max(0.0, static_cast<double>(all.front().firing.strength()));
    std::vector<std::int64_t> inBand(static_cast<std::size_t>(options.bands));
    for (const Firing& firing : firings) {
        if (!options.specialTokens && index.isSpecial(firing.row)) continue;
        ++result.firings;
        ++inBand[maker.bandOf(firing.strength(), result.maximum)];
    }
    const ContextCandidates top(all.begin(), all.begin() + std::min(options.top, std::ssize(all)));
    result.groups.push_back(maker.group(Kind::Top, top, std::ssize(all)));
    maker.addBands(result, all, inBand);
    Random random(options.seed);
    result.groups.push_back(maker.group(Kind::Random, sampleOf(all, options.random, random), std::ssize(all)));
    ContextCandidates silent = silentLookAlikes(all, everywhere, index, options.foldCopies);
    std::erase_if(silent, [&](const ContextCandidate& c) { return !maker.isShown(c.text); });
    result.groups.push_back(maker.group(Kind::LookAlikes, sampleOf(silent, options.lookAlikes, random), std::ssize(silent)));
    return result;
}

} // namespace crosseed::evaluate
