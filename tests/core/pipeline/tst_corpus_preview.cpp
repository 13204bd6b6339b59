// What is shown of an import before it is stored: a hand-made file in Windows-1252, counted by eye, and the data sets
// by their presets.
#include "base/files.h"
#include "core/text/expect_error.h"
#include "pipeline/corpus_preview.h"
#include <QTemporaryDir>
#include <QTest>

using namespace crosseed;
using namespace crosseed::pipeline;
using text::Finding;

class TestCorpusPreview : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::string write(const char* name, const std::string& content) {
        const std::string path = m_folder.filePath(name).toStdString();
        writeFile(path, content);
        return path;
    }
    // Ten rows: 3 has a byte that Windows-1252 lacks, 5 is row 1 again, 6 is it but for the letter case, 7 is empty, 8
    // is broken.
    std::string requests() {
        return write("requests.csv",
                     "id;forum;request_text;class\n"
                     "r1;garden;\"Would you mind; if it is not too late, to check the caf\xE9?\";polite\n"
                     "r2;stairs;You left the bins outside again.;rude\n"
                     "r3;stairs;Is the f\x90te on Sunday?;polite\n"
                     "r4;garden;The caf\xE9 is \x93"
                     "closed\x94.;rude\n"
                     "r5;garden;\"Would you mind; if it is not too late, to check the caf\xE9?\";polite\n"
                     "r6;garden;\"would you mind; IF it is not too late, to check the caf\xE9?\";polite\n"
                     "r7;garden;;rude\n"
                     "r8;garden\n"
                     "r9;garden;Send me the list.;rude\n");
    }

private Q_SLOTS:
    void everythingIsGuessedAndSaidToBe() {
        const CorpusPreview preview = previewCorpus(specOfPaths({requests()}));
        QCOMPARE(preview.problem, std::string());
        QCOMPARE(preview.spec.name, std::string("requests"));
        QCOMPARE(preview.spec.textColumn, std::string("request_text"));
        QCOMPARE(preview.spec.labelColumn, std::string("class"));
        QCOMPARE(preview.spec.idColumn, std::string("id"));
        QCOMPARE(preview.spec.keepColumns, std::vector<std::string>{"forum"});
        QVERIFY(preview.origins.at("text_column") == FieldOrigin::Guessed);
        const PreviewSource& source = preview.sources.at(0);
        QVERIFY(source.table.file.form.encoding == text::TextEncoding::Windows1252);
        QCOMPARE(source.table.file.form.delimiter, std::optional(';'));
        QCOMPARE(source.badBytes, std::vector<int>{0x90});
        QCOMPARE(source.table.file.undecodable[0].row, 2);
        QCOMPARE(source.table.file.table.brokenCount, 1);
        QCOMPARE(source.documents, (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6, 7}));
        QVERIFY(preview.isWhole);
    }
    void healthHasItsRows() {
        const CorpusPreview preview = previewCorpus(specOfPaths({requests()}));
        QCOMPARE(preview.health.texts, 8);
        QCOMPARE(preview.health.copies, 1);
        QCOMPARE(preview.health.nearCopies, 1);
        QCOMPARE(preview.health.empty, 1);
        QVERIFY(preview.findings.has(4, Finding::Copy) && preview.findings.like[4] == 0);
        QVERIFY(preview.findings.has(5, Finding::NearCopy) && preview.findings.like[5] != -1);
        QVERIFY(preview.findings.has(6, Finding::Empty));
        QCOMPARE(preview.words[1], 6);
        double sum = static_cast<double>(preview.lengths.beyond);
        for (const double count : preview.lengths.counts)
            sum += count;
        QCOMPARE(sum, 8.0);
    }
    void whatIsGivenStaysAndOthersGiveWay() {
        CorpusSpec asked = specOfPaths({requests()});
        asked.textColumn = "class";
        asked.delimiter = ";";
        const CorpusPreview preview = previewCorpus(asked, {{"text_column", "delimiter"}, 0, 128});
        QCOMPARE(preview.spec.textColumn, std::string("class"));
        QVERIFY(preview.spec.labelColumn != "class");
        QVERIFY(preview.origins.at("text_column") == FieldOrigin::Given);
        asked.delimiter = ",";
        asked.textColumn = "text";
        const CorpusPreview wrong = previewCorpus(asked, {{"delimiter"}, 0, 128});
        QVERIFY(wrong.sources.at(0).table.file.table.header.size() < 4); // another delimiter, other columns
    }
    void aProblemIsASentenceAndTheTableStays() {
        CorpusSpec asked = specOfPaths({requests()});
        asked.labelColumn = "class";
        asked.quartileClasses = {"low", "middle", "high"};
        const CorpusPreview preview = previewCorpus(asked, {{"label_column", "quartile_classes"}, 0, 128});
        QVERIFY2(preview.problem.find("is not a number") != std::string::npos, preview.problem.c_str());
        QCOMPARE(preview.sources.at(0).table.file.table.rows.size(), std::size_t{8});
        QVERIFY(preview.corpus.documents.empty());
        EXPECT_ERROR(previewCorpus(specOfPaths({m_folder.filePath("none.csv").toStdString()})), ErrorKind::NotFound,
                     "none.csv");
    }
    void theFirstRowsAreReadAlone() {
        std::string table = "text,label\n";
        for (int row = 0; row < 1000; ++row)
            table += "text number " + std::to_string(row) + "," + std::to_string(row % 2) + "\n";
        const CorpusSpec spec = specOfPaths({write("long.csv", table)});
        const CorpusPreview first = previewCorpus(spec, {{}, 200, 128});
        QCOMPARE(first.corpus.documents.size(), std::size_t{200});
        QCOMPARE(first.sources.at(0).documents.size(), std::size_t{200});
        QVERIFY(!first.isWhole);
        const CorpusPreview whole = previewCorpus(spec);
        QCOMPARE(whole.corpus.documents.size(), std::size_t{1000});
        QVERIFY(whole.isWhole);
    }
    void scoresAreCutAndFilesNamedLikeSplitsAreSplits() {
        std::string table = "request,score\n";
        for (int row = 0; row < 40; ++row)
            table += "text " + std::to_string(row) + "," + std::to_string(row) + ".5\n";
        const CorpusPreview scores = previewCorpus(specOfPaths({write("scores.csv", table)}));
        QCOMPARE(scores.spec.quartileClasses.size(), std::size_t{3});
        QCOMPARE(scores.corpus.classNames, (std::vector<std::string>{"low", "middle", "high"}));
        const std::string train = write("my_train.csv", table), test = write("my_test.csv", table);
        const CorpusSpec splits = specOfPaths({test, train});
        QCOMPARE(splits.trainFile, train);
        QCOMPARE(splits.testFile, test);
        QVERIFY(previewCorpus(splits).findings.count(Finding::Leak) == 40); // the same texts in both
        QCOMPARE(specOfPaths({train, write("other.csv", table)}).files.size(), std::size_t{2});
        EXPECT_ERROR(specOfPaths({}), ErrorKind::NotFound, "no table");
    }
    void knownFoldersAreReadByTheirPresets_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("sources");
        QTest::newRow("sst2") << "sst2" << 2;
        QTest::newRow("tweeteval-emotion") << "tweeteval-emotion" << 3;
        QTest::newRow("stanford-politeness") << "stanford-politeness" << 2;
    }
    void knownFoldersAreReadByTheirPresets() {
        QFETCH(QString, name);
        QFETCH(int, sources);
        const std::string folder = CROSSEED_SHARED_DIR "/datasets/" + name.toStdString();
        if (!std::filesystem::exists(folder))
            QSKIP("../shared has no data sets.");
        const CorpusSpec spec = specOfPaths({folder});
        QCOMPARE(spec.preset, name.toStdString());
        const CorpusPreview preview = previewCorpus(spec);
        QCOMPARE(preview.problem, std::string());
        QCOMPARE(preview.sources.size(), static_cast<std::size_t>(sources));
        std::int64_t rows = 0;
        for (const PreviewSource& source : preview.sources)
            rows += std::ssize(source.documents);
        QCOMPARE(preview.repeated, std::ssize(preview.corpus.documents) - rows);
        QVERIFY((preview.repeated > 0) == (name == "stanford-politeness"));
        const text::Corpus corpus = readWithReport(spec).corpus;
        QCOMPARE(text::contentHash(preview.corpus), text::contentHash(corpus));
        for (const PreviewSource& source : preview.sources)
            for (std::size_t row = 0; row < source.documents.size(); ++row)
                if (const std::int64_t d = source.documents[row]; d >= 0) {
                    const auto& fields = source.table.file.table.rows[row].fields;
                    QVERIFY(std::ranges::count(fields, corpus.documents[static_cast<std::size_t>(d)].text) > 0);
                }
    }
};

QTEST_GUILESS_MAIN(TestCorpusPreview)
#include "tst_corpus_preview.moc"
