#include "store/corpora.h"
#include "base/error.h"
#include "base/hash.h"
#include "store/audit.h"
#include "store/rows.h"
#include "store/seen_files.h"
#include <SQLiteCpp/SQLiteCpp.h>
#include <nlohmann/json.hpp>

namespace crosseed::store {

namespace {

constexpr const char* columns = "SELECT id, name, key, content_hash, source_json FROM corpus ";

CorpusRow rowOf(SQLite::Statement& q) {
    return {CorpusId{q.getColumn(0).getInt64()}, q.getColumn(1).getString(), q.getColumn(2).getString(),
            q.getColumn(3).getString(), q.getColumn(4).getString()};
}

const std::string documentColumns = "SELECT doc_key, split, label, text, extra_json FROM document WHERE corpus_id = ? ";

text::Document documentOf(SQLite::Statement& q) {
    text::Document document;
    document.id = q.getColumn(0).getString();
    document.split = text::parseSplit(q.getColumn(1).getString());
    document.label = q.getColumn(2).getInt();
    document.text = q.getColumn(3).getString();
    document.extra = nlohmann::json::parse(q.getColumn(4).getString()).get<std::vector<std::string>>();
    return document;
}

// Bytes that are not UTF-8 become U+FFFD, since JSON has no place for them.
std::string jsonText(const std::vector<std::string>& strings) {
    return nlohmann::json(strings).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// Removes the corpus of that name when no model was trained on it.
void removeUnused(SQLite::Database& db, const std::string& name) {
    SQLite::Statement remove(
        db, "DELETE FROM corpus WHERE name = ? AND NOT EXISTS (SELECT 1 FROM model WHERE model.corpus_id = corpus.id)");
    remove.bind(1, name);
    remove.exec();
}

void insertDocuments(SQLite::Database& db, std::int64_t id, const text::Corpus& corpus) {
    SQLite::Statement insert(db, "INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, ?)");
    std::int64_t position = 0;
    for (const text::Document& document : corpus.documents) {
        insert.bind(1, id);
        insert.bind(2, position++);
        insert.bind(3, document.id);
        insert.bind(4, std::string(text::splitName(document.split)));
        insert.bind(5, document.label);
        insert.bind(6, document.text.data(), static_cast<int>(document.text.size()));
        insert.bind(7, jsonText(document.extra));
        insert.exec();
        insert.reset();
    }
}

// The files that it came from, as they are now.
void insertSources(SQLite::Database& db, std::int64_t id, const nlohmann::json& source) {
    SQLite::Statement insert(db, "INSERT INTO source_file VALUES (?, ?, ?)");
    for (const std::string& file : sourceFiles(source)) {
        insert.bind(1, id);
        insert.bind(2, file);
        insert.bind(3, hashOfFile(file));
        insert.exec();
        insert.reset();
    }
}

} // namespace

CorpusRow insertCorpus(Project& project, const std::string& name, const std::string& key,
                       const std::string& sourceJson, const text::Corpus& corpus) {
    SQLite::Database& db = project.database();
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    removeUnused(db, name);
    SQLite::Statement insert(db, "INSERT INTO corpus (name, key, source_json, content_hash, class_names_json, "
                                 "extra_columns_json, program_version) VALUES (?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, freeName(db, "corpus", name));
    insert.bind(2, key);
    insert.bind(3, sourceJson);
    insert.bind(4, text::contentHash(corpus));
    insert.bind(5, jsonText(corpus.classNames));
    insert.bind(6, jsonText(corpus.extraColumns));
    insert.bind(7, programVersion());
    insert.exec();
    const CorpusId id{db.getLastInsertRowid()};
    insertDocuments(db, id.value, corpus);
    recordMaking(project, {Kind::Corpus, id.value});
    insertSources(db, id.value, nlohmann::json::parse(sourceJson, nullptr, false));
    transaction.commit();
    return corpusRow(project, id);
}

std::optional<CorpusRow> findCorpusByKey(const Project& project, const std::string& key) {
    SQLite::Statement q(project.database(), std::string(columns) + "WHERE key = ?");
    q.bind(1, key);
    if (!q.executeStep())
        return std::nullopt;
    return rowOf(q);
}

CorpusRow corpusNamed(const Project& project, const std::string& name) {
    SQLite::Statement q(project.database(), std::string(columns) + "WHERE ?1 = '' OR name = ?1 ORDER BY id DESC");
    q.bind(1, name);
    require(q.executeStep(), ErrorKind::NotFound,
            name.empty() ? "The project has no corpus yet; `crosseed import` adds one."
                         : "The project has no corpus named " + name + "; it has " +
                               namesIn(project.database(), "corpus") + ".");
    return rowOf(q);
}

CorpusRow corpusRow(const Project& project, CorpusId id) {
    SQLite::Statement q(project.database(), std::string(columns) + "WHERE id = ?");
    q.bind(1, id.value);
    require(q.executeStep(), ErrorKind::NotFound, "The project has no corpus " + std::to_string(id.value) + ".");
    return rowOf(q);
}

text::Corpus loadCorpusHead(const Project& project, CorpusId id) {
    text::Corpus corpus;
    SQLite::Statement head(project.database(), "SELECT class_names_json, extra_columns_json FROM corpus WHERE id = ?");
    head.bind(1, id.value);
    require(head.executeStep(), ErrorKind::NotFound, "The project has no corpus " + std::to_string(id.value) + ".");
    corpus.classNames = nlohmann::json::parse(head.getColumn(0).getString()).get<std::vector<std::string>>();
    corpus.extraColumns = nlohmann::json::parse(head.getColumn(1).getString()).get<std::vector<std::string>>();
    return corpus;
}

text::Corpus loadCorpus(const Project& project, CorpusId id) {
    text::Corpus corpus = loadCorpusHead(project, id);
    SQLite::Statement q(project.database(), documentColumns + "ORDER BY position");
    q.bind(1, id.value);
    while (q.executeStep())
        corpus.documents.push_back(documentOf(q));
    return corpus;
}

void forEachDocument(const Project& project, CorpusId id, const std::function<void(std::int64_t, const text::Document&)>& use) {
    SQLite::Statement q(project.database(), "SELECT position, doc_key, split, label, extra_json FROM document "
                                            "WHERE corpus_id = ? ORDER BY position");
    q.bind(1, id.value);
    while (q.executeStep()) {
        text::Document document;
        document.id = q.getColumn(1).getString();
        document.split = text::parseSplit(q.getColumn(2).getString());
        document.label = q.getColumn(3).getInt();
        if (const std::string extra = q.getColumn(4).getString(); extra != "[]")
            document.extra = nlohmann::json::parse(extra).get<std::vector<std::string>>();
        use(q.getColumn(0).getInt64(), document);
    }
}

DocumentReader::DocumentReader(const Project& project, CorpusId corpus)
    : m_query(std::make_unique<SQLite::Statement>(project.database(), documentColumns + "AND position = ?")), m_corpus(corpus) {}
DocumentReader::~DocumentReader() = default;
DocumentReader::DocumentReader(DocumentReader&&) noexcept = default;

text::Document DocumentReader::operator()(std::int64_t position) const {
    m_query->reset();
    m_query->bind(1, m_corpus.value);
    m_query->bind(2, position);
    require(m_query->executeStep(), ErrorKind::NotFound,
            "The corpus has no document " + std::to_string(position) + "; evaluate the run again.");
    return documentOf(*m_query);
}

} // namespace crosseed::store
