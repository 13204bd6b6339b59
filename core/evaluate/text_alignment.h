// What an edit did to a sentence, word by word.
#pragma once
#include "evaluate/words.h"
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crosseed::evaluate {

enum class Change : std::uint8_t { Same, Replaced, Inserted, Deleted, Moved };
std::string_view changeName(Change change); // "same", "replaced", "inserted", "deleted", "moved"

struct AlignedWord {
    Change change = Change::Same;
    std::int64_t original = -1; // position in TextAlignment::original, -1: inserted
    std::int64_t edited = -1;   // position in TextAlignment::edited, -1: deleted
};

struct TextAlignment {
    std::vector<Word> original, edited;
    std::vector<AlignedWord> words; // each word of both sentences once; in the edit's order, a deleted word before the
                                    // edit's words that stand where it stood
};

// The longest common subsequence of the words (letter case aside; of equally long ones that which keeps matches early) stays.
// A word left over on both sides then moved, punctuation excepted; of what is left between two words that stay, the first
// deleted word was replaced by the first inserted one and so on, marks by marks. O(words x words).
TextAlignment alignTexts(std::string_view original, std::string_view edited);

// Drawn as one line: "-would- using a separate dictionary +would+ be ok [? > .]", moved words as "<would" where they
// stood and ">would" where they stand now.
std::string alignmentText(const TextAlignment& alignment, std::string_view original, std::string_view edited);

// For each token of the original (ranges as a tokenizer gives them, empty ones for [CLS] at the beginning and [SEP] at the
// end) the token of the edit that stands for it, -1 where it was deleted. Pieces of a word go to the pieces of its partner
// in order, those beyond its last piece to the last.
std::vector<std::int64_t> alignTokens(const TextAlignment& alignment, const std::vector<text::ByteRange>& original,
                                      const std::vector<text::ByteRange>& edited);

} // namespace crosseed::evaluate
