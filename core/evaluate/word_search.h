// Which features fire on a word, from an evaluation's index: no model, no corpus.
#pragma once
#include "base/progress.h"
#include "evaluate/evaluation_index.h"
#include <string_view>

namespace crosseed::evaluate {

// What a search counts. A word's pieces are one unit, special tokens are none. The activation of a unit is the largest code among its
// pieces, a silent piece counting as 0; a feature fires on a unit when the code of one of its pieces is not 0.
enum class WordMeasure : std::uint8_t {
    Strength,  // mean activation over the word's occurrences, silent ones counting as 0
    Frequency, // share of the occurrences on which it fires: recall
    Density,   // share of all units it fires on that are the word: precision
    Lift,      // density over the word's share of all units; above 1: more often on the word than by chance
};
std::string_view measureName(WordMeasure measure); // "strength", "frequency", "density", "lift"
WordMeasure parseWordMeasure(std::string_view name); // throws Error(Usage) for other words

struct WordSearchOptions {
    WordMeasure order = WordMeasure::Strength; // mean of A's and B's; of equals the stronger first, then by number
    std::int64_t count = 20;                   // features that are given; 0: all
    std::int64_t minimumFires = 1;             // on so many occurrences at least, in the model where it fires on more
};

// One feature in one model.
struct WordFiring {
    double mean = 0, max = 0;  // activation over the occurrences
    std::int64_t fires = 0;    // occurrences on which it fires
    std::int64_t allFires = 0; // units on which it fires, whatever the word
    double frequency = 0;      // fires / occurrences
    double density = 0, lift = 0; // fires / allFires, and over occurrences / units; NaN where it is silent
};

struct WordFeature {
    std::int32_t feature = 0;
    WordFiring a, b;
};

struct WordSpelling {
    std::string word;
    std::int64_t occurrences = 0;
};

struct WordSearch {
    std::vector<WordSpelling> spellings; // the most frequent first; empty for a piece
    std::int64_t occurrences = 0, units = 0; // units: words, or pieces where a piece is searched
    std::int64_t texts = 0;              // with an occurrence
    std::int64_t total = 0;              // features that fire often enough
    std::vector<WordFeature> features;
};

// On a whole word, compared as text::foldCase() has it; what the tokenizer takes apart at marks ("don't", "@user") is searched as
// the sequence of its words where they touch, each occurrence one unit. All counts are 0 where it does not occur. O(codes), in parallel; the
// result does not depend on the number of threads. Throws Error(Usage) for white space in the word, Cancelled.
WordSearch featuresOnWord(std::string_view word, const EvaluationIndex& index, const WordSearchOptions& options = {},
                          std::stop_token stop = {});
// On the piece with this number in the vocabulary; each piece is a unit.
WordSearch featuresOnPiece(std::int32_t piece, const EvaluationIndex& index, const WordSearchOptions& options = {},
                           std::stop_token stop = {});

} // namespace crosseed::evaluate
