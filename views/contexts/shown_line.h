// A concordance line as it is shown at a width: text left of the node, the node and text right of it, with the strips under their words.
#pragma once
#include "evaluate/concordance.h"
#include "views/shared/strip.h"
#include <vector>

namespace crosseed::views {

// How lines are shown; none of it needs the engine.
struct LineShape {
    int words = 9;            // of the original on each side
    bool strips = true;
    bool wholeWords = true;   // one strip a word; else one a piece
    bool specialTokens = false; // [CLS] and [SEP] are shown at the ends
    std::vector<evaluate::ContextOrder> keys{evaluate::ContextOrder::Activation}; // that decide the order inside a group

    bool operator==(const LineShape&) const = default;
};

struct ShownWord {
    int begin = 0, length = 0; // in the part's text, UTF-16
    StripWord strip;
    bool decides = false;      // the order of the lines; underlined
    std::int64_t row = 0;      // of the evaluation
};
struct ShownPart {
    QString text; // one line, no white space at its ends
    std::vector<ShownWord> words;
};
struct ShownLine {
    ShownPart left, node, right;
};

ShownLine shownLine(const evaluate::CodedText& text, std::int64_t token, const LineShape& shape);
// The whole document, line feeds kept; special tokens as words at its ends where they are shown.
ShownPart shownDocument(const evaluate::CodedText& text, const LineShape& shape);
// "projector = project + ##or<br>A 0, 0 · B 0, 0 · the word's value is the maximum", rich text.
QString wordToolTip(const StripWord& word, const std::vector<evaluate::CodedPiece>& pieces);
// Of the word of a token.
QString wordToolTip(const evaluate::CodedText& text, std::int64_t row);

// "Code, larger of A and B", "R1, first word to the right", ...; "code", "R1" where short.
QString orderText(evaluate::ContextOrder order, bool isShort = false);

} // namespace crosseed::views
