// What a person writes about one feature of a run: star, label, tags, note and the entry of the codebook.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crosseed::text {

struct FeatureNote {
    std::int32_t feature = 0;
    bool star = false;
    std::string label;             // a few words, one line
    std::vector<std::string> tags; // each once, in byte order; one line, without semicolons
    std::string note;
    std::string definition;     // codebook: when the code applies
    std::string anchorExample;  // codebook: a text that it clearly applies to
    std::string counterExample; // codebook: a text that looks alike and that it does not apply to

    bool operator==(const FeatureNote&) const = default;
    // True when nothing is written, so that nothing is stored.
    bool isEmpty() const {
        return !star && tags.empty() && (label + note + definition + anchorExample + counterExample).empty();
    }
};

// The texts of a note with the names that files use: "label", "note", "definition", "anchor_example", "counter_example".
struct NoteField {
    const char* name;
    std::string FeatureNote::* text;
};
const std::vector<NoteField>& noteFields();

// As notes are stored: UTF-8, line ends LF, no white space around a text, tags in order and each once, empty tags left out.
// `place` begins the sentence of an error ("book.csv, line 3"; empty: the feature's name). Throws Error(BadInput) naming the
// field for what is not UTF-8, for control characters (no file format takes them), for a label or a tag of more than one line and
// for a semicolon in a tag.
FeatureNote cleanNote(FeatureNote note, const std::string& place = "");

// "a; b" and back, for files and terminals.
std::string joinTags(const std::vector<std::string>& tags);
std::vector<std::string> splitTags(std::string_view text);

// "f389" and the number in "389" or "f389"; nothing for other texts.
std::string featureName(std::int32_t feature);
std::optional<std::int32_t> parseFeature(std::string_view text);

// Text for comparisons without letter case, accents composed (Unicode's NFKC_Casefold). Bytes that are not UTF-8 count as U+FFFD.
std::string foldCase(std::string_view text);

// A note that holds each word of a search in one of its texts or tags.
struct NoteMatch {
    FeatureNote note;
    std::vector<std::string> fields; // that hold one of the words: names of noteFields() and "tags"
};
// Words as white space separates them, compared as foldCase() has it, also inside longer words; notes with a match in the label
// first, then by feature. Throws Error(Usage) without a word.
std::vector<NoteMatch> notesHolding(const std::vector<FeatureNote>& notes, std::string_view words);

} // namespace crosseed::text
