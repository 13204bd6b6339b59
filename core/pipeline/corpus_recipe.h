// The import of a corpus as a recipe: presets of known data sets, what is stored with a corpus, and the TOML that repeats it.
#pragma once
#include "pipeline/recipe.h"
#include "store/corpora.h"
#include "text/import_table.h"

namespace crosseed::pipeline {

// What a preset fills in, a spec without one; fields of `spec` that are not as by default win, and so do those called in `given`
// (names as in recipes), whatever they hold. Needs spec.folder. Without a preset: spec as it is.
// sst2: train.tsv and dev.tsv as test, a twentieth of train's texts for validation, the first 500 rows kept in train.
// tweeteval-emotion: its own splits. stanford-politeness: both csv files, three classes by the quartiles of each, splits by text, then
// train balanced; with spec.paper balanced before the splits, those row by row, and the 500 rows of the jsonl sample (where it is
// there) first in train, as the ready-made set has them. Throws Error(Usage) for another name or a missing folder.
CorpusSpec withPreset(const CorpusSpec& spec, const std::vector<std::string>& given = {});
const std::vector<std::string>& presetNames();

// The options of a table that a spec stands for. Throws Error(Usage) for values that do not fit.
text::TableOptions tableOptions(const CorpusSpec& spec);
std::vector<text::TableSource> tableSources(const CorpusSpec& spec);

// A corpus before it is stored, with how its files were read (empty for other formats than table).
struct ReadCorpus {
    text::Corpus corpus;
    std::vector<text::SourceReport> sources;
    std::vector<std::string> warnings;
    std::vector<text::RowOrigin> origins; // one a document
};
// With `firstRows` no more of each file, to show them.
ReadCorpus readWithReport(const CorpusSpec& spec, std::int64_t firstRows = 0);

// A file that a corpus was read from, as it was then.
struct CorpusSource {
    std::string path; // absolute
    std::string sha256;
    std::int64_t bytes = 0;
    std::string form; // "csv, windows-1250, semicolon, quoting"; empty where nothing was guessed
    std::vector<std::string> reasons;
    std::int64_t broken = 0, undecodable = 0; // rows left out, bytes
};
enum class SourceState : std::uint8_t { Same, Changed, Missing };
std::string_view sourceStateName(SourceState state); // "unchanged", "changed since", "missing"

struct CorpusRecipe {
    CorpusSpec spec; // without a preset, all that was guessed filled in where the files agree, paths absolute
    std::vector<CorpusSource> sources;
};
// Of a corpus that is about to be stored; hashes its files.
CorpusRecipe recipeOf(const CorpusSpec& spec, const ReadCorpus& read);
std::string recipeJson(const CorpusRecipe& recipe);
// Of a stored one; those of earlier versions have no sources.
CorpusRecipe corpusRecipe(const store::CorpusRow& row);
// Hashes the file again.
SourceState stateOf(const CorpusSource& source);
// [corpus] with all fields that are not as by default; readCorpusRecipe() and readRecipe() read it.
std::string corpusToml(const CorpusSpec& spec);

} // namespace crosseed::pipeline
