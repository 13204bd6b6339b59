#include "base/error.h"
#include "base/progress.h"
#include "evaluate/concordance.h"
#include <algorithm>

namespace crosseed::evaluate {

namespace {

Firing firingAt(const std::vector<Firing>& firings, std::int64_t row) {
    const auto found = std::ranges::lower_bound(firings, row, {}, &Firing::row);
    return found != firings.end() && found->row == row ? *found : Firing{row};
}

void addPiece(CodedText& coded, const EvaluationIndex& index, std::int64_t row, const Firing& firing) {
    const bool special = index.isSpecial(row);
    const text::ByteRange range = index.wordRangeOf(row);
    const bool goesOn = !special && !coded.words.empty() && !coded.words.back().special && coded.words.back().range == range;
    if (!goesOn)
        coded.words.push_back({range, row, special, firing.a, firing.b, {}});
    CodedWord& word = coded.words.back();
    word.a = std::max(word.a, firing.a);
    word.b = std::max(word.b, firing.b);
    word.pieces.push_back({index.rangeOf(row), firing.a, firing.b});
    if (special) return;
    ++coded.tokens;
    coded.firesA += firing.a != 0;
    coded.firesB += firing.b != 0;
}

void checkInside(const CodedText& coded) {
    for (const CodedWord& word : coded.words)
        require(word.range.begin >= 0 && word.range.end <= std::ssize(coded.document.text), ErrorKind::Shape,
                "A word ends at byte " + std::to_string(word.range.end) + " of a text of " +
                    std::to_string(coded.document.text.size()) + " bytes; evaluate again with this corpus.");
}

} // namespace

std::vector<CodedText> codedTexts(std::int32_t feature, const EvaluationIndex& index, const DocumentFn& documentOf,
                                  std::span<const std::int64_t> texts, std::stop_token stop) {
    const std::vector<Firing> firings = index.firings(feature);
    std::vector<CodedText> result;
    for (const std::int64_t text : texts) {
        throwIfStopped(stop);
        require(text >= 0 && text < index.textCount(), ErrorKind::Usage,
                "There is no text " + std::to_string(text) + " among " + std::to_string(index.textCount()) + ".");
        CodedText coded;
        coded.text = text;
        coded.document = documentOf(index.documentOf(text));
        const auto at = static_cast<std::size_t>(text);
        for (std::int64_t row = index.starts()[at]; row < index.starts()[at + 1]; ++row)
            addPiece(coded, index, row, firingAt(firings, row));
        checkInside(coded);
        result.push_back(std::move(coded));
    }
    return result;
}

std::optional<std::size_t> wordOfToken(const CodedText& text, std::int64_t token) {
    for (std::size_t i = 0; i < text.words.size(); ++i)
        if (token >= text.words[i].row && token < text.words[i].row + std::ssize(text.words[i].pieces))
            return i;
    return std::nullopt;
}

} // namespace crosseed::evaluate
