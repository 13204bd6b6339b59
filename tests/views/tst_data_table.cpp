#include "views/shared/data_table.h"
#include "views/shared/filter_header.h"
#include "views/shared/table_model.h"
#include "views/shared/words.h"
#include <QAbstractItemModelTester>
#include <QTest>
#include <QtWidgets>

using namespace crosseed;
using namespace crosseed::views;

namespace {
text::Cell number(double value, int digits) {
    return {text::fixedText(value, digits), text::exactText(value)};
}

// Six words: name, r, rows; one r is missing.
std::shared_ptr<text::Table> words() {
    auto table = std::make_shared<text::Table>();
    table->columns = {{"Word", false}, {"r", true}, {"Rows", true}};
    const auto row = [&](const char* word, double r, long long rows) {
        table->rows.push_back({word, text::correlationCell(r), text::countCell(rows)});
    };
    row("would", .94, 1314);
    row("Could", .9349, 20);
    row("please", .71, 9);
    row("f10", std::nan(""), 20);
    row("f9", -.2, 1500);
    row("should", .70, 20);
    return table;
}

QStringList column(const DataTable& table, int column) {
    QStringList shown;
    for (int row = 0; row < table.proxy()->rowCount(); ++row)
        shown += table.proxy()->index(row, column).data().toString();
    return shown;
}

struct Window {
    TableModel model;
    DataTable table{"Words"};
    Window() {
        model.setTable(words());
        table.setData(&model);
        table.setFilterRow(true);
        table.resize(600, 300);
        table.show();
        QApplication::processEvents();
    }
    QLineEdit* field(int column) { return static_cast<FilterHeader*>(table.horizontalHeader())->field(column); }
    void clickTitle(int column, Qt::KeyboardModifiers modifiers = {}) {
        const QHeaderView* header = table.horizontalHeader();
        const QPoint at(header->sectionViewportPosition(column) + header->sectionSize(column) / 2, 8);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, modifiers, at);
    }
};
} // namespace

class TestDataTable : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void modelsKeepTheirPromises();
    void filtersNumbers_data();
    void filtersNumbers();
    void aBadFilterPassesAllAndIsSeen();
    void textFiltersIgnoreCase();
    void filtersOfTwoColumnsAreBothAsked();
    void namesTheFilterToBlame();
    void missingValuesSortLastEitherWay();
    void shiftAddsASecondKey();
    void textSortsByTheNumbersInIt();
    void fieldsStandUnderTheirColumns();
    void typingFiltersAndEscLeavesTheField();
    void copiesWhatIsShownAsTsvAndHtml();
    void rememberedColumnsComeBack();
    void columnsOfAnotherTableAreNotTaken();
    void enterAndF1Ask();
    void tenThousandRowsAreFilteredRightly();
    void aNewModelIsReadAnew();
};

void TestDataTable::modelsKeepTheirPromises() {
    TableModel model;
    DataProxy proxy;
    QAbstractItemModelTester first(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QAbstractItemModelTester second(&proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
    proxy.setSourceModel(&model);
    model.setTable(words());
    proxy.sortBy(1, Qt::DescendingOrder);
    proxy.setColumnFilter(2, "20");
    QCOMPARE(proxy.rowCount(), 3);
    proxy.sortBy(0, Qt::AscendingOrder, true);
    proxy.clearFilters();
    QCOMPARE(proxy.rowCount(), 6);
    model.setTable({});
    QCOMPARE(proxy.rowCount(), 0);
}

void TestDataTable::filtersNumbers_data() {
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QStringList>("words");
    const auto row = [](int column, const char* filter, QStringList words) {
        QTest::newRow(filter) << column << QString(filter) << words;
    };
    row(1, ">= .7", {"would", "Could", "please", "should"});
    row(1, ">.7", {"would", "Could", "please"});
    row(1, "≤ 0.70", {"f9", "should"});
    row(1, "< −.1", {"f9"});
    row(1, ".93 .. .95", {"would", "Could"});
    row(1, "-1..0", {"f9"});
    row(1, ".93", {"Could"});  // .9349 rounds to .93
    row(1, ".94", {"would"});
    row(1, "= .71", {"please"});
    row(1, "0.935", {"Could"});
    row(2, "1,314", {"would"});
    row(2, "20", {"Could", "f10", "should"});
    row(2, "> 1 000", {"would", "f9"});
}

void TestDataTable::filtersNumbers() {
    QFETCH(int, column);
    QFETCH(QString, filter);
    QFETCH(QStringList, words);
    Window window;
    window.table.proxy()->setColumnFilter(column, filter);
    QVERIFY(window.table.proxy()->isFilterReadable(column));
    QCOMPARE(::column(window.table, 0), words);
}

void TestDataTable::aBadFilterPassesAllAndIsSeen() {
    Window window;
    for (const char* bad : {">= much", "9 .. 5", "..", ">", "1.2.3"}) {
        QTest::keyClick(window.field(1), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(window.field(1), bad);
        QVERIFY2(!window.table.proxy()->isFilterReadable(1), bad);
        QCOMPARE(window.table.proxy()->rowCount(), 6);
        QCOMPARE(window.field(1)->property("state").toString(), "wrong");
    }
    QTest::keyClick(window.field(1), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(window.field(1), ">.9");
    QCOMPARE(window.field(1)->property("state").toString(), "");
    QCOMPARE(window.table.proxy()->rowCount(), 2);
}

void TestDataTable::textFiltersIgnoreCase() {
    Window window;
    window.table.proxy()->setColumnFilter(0, "OULD");
    QCOMPARE(column(window.table, 0), QStringList({"would", "Could", "should"}));
    window.table.proxy()->setColumnFilter(0, "  ");
    QVERIFY(!window.table.proxy()->isFiltered());
    QCOMPARE(window.table.proxy()->rowCount(), 6);
}

void TestDataTable::filtersOfTwoColumnsAreBothAsked() {
    Window window;
    window.table.proxy()->setColumnFilter(0, "ould");
    window.table.proxy()->setColumnFilter(2, "20");
    QCOMPARE(column(window.table, 0), QStringList({"Could", "should"}));
    window.table.proxy()->setCondition([](int row) { return row == 5; });
    QCOMPARE(column(window.table, 0), QStringList({"should"}));
    window.table.proxy()->clearFilters();
    QCOMPARE(window.table.proxy()->rowCount(), 6);
    QCOMPARE(window.field(0)->text(), "");
}

void TestDataTable::namesTheFilterToBlame() {
    Window window;
    window.table.proxy()->setColumnFilter(0, "zebra");
    window.table.proxy()->setColumnFilter(2, "20");
    QCOMPARE(window.table.proxy()->rowCount(), 0);
    QCOMPARE(window.table.proxy()->filteredColumns(), QList<int>{0});
    QCOMPARE(window.table.proxy()->rowsWithout(0), 3);
    QCOMPARE(window.table.proxy()->rowsWithout(2), 0);
}

void TestDataTable::missingValuesSortLastEitherWay() {
    Window window;
    window.clickTitle(1);
    QCOMPARE(column(window.table, 0), QStringList({"would", "Could", "please", "should", "f9", "f10"}));
    window.clickTitle(1);
    QCOMPARE(column(window.table, 0), QStringList({"f9", "should", "please", "Could", "would", "f10"}));
}

void TestDataTable::shiftAddsASecondKey() {
    Window window;
    window.clickTitle(2); // 1500, 1314, 20 x 3, 9
    QCOMPARE(column(window.table, 0), QStringList({"f9", "would", "Could", "f10", "should", "please"}));
    window.clickTitle(1, Qt::ShiftModifier);
    QCOMPARE(column(window.table, 0), QStringList({"f9", "would", "Could", "should", "f10", "please"}));
    window.clickTitle(1, Qt::ShiftModifier); // the second key turned round
    QCOMPARE(column(window.table, 0), QStringList({"f9", "would", "should", "Could", "f10", "please"}));
    QCOMPARE(window.table.proxy()->sortKeys().size(), 2);
    window.clickTitle(0);
    QCOMPARE(window.table.proxy()->sortKeys().size(), 1);
    QCOMPARE(column(window.table, 0).first(), "Could");
}

void TestDataTable::textSortsByTheNumbersInIt() {
    Window window;
    window.table.proxy()->sortBy(0, Qt::AscendingOrder);
    const QStringList sorted = column(window.table, 0);
    QVERIFY(sorted.indexOf("f9") < sorted.indexOf("f10"));
    window.table.proxy()->sortBy(-1, Qt::AscendingOrder);
    QCOMPARE(column(window.table, 0).first(), "would");
}

void TestDataTable::fieldsStandUnderTheirColumns() {
    Window window;
    QHeaderView* header = window.table.horizontalHeader();
    const auto check = [&] {
        for (int c = 0; c < 3; ++c) {
            const QLineEdit* field = window.field(c);
            QVERIFY(std::abs(field->x() - header->viewport()->x() - header->sectionViewportPosition(c)) <= 1);
            QVERIFY(std::abs(field->width() - header->sectionSize(c)) <= 2);
            QVERIFY(field->y() > header->viewport()->geometry().bottom());
            QVERIFY(field->geometry().bottom() <= header->rect().bottom());
        }
    };
    check();
    header->resizeSection(0, 300);
    header->moveSection(2, 0);
    check();
    window.table.resize(200, 300);
    QApplication::processEvents();
    window.table.horizontalScrollBar()->setValue(120);
    QApplication::processEvents();
    QVERIFY(window.table.horizontalScrollBar()->value() > 0);
    check();
    window.table.setColumnHidden(1, true);
    QVERIFY(!window.field(1)->isVisible());
    QVERIFY(!window.field(0)->accessibleName().isEmpty());
}

void TestDataTable::typingFiltersAndEscLeavesTheField() {
    Window window;
    window.table.activateWindow();
    window.table.focusFilter(0);
    QCOMPARE(QApplication::focusWidget(), window.field(0));
    QTest::keyClicks(window.field(0), "ould");
    QCOMPARE(window.table.proxy()->rowCount(), 3);
    QTest::keyClick(window.field(0), Qt::Key_Escape);
    QCOMPARE(QApplication::focusWidget(), &window.table);
    QCOMPARE(window.table.proxy()->columnFilter(0), "ould");
}

void TestDataTable::copiesWhatIsShownAsTsvAndHtml() {
    auto table = words();
    table->rows[0][0] = text::Cell("a\tb <b> & \"c\"");
    TableModel model;
    model.setTable(table);
    DataTable view("Words");
    view.setData(&model);
    view.proxy()->sortBy(2, Qt::DescendingOrder);
    view.horizontalHeader()->moveSection(2, 1);
    view.selectionModel()->select(QItemSelection(view.proxy()->index(0, 0), view.proxy()->index(1, 2)),
                                  QItemSelectionModel::ClearAndSelect);
    view.show();
    QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
    const QMimeData* data = QApplication::clipboard()->mimeData();
    QCOMPARE(data->text(), "Word\tRows\tr\nf9\t1,500\t-.200\na b <b> & \"c\"\t1,314\t.940\n");
    QVERIFY(data->hasHtml());
    QVERIFY(data->html().contains("a\tb &lt;b&gt; &amp; &quot;c&quot;"));
    QVERIFY(data->html().contains("sdval=\"1314\""));
    // Another reader of HTML finds the same cells.
    QTextDocument page;
    page.setHtml(data->html());
    QVERIFY(page.toPlainText().contains("1,500"));
    auto* cells = page.rootFrame()->childFrames().isEmpty() ? nullptr
                                                            : qobject_cast<QTextTable*>(page.rootFrame()->childFrames().first());
    QVERIFY(cells);
    QCOMPARE(cells->rows(), 3);
    QCOMPARE(cells->columns(), 3);
    QCOMPARE(cells->cellAt(2, 2).firstCursorPosition().block().text(), ".940");
}

void TestDataTable::rememberedColumnsComeBack() {
    QByteArray state;
    {
        Window window;
        window.table.horizontalHeader()->moveSection(2, 0);
        window.table.setColumnHidden(1, true);
        window.table.setColumnWidth(0, 231);
        window.table.proxy()->sortBy(2, Qt::DescendingOrder);
        window.table.proxy()->sortBy(0, Qt::AscendingOrder, true);
        state = window.table.saveColumns();
    }
    Window window;
    window.table.restoreColumns(state);
    QCOMPARE(window.table.horizontalHeader()->logicalIndex(0), 2);
    QVERIFY(window.table.isColumnHidden(1));
    QCOMPARE(window.table.columnWidth(0), 231);
    QCOMPARE(column(window.table, 0), QStringList({"f9", "would", "Could", "f10", "should", "please"}));
    const text::Table shown = window.table.shownTable();
    QCOMPARE(shown.columns.size(), std::size_t(2));
    QCOMPARE(shown.columns[0].title, std::string("Rows"));
}

void TestDataTable::columnsOfAnotherTableAreNotTaken() {
    Window other;
    other.table.setColumnHidden(1, true);
    const QByteArray state = other.table.saveColumns();
    auto table = words();
    table->columns[1].title = "p";
    TableModel model;
    model.setTable(table);
    DataTable view("Words");
    view.setData(&model);
    view.restoreColumns(state);
    view.restoreColumns("nonsense");
    view.restoreColumns({});
    QVERIFY(!view.isColumnHidden(1));
}

void TestDataTable::enterAndF1Ask() {
    class Explained : public TableModel {
    public:
        QVariant headerData(int section, Qt::Orientation orientation, int role) const override {
            return role == TopicRole && section == 1 ? QVariant("r") : TableModel::headerData(section, orientation, role);
        }
    } model;
    model.setTable(words());
    DataTable view("Words");
    view.setData(&model);
    view.setFilterRow(true);
    view.show();
    QStringList topics;
    QList<int> chosen;
    connect(&view, &DataTable::topicAsked, this, [&](const QString& topic) { topics += topic; });
    connect(&view, &DataTable::rowChosen, this, [&](int row) { chosen += row; });
    view.proxy()->sortBy(2, Qt::AscendingOrder); // "please" is first
    view.setCurrentIndex(view.proxy()->index(0, 1));
    QTest::keyClick(&view, Qt::Key_F1);
    QTest::keyClick(static_cast<FilterHeader*>(view.horizontalHeader())->field(1), Qt::Key_F1);
    QTest::keyClick(static_cast<FilterHeader*>(view.horizontalHeader())->field(0), Qt::Key_F1);
    QCOMPARE(topics, QStringList({"r", "r"}));
    QTest::keyClick(&view, Qt::Key_Return);
    QCOMPARE(chosen, QList<int>{2});
    view.selectSourceRow(4);
    QCOMPARE(view.selectedSourceRows(), QList<int>{4});
}

void TestDataTable::tenThousandRowsAreFilteredRightly() {
    auto table = std::make_shared<text::Table>();
    table->columns = {{"Feature", false}, {"r", true}};
    int expected = 0;
    for (int row = 0; row < 10'000; ++row) {
        const double r = ((row * 7919) % 10'007) / 10'007.;
        const bool even = row % 2 == 0;
        expected += r >= .7 && even;
        table->rows.push_back({(even ? "even " : "odd ") + std::to_string(row), number(r, 3)});
    }
    TableModel model;
    model.setTable(table);
    DataTable view("Many");
    view.setData(&model);
    view.proxy()->setColumnFilter(0, "even");
    view.proxy()->setColumnFilter(1, ">= .7");
    view.proxy()->sortBy(1, Qt::DescendingOrder);
    QCOMPARE(view.proxy()->rowCount(), expected);
    double before = 2;
    for (int row = 0; row < view.proxy()->rowCount(); ++row) {
        const double r = view.proxy()->index(row, 1).data(SortRole).toDouble();
        QVERIFY(r <= before && r >= .7);
        before = r;
    }
    view.proxy()->clearFilters();
    QCOMPARE(view.proxy()->rowCount(), 10'000);
}

void TestDataTable::aNewModelIsReadAnew() {
    Window window;
    window.table.proxy()->setColumnFilter(1, "> .7");
    auto table = std::make_shared<text::Table>();
    table->columns = {{"Word", false}, {"Note", false}};
    table->rows = {{"a", "is > .7 here"}, {"b", "nothing"}};
    window.model.setTable(table); // the column is text now
    QCOMPARE(column(window.table, 0), QStringList{"a"});
    QVERIFY(!window.field(2));
}

QTEST_MAIN(TestDataTable)
#include "tst_data_table.moc"
