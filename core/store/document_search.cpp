#include "store/document_search.h"
#include "base/error.h"
#include "store/corpora.h"
#include "store/rows.h"
#include <algorithm>
#include <nlohmann/json.hpp>

namespace crosseed::store {

namespace {

constexpr std::int64_t numbersACorpus = 4294967296; // as the schema counts documents

constexpr const char* howTo = "Search for words, \"a phrase\", begin*, a AND b, a OR b, a NOT b or NEAR(a b, 5); put what has other signs in "
                              "double quotes.";

// The query's parts as white space separates them outside double quotes and parentheses.
std::vector<std::string> partsOf(const std::string& query) {
    std::vector<std::string> parts;
    bool isQuoted = false, isNew = true;
    int depth = 0;
    for (const char c : query) {
        isQuoted = isQuoted != (c == '"');
        if (!isQuoted)
            depth += (c == '(') - (c == ')');
        if (!isQuoted && depth == 0 && (c == ' ' || c == '\t' || c == '\n')) {
            isNew = true;
            continue;
        }
        if (isNew)
            parts.emplace_back();
        isNew = false;
        parts.back() += c;
    }
    return parts;
}

// The number of words that NEAR or NEAR/5 allows, as text; empty for other parts.
std::string distanceOf(const std::string& part) {
    if (part == "NEAR")
        return "10";
    const std::string digits = part.starts_with("NEAR/") ? part.substr(5) : "";
    return digits.find_first_not_of("0123456789") == std::string::npos ? digits : "";
}

bool isOperand(const std::string& part) {
    return distanceOf(part).empty() && part != "AND" && part != "OR" && part != "NOT" && part.find('(') == std::string::npos;
}

std::string matchClause(const DocumentSearchOptions& options) {
    return std::string("FROM document_search JOIN document ON corpus_id = document_search.rowid / 4294967296 AND "
                       "position = document_search.rowid % 4294967296 WHERE document_search MATCH ?1 AND "
                       "document_search.rowid >= ?2 AND document_search.rowid < ?3 ") +
           (options.split ? "AND split = ?4 " : "");
}

void bindMatch(SQLite::Statement& q, CorpusId corpus, const std::string& query, const DocumentSearchOptions& options) {
    q.bind(1, query);
    q.bind(2, corpus.value * numbersACorpus);
    q.bind(3, (corpus.value + 1) * numbersACorpus);
    if (options.split)
        q.bind(4, std::string(text::splitName(*options.split)));
}

DocumentHits find(SQLite::Database& db, CorpusId corpus, const text::Corpus& head, const std::string& query,
                  const DocumentSearchOptions& options) {
    DocumentHits found;
    const text::DocumentFilter filter(options.where, head);
    SQLite::Statement best(db, "SELECT position, doc_key, split, label, bm25(document_search) AS score, extra_json " +
                                   matchClause(options) + "ORDER BY score, position");
    bindMatch(best, corpus, query, options);
    while (best.executeStep()) {
        text::Document document;
        document.id = best.getColumn(1).getString();
        document.split = text::parseSplit(best.getColumn(2).getString());
        document.label = best.getColumn(3).getInt();
        if (!filter.isEmpty())
            document.extra = nlohmann::json::parse(best.getColumn(5).getString()).get<std::vector<std::string>>();
        if (!filter(document))
            continue;
        if (++found.total <= options.limit || options.limit <= 0)
            found.hits.push_back({best.getColumn(0).getInt64(), document.id, document.split, document.label,
                                  -best.getColumn(4).getDouble(), ""});
    }
    filter.requireComparable();
    // Only of those that are shown: a snippet reads its text again.
    SQLite::Statement snippet(db, "SELECT snippet(document_search, 0, '[', ']', '...', ?3) FROM document_search "
                                  "WHERE document_search MATCH ?1 AND rowid = ?2");
    for (DocumentHit& hit : found.hits) {
        snippet.bind(1, query);
        snippet.bind(2, corpus.value * numbersACorpus + hit.position);
        snippet.bind(3, std::clamp(options.snippetWords, 1, 64));
        snippet.executeStep();
        hit.snippet = snippet.getColumn(0).getString();
        snippet.reset();
    }
    return found;
}

} // namespace

std::string ftsQuery(const std::string& query) {
    const std::vector<std::string> parts = partsOf(query);
    std::string result;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        std::string part = parts[i];
        require(distanceOf(part).empty(), ErrorKind::Usage, "NEAR stands between two words or phrases, as in a NEAR/5 b. " +
                                                                std::string(howTo));
        if (i + 2 < parts.size() && isOperand(part) && !distanceOf(parts[i + 1]).empty() && isOperand(parts[i + 2])) {
            part = "NEAR(" + part + " " + parts[i + 2] + ", " + distanceOf(parts[i + 1]) + ")";
            i += 2;
        }
        result += (result.empty() ? "" : " ") + part;
    }
    return result;
}

DocumentHits searchDocuments(const Project& project, CorpusId corpus, const std::string& query,
                             const DocumentSearchOptions& options) {
    const std::string own = ftsQuery(query);
    require(!own.empty(), ErrorKind::Usage, "There is nothing to search for. " + std::string(howTo));
    try {
        return find(project.database(), corpus, loadCorpusHead(project, corpus), own, options);
    } catch (const SQLite::Exception& refused) {
        if (refused.getErrorCode() != 1) // SQLITE_ERROR: what FTS5 cannot read; others are the disk's
            throw;
        throw Error(ErrorKind::Usage, "The search \"" + query + "\" cannot be read (" + refused.what() + "). " + howTo);
    }
}

} // namespace crosseed::store
