// The contexts of a feature in several groups at once, as a window shows them. First which lines there are and by what they sort, which
// reads no document; then the texts of as many lines as are shown. No model is needed.
#pragma once
#include "evaluate/contexts.h"
#include <array>
#include <optional>
#include <stop_token>

namespace crosseed::evaluate {

struct ConcordanceOptions {
    std::int64_t top = 50;                  // lines of the strongest
    int bands = 5;                          // of equal width between 0 and the maximum
    std::int64_t random = 20, lookAlikes = 20; // lines of the samples
    bool specialTokens = false;             // count [CLS] and [SEP]
    bool foldCopies = true;                 // texts that are the same are one line
    std::optional<std::int32_t> label = {}; // only texts of this class; -1: those without one
    std::uint64_t seed = 42;                // of the samples
};

// One text: its strongest counted token is the node; of look-alikes the first silent word.
struct ConcordanceLine {
    std::int64_t text = 0;     // of the index
    std::int64_t token = 0;    // row of the node
    std::int64_t position = 0; // of the document in Corpus::documents
    std::int32_t label = -1;
    float a = 0, b = 0;        // codes at the node
    std::int64_t copies = 1;   // texts that are the same and were folded into this line
    std::array<std::string, 7> words; // L3, L2, L1, the node, R1, R2, R3 in lower case; empty at the edges of the text

    float strength() const { return a > b ? a : b; }
};
// Whether x stands before y by these keys, the first one first; of equals the stronger line, then the earlier token. The same order as
// contexts() gives with one key.
bool comesBefore(const ConcordanceLine& x, const ConcordanceLine& y, std::span<const ContextOrder> keys);

struct ConcordanceGroup {
    enum class Kind : std::uint8_t { Top, Band, Random, LookAlikes };
    Kind kind = Kind::Top;
    double low = 0, high = 1; // of a band, as shares of the maximum: low <= strength / maximum < high, the highest band closed
    double weakest = 0, strongest = 0; // max(a, b) of its lines
    double firingShare = 0;   // of all counted firing tokens those whose max(a, b) is in the band, whatever their text's peak, 0..1;
                              // NaN of other groups
    std::int64_t total = 0;   // lines that it was taken from: of a band its own, of look-alikes all silent ones
    std::vector<ConcordanceLine> lines; // strongest first
};

struct Concordance {
    std::int32_t feature = 0;
    double maximum = 0;             // max(a, b) over counted tokens of the shown classes
    std::int64_t texts = 0;         // in which the feature fires on a counted token
    std::int64_t lines = 0;         // the same without copies
    std::int64_t firings = 0;       // counted tokens on which it fires
    std::int64_t hiddenSpecial = 0; // firings on [CLS] and [SEP] that were not counted
    std::int64_t specialInTop = 0;  // of the strongest `top` lines those that peak on [CLS] or [SEP] when these count
    std::vector<ConcordanceGroup> groups; // top, the bands from the strongest, random, look-alikes; empty ones too
};

// O(firings log B) and a pass over the words. Throws Error(Usage) for a feature outside [0, F), fewer than 1 band or a negative number of
// lines, Cancelled.
Concordance concordance(std::int32_t feature, const EvaluationIndex& index, const ConcordanceOptions& options = {},
                        std::stop_token stop = {});

// A word of a text with the codes of one feature.
struct CodedPiece {
    text::ByteRange range; // in the document's text
    float a = 0, b = 0;
};
struct CodedWord {
    text::ByteRange range;    // in the document's text; empty of special tokens
    std::int64_t row = 0;     // of its first piece
    bool special = false;     // [CLS] or [SEP]
    float a = 0, b = 0;       // the largest of its pieces'
    std::vector<CodedPiece> pieces;
};
struct CodedText {
    std::int64_t text = 0;
    text::Document document;
    std::vector<CodedWord> words;     // all, special tokens too, in their order
    std::int64_t tokens = 0;          // without special ones
    std::int64_t firesA = 0, firesB = 0; // of those tokens
};

// The texts of the index with these numbers, in this order. O(firings log B) once and each text. Throws as contexts() does, Cancelled.
std::vector<CodedText> codedTexts(std::int32_t feature, const EvaluationIndex& index, const DocumentFn& documentOf,
                                  std::span<const std::int64_t> texts, std::stop_token stop = {});
// Place of the word that a token is a piece of; nothing where the token is of another text.
std::optional<std::size_t> wordOfToken(const CodedText& text, std::int64_t token);

} // namespace crosseed::evaluate
