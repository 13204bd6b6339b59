// The parts that the formats of codebook.h share: texts below headings, and the checks of what was read. For those files only.
#pragma once
#include "text/codebook.h"

namespace crosseed::text {

// Texts below headings, each heading a line of its own. A line of a text that would be taken for a heading has a backslash before
// it, and so has such a line that begins with backslashes.
struct SectionStyle {
    std::string before, after;    // a heading is before + title + after
    bool allOfThatStart = false;  // each line that begins with the first character of `before` is kept apart, too
};
inline const SectionStyle markdownSections{"### ", "", true};
inline const SectionStyle descriptionSections{"", ":", false};

struct Section {
    std::string title; // empty: what stands before the first heading
    std::string text;
};
std::string joinSections(const std::vector<Section>& sections, const SectionStyle& style);
// Only headings with a title of sectionTitles() count.
std::vector<Section> splitSections(std::string_view text, const SectionStyle& style);
const std::vector<std::string>& sectionTitles(); // "Definition", "Anchor example", "Counter-example", "Note", "Feature"

// The texts of a note that are not empty, the definition first; and a section put into its note, false where it is none of them.
std::vector<Section> sectionsOf(const FeatureNote& note);
bool takeSection(const Section& section, FeatureNote& note);

// A note with the place it was read from: "book.csv, line 3".
struct PlacedNote {
    std::string place;
    std::string run; // key; empty: not given
    FeatureNote note;
};
Codebook checkedCodebook(const std::vector<PlacedNote>& read, const CodebookTarget& target);

std::string codebookCsv(const Codebook& codebook);
std::vector<PlacedNote> notesFromCsv(std::string_view bytes, const std::string& file);
std::string codebookMarkdown(const Codebook& codebook);
std::vector<PlacedNote> notesFromMarkdown(std::string_view bytes, const std::string& file);
std::string codebookQdc(const Codebook& codebook, const std::string& origin);
std::vector<PlacedNote> notesFromQdc(std::string_view bytes, const std::string& file, const CodebookTarget& target,
                                     std::vector<std::string>* warnings);

// The guid of a feature's Code and of a tag's Set in a .qdc.
std::string codeGuid(const std::string& run, std::int32_t feature);
std::string setGuid(const std::string& run, const std::string& tag);

} // namespace crosseed::text
