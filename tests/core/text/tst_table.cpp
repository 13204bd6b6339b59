// One table as text, CSV and LaTeX, compared as text.
#include "text/table.h"
#include <QTest>
#include <limits>

using namespace crosseed::text;

namespace {
Table example() {
    return {{{"word", false}, {"r"}, {"n"}},
            {{"naïve, \"so\"", correlationCell(0.12345), countCell(12345)},
             {"50 % & more_<b>", correlationCell(std::numeric_limits<double>::quiet_NaN()), countCell(-7)}}};
}
} // namespace

class TestTable : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void textCountsCharactersAndRounds() {
        QCOMPARE(QString::fromStdString(toText(example())), QString("word                r       n\n"
                                                                    "---------------  ----  ------\n"
                                                                    "naïve, \"so\"      .123  12,345\n"
                                                                    "50 % & more_<b>     -      -7\n"));
    }
    void csvQuotesAndKeepsAllDigits() {
        QCOMPARE(QString::fromStdString(toCsv(example())), QString("word,r,n\n"
                                                                   "\"naïve, \"\"so\"\"\",0.12345,12345\n"
                                                                   "50 % & more_<b>,,-7\n"));
    }
    void cellsStayInTheirRow() {
        const Table table{{{"a", false}, {"b", false}}, {{"[x]*", "two\nlines\there"}}};
        QVERIFY(QString::fromStdString(toText(table)).endsWith("[x]*  two lines here\n"));
        QVERIFY(QString::fromStdString(toLatex(table)).contains("{[}x{]}{*} & two lines here \\\\\n"));
        QVERIFY(QString::fromStdString(toCsv(table)).endsWith("[x]*,\"two\nlines\there\"\n"));
    }
    void latexEscapes() {
        QCOMPARE(QString::fromStdString(toLatex(example())),
                 QString("\\begin{tabular}{lrr}\n\\toprule\nword & r & n \\\\\n\\midrule\n"
                         "naïve, \"so\" & .123 & 12,345 \\\\\n50 \\% \\& more\\_$<$b$>$ & - & -7 \\\\\n"
                         "\\bottomrule\n\\end{tabular}\n"));
    }
};

QTEST_APPLESS_MAIN(TestTable)
#include "tst_table.moc"
