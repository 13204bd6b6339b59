// What the reference tokenizer takes a character for. Its tables have fixed Unicode versions, so a character that
// came later counts as unassigned here too, whatever ICU is installed.
#pragma once
#include <string>
#include <string_view>

namespace crosseed::text {

bool isControl(char32_t c);      // Cc, Cf, Co without tab, line feed and carriage return; removed
bool isWhitespace(char32_t c);   // White_Space; becomes one space
bool isPunctuation(char32_t c);  // ASCII punctuation and symbols, and the categories P*; a word of its own
bool isCjkIdeograph(char32_t c); // the blocks BERT's authors chose; no kana, no hangul
bool isNonspacingMark(char32_t c);

// Canonical combining class, 0 for starters.
int combiningClass(char32_t c);
// Calls `emit` with each character of the full canonical decomposition; with c itself where there is none.
template <typename Emit> void decompose(char32_t c, Emit emit);
// Same for the lower-case mapping without context: only U+0130 gives two characters.
template <typename Emit> void lowerCase(char32_t c, Emit emit);

// UTF-8 in lower case, so that "Would" and "would" are one word; bytes that are not UTF-8 stay.
std::string lowerCased(std::string_view utf8);

// Whether all of it is well-formed UTF-8.
bool isUtf8(std::string_view text);

// The characters behind the two templates: at most four (18 is ICU's bound for future versions).
struct ShortText {
    char32_t characters[18];
    int size = 0;
};
ShortText decomposition(char32_t c);
char32_t simpleLowerCase(char32_t c);

template <typename Emit> void decompose(char32_t c, Emit emit) {
    if (c < 0xC0)
        return emit(c);
    const ShortText parts = decomposition(c);
    for (int i = 0; i < parts.size; ++i)
        emit(parts.characters[i]);
}

template <typename Emit> void lowerCase(char32_t c, Emit emit) {
    if (c < 0x80)
        return emit(c >= 'A' && c <= 'Z' ? c + 32 : c);
    if (c == 0x130) {
        emit(U'i');
        return emit(char32_t{0x307});
    }
    emit(simpleLowerCase(c));
}

} // namespace crosseed::text
