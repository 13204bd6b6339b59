// Full-text search: hits held against counts by hand and a scan of the texts, BM25 against its formula, the index against SQLite's
// own check after imports, replacements and the migration of a file of version 1.
#include "core/text/expect_error.h"
#include "small_project.h"
#include "store/document_search.h"
#include "store/schema.h"
#include <QTemporaryDir>
#include <QTest>
#include <SQLiteCpp/SQLiteCpp.h>
#include <cmath>

using namespace crosseed;
using namespace crosseed::store;

namespace {

text::Corpus corpusOf(const std::vector<std::string>& texts) {
    text::Corpus corpus;
    corpus.classNames = {"no", "yes"};
    for (const std::string& text : texts) {
        const auto number = corpus.documents.size();
        corpus.documents.push_back({"d" + std::to_string(number), text, static_cast<std::int32_t>(number % 2),
                                    number < 3 ? text::Split::Train : text::Split::Test, {}});
    }
    return corpus;
}

const std::vector<std::string> requests{"Would you mind if I asked you? Thanks!", "thanks, I do not mind the long wait that we had here in the "
                                                                              "old hall of this town at all, mind you",
                                        "MIND the gap", "Caf\xc3\xa9 would be nice", "nothing of it"};

std::string idsOf(const DocumentHits& found) {
    std::string ids;
    for (const DocumentHit& hit : found.hits)
        ids += (ids.empty() ? "" : " ") + hit.id;
    return ids;
}

// SQLite compares the whole index with the texts it is about; an exception where they differ.
void checkIndex(const Project& project) {
    project.database().exec("INSERT INTO document_search (document_search, rank) VALUES ('integrity-check', 1)");
}

} // namespace

class TestDocumentSearch : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    int m_count = 0;
    std::filesystem::path newFile() { return m_folder.filePath(QString::number(++m_count) + ".crosseed").toStdString(); }

private Q_SLOTS:
    void conditionsOnDocumentsHoldForAllHits() {
        Project project = Project::create(newFile());
        text::Corpus corpus = corpusOf(requests);
        corpus.extraColumns = {"author", "year"};
        for (std::size_t i = 0; i < corpus.documents.size(); ++i)
            corpus.documents[i].extra = {i % 2 ? "Ann" : "Bo", std::to_string(8 + i)};
        const CorpusRow row = insertCorpus(project, "c", "k", "{}", corpus);
        DocumentSearchOptions options;
        options.where = {text::parseCondition("author=Bo"), text::parseCondition("year<10")};
        const DocumentHits found = searchDocuments(project, row.id, "mind", options); // d0, d1 and d2 hold it
        QCOMPARE(idsOf(found), std::string("d0"));
        QCOMPARE(found.total, 1);
        options.where = {text::parseCondition("class=no")};
        options.limit = 1;
        QCOMPARE(searchDocuments(project, row.id, "mind", options).total, 2);
        options.where = {text::parseCondition("writer=Bo")};
        EXPECT_ERROR(searchDocuments(project, row.id, "mind", options), ErrorKind::Usage, "no column writer");
    }
    void documentsAreFound_data() {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QStringList>("ids"); // in any order
        QTest::newRow("a word in any letter case") << "Mind" << QStringList{"d0", "d1", "d2"};
        QTest::newRow("all words") << "mind thanks" << QStringList{"d0", "d1"};
        QTest::newRow("a phrase") << "\"the gap\"" << QStringList{"d2"};
        QTest::newRow("either") << "gap OR nice" << QStringList{"d2", "d3"};
        QTest::newRow("not") << "mind NOT thanks" << QStringList{"d2"};
        QTest::newRow("a beginning") << "tha*" << QStringList{"d0", "d1"};
        QTest::newRow("without accents") << "cafe" << QStringList{"d3"};
        QTest::newRow("near, in FTS5's words") << "NEAR(mind thanks, 3)" << QStringList{"d1"};
        QTest::newRow("near, with a number") << "mind NEAR/3 thanks" << QStringList{"d1"};
        QTest::newRow("near") << "mind NEAR thanks" << QStringList{"d0", "d1"};
        QTest::newRow("near and more") << "gap OR mind NEAR/3 \"if I\"" << QStringList{"d0", "d2"};
        QTest::newRow("none") << "absent" << QStringList();
    }
    void documentsAreFound() {
        QFETCH(QString, query);
        QFETCH(QStringList, ids);
        Project project = Project::create(newFile());
        const CorpusRow corpus = insertCorpus(project, "c", "k", "{}", corpusOf(requests));
        const DocumentHits found = searchDocuments(project, corpus.id, query.toStdString());
        QStringList given = QString::fromStdString(idsOf(found)).split(' ', Qt::SkipEmptyParts);
        given.sort();
        QCOMPARE(given, ids);
        QCOMPARE(found.total, std::int64_t{ids.size()});
    }
    void hitsAreRankedByBm25() {
        Project project = Project::create(newFile());
        const std::vector<std::string> texts{"a b", "x x a c d", "x b", "b c d e f g", "c"};
        const CorpusRow corpus = insertCorpus(project, "c", "k", "{}", corpusOf(texts));
        const DocumentHits found = searchDocuments(project, corpus.id, "x");
        QCOMPARE(idsOf(found), std::string("d1 d2"));
        const double mean = (2 + 5 + 2 + 6 + 1) / 5.0, idf = std::log((5 - 2 + 0.5) / (2 + 0.5));
        const auto bm25 = [&](double times, double words) {
            return idf * times * 2.2 / (times + 1.2 * (1 - 0.75 + 0.75 * words / mean));
        };
        QVERIFY(std::abs(found.hits[0].score - bm25(2, 5)) < 1e-12);
        QVERIFY(std::abs(found.hits[1].score - bm25(1, 2)) < 1e-12);
    }
    void aHitSaysWhatItIs() {
        Project project = Project::create(newFile());
        const CorpusRow corpus = insertCorpus(project, "c", "k", "{}", corpusOf(requests));
        const DocumentHits found = searchDocuments(project, corpus.id, "nice");
        QCOMPARE(found.hits.size(), std::size_t{1});
        const DocumentHit& hit = found.hits.front();
        QCOMPARE(hit.position, std::int64_t{3});
        QCOMPARE(hit.label, 1);
        QVERIFY(hit.split == text::Split::Test);
        QCOMPARE(hit.snippet, std::string("Caf\xc3\xa9 would be [nice]"));
        DocumentSearchOptions options;
        options.snippetWords = 3;
        const std::string part = searchDocuments(project, corpus.id, "hall", options).hits.front().snippet;
        QVERIFY2(part.starts_with("...") && part.ends_with("...") && part.find("[hall]") != std::string::npos, part.c_str());
    }
    void splitAndLimitAreKeptAndAllAreCounted() {
        Project project = Project::create(newFile());
        std::vector<std::string> texts(50, "the same");
        const CorpusRow corpus = insertCorpus(project, "c", "k", "{}", corpusOf(texts));
        DocumentSearchOptions options;
        options.limit = 2;
        DocumentHits found = searchDocuments(project, corpus.id, "same", options);
        QCOMPARE(found.total, std::int64_t{50});
        QCOMPARE(idsOf(found), std::string("d0 d1")); // of equal score: in the corpus's order
        options.split = text::Split::Test;
        found = searchDocuments(project, corpus.id, "same", options);
        QCOMPARE(found.total, std::int64_t{47});
        QCOMPARE(idsOf(found), std::string("d3 d4"));
    }
    void corporaAreSearchedEachForItself() {
        Project project = Project::create(newFile());
        const CorpusRow first = insertCorpus(project, "a", "ka", "{}", corpusOf({"one", "two"}));
        const CorpusRow second = insertCorpus(project, "b", "kb", "{}", corpusOf({"two two", "three", "two"}));
        QCOMPARE(idsOf(searchDocuments(project, first.id, "two")), std::string("d1"));
        QCOMPARE(searchDocuments(project, second.id, "two").total, std::int64_t{2});
        QCOMPARE(searchDocuments(project, first.id, "three").total, std::int64_t{0});
    }
    void aReplacedCorpusLeavesNothingBehind() {
        Project project = Project::create(newFile());
        insertCorpus(project, "c", "old", "{}", corpusOf({"old words", "older words", "more"}));
        const CorpusRow corpus = insertCorpus(project, "c", "new", "{}", corpusOf({"new words"}));
        checkIndex(project);
        QCOMPARE(searchDocuments(project, corpus.id, "old*").total, std::int64_t{0});
        QCOMPARE(idsOf(searchDocuments(project, corpus.id, "words")), std::string("d0"));
        QCOMPARE(project.database().execAndGet("SELECT count(*) FROM document_search WHERE document_search MATCH 'words'").getInt(), 1);
        project.database().exec("UPDATE document SET text = CAST('changed' AS BLOB)");
        checkIndex(project);
        QCOMPARE(searchDocuments(project, corpus.id, "changed").total, std::int64_t{1});
    }
    void textsThatAreNotUtf8BreakNothing() {
        const auto file = newFile();
        const SmallProject p(file); // every byte, and a zero inside a text
        checkIndex(p.project);
        const DocumentHits found = searchDocuments(p.project, p.corpus.id, "bad");
        QCOMPARE(found.total, std::int64_t{1});
        QCOMPARE(found.hits.front().id, std::string("t/\xff"));
        QVERIFY(loadCorpus(p.project, p.corpus.id).documents.front().text == smallCorpus().documents.front().text);
        searchDocuments(p.project, p.corpus.id, "\xff");
        searchDocuments(p.project, p.corpus.id, "a\xff*");
    }
    void whatCannotBeReadIsSaidInOneSentence() {
        Project project = Project::create(newFile());
        const CorpusRow corpus = insertCorpus(project, "c", "k", "{}", corpusOf(requests));
        for (const char* wrong : {"don't", "\"open", "AND", "a AND", "(a", "column:x", "a NEAR", "NEAR a", "a NEAR b NEAR c", "^", ""})
            EXPECT_ERROR(searchDocuments(project, corpus.id, wrong), ErrorKind::Usage, "Search for words,");
        QCOMPARE(searchDocuments(project, corpus.id, "\"don't\"").total, std::int64_t{0});
        QCOMPARE(ftsQuery("a NEAR/2 \"b c\"  d"), std::string("NEAR(a \"b c\", 2) d"));
        QCOMPARE(ftsQuery("\"a NEAR b\" NEAR(c d, 1)"), std::string("\"a NEAR b\" NEAR(c d, 1)"));
    }
    void aFileOfVersionOneIsFilled() {
        const auto file = newFile();
        {
            SQLite::Database old(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
            migrate(old, 1);
            QCOMPARE(old.execAndGet("PRAGMA user_version").getInt(), 1);
            QVERIFY(!old.tableExists("document_search"));
            old.exec("INSERT INTO corpus (id, name, key, source_json, content_hash, class_names_json, extra_columns_json, "
                     "program_version) VALUES (4, 'c', 'k', '{}', 'h', '[\"no\"]', '[]', '0.1.0')");
            SQLite::Statement insert(old, "INSERT INTO document VALUES (4, ?, ?, 'test', 0, ?, '[]')");
            const std::vector<std::string> texts{"first words", std::string("z\0ero \xff words", 13), "third"};
            for (std::size_t i = 0; i < texts.size(); ++i) {
                insert.bind(1, static_cast<std::int64_t>(i));
                insert.bind(2, "d" + std::to_string(i));
                insert.bind(3, texts[i].data(), static_cast<int>(texts[i].size()));
                insert.exec();
                insert.reset();
            }
        }
        const Project project = Project::open(file);
        QCOMPARE(project.database().execAndGet("PRAGMA user_version").getInt(), schemaVersion);
        checkIndex(project);
        const DocumentHits found = searchDocuments(project, CorpusId{4}, "words");
        QCOMPARE(found.total, std::int64_t{2});
        QCOMPARE(loadCorpus(project, CorpusId{4}).documents.size(), std::size_t{3});
    }
};

QTEST_APPLESS_MAIN(TestDocumentSearch)
#include "tst_document_search.moc"
