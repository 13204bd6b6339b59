// The rows of several tables on their way to a corpus; for the files of import_table.h only.
#pragma once
#include "text/import_table.h"

namespace crosseed::text {

// What is known of a row beside its document until all rows are there.
struct Origin {
    std::size_t source = 0;
    std::int64_t row = 0;
    std::int64_t line = 0; // in the file, from 1
    std::string id;
    std::string label;
};

struct ImportRows {
    std::vector<Document> documents; // label -1, split train
    std::vector<Origin> origins;     // one a document
    std::vector<std::optional<Split>> splits; // that the source gives
    std::vector<SourceReport> reports;        // one a source
};

// Reads all sources in order.
ImportRows readSources(const std::vector<TableSource>& sources, const TableOptions& options);

// The column of that name. Throws Error(BadInput) with the names that are there, or when it is there twice.
std::size_t columnNamed(const std::string& name, const std::vector<std::string>& header, const std::string& file);

// Classes and labels, from words or from numbers cut in three.
void setLabels(ImportRows& rows, const TableOptions& options, Corpus& corpus);

// Repeats train documents of the smaller classes; origins and given splits grow alongside.
void oversample(std::uint64_t seed, std::size_t classes, ImportRows& rows);

// Puts the documents with the texts of that table first, in its order. Throws Error(BadInput) for a text that is not there.
void putFirst(const std::string& file, const TableOptions& options, ImportRows& rows);

// Removes train documents whose text stands in validation or test, and validation ones whose text stands in test; how many.
std::int64_t dropLeaks(ImportRows& rows);

// Gives every document an id of its own; returns how many needed a number behind it.
std::int64_t setIds(const std::vector<TableSource>& sources, ImportRows& rows);

void warnOfTexts(const Corpus& corpus, bool hasLabels, std::vector<std::string>& warnings);
void warnOfSources(const std::vector<SourceReport>& reports, std::vector<std::string>& warnings);

// "1 text", "2 texts".
std::string counted(std::int64_t count, const std::string& one, const std::string& many);

} // namespace crosseed::text
