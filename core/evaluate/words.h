// The words of a text as people count them, for edits: word by word, whatever the pieces of the tokenizer are.
#pragma once
#include "text/tokenizer.h"
#include <string>
#include <string_view>
#include <vector>

namespace crosseed::evaluate {

struct Word {
    text::ByteRange range;    // bytes of the text
    std::string key;          // UTF-8, lower case, a typographic apostrophe as '
    bool punctuation = false; // one mark, a word of its own
};

// Runs of characters between white space; punctuation marks and CJK ideographs are words of their own, except that an
// apostrophe or hyphen between two other characters belongs to its word ("we're", "well-known").
std::vector<Word> wordsOf(std::string_view text);

// The bytes of a word as they are written.
inline std::string written(std::string_view text, text::ByteRange range) {
    return std::string(text.substr(static_cast<std::size_t>(range.begin), static_cast<std::size_t>(range.end - range.begin)));
}

} // namespace crosseed::evaluate
