#include "text/normalise.h"
#include "text/unicode_rules.h"
#include <algorithm>
#include <unicode/utf8.h>

namespace crosseed::text {

namespace {
using Characters = std::vector<NormalCharacter>;

Characters decodeAndClean(std::string_view text, std::int32_t shift) {
    Characters kept;
    kept.reserve(text.size());
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto length = static_cast<std::int32_t>(text.size());
    for (std::int32_t at = 0; at < length;) {
        const std::int32_t begin = at;
        UChar32 code;
        U8_NEXT(bytes, at, length, code);
        // Ill-formed bytes would be U+FFFD, which goes as well.
        if (code <= 0 || code == 0xFFFD)
            continue;
        const auto c = static_cast<char32_t>(code);
        if (isControl(c))
            continue;
        kept.push_back({isWhitespace(c) ? U' ' : c, {shift + begin, shift + at}});
    }
    return kept;
}

Characters spaceIdeographs(const Characters& text) {
    Characters spaced;
    spaced.reserve(text.size() + 16);
    for (const NormalCharacter& c : text) {
        const bool alone = isCjkIdeograph(c.value);
        if (alone)
            spaced.push_back({U' ', c.range});
        spaced.push_back(c);
        if (alone)
            spaced.push_back({U' ', c.range});
    }
    return spaced;
}

struct Decomposed {
    char32_t value;
    int combiningClass;
    bool isFirst; // of the characters its source decomposes to
};

// Canonical decomposition and ordering. The reference counts the sources off in the order of their first parts,
// after the ordering; so ranges stay ascending even where marks change places.
Characters decomposeAll(const Characters& text) {
    std::vector<Decomposed> parts;
    parts.reserve(text.size() + 16);
    std::size_t unordered = 0;
    const auto byClass = [](const Decomposed& a, const Decomposed& b) { return a.combiningClass < b.combiningClass; };
    const auto orderPending = [&] {
        std::stable_sort(parts.begin() + static_cast<std::ptrdiff_t>(unordered), parts.end(), byClass);
        unordered = parts.size();
    };
    for (const NormalCharacter& c : text) {
        bool first = true;
        decompose(c.value, [&](char32_t part) {
            const int combining = combiningClass(part);
            if (combining == 0)
                orderPending();
            parts.push_back({part, combining, first});
            first = false;
        });
    }
    orderPending();

    Characters result;
    result.reserve(parts.size());
    std::size_t sources = 0;
    for (const Decomposed& part : parts) {
        sources += part.isFirst ? 1 : 0;
        result.push_back({part.value, sources == 0 ? ByteRange{} : text[sources - 1].range});
    }
    return result;
}

Characters lowerAll(const Characters& text) {
    Characters lower;
    lower.reserve(text.size() + 4);
    for (const NormalCharacter& c : text)
        lowerCase(c.value, [&](char32_t part) { lower.push_back({part, c.range}); });
    return lower;
}
} // namespace

std::vector<NormalCharacter> normalise(std::string_view text, std::int32_t shift, const TokenizerOptions& options) {
    Characters characters = decodeAndClean(text, shift);
    const bool isPlain = std::all_of(characters.begin(), characters.end(),
                                     [](const NormalCharacter& c) { return c.value < 0xC0; });
    if (options.tokenizeChineseChars && !isPlain)
        characters = spaceIdeographs(characters);
    if (options.stripAccents.value_or(options.doLowerCase) && !isPlain) {
        characters = decomposeAll(characters);
        std::erase_if(characters, [](const NormalCharacter& c) { return isNonspacingMark(c.value); });
    }
    if (options.doLowerCase)
        characters = lowerAll(characters);
    return characters;
}

} // namespace crosseed::text
