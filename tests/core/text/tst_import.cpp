// Tables and TweetEval folders against documents written down by hand, and against the counts of real data sets.
#include "base/files.h"
#include "corpus_as_text.h"
#include "expect_error.h"
#include "text/import_table.h"
#include "text/import_tweeteval.h"
#include <QTemporaryDir>
#include <QTest>
#include <set>

using namespace crosseed;
using namespace crosseed::text;

namespace {

const std::filesystem::path shared = std::filesystem::path(CROSSEED_SHARED_DIR) / "datasets";

TableOptions options(const std::string& text, const std::string& label = {}) {
    TableOptions result;
    result.textColumn = text;
    result.labelColumn = label;
    return result;
}

} // namespace

class TestImport : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::string file(const char* name, std::string_view content) {
        const std::string path = m_folder.filePath(name).toStdString();
        writeFile(path, content);
        return path;
    }

    // All rows as train texts of a.csv.
    Corpus table(std::string_view content, const TableOptions& choices, std::vector<std::string>* warnings = nullptr) {
        return importTable({{file("a.csv", content), Split::Train}}, withoutDraw(choices), warnings);
    }

    static TableOptions withoutDraw(TableOptions choices) {
        choices.validationShare = 0;
        return choices;
    }

    std::string tweetEval(std::string_view mapping, std::string_view texts, std::string_view labels) {
        file("mapping.txt", mapping);
        for (const char* split : {"train", "val", "test"}) {
            const bool isTrain = split == std::string_view("train");
            file((std::string(split) + "_text.txt").c_str(), isTrain ? texts : "x\n");
            file((std::string(split) + "_labels.txt").c_str(), isTrain ? labels : "0\n");
        }
        return m_folder.path().toStdString();
    }

private Q_SLOTS:
    void quotedFieldsHoldDelimitersQuotesAndLineBreaks() {
        TableOptions choices = options("text", "label");
        choices.idColumn = "id";
        choices.extraColumns = {"source"};
        const Corpus corpus = table("\xEF\xBB\xBFid,text,label,source\r\n"
                                    "7,\"a, \"\"b\"\"\",joy,x\r\n"
                                    "\r\n"
                                    "8,\"two\r\nlines\n\",anger,\r\n"
                                    "9,in \"the\" middle ,\"joy \",z",
                                    choices);
        QCOMPARE(asText(corpus), QString("7|train|1|a, \"b\"|x\n"
                                         "8|train|0|two\\r\\nlines\\n|\n"
                                         "9|train|1|in \"the\" middle |z\n"));
        QCOMPARE(corpus.classNames, (std::vector<std::string>{"anger", "joy"}));
        QCOMPARE(corpus.extraColumns, (std::vector<std::string>{"source"}));
    }

    void withoutQuotingEveryByteCounts() {
        TableOptions choices = options("text", "label");
        choices.quoting = false;
        QCOMPARE(asText(table("text\tlabel\n\"hi\t1\na \"b\" , c \t0\n", choices)),
                 QString("train/0|train|1|\"hi\ntrain/1|train|0|a \"b\" , c \n"));
    }

    void theDelimiterIsGuessedOrGiven() {
        for (const char* bytes : {"label,text\n1,a\n", "label\ttext\n1\ta\n", "label;text\n1;a\n"})
            QCOMPARE(asText(table(bytes, options("text", "label"))), QString("train/0|train|0|a\n"));
        QCOMPARE(asText(table("text\none, two\n", options("text"))), QString("train/0|train|-1|one, two\n"));
        TableOptions bars = options("text", "label");
        bars.delimiter = '|';
        QCOMPARE(asText(table("text|label\na,b|1\n", bars)), QString("train/0|train|0|a,b\n"));
    }

    void integersOrderTheClassesAsNumbersAndWordsAsBytes() {
        const auto classes = [&](const char* bytes) { return table(bytes, options("t", "l")).classNames; };
        QCOMPARE(classes("t,l\na,10\nb,9\nc,-1\nd,10\n"), (std::vector<std::string>{"-1", "9", "10"}));
        QCOMPARE(classes("t,l\na,10\nb,9\nc,x\n"), (std::vector<std::string>{"10", "9", "x"}));
    }

    void whatIsPutUpWithIsCountedInWarnings() {
        std::vector<std::string> warnings;
        const Corpus corpus = table("t,l\n\"\",x\n\xFF\xC3,\nc,x\nd,\n", options("t", "l"), &warnings);
        QCOMPARE(corpus.documents[0].text, std::string());
        QCOMPARE(corpus.documents[1].text, std::string("\xFF\xC3"));
        QCOMPARE(corpus.documents[1].label, -1);
        QCOMPARE(warnings, (std::vector<std::string>{
                               "1 text is empty and kept as such.",
                               "1 text holds bytes that are not UTF-8; they are kept and read as U+FFFD.",
                               "2 texts have no label.",
                               "There are no test texts; results will have nothing to be measured on."}));
    }

    void aSplitColumnDecidesAndASourcesOwnSplitGoesBeforeIt() {
        TableOptions choices = options("t");
        choices.splitColumn = "s";
        const std::string bytes = "t,s\na,train\nb,VAL\nc,test\na,test\n";
        std::vector<std::string> warnings;
        const Corpus corpus = importTable({{file("a.csv", bytes), {}}}, choices, &warnings);
        QCOMPARE(asText(corpus), QString("train/0|train|-1|a\nvalidation/1|validation|-1|b\n"
                                         "test/2|test|-1|c\ntest/3|test|-1|a\n"));
        QCOMPARE(warnings.size(), std::size_t{1});
        QVERIFY(QString::fromStdString(warnings[0]).startsWith("1 text stands in more than one split"));
        const Corpus own = importTable({{file("a.csv", bytes), Split::Test}}, choices);
        QCOMPARE(documentsOf(own, Split::Test).size(), std::size_t{4});
    }

    void idsAreToldApartByFileAndThenByNumber() {
        TableOptions choices = withoutDraw(options("t"));
        choices.idColumn = "id";
        const std::string a = file("one.csv", "id,t\n1,a\n2,b\n"), b = file("two.csv", "id,t\n1,c\n3,d\n3,e\n");
        std::vector<std::string> warnings;
        const Corpus corpus = importTable({{a, Split::Train}, {b, Split::Test}}, choices, &warnings);
        QCOMPARE(asText(corpus), QString("one/1|train|-1|a\none/2|train|-1|b\n"
                                         "two/1|test|-1|c\ntwo/3|test|-1|d\ntwo/3#2|test|-1|e\n"));
        QCOMPARE(warnings.size(), std::size_t{1});
        QVERIFY(QString::fromStdString(warnings[0]).startsWith("1 id is there a second time"));
    }

    void refusalsNameFileLineAndField_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("few") << QByteArray("text,label\na,1\n\"b\nc\",1\nd\n") // the third row is on line 5
                             << "a.csv, line 5 has 1 field, but the header names 2 columns; the field label is missing.";
        QTest::newRow("many") << QByteArray("text,label\na,b,1\n")
                              << "a.csv, line 2 has 3 fields, but the header names 2 columns; field 3 is too many: "
                                 "quote a field that holds the delimiter.";
        QTest::newRow("open") << QByteArray("label,text\n1,a\n1,\"b\n1,c\n")
                              << "a.csv, line 3, field 2 (text) begins with a double quote that is never closed";
        QTest::newRow("after") << QByteArray("label,text\n1,\"b\" c\n")
                               << "a.csv, line 2, field 2 (text) goes on after its closing double quote";
        QTest::newRow("column") << QByteArray("sentence,label\na,1\n")
                                << "a.csv, line 1 names no column \"text\"; the columns are: sentence, label.";
        QTest::newRow("twice") << QByteArray("text,label,text\na,1,b\n") << "a.csv, line 1 names the column \"text\" twice";
        QTest::newRow("no rows") << QByteArray("text,label\n\n") << "a.csv holds no rows below its header.";
        QTest::newRow("empty") << QByteArray("") << "a.csv is empty; its first line must name the columns.";
        QTest::newRow("UTF-16") << QByteArray("\xFF\xFEt\0e\0", 6) << "a.csv is UTF-16; save it as UTF-8.";
    }
    void refusalsNameFileLineAndField() {
        QFETCH(QByteArray, content);
        QFETCH(QString, sentence);
        EXPECT_ERROR(table(content.toStdString(), options("text", "label")), ErrorKind::BadInput, sentence.toUtf8());
    }

    void aWrongSplitAMissingFileAndAMissingNameAreRefused() {
        TableOptions choices = options("t");
        choices.splitColumn = "s";
        EXPECT_ERROR(importTable({{file("a.csv", "t,s\na,train\nb,rest\n"), {}}}, choices), ErrorKind::BadInput,
                     "a.csv, line 3, field s: \"rest\" is not a split");
        EXPECT_ERROR(importTable({{m_folder.filePath("none.csv").toStdString(), {}}}, choices), ErrorKind::NotFound,
                     "none.csv");
        EXPECT_ERROR(table("t\na\n", options("")), ErrorKind::Usage, "the name of the column");
        EXPECT_ERROR(importTable({}, choices), ErrorKind::Usage, "at least one file");
    }

    void tweetEvalKeepsEachLineAsItIs() {
        const Corpus corpus = importTweetEval(tweetEval("1\tjoy\n0\tanger", "a b \n\n\"c\\n\t\n", "1\n0\n1\n"));
        QCOMPARE(asText(corpus), QString("train/0|train|1|a b \ntrain/1|train|0|\ntrain/2|train|1|\"c\\n\t\n"
                                         "validation/0|validation|0|x\ntest/0|test|0|x\n"));
        QCOMPARE(corpus.classNames, (std::vector<std::string>{"anger", "joy"}));
    }

    void tweetEvalRefusalsNameFileAndLine() {
        const auto refused = [&](const char* mapping, const char* texts, const char* labels, const char* sentence) {
            EXPECT_ERROR(importTweetEval(tweetEval(mapping, texts, labels)), ErrorKind::BadInput, sentence);
        };
        const char* mapping = "0\ta\n1\tb\n";
        refused(mapping, "x\ny\n", "0\n", "train_text.txt has 2 lines, train_labels.txt has 1;");
        refused(mapping, "x\ny\n", "0\n2\n", "train_labels.txt, line 2: \"2\" is not a class number");
        refused(mapping, "x\n", "-1\n", "train_labels.txt, line 1: \"-1\" is not a class number");
        refused(mapping, "", "", "train_text.txt holds no text.");
        refused("0\ta\n2\tb\n", "x\n", "0\n", "must number its classes 0, 1, 2 and so on");
        refused("0\ta\n0\tb\n", "x\n", "0\n", "mapping.txt, line 2 names class 0 a second time.");
        refused("a\n", "x\n", "0\n", "mapping.txt, line 1 is \"a\";");
        std::filesystem::remove(m_folder.filePath("val_labels.txt").toStdString());
        EXPECT_ERROR(importTweetEval(m_folder.path().toStdString()), ErrorKind::BadInput, "mapping.txt");
    }

    void tweetEvalEmotionHasTheRowsOfItsDescription() {
        const auto folder = shared / "tweeteval-emotion";
        if (!std::filesystem::exists(folder))
            QSKIP("TweetEval Emotion is not there.");
        const Corpus corpus = importTweetEval(folder);
        QCOMPARE(corpus.classNames, (std::vector<std::string>{"anger", "joy", "optimism", "sadness"}));
        std::map<Split, std::vector<int>> counts;
        for (const Document& document : corpus.documents) {
            counts[document.split].resize(4);
            ++counts[document.split][static_cast<std::size_t>(document.label)];
        }
        QCOMPARE(counts[Split::Train], (std::vector<int>{1400, 708, 294, 855}));
        QCOMPARE(counts[Split::Validation], (std::vector<int>{160, 97, 28, 89}));
        QCOMPARE(counts[Split::Test], (std::vector<int>{558, 358, 123, 382}));
    }

    void sst2DrawsItsValidationTextsFromTrain() {
        if (!std::filesystem::exists(shared / "sst2"))
            QSKIP("SST-2 is not there.");
        TableOptions choices = options("sentence", "label");
        choices.quoting = false;
        std::vector<std::string> warnings;
        const Corpus corpus = importTable({{(shared / "sst2/train.tsv").string(), Split::Train},
                                           {(shared / "sst2/dev.tsv").string(), Split::Test}},
                                          choices, &warnings);
        const auto count = [&](Split split) { return documentsOf(corpus, split).size(); };
        QCOMPARE(count(Split::Test), std::size_t{872});
        QCOMPARE(count(Split::Train) + count(Split::Validation), std::size_t{67349});
        QVERIFY(count(Split::Validation) > 6400 && count(Split::Validation) < 7000); // a tenth of the distinct texts
        std::int64_t positive = 0;
        std::set<std::string> ids;
        for (const Document& document : corpus.documents) {
            positive += document.label;
            ids.insert(document.id);
        }
        QCOMPARE(positive, std::int64_t{37569 + 444});
        QCOMPARE(ids.size(), corpus.documents.size());
        QCOMPARE(warnings, std::vector<std::string>{}); // no text of train stands in dev
    }

    void thePolitenessTablesKeepTheirLineBreaksAndIds() {
        const auto folder = shared / "stanford-politeness";
        if (!std::filesystem::exists(folder))
            QSKIP("The Stanford Politeness Corpus is not there.");
        TableOptions choices = options("Request");
        choices.idColumn = "Id";
        choices.extraColumns = {"Community", "Normalized Score"};
        const Corpus wikipedia = importTable({{(folder / "wikipedia.annotated.csv").string(), {}}}, choices);
        const Corpus exchange = importTable({{(folder / "stack-exchange.annotated.csv").string(), {}}}, choices);
        QCOMPARE(wikipedia.documents.size(), std::size_t{4353});
        QCOMPARE(exchange.documents.size(), std::size_t{6603});
        const auto broken = [](const Document& d) { return d.text.find("\r\n") != std::string::npos; };
        QCOMPARE(std::count_if(exchange.documents.begin(), exchange.documents.end(), broken), std::ptrdiff_t{124});
        const auto first = std::find_if(wikipedia.documents.begin(), wikipedia.documents.end(),
                                        [](const Document& d) { return d.id == "629705"; });
        QVERIFY(first != wikipedia.documents.end());
        QCOMPARE(first->extra, (std::vector<std::string>{"Wikipedia", "-1.1200492637766977"}));
        std::set<std::string> texts;
        for (const Document& document : exchange.documents)
            texts.insert(document.text);
        QCOMPARE(texts.size(), std::size_t{6594});
    }
};

QTEST_APPLESS_MAIN(TestImport)
#include "tst_import.moc"
