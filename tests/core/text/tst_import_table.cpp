// CSV and TSV: RFC 4180 by hand-written tables, the sentence for each defect, and the shared data sets by their counts.
#include "base/files.h"
#include "corpus_as_text.h"
#include "expect_error.h"
#include "text/csv.h"
#include "text/import_table.h"
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <map>
#include <set>

using namespace crosseed;
using namespace crosseed::text;

namespace {
using Strings = std::vector<std::string>;

Strings textsOf(const Corpus& corpus) {
    Strings texts;
    for (const Document& document : corpus.documents)
        texts.push_back(document.text);
    return texts;
}

bool holds(const Strings& sentences, const char* part) {
    return std::any_of(sentences.begin(), sentences.end(),
                       [&](const std::string& s) { return s.find(part) != std::string::npos; });
}
} // namespace

class TestImportTable : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::string write(const std::string& content, const char* name = "t.csv") {
        const std::string file = m_folder.filePath(name).toStdString();
        writeFile(file, content);
        return file;
    }
    Corpus import(const std::string& content, TableOptions options = {}, Strings* warnings = nullptr) {
        return importTable({{write(content), Split::Train}}, options, warnings);
    }
    static TableOptions labelled() {
        TableOptions options;
        options.labelColumn = "label";
        options.validationShare = 0;
        return options;
    }

private Q_SLOTS:
    void quotedFieldsHoldDelimitersQuotesAndLineBreaks() {
        const Corpus corpus = import("id,text\r\n1,\"a, \"\"b\"\"\r\nc\n\"\r\n2, d \r\n3,\"\"\r\n4,in \"the\" middle");
        QVERIFY((textsOf(corpus) == Strings{"a, \"b\"\r\nc\n", " d ", "", "in \"the\" middle"}));
    }
    void withoutQuotingEveryByteCounts() {
        TableOptions options;
        options.reading.quoting = false;
        QVERIFY((textsOf(import("text\tn\n\"half\t1\na \"b\" \t2\n", options)) == Strings{"\"half", "a \"b\" "}));
    }
    void theDelimiterIsGuessedFromTheHeader() {
        QCOMPARE(guessDelimiter("a;b;c\n1,2,3,4", true), std::optional(';'));
        QCOMPARE(guessDelimiter("\"a;;;\",b\n", true), std::optional(','));
        QCOMPARE(guessDelimiter("a\tb", true), std::optional('\t'));
        QCOMPARE(guessDelimiter("text\n1,2", true), std::optional<char>());
        QVERIFY((textsOf(import("text\na, b\n")) == Strings{"a, b"}));
        TableOptions bar;
        bar.reading.delimiter = '|';
        QVERIFY((textsOf(import("n|text\n1|a, b\n", bar)) == Strings{"a, b"}));
    }
    void aByteOrderMarkAndBlankLinesAreNoData() {
        QVERIFY((textsOf(import("\xEF\xBB\xBFtext,n\n\na,1\n\r\nb,2\n\n")) == Strings{"a", "b"}));
        EXPECT_ERROR(parseCsv(std::string("\xFF\xFEt\0", 4), {}, "t.csv"), ErrorKind::BadInput, "UTF-16");
    }
    void bytesThatAreNotUtf8AreKeptAndCounted() {
        Strings warnings;
        TableOptions utf8;
        utf8.reading.encoding = TextEncoding::Utf8;
        QVERIFY((textsOf(import("text,n\ncaf\xe9,1\n", utf8, &warnings)) == Strings{"caf\xe9"}));
        QVERIFY(holds(warnings, "1 text holds bytes that are not UTF-8"));
    }
    void integersAreClassesInNumericOrderAndWordsInByteOrder() {
        const Corpus numbers = import("text,label\na,10\nb,9\nc,-1\nd,\n", labelled());
        QVERIFY((numbers.classNames == Strings{"-1", "9", "10"}));
        QCOMPARE(numbers.documents[0].label, 2);
        QCOMPARE(numbers.documents[3].label, -1);
        const Corpus words = import("text,label\na,yes\nb, no\nc,10\n", labelled());
        QVERIFY((words.classNames == Strings{"10", "no", "yes"})); // the blank before "no" is no part of it
        QVERIFY((import("text,label\na,10\nb,9\nc,x\n", labelled()).classNames == Strings{"10", "9", "x"}));
    }
    void idsAndFurtherColumnsAreKept() {
        TableOptions options;
        options.idColumn = "key";
        options.extraColumns = {"note", "text"};
        const Corpus corpus = import("note,key,text\nx,k1,a\ny,k2,b\n", options);
        QCOMPARE(corpus.documents[1].id, std::string("k2"));
        QVERIFY((corpus.documents[1].extra == Strings{"y", "b"}));
        QVERIFY((corpus.extraColumns == Strings{"note", "text"}));
    }
    void anIdGivenTwiceIsToldApart() {
        TableOptions options;
        options.idColumn = "key";
        Strings warnings;
        const Corpus corpus = import("key,text\nk,a\nk,b\nk#2,c\n", options, &warnings);
        QCOMPARE(corpus.documents[0].id, std::string("k"));
        QVERIFY(corpus.documents[1].id != corpus.documents[2].id && corpus.documents[1].id != "k");
        QVERIFY(holds(warnings, "1 id is there a second time"));
    }
    void splitsComeFromTheColumnInAnyLetterCase() {
        TableOptions options;
        options.splitColumn = "part";
        const Corpus corpus = importTable({{write("text,part\na,Train\nb,VAL\nc,test\n"), std::nullopt}}, options);
        QVERIFY(corpus.documents[0].split == Split::Train && corpus.documents[1].split == Split::Validation &&
                corpus.documents[2].split == Split::Test);
        EXPECT_ERROR(importTable({{write("text,part\na,train\nb,middle\n"), std::nullopt}}, options),
                     ErrorKind::BadInput, "line 3, field part: \"middle\" is not a split");
    }
    void anEmptySplitCellGivesNone() {
        TableOptions options;
        options.splitColumn = "part";
        const std::string file = write("text,part\na,train\nb,test\nb,\nc, \nd,train\n");
        const Corpus corpus = importTable({{file, {}}}, options);
        QVERIFY(corpus.documents[2].split == Split::Test); // as its text has elsewhere
        QVERIFY(corpus.documents[0].split == Split::Train && corpus.documents[3].split != Split::Test);
        EXPECT_ERROR(importTable({{write("text,part\na,later\n"), {}}}, options), ErrorKind::BadInput, "or import without split_column");
    }
    void aSourcesOwnSplitGoesBeforeTheColumns() {
        TableOptions options;
        options.splitColumn = "part";
        const Corpus corpus = importTable({{write("text,part\na,train\nb,val\n"), Split::Test}}, options);
        QCOMPARE(documentsOf(corpus, Split::Test).size(), std::size_t{2});
    }
    void idsAreToldApartByFileAndThenByNumber() {
        TableOptions options;
        options.idColumn = "id";
        options.validationShare = 0;
        Strings warnings;
        const Corpus corpus = importTable({{write("id,text\n1,a\n2,b\n", "one.csv"), Split::Train},
                                           {write("id,text\n1,c\n3,d\n3,e\n", "two.csv"), Split::Test}},
                                          options, &warnings);
        QCOMPARE(asText(corpus), QString("one/1|train|-1|a\none/2|train|-1|b\n"
                                         "two/1|test|-1|c\ntwo/3|test|-1|d\ntwo/3#2|test|-1|e\n"));
        QVERIFY(warnings.size() == 1 && holds(warnings, "1 id is there a second time"));
    }
    void theFirstRowsOfTrainCanBeKept() {
        std::string table = "text\n";
        for (int row = 0; row < 100; ++row)
            table += "text " + std::to_string(row % 90) + "\n"; // ten of the first texts come again
        TableOptions options;
        options.validationShare = .5;
        options.keepFirst = 30;
        const auto validation = [&](const TableOptions& o) {
            return documentsOf(importTable({{write(table), Split::Train}}, o), Split::Validation);
        };
        const std::vector<std::int64_t> kept = validation(options);
        QCOMPARE(kept.size(), std::size_t{30}); // half of the 60 texts that may be drawn
        QVERIFY(kept.front() >= 30 && kept.back() < 90);
        options.keepFirst = 0;
        const std::vector<std::int64_t> free = validation(options);
        QVERIFY(free.front() < 30);
        options.keepFirst = 1000;
        QVERIFY(validation(options).empty());
    }
    void whatIsPutUpWithIsCountedInWarnings() {
        Strings warnings;
        TableOptions utf8 = labelled();
        utf8.reading.encoding = TextEncoding::Utf8;
        import("text,label\n\"\",x\n\xFF\xC3,\nc,x\nd,\n", utf8, &warnings);
        QVERIFY((warnings == Strings{"1 text is empty and kept as such.",
                                     "1 text holds bytes that are not UTF-8; they are kept and read as U+FFFD.",
                                     "2 texts have no label.",
                                     "There are no test texts; results will have nothing to be measured on."}));
    }
    void aFileASplitKeepsTheFilesApart() {
        const Corpus corpus = importTable({{write("text\na\n", "train.tsv"), Split::Train},
                                           {write("text\nb\n", "dev.tsv"), Split::Test},
                                           {write("text\nc\n", "val.tsv"), Split::Validation}}, {});
        QCOMPARE(corpus.documents[1].id, std::string("test/0"));
        QVERIFY(corpus.documents[2].split == Split::Validation);
    }
    void aTextInTwoSplitsAndEmptyTextsAreWarnedOf() {
        Strings warnings;
        importTable({{write("text,n\na,1\n,2\n", "1.csv"), Split::Train}, {write("text,n\na,1\n", "2.csv"), Split::Test}},
                    {}, &warnings);
        QVERIFY(holds(warnings, "1 text stands in more than one split"));
        QVERIFY(holds(warnings, "1 text is empty"));
    }
    void aTableWithADefectIsRefusedInOneSentenceThatSaysWhere() {
        EXPECT_ERROR(import("id,body\n1,a\n"), ErrorKind::BadInput,
                     "t.csv, line 1 names no column \"text\"; the columns are: id, body.");
        EXPECT_ERROR(import("text,text\na,b\n"), ErrorKind::BadInput, "names the column \"text\" twice");
        EXPECT_ERROR(import("id,text\n1,a\n2\n"), ErrorKind::BadInput, "line 3 has 1 field, but the header names 2");
        EXPECT_ERROR(import("id,text\n1,\"a\nb\"\n2,a,b\n"), ErrorKind::BadInput, "line 4 has 3 fields, but the header names 2 columns; field 3 is "
                                                                      "too many: quote a field that holds the delimiter.");
        TableOptions quoted;
        quoted.reading.quoting = true;
        EXPECT_ERROR(import("id,text\n1,\"a\n2,b\n", quoted), ErrorKind::BadInput, "line 2, field 2 (text) begins with a double quote");
        EXPECT_ERROR(import("id,text\n1,\"a\" b\n", quoted), ErrorKind::BadInput, "goes on after its closing double quote");
        EXPECT_ERROR(import(""), ErrorKind::BadInput, "is empty");
        EXPECT_ERROR(import("text,n\n"), ErrorKind::BadInput, "holds no rows");
        EXPECT_ERROR(import("text,n\n\n"), ErrorKind::BadInput, "holds no rows");
        EXPECT_ERROR(importTable({}, {}), ErrorKind::Usage, "at least one file");
        TableOptions nameless;
        nameless.textColumn.clear();
        EXPECT_ERROR(import("text\na\n", nameless), ErrorKind::Usage, "the name of the column");
        EXPECT_ERROR(importTable({{m_folder.filePath("none.csv").toStdString(), {}}}, {}), ErrorKind::NotFound, "none.csv");
    }
    void sst2HasItsCountsAndDrawsItsValidationTextsFromTrain() { // counted by other means in its README
        const std::string folder = CROSSEED_SHARED_DIR "/datasets/sst2/";
        if (!std::filesystem::exists(folder))
            QSKIP("../shared/datasets/sst2 is not there.");
        TableOptions options;
        options.textColumn = "sentence";
        options.labelColumn = "label";
        options.reading.quoting = false;
        Strings warnings;
        const Corpus corpus =
            importTable({{folder + "train.tsv", Split::Train}, {folder + "dev.tsv", Split::Test}}, options, &warnings);
        std::map<std::pair<bool, std::int32_t>, int> counts;
        std::set<std::string> ids;
        for (const Document& document : corpus.documents) {
            ++counts[{document.split == Split::Test, document.label}];
            ids.insert(document.id);
        }
        QCOMPARE((counts[{false, 0}]), 29780);
        QCOMPARE((counts[{false, 1}]), 37569);
        QCOMPARE((counts[{true, 0}]), 428);
        QCOMPARE((counts[{true, 1}]), 444);
        const auto validation = documentsOf(corpus, Split::Validation).size();
        QVERIFY(validation > 6400 && validation < 7000); // a tenth of the distinct texts
        QCOMPARE(ids.size(), corpus.documents.size());
        QVERIFY2(warnings.empty(), warnings.empty() ? "" : warnings[0].c_str()); // no text of train stands in dev
    }
    void thePolitenessTablesKeepTheirLineBreaksAndIds() { // counted by other means in their README
        const std::string folder = CROSSEED_SHARED_DIR "/datasets/stanford-politeness/";
        if (!std::filesystem::exists(folder))
            QSKIP("../shared/datasets/stanford-politeness is not there.");
        TableOptions options;
        options.textColumn = "Request";
        options.idColumn = "Id";
        options.extraColumns = {"Community", "Normalized Score"};
        const Corpus wikipedia = importTable({{folder + "wikipedia.annotated.csv", {}}}, options);
        const Corpus stack = importTable({{folder + "stack-exchange.annotated.csv", {}}}, options);
        QCOMPARE(wikipedia.documents.size(), std::size_t{4353});
        QCOMPARE(stack.documents.size(), std::size_t{6603});
        QCOMPARE(std::ranges::count_if(stack.documents,
                                       [](const Document& d) { return d.text.find("\r\n") != std::string::npos; }),
                 124);
        const auto known = std::ranges::find(wikipedia.documents, "629705", &Document::id);
        QVERIFY(known != wikipedia.documents.end());
        QVERIFY((known->extra == Strings{"Wikipedia", "-1.1200492637766977"}));
        const Strings texts = textsOf(stack);
        QCOMPARE((std::set<std::string>(texts.begin(), texts.end()).size()), std::size_t{6594});
    }
};

QTEST_APPLESS_MAIN(TestImportTable)
#include "tst_import_table.moc"
