#include "evaluate/words.h"
#include "text/normalise.h"
#include "text/unicode_rules.h"

namespace crosseed::evaluate {

namespace {

void append(std::string& utf8, char32_t c) {
    if (c < 0x80) {
        utf8 += static_cast<char>(c);
        return;
    }
    const int trailing = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    constexpr char32_t leads[] = {0, 0xC0, 0xE0, 0xF0};
    utf8 += static_cast<char>(leads[trailing] | (c >> (6 * trailing)));
    for (int i = trailing - 1; i >= 0; --i)
        utf8 += static_cast<char>(0x80 | ((c >> (6 * i)) & 0x3F));
}

bool isApostrophe(char32_t c) {
    return c == '\'' || c == 0x2019;
}

using Characters = std::vector<text::NormalCharacter>;

bool isLetter(const Characters& all, std::size_t i) {
    return i < all.size() && all[i].value != ' ' && !text::isPunctuation(all[i].value) &&
           !text::isCjkIdeograph(all[i].value);
}

// Apostrophes and hyphens inside a word.
bool joins(const Characters& all, std::size_t i) {
    return (isApostrophe(all[i].value) || all[i].value == '-') && i > 0 && isLetter(all, i - 1) && isLetter(all, i + 1) &&
           all[i - 1].range.end == all[i].range.begin && all[i].range.end == all[i + 1].range.begin;
}

} // namespace

std::vector<Word> wordsOf(std::string_view text) {
    text::TokenizerOptions options;
    options.stripAccents = false;
    const Characters all = text::normalise(text, 0, options);
    std::vector<Word> words;
    bool inside = false;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const char32_t c = all[i].value;
        const bool part = isLetter(all, i) || joins(all, i);
        if (c != ' ' && (!part || !inside))
            words.push_back({all[i].range, {}, text::isPunctuation(c)});
        if (c != ' ') {
            words.back().range.end = std::max(words.back().range.end, all[i].range.end);
            append(words.back().key, isApostrophe(c) ? U'\'' : c);
        }
        inside = part;
    }
    return words;
}

} // namespace crosseed::evaluate
