// CSV and TSV: RFC 4180 by hand-written tables, the sentence for each defect, and the shared data sets by their counts.
#include "base/files.h"
#include "expect_error.h"
#include "text/csv.h"
#include "text/import_table.h"
#include <QTemporaryDir>
#include <QTest>
#include <map>

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
        const Corpus corpus = import("id,text\r\n1,\"a, \"\"b\"\"\r\nc\"\r\n2, d \r\n3,\"\"\r\n");
        QVERIFY((textsOf(corpus) == Strings{"a, \"b\"\r\nc", " d ", ""}));
    }
    void withoutQuotingEveryByteCounts() {
        TableOptions options;
        options.quoting = false;
        QVERIFY((textsOf(import("text\tn\n\"half\t1\na \"b\" \t2\n", options)) == Strings{"\"half", "a \"b\" "}));
    }
    void theDelimiterIsGuessedFromTheHeader() {
        QCOMPARE(guessDelimiter("a;b;c\n1,2,3,4", true), std::optional(';'));
        QCOMPARE(guessDelimiter("\"a;;;\",b\n", true), std::optional(','));
        QCOMPARE(guessDelimiter("a\tb", true), std::optional('\t'));
        QCOMPARE(guessDelimiter("text\n1,2", true), std::optional<char>());
        QVERIFY((textsOf(import("text\na, b\n")) == Strings{"a, b"}));
        TableOptions bar;
        bar.delimiter = '|';
        QVERIFY((textsOf(import("n|text\n1|a, b\n", bar)) == Strings{"a, b"}));
    }
    void aByteOrderMarkAndBlankLinesAreNoData() {
        QVERIFY((textsOf(import("\xEF\xBB\xBFtext,n\n\na,1\n\r\nb,2\n\n")) == Strings{"a", "b"}));
        EXPECT_ERROR(import(std::string("\xFF\xFEt\0", 4)), ErrorKind::BadInput, "UTF-16");
    }
    void bytesThatAreNotUtf8AreKeptAndCounted() {
        Strings warnings;
        QVERIFY((textsOf(import("text,n\ncaf\xe9,1\n", {}, &warnings)) == Strings{"caf\xe9"}));
        QVERIFY(holds(warnings, "1 text holds bytes that are not UTF-8"));
    }
    void integersAreClassesInNumericOrderAndWordsInByteOrder() {
        const Corpus numbers = import("text,label\na,10\nb,9\nc,-1\nd,\n", labelled());
        QVERIFY((numbers.classNames == Strings{"-1", "9", "10"}));
        QCOMPARE(numbers.documents[0].label, 2);
        QCOMPARE(numbers.documents[3].label, -1);
        const Corpus words = import("text,label\na,yes\nb, no\nc,10\n", labelled());
        QVERIFY((words.classNames == Strings{"10", "no", "yes"}));
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
        EXPECT_ERROR(import("id,text\n1,\"a\nb\"\n2,a,b\n"), ErrorKind::BadInput, "line 4 has 3 fields");
        EXPECT_ERROR(import("id,text\n1,\"a\n2,b\n"), ErrorKind::BadInput, "line 2, field 2 (text) begins with a double quote");
        EXPECT_ERROR(import("id,text\n1,\"a\" b\n"), ErrorKind::BadInput, "goes on after its closing double quote");
        EXPECT_ERROR(import(""), ErrorKind::BadInput, "is empty");
        EXPECT_ERROR(import("text,n\n"), ErrorKind::BadInput, "holds no rows");
        EXPECT_ERROR(importTable({}, {}), ErrorKind::Usage, "at least one file");
        EXPECT_ERROR(importTable({{m_folder.filePath("none.csv").toStdString(), {}}}, {}), ErrorKind::NotFound, "none.csv");
    }
    void theSharedDataSetsHaveTheCountsOfTheirDescriptions() { // counted by other means in their READMEs
        const std::string folder = CROSSEED_SHARED_DIR "/datasets/";
        if (!std::filesystem::exists(folder))
            QSKIP("../shared/datasets is not there.");
        TableOptions options = labelled();
        options.textColumn = "sentence";
        options.quoting = false;
        const Corpus sst2 = importTable({{folder + "sst2/train.tsv", Split::Train}, {folder + "sst2/dev.tsv", Split::Test}}, options);
        std::map<std::pair<Split, std::int32_t>, int> counts;
        for (const Document& document : sst2.documents)
            ++counts[{document.split, document.label}];
        QCOMPARE((counts[{Split::Train, 0}]), 29780);
        QCOMPARE((counts[{Split::Train, 1}]), 37569);
        QCOMPARE((counts[{Split::Test, 0}]), 428);
        QCOMPARE((counts[{Split::Test, 1}]), 444);
        TableOptions politeness;
        politeness.textColumn = "Request";
        politeness.idColumn = "Id";
        const Corpus stack = importTable({{folder + "stanford-politeness/stack-exchange.annotated.csv", {}}}, politeness);
        QCOMPARE(stack.documents.size(), std::size_t{6603});
        QCOMPARE(std::count_if(stack.documents.begin(), stack.documents.end(), [](const Document& document) {
                     return document.text.find("\r\n") != std::string::npos;
                 }), 124);
    }
};

QTEST_APPLESS_MAIN(TestImportTable)
#include "tst_import_table.moc"
