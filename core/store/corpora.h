// Corpora and their documents in a project.
#pragma once
#include "base/ids.h"
#include "store/project.h"
#include "text/corpus.h"
#include <nlohmann/json_fwd.hpp>
#include <functional>
#include <memory>
#include <optional>

namespace SQLite {
class Statement;
}

namespace crosseed::store {

struct CorpusRow {
    CorpusId id;
    std::string name;
    std::string key;         // hash of what it was made from
    std::string contentHash; // text::contentHash
    std::string sourceJson;  // the stored, repeatable recipe of the import
};

// All or nothing. A corpus of that name is replaced while no model uses it; else the new one is called "NAME (2)" and so on.
CorpusRow insertCorpus(Project& project, const std::string& name, const std::string& key,
                       const std::string& sourceJson, const text::Corpus& corpus);
std::optional<CorpusRow> findCorpusByKey(const Project& project, const std::string& key);
// Throws Error(NotFound) naming the corpora that exist; an empty name means the only or latest one.
CorpusRow corpusNamed(const Project& project, const std::string& name);
CorpusRow corpusRow(const Project& project, CorpusId id);
// Documents in their order; texts and ids byte for byte, in names of classes and columns and in further columns U+FFFD for
// what is not UTF-8.
text::Corpus loadCorpus(const Project& project, CorpusId id);
// Names of classes and of further columns, without the documents.
text::Corpus loadCorpusHead(const Project& project, CorpusId id);

// Every document in order without its text: id, split, label and further columns.
void forEachDocument(const Project& project, CorpusId id, const std::function<void(std::int64_t position, const text::Document&)>& use);

// Single documents of a corpus by position, where a few of many are wanted. The project outlives it.
class DocumentReader {
public:
    DocumentReader(const Project& project, CorpusId corpus);
    ~DocumentReader();
    DocumentReader(DocumentReader&&) noexcept;
    // Throws Error(NotFound) for a position that the corpus does not have.
    text::Document operator()(std::int64_t position) const;

private:
    std::unique_ptr<SQLite::Statement> m_query;
    CorpusId m_corpus;
};

} // namespace crosseed::store
