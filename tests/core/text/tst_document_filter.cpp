// Conditions on documents: every sign with numbers, dates, words and empty cells, by hand.
#include "expect_error.h"
#include "text/document_filter.h"
#include <QTest>

using namespace crosseed;
using namespace crosseed::text;

class TestDocumentFilter : public QObject {
    Q_OBJECT
    Corpus m_corpus;

    QString found(const std::vector<std::string>& conditions) {
        std::vector<DocumentCondition> parsed;
        for (const std::string& condition : conditions)
            parsed.push_back(parseCondition(condition));
        const DocumentFilter filter(parsed, m_corpus);
        QString ids;
        for (const Document& document : m_corpus.documents)
            if (filter(document))
                ids += QString::fromStdString(document.id);
        return ids;
    }

private Q_SLOTS:
    void initTestCase() {
        m_corpus.classNames = {"no", "yes"};
        m_corpus.extraColumns = {"author", "date", "year", "a b"};
        m_corpus.documents = {{"1", "", 0, Split::Train, {"Ann", "2020-01-31", "9", "x=y"}},
                              {"2", "", 1, Split::Test, {" Bo ", "2020-02-01", "10", ""}},
                              {"3", "", 1, Split::Test, {"Ann", "2021-12-31", "10.0", ""}},
                              {"4", "", -1, Split::Validation, {"", "", "", "z"}}};
    }
    void conditionsHold_data() {
        QTest::addColumn<QStringList>("conditions");
        QTest::addColumn<QString>("ids");
        QTest::newRow("none") << QStringList{} << "1234";
        QTest::newRow("a word") << QStringList{"author=Ann"} << "13";
        QTest::newRow("white space") << QStringList{" author = Bo "} << "2";
        QTest::newRow("another") << QStringList{"author!=Ann"} << "24";
        QTest::newRow("empty") << QStringList{"author="} << "4";
        QTest::newRow("numbers, not letters") << QStringList{"year<10"} << "1";
        QTest::newRow("equal numbers") << QStringList{"year=10"} << "23";
        QTest::newRow("at least") << QStringList{"year>=9.5"} << "23";
        QTest::newRow("above") << QStringList{"year>9"} << "23";
        QTest::newRow("at most") << QStringList{"year<=9"} << "1";
        QTest::newRow("a range of dates") << QStringList{"date=2020-01-01..2020-02-01"} << "12";
        QTest::newRow("a date from on") << QStringList{"date>=2020-02"} << "23";
        QTest::newRow("both") << QStringList{"author=Ann", "year>9"} << "3";
        QTest::newRow("class") << QStringList{"class=yes"} << "23";
        QTest::newRow("label") << QStringList{"label!=yes"} << "14";
        QTest::newRow("split") << QStringList{"split=test"} << "23";
        QTest::newRow("id") << QStringList{"id=2..3"} << "23";
        QTest::newRow("a sign in the value") << QStringList{"a b=x=y"} << "1";
    }
    void conditionsHold() {
        QFETCH(QStringList, conditions);
        std::vector<std::string> texts;
        for (const QString& condition : conditions)
            texts.push_back(condition.toStdString());
        QTEST(found(texts), "ids");
    }
    void numbersMayHaveACommaAndCodesAreNoNumbers() {
        Corpus corpus;
        corpus.extraColumns = {"age", "code"};
        corpus.documents = {{"1", "", -1, Split::Train, {"0,5", "01"}},
                            {"2", "", -1, Split::Train, {"9,5", "1"}},
                            {"3", "", -1, Split::Train, {"29,5", "1,0"}},
                            {"4", "", -1, Split::Train, {"", "1e2"}}};
        const auto ids = [&](const char* condition) {
            const DocumentFilter filter({parseCondition(condition)}, corpus);
            std::string found;
            for (const Document& document : corpus.documents)
                found += filter(document) ? document.id : "";
            filter.requireComparable();
            return found;
        };
        QCOMPARE(ids("age>=9,5"), std::string("23"));
        QCOMPARE(ids("age>=9"), std::string("23"));
        QCOMPARE(ids("age<9.5"), std::string("1"));
        QCOMPARE(ids("age=9.5"), std::string("2"));
        QCOMPARE(ids("age=5..10"), std::string("2"));
        QCOMPARE(ids("code=1"), std::string("23"));
        QCOMPARE(ids("code!=1"), std::string("14"));
        QCOMPARE(ids("code=01"), std::string("1"));
        QCOMPARE(ids("code=100"), std::string(""));
        QCOMPARE(ids("code=1e2"), std::string("4"));
        EXPECT_ERROR(ids("age>=old"), ErrorKind::Usage, "\"age >= old\" can be compared with no cell of age, of which the first is \"0,5\"");
        QCOMPARE(ids("age=old"), std::string(""));
    }
    void whatIsNoConditionIsRefused() {
        EXPECT_ERROR(parseCondition("author"), ErrorKind::Usage, "write COLUMN=VALUE");
        EXPECT_ERROR(parseCondition("=x"), ErrorKind::Usage, "is no condition");
        EXPECT_ERROR(parseCondition("a!x"), ErrorKind::Usage, "is no condition");
        EXPECT_ERROR(found({"writer=Ann"}), ErrorKind::Usage, "have no column writer; they have: class, split, id, author, date");
        QCOMPARE(conditionText(parseCondition("a<=1")), std::string("a <= 1"));
        QCOMPARE(conditionText(parseCondition("a=1..2")), std::string("a = 1..2"));
    }
};

QTEST_APPLESS_MAIN(TestDocumentFilter)
#include "tst_document_filter.moc"
