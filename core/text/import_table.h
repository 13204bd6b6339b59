// Texts from tables: CSV and TSV files whose first line names the columns.
#pragma once
#include "text/corpus.h"
#include <optional>

namespace crosseed::text {

struct TableSource {
    std::string file;
    std::optional<Split> split; // of all its rows; absent: the split column, or by shares
};

struct TableOptions {
    std::string textColumn = "text";
    std::string labelColumn;               // empty: no labels (-1, no classes)
    // Three names, low to high: the label column then holds numbers, and a row's class is the first up to the first
    // quartile of its file (linear interpolation between the order statistics), the third from the third quartile on,
    // else the second. Empty: each distinct value is a class.
    std::vector<std::string> quartileClasses;
    bool oversampleTrain = false;          // repeat train texts of the smaller classes, drawn at random, until all classes
                                           // have as many as the largest; after the splits are made, so that no copy leaks
    std::string idColumn;                  // empty: ids are split and row ("train/17"), rows of the file from 0
    std::string splitColumn;               // empty: none; words as parseSplit() takes them, in any letter case
    std::vector<std::string> extraColumns; // kept as they are
    char delimiter = 0;                    // 0: comma, tab or semicolon, whichever the header holds most
    bool quoting = true;                   // RFC 4180, line breaks inside quotes too; false: every byte counts
    double validationShare = .10;          // of the distinct texts, see assignSplits()
    double testShare = .15;
    std::uint64_t seed = 1;                // of that draw
    std::int64_t keepFirst = 0;            // the first so many rows given to train are never drawn for validation
};

// One corpus of all rows of all sources in order. The classes are the distinct values of the label column, without
// spaces around them, in numeric order where all are integers and in byte order otherwise; an empty cell is label -1.
// An id that is there twice gets the file's stem before it ("train/17" of a.csv: "a/train/17"), and where that does
// not tell the two apart, "#2" behind it; so do repeated texts. `warnings` receives one sentence for each thing that was put up with: texts
// that are empty, not UTF-8 or without label, ids given twice, texts in two splits, more than 100 classes, no test
// texts. Throws Error(Usage) without a text column or a source, Error(NotFound) for a missing file, Error(BadInput)
// naming file, line and field for a column or a split that is not there, a label that should be a number and for what parseCsv() refuses, and for a
// file without rows.
Corpus importTable(const std::vector<TableSource>& sources, const TableOptions& options,
                   std::vector<std::string>* warnings = nullptr);

} // namespace crosseed::text
