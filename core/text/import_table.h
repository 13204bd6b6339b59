// Texts from tables: CSV, TSV, JSON Lines, SPSS and Stata files whose columns have names.
#pragma once
#include "text/corpus.h"
#include "text/table_file.h"
#include <optional>

namespace crosseed::text {

struct TableSource {
    std::string file;
    std::optional<Split> split; // of all its rows; absent: the split column, or by shares
};

struct TableOptions {
    TableReading reading;                  // how the files are written; what is absent is guessed for each
    bool skipBroken = false;               // leave rows out that cannot be read; else the first one is an error
    std::string textColumn = "text";
    std::string labelColumn;               // empty: no labels (-1, no classes)
    // Three names, low to high: the label column then holds numbers, and a row's class is the first up to the first
    // cut point of its file, the third from the second cut point on, else the second. Empty: each distinct value is a class.
    std::vector<std::string> quartileClasses;
    std::vector<double> cutLevels{.25, .75}; // cut points as shares of each file's scores (linear interpolation): the quartiles
    std::vector<double> cuts;              // or two numbers, for all files; empty: cutLevels
    char decimal = 0;                      // point or comma in those numbers; 0: guessed for each file
    bool oversampleTrain = false;          // repeat train texts of the smaller classes, drawn at random, until all classes
                                           // have as many as the largest; after the splits are made, so that no copy leaks
    bool oversampleFirst = false;          // the same before the splits are drawn, and those row by row, not text by text: copies
                                           // of one text come to stand in train and in test, as in the paper's politeness data
    std::string firstTexts;                // a table whose texts are put first, in its order; empty: none
    bool dropLeaks = false;                // leave out train texts that a source gives to validation or test too
    std::string idColumn;                  // empty: ids are split and row ("train/17"), rows of the file from 0
    std::string splitColumn;               // empty: none; words as parseSplit() takes them, in any letter case;
                                           // an empty cell gives none, see assignSplits()
    std::vector<std::string> extraColumns; // kept as they are
    double validationShare = .10;          // of the distinct texts, see assignSplits()
    double testShare = .15;
    std::uint64_t seed = 1;                // of that draw
    std::int64_t keepFirst = 0;            // the first so many rows given to train are never drawn for validation
    std::int64_t firstRows = 0;            // of each file, to show them; 0: all
};

// The row that a document was made of.
struct RowOrigin {
    std::size_t source = 0; // which of the sources
    std::int64_t row = 0;   // from 0, broken rows not counted
};

// How one source was read.
struct SourceReport {
    std::string file;
    TableForm form;
    std::int64_t rows = 0;      // that were read
    std::int64_t fileBytes = 0;
    std::vector<BrokenRow> broken;
    std::int64_t brokenCount = 0;
    std::vector<UndecodableByte> undecodable;
    std::int64_t undecodableCount = 0;
    char decimal = 0;           // of the scores; 0: there are none
    const char* rowWord = "line";
};

// One corpus of all rows of all sources in order. The classes are the distinct values of the label column, without
// spaces around them, in numeric order where all are integers and in byte order otherwise; an empty cell is label -1.
// An id that is there twice gets the file's stem before it ("train/17" of a.csv: "a/train/17"), and where that does
// not tell the two apart, "#2" behind it; so do repeated texts. `warnings` receives one sentence for each thing that was put up with: texts
// that are empty, not UTF-8 or without label, rows that were left out, ids given twice, texts in two splits, more than 100 classes, no test
// texts; `origins` one row a document. Throws Error(Usage) without a text column or a source, Error(NotFound) for a missing file, Error(BadInput)
// naming file, line and field for a column or a split that is not there, a label that should be a number and for what parseCsv() refuses, and for a
// file without rows.
Corpus importTable(const std::vector<TableSource>& sources, const TableOptions& options,
                   std::vector<std::string>* warnings = nullptr, std::vector<SourceReport>* reports = nullptr,
                   std::vector<RowOrigin>* origins = nullptr);

} // namespace crosseed::text
