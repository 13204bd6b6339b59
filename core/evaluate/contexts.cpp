#include "evaluate/contexts.h"
#include "evaluate/firings.h"
#include "evaluate/whole_word.h"
#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace crosseed::evaluate {

namespace {

struct Folded {
    TextPeak peak;
    std::int64_t document = 0;
    std::int64_t copies = 1;
};

const std::string& textOf(const text::Corpus& corpus, std::int64_t document) {
    return corpus.documents[static_cast<std::size_t>(document)].text;
}

// Copies of a text have the same codes up to rounding, so the first stands for all.
std::vector<Folded> fold(const std::vector<TextPeak>& peaks, const text::PackedTokens& tokens,
                         const text::Corpus& corpus) {
    std::vector<Folded> folded;
    std::unordered_map<std::string_view, std::size_t> seen;
    for (const TextPeak& peak : peaks) {
        const std::int64_t document = tokens.documents[static_cast<std::size_t>(peak.text)];
        const auto [place, isNew] = seen.try_emplace(textOf(corpus, document), folded.size());
        if (isNew)
            folded.push_back({peak, document});
        else
            ++folded[place->second].copies;
    }
    return folded;
}

} // namespace

Contexts topContexts(std::int32_t feature, const sae::SparseCodes& a, const sae::SparseCodes& b,
                     const text::PackedTokens& tokens, const text::Corpus& corpus,
                     const ContextOptions& options) {
    requireTogether(a, b, tokens, corpus);
    const TextPeaks found = textPeaks(firingsOf(feature, a, b), tokens, options.specialTokens);
    auto folded = fold(found.peaks, tokens, corpus);
    const auto count = std::min<std::ptrdiff_t>(std::max<std::int64_t>(options.count, 0), std::ssize(folded));
    std::ranges::sort(folded, [](const Folded& x, const Folded& y) {
        const float strengthX = x.peak.firing.strength(), strengthY = y.peak.firing.strength();
        return strengthX != strengthY ? strengthX > strengthY : x.document < y.document;
    });
    Contexts contexts;
    contexts.total = std::ssize(found.peaks);
    contexts.hiddenSpecial = found.hiddenSpecial;
    for (auto line = folded.begin(); line != folded.begin() + count; ++line) {
        const Firing& firing = line->peak.firing;
        auto words =
            wordInContext(tokens, line->peak.text, firing.row, textOf(corpus, line->document), options.words);
        contexts.lines.push_back({std::move(words.left), std::move(words.node), std::move(words.right),
                                  firing.a, firing.b, line->document, firing.row,
                                  corpus.documents[static_cast<std::size_t>(line->document)].label,
                                  line->copies});
    }
    return contexts;
}

} // namespace crosseed::evaluate
