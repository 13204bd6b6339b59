// Full-text search over the documents of a corpus (SQLite's FTS5; words as Unicode has them, without letter case and accents).
#pragma once
#include "base/ids.h"
#include "store/project.h"
#include "text/document_filter.h"
#include <optional>
#include <vector>

namespace crosseed::store {

struct DocumentSearchOptions {
    std::optional<text::Split> split; // absent: all splits
    std::vector<text::DocumentCondition> where; // that hits must hold
    std::int64_t limit = 20;          // hits that are given
    int snippetWords = 24;            // of a text, around what was found; at most 64
};

struct DocumentHit {
    std::int64_t position = 0; // in Corpus::documents
    std::string id;
    text::Split split = text::Split::Train;
    std::int32_t label = -1;
    double score = 0;    // BM25 (k1 1.2, b 0.75) over all corpora of the project; higher is better
    std::string snippet; // the part of the text with most of what was found, that between [ and ]; "..." where text is left out
};

struct DocumentHits {
    std::vector<DocumentHit> hits; // best first, then by position
    std::int64_t total = 0;        // documents that match
};

// The query as FTS5 reads it: words (all of them), "a phrase", AND, OR, NOT, begin*, NEAR(a b, 5); also "a NEAR b" and "a NEAR/5 b",
// as other programs write it. Throws Error(Usage) with the reason for a query that cannot be read.
DocumentHits searchDocuments(const Project& project, CorpusId corpus, const std::string& query,
                             const DocumentSearchOptions& options = {});

// The query in FTS5's own words: a NEAR/5 b becomes NEAR(a b, 5). Throws Error(Usage) for a NEAR that joins no two words.
std::string ftsQuery(const std::string& query);

} // namespace crosseed::store
