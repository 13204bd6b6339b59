// Tables of every format and encoding against what Python wrote into them (tests/goldens/text/make_tables.py), and what a preview says.
#include "base/files.h"
#include "expect_error.h"
#include "text/csv.h"
#include "text/encoding.h"
#include "text/quartiles.h"
#include "text/statistics_file.h"
#include "text/table_preview.h"
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

using namespace crosseed;
using namespace crosseed::text;

namespace {
using Strings = std::vector<std::string>;
const std::string folder = CROSSEED_SOURCE_DIR "/tests/goldens/text/tables/";

nlohmann::json expected() {
    return nlohmann::json::parse(readFile(folder + "expected.json"));
}

// Header and rows, as the goldens have them.
std::vector<Strings> rowsOf(const TableRows& table) {
    std::vector<Strings> rows{table.header};
    for (const TableRow& row : table.rows)
        rows.push_back(row.fields);
    return rows;
}

QByteArray asText(const std::vector<Strings>& rows) {
    return QByteArray::fromStdString(nlohmann::json(rows).dump(0, ' ', false, nlohmann::json::error_handler_t::replace));
}
} // namespace

class TestTableFile : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::string write(const std::string& content, const char* name = "t.csv") {
        const std::string file = m_folder.filePath(name).toStdString();
        writeFile(file, content);
        return file;
    }

private Q_SLOTS:
    void eachGoldenIsReadAsItWasWritten_data() {
        QTest::addColumn<QString>("file");
        const nlohmann::json goldens = expected();
        for (const auto& [file, how] : goldens.items())
            QTest::newRow(file.c_str()) << QString::fromStdString(file);
    }
    void eachGoldenIsReadAsItWasWritten() {
        QFETCH(QString, file);
        const nlohmann::json how = expected().at(file.toStdString());
        const TableFile read = readTable(folder + file.toStdString(), {}, {0, true});
        QCOMPARE(std::string(encodingName(read.form.encoding)), how.at("encoding").get<std::string>());
        const nlohmann::json& delimiter = how.at("delimiter");
        QCOMPARE(read.form.delimiter, delimiter.is_null() ? std::optional<char>() : std::optional(delimiter.get<std::string>()[0]));
        if (!how.at("rows").is_null())
            QCOMPARE(asText(rowsOf(read.table)), asText(how.at("rows").get<std::vector<Strings>>()));
        std::vector<std::int64_t> broken;
        for (const BrokenRow& row : read.table.broken)
            broken.push_back(row.line);
        QCOMPARE(broken, how.value("broken", std::vector<std::int64_t>()));
        QCOMPARE(read.table.brokenCount, std::ssize(broken));
        nlohmann::json bad = nlohmann::json::array();
        for (const UndecodableByte& byte : read.undecodable)
            bad.push_back({byte.row, byte.column, byte.offset});
        QCOMPARE(bad.dump(), how.value("undecodable", nlohmann::json::array()).dump());
        QCOMPARE(read.undecodableCount, std::ssize(bad));
        QVERIFY(!read.form.reasons.empty());
    }
    void aDeclaredEncodingWins() {
        TableReading reading;
        reading.encoding = TextEncoding::Windows1252;
        const std::string file = write("text,n\n\xB9\xB3,1\n"); // superscripts 1 and 3 there, a and l with their tails in Windows-1250
        QCOMPARE(readTable(file, reading).table.rows[0].fields[0], std::string("\xC2\xB9\xC2\xB3"));
        reading.encoding = TextEncoding::Windows1250;
        QCOMPARE(readTable(file, reading).table.rows[0].fields[0], std::string("\xC4\x85\xC5\x82"));
        QVERIFY(parseEncoding("ISO_8859-1") == TextEncoding::Latin1 && parseEncoding("UTF8") == TextEncoding::Utf8);
        EXPECT_ERROR(parseEncoding("klingon"), ErrorKind::Usage, "the encodings are: utf-8");
    }
    void whatAnEncodingLeavesOpenIsMarkedByItsByte() {
        TableReading reading;
        reading.encoding = TextEncoding::Windows1252;
        const TableFile read = readTable(write("text,n\na\x81z,1\n"), reading);
        QCOMPARE(read.table.rows[0].fields[0], std::string("a\xEF\xBF\xBDz"));
        QCOMPARE(read.undecodable.at(0).offset, 8);
        QCOMPARE(read.undecodable.at(0).column, std::string("text"));
        const std::string wide("t\0\n\0\x00\xD8x\0\n\0y", 11); // a lead surrogate without its trail, and half a character
        reading.encoding = TextEncoding::Utf16Little;
        const TableFile broken = readTable(write(wide), reading);
        QCOMPARE(broken.undecodableCount, 2);
        QCOMPARE(broken.undecodable.at(0).offset, 4);
    }
    void aBadByteOfABrokenRowIsNotBlamedOnTheRowBefore() {
        TableReading reading;
        reading.encoding = TextEncoding::Utf8;
        const TableFile read = readTable(write("text,n\n\"a\nb\",1\nx\xFF,1,2\ny\xFE,2\n"), reading, {0, true});
        QCOMPARE(read.undecodable.size(), std::size_t{2});
        QCOMPARE(read.undecodable[0].row, -1);
        QCOMPARE(read.undecodable[0].line, 4);
        QCOMPARE(read.undecodable[0].column, std::string());
        QCOMPARE(read.undecodable[1].row, 1);
        QCOMPARE(read.undecodable[1].line, 5);
        QCOMPARE(read.undecodable[1].column, std::string("text"));
        reading.kind = TableKind::JsonLines;
        const TableFile lines = readTable(write("{\"text\":\"a\"}\n{\"text\" \xFF}\n{\"text\":\"b\"}\n"), reading, {0, true});
        QCOMPARE(lines.undecodable.at(0).row, -1);
        QCOMPARE(lines.undecodable.at(0).line, 2);
    }
    void aDeclaredDelimiterAndBlankLinesAreNoHeader() {
        const TableFile declared = readTable(write("sep=;\r\ntext;a,b,c\r\none;1\r\n"));
        QCOMPARE(declared.form.delimiter, std::optional(';'));
        QCOMPARE(asText(rowsOf(declared.table)), asText({{"text", "a,b,c"}, {"one", "1"}}));
        QCOMPARE(declared.table.rows[0].line, 3);
        QCOMPARE(asText(rowsOf(readTable(write("\n\r\ntext;n\none;1\n")).table)), asText({{"text", "n"}, {"one", "1"}}));
        QVERIFY(!declaredDelimiter("sep=a\n") && !declaredDelimiter("sep=;;\n") && !declaredDelimiter("text,n\nsep=;\n"));
    }
    void linesMayEndInCarriageReturns() {
        const TableFile read = readTable(write("text,n\rone,1\r\"two\rlines\",2\rthree,3"));
        QCOMPARE(asText(rowsOf(read.table)), asText({{"text", "n"}, {"one", "1"}, {"two\rlines", "2"}, {"three", "3"}}));
        QCOMPARE(read.table.rows[2].line, 5);
        QCOMPARE(lineEndOf("a\rb\n"), '\n');
    }
    void aCodePageThatExplainsTooLittleIsDoubted() {
        const std::string file = write("text,n\n\xEF\xF0\xE8\xE2\xE5\xF2,1\n"); // Russian in Windows-1251: 4 of 6 are Slovak in Windows-1250
        const std::string doubt = "unsure: not UTF-8; best fit windows-1250, which explains 66 %; look at the preview or give --encoding";
        const TablePreview preview = previewTable(file);
        QCOMPARE(preview.file.form.reasons.at(0), "encoding windows-1250: " + doubt);
        QCOMPARE(preview.warnings.at(0), "The encoding is " + doubt + ".");
        Strings warnings;
        importTable({{file, {}}}, {}, &warnings);
        QVERIFY(warnings.at(0).ends_with(doubt + "."));
        QVERIFY(previewTable(folder + "polish.csv").file.form.doubt.empty());
        QVERIFY(previewTable(write("text,n\n\x84gr\xFC\xDF\x94 \x96 \x80,1\n")).file.form.doubt.empty()); // signs are no reason to doubt
    }
    void reasonsSayWhatWasSeen() {
        const auto reasons = readTable(write("text\na b\n")).form.reasons;
        QCOMPARE(reasons.at(1), std::string("quoting on: there are no double quotes, so that it is the same"));
        QCOMPARE(reasons.at(2), std::string("delimiter none, one column: the first line holds no comma, tab, semicolon or bar"));
    }
    void aPreviewReadsOnlyWhatItsRowsNeed() {
        std::string big = "text;n\n";
        for (int i = 0; i < 100000; ++i)
            big += "row number " + std::to_string(i) + (i == 300 ? ";1;2\n" : i < 3 ? " \xC3\xA9;1\n" : i == 7 ? " caf\xC3;1\n" : ";1\n");
        const std::string file = write(big, "big.csv");
        const TablePreview preview = previewTable(file);
        QCOMPARE(std::ssize(preview.file.table.rows), 200);
        QVERIFY(!preview.file.table.isWhole);
        QCOMPARE(preview.file.table.brokenCount, 0); // the row with a field too many comes later
        QCOMPARE(preview.file.undecodable.at(0).row, 7);
        const TableFile whole = readTable(file, {}, {0, true});
        QCOMPARE(std::ssize(whole.table.rows), 99999);
        QCOMPARE(whole.table.broken.at(0).line, 302);
        for (std::size_t i = 0; i < 200; ++i)
            QCOMPARE(whole.table.rows[i].fields, preview.file.table.rows[i].fields);
        EXPECT_ERROR(readTable(file), ErrorKind::BadInput, "line 302 has 3 fields, but the header names 2 columns; field 3 is too many");
    }
    void quotingIsOffWhereItWouldBreakRows() {
        std::string tsv = "text\tlabel\n";
        for (int i = 0; i < 20; ++i)
            tsv += (i % 3 == 0 ? "\"half a quote " : "plain ") + std::to_string(i) + "\t1\n";
        const TableFile read = readTable(write(tsv, "t.tsv"));
        QVERIFY(!read.form.quoting);
        QCOMPARE(std::ssize(read.table.rows), 20);
        QCOMPARE(read.table.rows[0].fields[0], std::string("\"half a quote 0"));
        QVERIFY(readTable(write("text,n\n\"a, b\",1\n\"c\",2\n")).form.quoting);
    }
    void columnsGetTheirRolesAndTheReason() {
        const TablePreview preview = previewTable(folder + "polish.csv");
        QCOMPARE(preview.columns.at(0).role, ColumnRole::Id);
        QCOMPARE(preview.columns.at(1).role, ColumnRole::Text);
        QCOMPARE(preview.columns.at(2).kind, std::string("number with comma"));
        QCOMPARE(preview.columns.at(2).reason, std::string("its name"));
        const TablePreview other =
            previewTable(write("part,Aussage,Ton\ntrain,Das ist ein langer Satz,gut\nval,Noch ein langer Satz,gut\ntest,Und noch ein anderer,schlecht\n"
                               "test,Der letzte Satz von allen,schlecht\n"));
        QCOMPARE(other.columns.at(0).role, ColumnRole::Split);
        QCOMPARE(other.columns.at(1).role, ColumnRole::Text);
        QCOMPARE(other.columns.at(2).role, ColumnRole::Label);
        const TableOptions options = text::optionsOf(other);
        QCOMPARE(options.textColumn, std::string("Aussage"));
        QCOMPARE(options.splitColumn, std::string("part"));
        QVERIFY(!previewTable(write("1.5,a\n2.5,b\n")).warnings.empty());
    }
    void decimalCommasAreScores() {
        QCOMPARE(guessDecimal({"1", "2,5", "-3"}), ',');
        QCOMPARE(guessDecimal({"1", "2,5", "3.5"}), '.');
        QCOMPARE(guessDecimal({"1", "2"}), '.');
        QCOMPARE(parseNumber("-1,25", ','), std::optional(-1.25));
        QVERIFY(!parseNumber("1.000,5", ',') && !parseNumber("1,5", '.') && !parseNumber("", '.') && !parseNumber("nan", '.'));
        TableOptions options;
        options.labelColumn = "score";
        options.quartileClasses = {"low", "middle", "high"};
        options.validationShare = options.testShare = 0;
        const Corpus corpus = importTable({{write("text;score\na;-0,5\nb;20\nc;\nd;-1\ne;0\n"), {}}}, options);
        std::vector<int> labels;
        for (const Document& document : corpus.documents)
            labels.push_back(document.label);
        QCOMPARE(labels, (std::vector<int>{1, 2, -1, 0, 1}));
    }
    void cutPointsCanBeGiven() {
        const std::string file = write("text,score\na,1\nb,2\nc,3\nd,4\ne,5\n");
        TableOptions options;
        options.labelColumn = "score";
        options.quartileClasses = {"low", "middle", "high"};
        options.validationShare = options.testShare = 0;
        const auto labels = [&] {
            std::vector<int> all;
            for (const Document& document : importTable({{file, {}}}, options).documents)
                all.push_back(document.label);
            return all;
        };
        options.cuts = {1.5, 4.5};
        QCOMPARE(labels(), (std::vector<int>{0, 1, 1, 1, 2}));
        options.cuts.clear();
        options.cutLevels = {.5, .5}; // 3: where both are equal the low class wins
        QCOMPARE(labels(), (std::vector<int>{0, 0, 0, 2, 2}));
        options.cuts = {3, 1};
        EXPECT_ERROR(labels(), ErrorKind::Usage, "must rise");
    }
    void brokenRowsAreLeftOutOnlyWhenAskedFor() {
        TableOptions options;
        EXPECT_ERROR(importTable({{folder + "broken.csv", Split::Train}}, options), ErrorKind::BadInput, "line 4 has 3 fields");
        options.skipBroken = true;
        Strings warnings;
        std::vector<SourceReport> reports;
        QCOMPARE(importTable({{folder + "broken.csv", Split::Train}}, options, &warnings, &reports).documents.size(), std::size_t{7});
        QVERIFY(warnings.at(0).find("4 broken rows were left out, the first in line 4") != std::string::npos);
        QCOMPARE(reports.at(0).brokenCount, 4);
    }
    void leaksOfGivenSplitsCanBeDropped() {
        const std::string file = write("text,part\na,train\nb,train\nb,val\na,test\nb,test\nc,train\n");
        TableOptions options;
        options.splitColumn = "part";
        options.dropLeaks = true;
        Strings warnings;
        const Corpus corpus = importTable({{file, {}}}, options, &warnings);
        QString left;
        for (const Document& document : corpus.documents)
            left += QString::fromStdString(document.text + std::string(splitName(document.split)) + " ");
        QCOMPARE(left, QString("atest btest ctrain "));
        QVERIFY(warnings.at(0).find("3 rows were left out whose text stands in a later split") != std::string::npos);
    }
    void aDamagedStatisticsFileIsRefusedInASentence() {
        const std::string whole = readFile(folder + "survey.sav"), stata = readFile(folder + "survey118.dta");
        for (const std::size_t size : {std::size_t{3}, whole.size() / 4, whole.size() - 40})
            EXPECT_ERROR(readTable(write(whole.substr(0, size), "cut.sav")), ErrorKind::BadInput, "cut.sav cannot be read as an SPSS file");
        EXPECT_ERROR(readTable(write(stata.substr(0, stata.size() / 2), "cut.dta")), ErrorKind::BadInput, "cut.dta cannot be read as a Stata file");
        EXPECT_ERROR(readTable(write("", "empty.dta")), ErrorKind::BadInput, "empty.dta");
    }
    void aFileWithoutLinesIsComplainedOfByRow() {
        TableOptions options;
        options.textColumn = "request";
        options.labelColumn = "class"; // words
        options.quartileClasses = {"low", "middle", "high"};
        EXPECT_ERROR(importTable({{folder + "survey.sav", {}}}, options), ErrorKind::BadInput, "survey.sav, row 1, field class");
    }
    void bothWaysOfReadingAStatisticsFileAgree() {
        for (const char* name : {"survey.sav", "survey.zsav", "survey114.dta"}) {
            const std::string bytes = readFile(folder + name);
            const TableFile own = readTable(folder + name), here = readTableBytes(bytes, name);
            QCOMPARE(asText(rowsOf(own.table)), asText(rowsOf(here.table)));
            QVERIFY(own.form.encoding == here.form.encoding && own.form.reasons == here.form.reasons);
            const TableFile two = readTable(folder + name, {}, {2, true});
            QCOMPARE(std::ssize(two.table.rows), 2);
            QVERIFY(!two.table.isWhole);
        }
    }
};

QTEST_APPLESS_MAIN(TestTableFile)
#include "tst_table_file.moc"
