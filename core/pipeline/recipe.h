// A recipe: everything from texts to the table of shared features in one TOML file.
#pragma once
#include "align/procrustes.h"
#include "bert/fine_tune.h"
#include "evaluate/evaluate.h"
#include "sae/train.h"
#include "text/corpus.h"
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace crosseed::pipeline {

// [corpus]: where the documents come from.
struct CorpusSpec {
    std::string name = "corpus";
    std::string preset;           // sst2, tweeteval-emotion, stanford-politeness: what the data set needs, see withPreset()
    bool paper = false;           // with a preset: as the paper did, leaks included
    std::string format = "table"; // sample, tweeteval or table
    std::string folder;           // tweeteval and presets: the folder with the data set's files
    std::string file;             // table: one file, split by its split column or by shares
    std::vector<std::string> files; // table: or several files, split as one
    std::string trainFile, validationFile, testFile; // table: or a file a split
    std::string kind;             // of the files: csv, jsonl, sav or dta; empty: guessed
    std::string encoding;         // of the files; empty: guessed
    std::string textColumn = "text";
    std::string labelColumn = "label";
    std::vector<std::string> quartileClasses; // three names: the label is a number, cut at two points in each file
    std::vector<double> cutLevels{.25, .75};  // the points, as shares of the scores
    std::vector<double> cuts;     // or as numbers, for all files
    std::string decimal;          // of those numbers: . or , ; empty: guessed
    bool oversampleTrain = false; // repeat train texts until the classes are equally frequent
    bool oversampleFirst = false; // the same before the splits are drawn: copies leak
    std::string firstTexts;       // a table whose texts stand first, in its order
    std::string idColumn, splitColumn; // empty: none
    std::vector<std::string> keepColumns;
    std::string delimiter;        // empty: guessed from comma, tab, semicolon and bar
    std::optional<bool> quoting;  // double quotes as in RFC 4180; false: every byte counts; absent: guessed
    bool skipBroken = false;      // leave broken rows out; else the first one is an error
    bool dropLeaks = false;       // leave train texts out that a later split has, too
    double validationShare = 0.10, testShare = 0.15; // of the distinct texts, where no split is given
    std::int64_t keepFirst = 0;   // table: first so many train rows are never drawn for validation
    std::int64_t count = 4000;    // sample: texts
    std::uint64_t seed = 1;       // of the sample, or of the split
};

// [model]: what a classifier starts from and its shape where it starts from nothing.
struct ModelSpec {
    std::string base;             // Hugging Face folder; empty: random weights
    std::string vocabulary;       // vocab.txt for random weights; empty: the sample's own words
    bool lowerCase = true;        // of the tokenizer made for random weights
    int maxLength = 128;          // tokens a text, [CLS] and [SEP] included
    std::int64_t layers = 4, hidden = 128, heads = 4, intermediate = 256; // of random weights
    double dropout = 0.1;         // of random weights, hidden and attention
};

// [pairs]: seeds to train, or folders of classifiers that are finished already.
struct PairSpec {
    std::vector<std::vector<std::int64_t>> seeds;  // [[42, 137], …]
    std::vector<std::vector<std::string>> folders; // [["model-a", "model-b"], …]
};

// [alignment]: the tokens that W is fitted on, and which rotations an SAE is trained with.
struct AlignSpec {
    std::int64_t texts = 500;     // first so many of the split; 0: all
    std::string split = "train";  // the paper aligned TweetEval on test rows, which leaks
    bool centred = false;
    bool specialTokens = false;   // count [CLS] and [SEP] as rows
    std::uint64_t seed = 42;      // of the controls
    std::vector<std::string> rotations{"true"}; // true, identity, mismatched, random: one SAE each, the first is the result
};

// [evaluation] and what is printed of it.
struct EvaluationSpec {
    std::string split = "test";
    std::int64_t minimumActive = 10;
    double universalR = 0.70;
};

struct ReportSpec {
    std::int64_t features = 10;   // rows of the table of shared features
    std::int64_t contexts = 3;    // lines under each
};

struct Recipe {
    std::string project;          // [project] file
    std::int64_t layer = -1;      // [activations] layer, 0-based; -1: layers - 2
    CorpusSpec corpus;
    ModelSpec model;
    bert::FineTuneOptions fineTune;
    PairSpec pairs;
    AlignSpec alignment;
    sae::SaeConfig sae;
    sae::TrainOptions training;
    EvaluationSpec evaluation;
    ReportSpec report;
};

// Reads a recipe. `overrides` ("corpus.folder" -> TOML value or plain text) win over the file. Paths in the file are relative to
// the file's folder, in overrides and the project's to the current one. Throws Error(Usage) naming file, line and key for an
// unknown key (with the nearest valid one), an ill-typed value or a value out of range.
Recipe readRecipe(const std::filesystem::path& file, const std::map<std::string, std::string>& overrides = {});

// The [corpus] of a file that has no other tables, as `crosseed corpus --toml` writes it, or of a whole recipe, whose other tables are
// not looked at. Paths and errors as readRecipe has them.
CorpusSpec readCorpusRecipe(const std::filesystem::path& file);

// The valid key nearest to `key` by edit distance.
std::string nearestKey(const std::string& key, const std::vector<std::string>& valid);

} // namespace crosseed::pipeline
