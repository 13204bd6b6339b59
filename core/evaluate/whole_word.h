// From a WordPiece back to the word it is a piece of, and to the text around it.
#pragma once
#include "text/tokens.h"
#include <cstdint>
#include <string>
#include <string_view>

namespace crosseed::evaluate {

// Bytes of the whole word of token `row` in `original`, the text's own UTF-8: neighbouring pieces without
// white space between them belong to one word, except that punctuation marks and CJK ideographs are words of
// their own. Of a word that the maximum length cut, the pieces that are there. For [CLS] the empty range at
// the beginning, for [SEP] the one after the last piece.
text::ByteRange wholeWord(const text::PackedTokens& tokens, std::int64_t text, std::int64_t row,
                          std::string_view original);

// left + node + right is a stretch of the original, line feeds and tabs as spaces.
struct WordInContext {
    std::string left, node, right; // node of a special token: "[CLS]" or "[SEP]"
};
// At most `words` words, as white space separates them, on each side; a part attached to the node counts as
// one.
WordInContext wordInContext(const text::PackedTokens& tokens, std::int64_t text, std::int64_t row,
                            std::string_view original, int words);

} // namespace crosseed::evaluate
