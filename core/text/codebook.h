// A codebook, the notes on the features of one run, as a file: CSV, Markdown and REFI-QDA Codebook (.qdc). Writing and reading
// again gives the same codebook in each of the three.
#pragma once
#include "text/feature_note.h"
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace crosseed::text {

struct Codebook {
    std::string run;                // key of the run that the features are of; empty where a file names none
    std::vector<FeatureNote> notes; // by feature, each once, as cleanNote() gives them
};

enum class CodebookFormat : std::uint8_t { Csv, Markdown, Qdc };

// By the ending: .csv, .md, .qdc. Throws Error(Usage) for others.
CodebookFormat codebookFormat(const std::filesystem::path& file);

// CSV: one line a feature with the columns feature, run, star (1 or 0), label, tags ("a; b"), note, definition, anchor_example,
// counter_example. Markdown: "## f389 label", a line "Starred", a line "Tags: a; b", and one heading of the third level for each
// text; a line of a text that begins with # has a backslash before it. REFI-QDA: one Code a feature whose name is the label ("f389"
// without one; "label (f389)" where two features share it), whose Description holds the definition, then the other texts and feature
// and run, each below a line of its own ("Anchor example:"), whose guid is version 5 over run and feature; one Set a tag. `origin`
// is the program's name there. Throws Error(BadInput) for a .qdc without a note: its schema asks for one Code at least.
std::string writeCodebook(const Codebook& codebook, CodebookFormat format, const std::string& origin);

// Where notes that are read are to go.
struct CodebookTarget {
    std::string run;             // its key
    std::int64_t dictionary = 0; // features F of it
    bool otherRun = false;       // take the numbers as they are where the file was made from another run
};

// `file` names it in errors. CSV: comma, tab or semicolon; the column feature is needed, the others may be absent. REFI-QDA, from
// whatever program: a Code belongs to the feature that its Description or its guid names; a Code that cannot be applied
// (isCodable false) and names none is a heading of its author's and left out, with a sentence in `warnings`. Throws Error(BadInput)
// naming file and line or code for what is malformed, for a feature that the run does not have or that is there twice, for a
// file of another run, for what cleanNote() refuses; nothing is taken from such a file.
Codebook readCodebook(std::string_view bytes, CodebookFormat format, const std::string& file, const CodebookTarget& target,
                      std::vector<std::string>* warnings = nullptr);

// What happens to a feature that has a note already, another than the one that is read.
enum class OnConflict : std::uint8_t {
    Refuse,  // throw, naming the feature
    Keep,    // the note that is there stays
    Replace, // the one that is read takes its place, also where a text of it is empty
    Merge,   // both: tags and stars united, texts that differ one below the other, labels that differ as "old / new"
};
std::string_view conflictName(OnConflict choice); // "refuse", "keep", "replace", "merge"

// The notes of `read` that change something, as they are to be stored. Throws Error(BadInput) with OnConflict::Refuse.
std::vector<FeatureNote> changedNotes(const std::vector<FeatureNote>& existing, const std::vector<FeatureNote>& read,
                                      OnConflict onConflict);

} // namespace crosseed::text
