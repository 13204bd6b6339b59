// The Data screen's view, with a hand-made file in Windows-1252 counted by eye: real clicks and keys, tables compared
// as text.
#include "base/files.h"
#include "text/file_extract.h"
#include "views/data/data_view.h"
#include "views/data/file_text.h"
#include "views/data/health_list.h"
#include "views/data/preview_table.h"
#include "views/data/reading_form.h"
#include "views/data/source_list.h"
#include "views/shared/palette.h"
#include "views/shared/panel.h"
#include "views/shared/plot.h"
#include <QAbstractItemModelTester>
#include <QtTest>
#include <QtWidgets>

using namespace crosseed;
using namespace crosseed::views;

namespace {
// Row 3 has a byte that Windows-1252 lacks, row 5 is row 1 again, row 6 is it but for the letter case, row 7 is empty,
// the eighth is broken.
const std::string requests = "id;forum;request_text;class\n"
                             "r1;garden;\"Would you mind; if it is not too late, to check the caf\xE9?\";polite\n"
                             "r2;stairs;You left the bins outside again.;rude\n"
                             "r3;stairs;Is the f\x90te on Sunday?;polite\n"
                             "r4;garden;The caf\xE9 is \x93"
                             "closed\x94.;rude\n"
                             "r5;garden;\"Would you mind; if it is not too late, to check the caf\xE9?\";polite\n"
                             "r6;garden;\"would you mind; IF it is not too late, to check the caf\xE9?\";polite\n"
                             "r7;garden;;rude\n"
                             "r8;garden\n"
                             "r9;garden;Send me the list.;rude\n";

QString textOf(const QAbstractItemModel& model, const QList<int>& columns = {}) {
    QStringList lines;
    for (int row = 0; row < model.rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < model.columnCount(); ++column)
            if (columns.isEmpty() || columns.contains(column))
                cells << model.index(row, column).data().toString();
        lines << cells.join(" | ");
    }
    return lines.join("\n");
}
} // namespace

class TestDataView : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<DataView> m_view;
    ImportDraft m_draft;
    QStringList m_changes;

    std::string write(const char* name, const std::string& content) {
        const std::string path = m_folder.filePath(name).toStdString();
        writeFile(path, content);
        return path;
    }
    // What the screen does: computes and hands back.
    void show(const ImportDraft& draft, std::int64_t firstRows = 0) {
        m_draft = draft;
        m_view->setPreview(draft, std::make_shared<const pipeline::CorpusPreview>(
                                      pipeline::previewCorpus(draft.asked, {draft.given, firstRows, 128})));
    }
    void open(const std::vector<std::string>& files) { show({pipeline::specOfPaths(files), {}, {}}); }
    template <typename T> T* part(const char* name = nullptr) {
        return name ? m_view->findChild<T*>(name) : m_view->findChild<T*>();
    }
    PreviewModel* rows() { return part<PreviewTable>()->previewModel(); }
    QWidget* check(const char* id) { return part<HealthList>()->findChild<QWidget*>(QString("check-") + id); }
    QString number(const char* id) { return check(id)->findChild<QLabel*>("number")->text(); }
    QString sentence(const char* id) { return check(id)->findChild<QLabel*>("sentence")->text(); }
    void click(QWidget* owner, const char* name) {
        auto* button = owner->findChild<QPushButton*>(name);
        QVERIFY2(button, name);
        QTest::mouseClick(button, Qt::LeftButton);
    }
    // Chooses in a box with the keyboard, as a person who does not use the mouse.
    void choose(const char* name, const QString& words) {
        auto* box = part<QComboBox>(name);
        const int at = box->findText(words);
        QVERIFY2(at >= 0, qPrintable(words));
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Space); // opens the list
        QTest::keyClick(box->view(), Qt::Key_Home);
        for (int step = 0; step < at; ++step)
            QTest::keyClick(box->view(), Qt::Key_Down);
        QTest::keyClick(box->view(), Qt::Key_Return);
    }
    QString origin(const char* id) { return part<QLabel>((std::string("origin-") + id).c_str())->text(); }

private Q_SLOTS:
    void initTestCase() {
        applyTheme(*qApp, Theme::Light);
        qRegisterMetaType<ImportDraft>();
    }
    void init() {
        m_view = std::make_unique<DataView>();
        m_view->resize(1340, 800);
        m_changes.clear();
        connect(m_view.get(), &DataView::draftChanged, this, [this](const ImportDraft& draft, const QString& what) {
            m_changes << what;
            show(draft);
        });
        connect(m_view.get(), &DataView::extractAsked, this, [this](int source, qint64 offset, qint64 line) {
            const pipeline::PreviewSource& own = m_view->preview()->sources[static_cast<std::size_t>(source)];
            if (line > 0)
                offset = text::offsetOfLine(own.file, own.table.file.form.encoding, line);
            m_view->setExtract(source, std::make_shared<const text::FileExtract>(
                                           text::extractOf(own.file, own.table.file.form, offset)));
        });
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }
    void cleanup() { m_view.reset(); }

    void theModelIsSound() {
        QAbstractItemModelTester tester(rows(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        open({write("requests.csv", requests)});
        rows()->setFindings({text::Finding::Copy});
        rows()->setFindings({});
        m_view->setPreview({}, nullptr);
        QCOMPARE(rows()->rowCount(), 0);
    }
    void thePreviewShowsRolesClassesAndMarks() {
        open({write("requests.csv", requests)});
        QCOMPARE(textOf(*rows(), {0, 1, 2, 4, 5, 7}), QString("1 | r1 | garden | polite | polite | 13\n"
                                                              "2 | r2 | stairs | rude | rude | 6\n"
                                                              "3 | r3 | stairs | polite | polite | 5\n"
                                                              "4 | r4 | garden | rude | rude | 4\n"
                                                              "5 | r5 | garden | polite | polite | 13\n"
                                                              "6 | r6 | garden | polite | polite | 13\n"
                                                              "7 | r7 | garden | rude | rude | 0\n"
                                                              "8 | r9 | garden | rude | rude | 4"));
        const QModelIndex text = rows()->index(2, 3);
        QCOMPARE(text.data(PreviewModel::BadBytesRole).toStringList(), QStringList{"90"});
        QCOMPARE(rows()->index(4, 3).data(PreviewModel::MarkRole).toString(), QString("= row 1"));
        QVERIFY(rows()->index(5, 3).data(PreviewModel::MarkRole).toString().startsWith("≈ row "));
        QVERIFY(rows()->index(6, 3).data(PreviewModel::EmptyRole).toBool());
        QCOMPARE(rows()->headerData(3, Qt::Horizontal, PreviewModel::UseRole).toInt(),
                 static_cast<int>(ColumnUse::Text));
        QCOMPARE(rows()->headerData(2, Qt::Horizontal, PreviewModel::UseRole).toInt(),
                 static_cast<int>(ColumnUse::Kept));
        QCOMPARE(rows()->headerData(7, Qt::Horizontal, Qt::DisplayRole).toString(), QString("words"));
    }
    void theFileIsShownWithItsDelimitersAndItsBadByte() {
        open({write("requests.csv", requests)});
        auto* file = part<FileText>();
        QCOMPARE(file->toPlainText().split('\n')[3], QString("r3;stairs;Is the f90te on Sunday?;polite"));
        QCOMPARE(file->badCount(), 1);
        QCOMPARE(part<QLabel>("badSentence")->text(), QString("1 byte cannot be read, in 1 row"));
        click(m_view.get(), "nextBad");
        QCOMPARE(file->textCursor().selectedText(), QString("90"));
        QTextCursor cursor(file->document()->findBlockByNumber(1)); // a delimiter in quotes is none
        const auto isMark = [&](int column) {
            cursor.setPosition(file->document()->findBlockByNumber(1).position() + column + 1);
            return cursor.charFormat().background().color() == colour(Role::Selected);
        };
        QVERIFY(isMark(2) && isMark(9) && !isMark(25));
    }
    void anotherDelimiterIsAnotherPreview() {
        open({write("requests.csv", requests)});
        QCOMPARE(origin("delimiter"), QString("guessed"));
        choose("delimiter", "comma ,");
        QCOMPARE(m_changes, QStringList{"Delimiter"});
        QCOMPARE(origin("delimiter"), QString("set by you"));
        QCOMPARE(origin("quoting"), QString("guessed"));
        QCOMPARE(rows()->columnName(1), std::string("id;forum;request_text;class"));
        QVERIFY(textOf(*rows()).contains("r2;stairs;You left the bins outside again.;rude"));
        choose("delimiter", "Guess");
        QCOMPARE(origin("delimiter"), QString("guessed"));
        QCOMPARE(rows()->columnName(3), std::string("request_text"));
    }
    void anotherEncodingIsAnotherText() {
        open({write("requests.csv", requests)});
        QVERIFY(textOf(*rows()).contains(QString::fromUtf8("The café is “closed”.")));
        choose("encoding", "Latin-1");
        QVERIFY(!textOf(*rows()).contains(QString::fromUtf8("“closed”")));
        QCOMPARE(number("unreadable"), QString("3")); // 90, 93 and 94 are no letters of Latin-1
    }
    void healthHasTheNumbersOfTheFile() {
        open({write("requests.csv", requests)});
        QCOMPARE(number("unreadable"), QString("1"));
        QCOMPARE(sentence("unreadable"), QString("in row 3"));
        QCOMPARE(number("broken"), QString("1"));
        QVERIFY(sentence("broken").startsWith("line 9 has 2 fields"));
        QCOMPARE(number("copies"), QString("1"));
        QCOMPARE(number("near"), QString("1"));
        QCOMPARE(number("empty"), QString("1"));
        QCOMPARE(number("balance"), QString("50 / 50 %"));
        QCOMPARE(part<QLabel>("footer")->text(), QString("8 of 9 rows\ngo into the project"));
        QCOMPARE(part<QPushButton>("import")->text(), QString("Import 8 rows"));
    }
    void showIsTheRowsBehindACheck() {
        open({write("requests.csv", requests)});
        click(check("copies"), "show");
        QCOMPARE(textOf(*rows(), {0, 1}), QString("5 | r5"));
        click(check("empty"), "show");
        QCOMPARE(textOf(*rows(), {0, 1}), QString("7 | r7"));
        click(check("unreadable"), "show");
        QCOMPARE(textOf(*rows(), {0, 1}), QString("3 | r3"));
        QCOMPARE(part<FileText>()->textCursor().selectedText(), QString("90"));
        click(m_view.get(), "showAll");
        QCOMPARE(rows()->rowCount(), 8);
        click(check("broken"), "show");
        QCOMPARE(part<FileText>()->textCursor().selectedText(), QString("r8;garden"));
    }
    void ignoreFoldsACheckAndTheImportAsksOnce() {
        open({write("requests.csv", requests)});
        pipeline::CorpusSpec imported;
        int questions = 0, imports = 0;
        m_view->setConfirmation([&](const QString& question) {
            ++questions;
            return !question.contains("Bytes that cannot be read");
        });
        connect(m_view.get(), &DataView::importAsked, this, [&](const pipeline::CorpusSpec& spec) {
            imported = spec;
            ++imports;
        });
        click(m_view.get(), "import");
        QCOMPARE(questions, 1);
        QCOMPARE(imports, 0);
        const QList<HealthCheck> before = part<HealthList>()->checks(); // a click changes the list
        for (const HealthCheck& own : before)
            if (own.sign == CheckSign::Problem)
                click(check(own.id.toUtf8().constData()), "ignore");
        QCOMPARE(sentence("unreadable"), QString("ignored by you"));
        click(m_view.get(), "import");
        QCOMPARE(questions, 1);
        QCOMPARE(imports, 1);
        QCOMPARE(imported.name, std::string("requests"));
        QCOMPARE(imported.textColumn, std::string("request_text"));
        QCOMPARE(imported.labelColumn, std::string("class"));
        QCOMPARE(imported.keepColumns, std::vector<std::string>{"forum"});
        QVERIFY(imported.skipBroken);
        QCOMPARE(pipeline::readWithReport(imported).corpus.documents.size(), std::size_t{8});
    }
    void theMenuOfAColumnChangesItsUse() {
        open({write("requests.csv", requests)});
        QMenu* menu = part<PreviewTable>()->useMenu(2);
        QVERIFY(menu);
        for (QAction* action : menu->actions())
            if (action->text().startsWith("Class"))
                action->trigger();
        QCOMPARE(m_draft.asked.labelColumn, std::string("forum"));
        QCOMPARE(origin("label_column"), QString("set by you"));
        QCOMPARE(textOf(*rows(), {5}), QString("garden\nstairs\nstairs\ngarden\ngarden\ngarden\ngarden\ngarden"));
        QVERIFY(!part<PreviewTable>()->useMenu(0)); // the row's number
    }
    void aScoreIsCutAndItsClassesAreNamed() {
        std::string table = "request,score\n";
        for (int row = 0; row < 40; ++row)
            table += "text number " + std::to_string(row) + "," + std::to_string(row) + ".5\n";
        open({write("scores.csv", table)});
        QCOMPARE(part<QComboBox>("label_column")->currentText(), QString("score, quartiles"));
        auto* classes = part<QLineEdit>("quartile_classes");
        classes->setFocus();
        classes->selectAll();
        QTest::keyClicks(classes, "impolite, neutral, polite");
        QTest::keyClick(classes, Qt::Key_Return);
        QCOMPARE(m_draft.asked.quartileClasses, (std::vector<std::string>{"impolite", "neutral", "polite"}));
        QCOMPARE(rows()->index(0, 3).data().toString(), QString("impolite"));
        QCOMPARE(rows()->index(39, 3).data().toString(), QString("polite"));
        choose("label_column", "score");
        QVERIFY(m_draft.asked.quartileClasses.empty());
    }
    void leaksAreDroppedOnRequest() {
        const std::string train = write("x_train.csv", "text,label\nsame words here,a\nonly in train,b\n");
        const std::string test = write("x_test.csv", "text,label\nsame words here,a\nonly in test,b\n");
        open({train, test});
        QCOMPARE(number("leaks"), QString("1"));
        QCOMPARE(part<QComboBox>("file")->count(), 2);
        click(check("leaks"), "show");
        QCOMPARE(m_view->source(), 1); // the row of the test file
        QCOMPARE(rows()->rowCount(), 1);
        click(check("leaks"), "help");
        QCOMPARE(number("leaks"), QString("0"));
        QVERIFY(m_draft.asked.dropLeaks);
    }
    void filesAreDroppedAnywhere() {
        QStringList dropped;
        connect(m_view.get(), &DataView::filesDropped, this, [&](const QStringList& files) { dropped = files; });
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile("/tmp/a.csv"), QUrl("https://example.org/b.csv")});
        QDragEnterEvent enter(m_view->rect().center(), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_view.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(m_view->rect().center(), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_view.get(), &drop);
        QCOMPARE(dropped, QStringList{"/tmp/a.csv"});
        for (QWidget* child : m_view->findChildren<QAbstractScrollArea*>())
            QVERIFY2(!static_cast<QAbstractScrollArea*>(child)->viewport()->acceptDrops(),
                     qPrintable(child->accessibleName()));
    }
    void theFirstRowsWaitForTheRest() {
        std::string table = "text,label\n";
        for (int row = 0; row < 500; ++row)
            table += "text number " + std::to_string(row) + "," + std::to_string(row % 2) + "\n";
        const ImportDraft draft{pipeline::specOfPaths({write("long.csv", table)}), {}, {}};
        QElapsedTimer clock;
        clock.start();
        show(draft, 200);
        qInfo("first rows shown after %lld ms", static_cast<long long>(clock.elapsed()));
        QCOMPARE(rows()->rowCount(), 200);
        QVERIFY(!part<QPushButton>("import")->isEnabled());
        QCOMPARE(rows()->index(0, 4).data().toString(), QString("…")); // the split is drawn of all rows
        show(draft);
        QCOMPARE(rows()->rowCount(), 500);
        QVERIFY(part<QPushButton>("import")->isEnabled());
        QVERIFY(rows()->index(0, 4).data().toString() != "…");
    }
    void aProblemIsSaidAndTheTableStays() {
        open({write("requests.csv", requests)});
        choose("text_column", "forum");
        QVERIFY(m_view->preview()->problem.empty());
        ImportDraft draft = m_draft;
        draft.asked.labelColumn = "nothing";
        setGiven(draft, "label_column", true);
        show(draft);
        QVERIFY(!m_view->preview()->problem.empty());
        QCOMPARE(rows()->rowCount(), 8);
        QVERIFY(!part<QPushButton>("import")->isEnabled());
    }
    void copiedRowsAreWhatIsShown() {
        open({write("requests.csv", requests)});
        auto* table = part<PreviewTable>();
        table->setFocus();
        table->selectRow(1);
        QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
        const QString copied = QGuiApplication::clipboard()->text();
        QVERIFY2(copied.contains("r2\tstairs\tYou left the bins outside again.\trude"), qPrintable(copied));
    }
    void filesHoldNumbersWithoutGroups() {
        std::string table = "text,label\n";
        for (int row = 0; row < 1001; ++row)
            table += "text number " + std::to_string(row) + "," + std::to_string(row % 2) + "\n";
        open({write("thousand.csv", table)});
        const text::Table shown = part<PreviewTable>()->shownTable();
        QCOMPARE(shown.rows.size(), std::size_t(1001));
        QCOMPARE(shown.rows.back().front().shown, std::string("1,001"));
        QCOMPARE(shown.rows.back().front().exact, std::string("1001"));
    }
    void everyWidgetHasAName() {
        open({write("requests.csv", requests)});
        for (QWidget* widget : m_view->findChildren<QWidget*>())
            if (widget->focusPolicy() & Qt::TabFocus && widget->isVisible()) {
                auto* button = qobject_cast<QAbstractButton*>(widget);
                QVERIFY2(!widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()) ||
                             qobject_cast<QLineEdit*>(widget),
                         qPrintable(QString(widget->metaObject()->className()) + " " + widget->objectName()));
            }
    }
};

QTEST_MAIN(TestDataView)
#include "tst_data_view.moc"
