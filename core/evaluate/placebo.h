// Placebo edits: changes that should not matter, so that the effects they have anyway show how large an effect by chance is.
#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crosseed::evaluate {

enum class Placebo : std::uint8_t { Punctuation, Names, Synonyms };
inline constexpr std::array allPlacebos{Placebo::Punctuation, Placebo::Names, Placebo::Synonyms};
std::string_view placeboName(Placebo placebo); // "punctuation", "names", "synonyms"

// Words and what may stand for them without a change of meaning.
struct SynonymList {
    std::vector<std::pair<std::string, std::string>> pairs; // word (lower case), synonym as written
};
// Some seventy English words.
SynonymList defaultSynonyms();
// "word = synonym", one a line; blank lines and lines that begin with "#" are skipped. A word given twice keeps its first
// synonym. `file` names the list in errors. Throws Error(BadInput) naming file and line for a line without "=", or with
// more or less than one word on the left.
SynonymList parseSynonyms(std::string_view text, const std::string& file);
SynonymList readSynonyms(const std::filesystem::path& file);

// The edited text; the text itself where the placebo finds nothing to change. Deterministic in text and seed.
// Punctuation: a single "." at the end is dropped, a single "?" or "!" doubled, of a longer run only the first mark stays, and
//   without a mark a "." is added, so that a question stays one.
// Names: each given name of a list of common English ones, written with a capital letter, becomes another of the same list
//   (women's or men's), drawn by the seed; one name keeps one replacement within the text.
// Synonyms: each word of the list becomes its synonym, with the capitals of the word that it replaces.
std::string placeboEdit(Placebo placebo, const std::string& text, const SynonymList& synonyms, std::uint64_t seed);

} // namespace crosseed::evaluate
