// Pairs of sentences from a table: all of them, or a sentence that says where to look.
#include "base/error.h"
#include "base/files.h"
#include "pipeline/edit_pairs.h"
#include <QTemporaryDir>
#include <QTest>

using namespace crosseed;
using namespace crosseed::pipeline;

class TestEditPairs : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    std::vector<EditPair> read(const std::string& table) const {
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / "pairs.csv";
        writeFile(file, table);
        return readEditPairs(file);
    }
    QString problem(const std::string& table) const {
        try {
            read(table);
        } catch (const Error& error) {
            return error.kind() == ErrorKind::BadInput ? error.what() : "";
        }
        return {};
    }

private Q_SLOTS:
    void columnsAreFoundByTheirTitles() {
        const auto pairs = read("note;Edited;x;original;edit_type\nn;\"b; \"\"c\"\"\";1;a;mood swap\n;d\xC3\xA9;2;c;\n");
        QCOMPARE(pairs.size(), 2u);
        QCOMPARE(pairs[0].original, std::string("a"));
        QCOMPARE(pairs[0].edited, std::string("b; \"c\""));
        QCOMPARE(pairs[0].editType, std::string("mood swap"));
        QCOMPARE(pairs[0].note, std::string("n"));
        QCOMPARE(pairs[1].edited, std::string("d\xC3\xA9"));
        QVERIFY(pairs[1].note.empty() && pairs[1].editType.empty());
        QVERIFY(read("original,edited\na,b\n")[0].editType.empty());
    }
    void whatIsWrongIsSaidWithRowAndField() {
        QVERIFY2(problem("original,edited\na,b\n\n\"c\nc\", \n").contains("pairs.csv, row 2 (line 4): the field edited is empty"),
                 qPrintable(problem("original,edited\na,b\n\n\"c\nc\", \n")));
        QVERIFY(problem("original,edited\n,b\n").contains("row 1 (line 2): the field original is empty"));
        QVERIFY(problem("original,text\na,b\n").contains("has no column edited; its columns are original, text"));
        QVERIFY(problem("original,edited,edited\na,b,c\n").contains("two columns edited"));
        QVERIFY(problem("original,edited\n").contains("no row with a pair"));
        QVERIFY(!problem("original,edited\na,b,c\n").isEmpty());
        QVERIFY(!problem("original,edited\n\"a,b\n").isEmpty());
        QVERIFY_THROWS_EXCEPTION(Error, readEditPairs("there/is/none.csv"));
    }
};

QTEST_APPLESS_MAIN(TestEditPairs)
#include "tst_edit_pairs.moc"
