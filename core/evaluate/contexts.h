// The contexts of a feature as concordance lines (KWIC), from an evaluation's index: no model is needed.
#pragma once
#include "evaluate/evaluation_index.h"
#include "text/table.h"
#include <functional>
#include <string>

namespace crosseed::evaluate {

// The document at a position of the corpus; only those of shown lines are asked for.
using DocumentFn = std::function<text::Document(std::int64_t position)>;

// Which lines.
enum class ContextGroup : std::uint8_t {
    Top,       // the strongest
    All,       // all, of which the first in the order are shown
    Bands,     // a sample of each of several bands, from the strongest fifth to the weakest
    Random,    // a sample of all
    LookAlikes // a sample of texts with a word that the feature fires on elsewhere, where it is silent in both models
};
// In which order they stand. Words compare in lower case; of equals the stronger line comes first, then the earlier text.
enum class ContextOrder : std::uint8_t {
    Activation, // max(a, b), falling
    Difference, // |a - b|, falling
    Left1, Left2, Left3, Node, Right1, Right2, Right3, // by the word there; lines without one come first
    Document, Class
};
ContextGroup parseContextGroup(std::string_view name); // top, all, bands, random, look-alikes; Error(Usage)
ContextOrder parseContextOrder(std::string_view name); // activation, difference, L1 ... R3, node, document, class; Error(Usage)
std::string_view contextGroupName(ContextGroup group);
std::string_view contextOrderName(ContextOrder order);

struct ContextOptions {
    ContextGroup group = ContextGroup::Top;
    ContextOrder order = ContextOrder::Activation;
    std::int64_t count = 10;    // lines, of each band
    std::int64_t bands = 5;     // of equally many lines
    bool specialTokens = false; // count [CLS] and [SEP] as peaks
    bool foldCopies = true;     // texts that are the same are one line
    int words = 8;              // of left and of right context
    std::uint64_t seed = 42;    // of the samples
};

// A piece of the shown stretch with both models' codes of the feature.
struct ContextToken {
    text::ByteRange range; // in left + node + right
    float a = 0, b = 0;
};

// One text: its strongest token is the node. The node is the whole word of that piece.
struct ContextLine {
    std::string left, node, right;    // original text; node of a special token: "[CLS]" or "[SEP]"
    double a = 0, b = 0;              // codes at the peak token; 0 in look-alikes
    std::vector<ContextToken> tokens; // special tokens apart
    text::Document document;          // with id, class and extra columns
    std::int64_t position = 0;        // of the document in Corpus::documents
    std::int64_t token = 0;           // row of the codes
    std::int64_t copies = 1;          // texts that are the same and were folded into this line
};

struct ContextBand {
    std::string name; // "top", "1 of 5", ...
    double strongest = 0, weakest = 0; // max(a, b) of its lines
    double share = 1; // of the sum of all lines' max(a, b), 0..1; NaN for look-alikes
    std::int64_t total = 0; // lines of the band, of which `lines` are shown
    std::vector<ContextLine> lines;
};

struct Contexts {
    std::vector<ContextBand> bands; // one, unless bands were asked for
    std::int64_t texts = 0;         // in which the feature fires on a counted token
    std::int64_t lines = 0;         // the same without copies
    std::int64_t hiddenSpecial = 0; // firings on [CLS] and [SEP] that were not counted
};

// O(firings) and the shown documents; orders by word read the words of all lines. Throws Error(Usage) for a feature outside
// [0, F) and for fewer than 1 band.
Contexts contexts(std::int32_t feature, const EvaluationIndex& index, const DocumentFn& documentOf,
                  const ContextOptions& options = {});

// The lines as a table in the width that they were made with: A, B, left, node, right, class, document, copies, then the extra
// columns; with several bands the band first.
text::Table contextTable(const Contexts& contexts, const std::vector<std::string>& classNames,
                         const std::vector<std::string>& extraColumns);

} // namespace crosseed::evaluate
