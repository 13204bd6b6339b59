// From a WordPiece back to the word it is a piece of, and to the text around it.
#pragma once
#include "text/tokens.h"
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crosseed::evaluate {

// Bytes of the whole word of token `row` in `original`, the text's own UTF-8: neighbouring pieces without
// white space between them belong to one word, except that punctuation marks and CJK ideographs are words of
// their own. Of a word that the maximum length cut, the pieces that are there. For [CLS] the empty range at
// the beginning, for [SEP] the one after the last piece.
text::ByteRange wholeWord(const text::PackedTokens& tokens, std::int64_t text, std::int64_t row,
                          std::string_view original);

// The whole words that a text without a tokenizer at hand consists of, in order: "don't" gives "don", "'" and "t".
std::vector<std::string_view> wholeWords(std::string_view text);

// left + node + right is a stretch of the original, line feeds and tabs as spaces.
struct WordInContext {
    std::string left, node, right;
    text::ByteRange shown; // of all three in the original
};
// At most `words` words, as white space separates them, on each side of the bytes `node`; a part attached to the node counts
// as one. Throws Error(Shape) when the node lies outside the text.
WordInContext wordInContext(text::ByteRange node, std::string_view original, int words);

} // namespace crosseed::evaluate
