// A file as it lies on the disk: lines, delimiters outside of quotes, unreadable bytes, against hand-made bytes.
#include "base/files.h"
#include "expect_error.h"
#include "text/file_extract.h"
#include <QTemporaryDir>
#include <QTest>

using namespace crosseed;
using namespace crosseed::text;

class TestFileExtract : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void delimitersAndBadBytesHaveTheirPlaces() {
        const FileExtract extract = extractOf(written("a;b\r\n\"x;y\";f\x90te\n\"q\"\"r;\";z\n"), csv(';'));
        QCOMPARE(extract.text, std::string("a;b\n\"x;y\";f\xEF\xBF\xBDte\n\"q\"\"r;\";z\n"));
        QCOMPARE(extract.lines, 3);
        QCOMPARE(extract.bad.size(), std::size_t{1});
        QCOMPARE(extract.bad[0].byte, static_cast<unsigned char>(0x90));
        QCOMPARE(extract.bad[0].offset, 12);
        QCOMPARE(extract.text.substr(static_cast<std::size_t>(extract.bad[0].at), 3), std::string("\xEF\xBF\xBD"));
        std::vector<std::int64_t> expected{1};
        for (const char* field : {";f", ";z"})
            expected.push_back(static_cast<std::int64_t>(extract.text.find(field)));
        QCOMPARE(extract.delimiters, expected);
    }
    void withoutQuotingEveryDelimiterCounts() {
        TableForm form = csv(',');
        form.quoting = false;
        QCOMPARE(extractOf(written("a,b\n\"x,y\",z\n"), form).delimiters, (std::vector<std::int64_t>{1, 6, 9}));
    }
    void windows1252AndUtf16AreRead() {
        TableForm form = csv(';');
        form.encoding = TextEncoding::Windows1252;
        const FileExtract extract = extractOf(written("caf\xE9\n\x90\n"), form);
        QCOMPARE(extract.text, std::string("caf\xC3\xA9\n\xEF\xBF\xBD\n"));
        QCOMPARE(extract.bad.size(), std::size_t{1});
        QCOMPARE(extract.bad[0].offset, 5);
        form.encoding = TextEncoding::Utf16Little;
        const FileExtract wide = extractOf(written(std::string("a\0\n\0b\0;\0c\0\n\0", 12)), form);
        QCOMPARE(wide.text, std::string("a\nb;c\n"));
        QCOMPARE(wide.lines, 2);
    }
    void aStretchOfALongFileIsWholeLines() {
        std::string bytes;
        for (int line = 1; line <= 1000; ++line)
            bytes += "line " + std::to_string(line) + "\n";
        const std::string file = written(bytes);
        const auto at = static_cast<std::int64_t>(bytes.find("line 700"));
        const FileExtract extract = extractOf(file, csv(','), at, 200);
        QCOMPARE(offsetOfLine(file, TextEncoding::Utf8, 700), at);
        QCOMPARE(offsetOfLine(file, TextEncoding::Utf8, 5000), std::ssize(bytes));
        QCOMPARE(extract.firstLine, 695);
        QVERIFY(extract.text.starts_with("line 695\n"));
        QVERIFY(extract.text.ends_with("\n"));
        QVERIFY(extract.text.find("line 700\n") != std::string::npos);
        QCOMPARE(extract.lines, 1000);
        QCOMPARE(extractOf(file, csv(',')).text, bytes);
        EXPECT_ERROR(extractOf(file + ".missing", csv(',')), ErrorKind::NotFound, "missing");
    }

private:
    static TableForm csv(char delimiter) {
        TableForm form;
        form.delimiter = delimiter;
        return form;
    }
    std::string written(const std::string& bytes) {
        const std::string file = m_folder.filePath("file.csv").toStdString();
        writeFile(file, bytes);
        return file;
    }
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestFileExtract)
#include "tst_file_extract.moc"
