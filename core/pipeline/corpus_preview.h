// A corpus before it is stored, with all that a person looks at before saying yes: what was guessed, the rows of its
// files and what becomes of each, its health; and the same of a stored one.
#pragma once
#include "pipeline/corpus_recipe.h"
#include "text/corpus_health.h"
#include "text/table_preview.h"
#include "text/tokenizer.h"
#include <map>

namespace crosseed::pipeline {

// Where a field of the specification has its value from.
enum class FieldOrigin : std::uint8_t { Guessed, OfRecipe, Given };

// One file of an import.
struct PreviewSource {
    std::string file;
    std::optional<text::Split> split; // of all its rows
    text::TablePreview table;         // its rows, or the first ones; roles guessed from the first
    std::vector<std::int64_t>
        documents;             // [rows] position in the corpus, -1: left out; empty where the corpus could not be made
    std::vector<int> badBytes; // [undecodable of the table] 0 to 255; -1: not known
    std::vector<std::pair<text::TextEncoding, std::int64_t>>
        encodings; // where bytes cannot be read: how many by each encoding
};

// Counts over equal bins, for a small picture.
struct LengthHistogram {
    std::vector<double> edges, counts; // [bins + 1], [bins]
    std::int64_t beyond = 0;           // longer than the last edge
};

struct CorpusPreview {
    CorpusSpec spec;                            // with all that was guessed or the preset fills in, without a preset
    std::map<std::string, FieldOrigin> origins; // of the fields, by their names in recipes
    std::vector<PreviewSource> sources;
    text::Corpus corpus;
    std::string problem; // why the corpus cannot be made, a sentence; what is below is empty then
    std::vector<std::string> warnings;
    text::CorpusHealth health;
    std::int64_t repeated = 0; // texts that are rows repeated to balance the classes; health counts them as copies
    text::TextFindings findings;
    std::vector<std::int64_t> words; // [texts] words between white space, for when there is no vocabulary
    std::int64_t medianWords = 0;
    std::vector<std::int64_t> perClass; // [C] texts of all splits
    std::int64_t unlabelled = 0;
    LengthHistogram lengths; // of tokens, or of words
    int maxLength = 128;
    bool isWhole = true;   // not of the first rows only
    bool isStored = false; // of the project, not of files
    double seconds = 0;    // that it took
};

struct PreviewOptions {
    std::vector<std::string> given; // fields that the person set, by their names in recipes
    std::int64_t firstRows = 0;     // of each file; 0: all
    int maxLength = 128;            // tokens a text, [CLS] and [SEP] included
};

// What files or folders that a person brings together are to be read as: a known data set's folder by its preset; files
// named train, validation (val, dev) and test as splits; else one file, or several as one. Throws Error(NotFound) where
// nothing of it is a table.
CorpusSpec specOfPaths(const std::vector<std::string>& paths);

// The specification with everything that was not given guessed from the first rows of its first file, broken rows left
// out. A label of more than 20 different numbers is cut at its quartiles into low, middle and high.
CorpusSpec filledSpec(const CorpusSpec& asked, const std::vector<std::string>& given,
                      std::map<std::string, FieldOrigin>* origins = nullptr);

// Throws what previewTable() does for a file that cannot be read at all; what else fails is CorpusPreview::problem.
CorpusPreview previewCorpus(const CorpusSpec& asked, const PreviewOptions& options = {},
                            const text::Tokenizer* tokenizer = nullptr, const ProgressFn& progress = {},
                            std::stop_token stop = {});
// Its documents stand as the rows of one source named `row.name`.
CorpusPreview previewStored(const store::CorpusRow& row, text::Corpus corpus, int maxLength = 128,
                            const text::Tokenizer* tokenizer = nullptr, const ProgressFn& progress = {},
                            std::stop_token stop = {});

} // namespace crosseed::pipeline
