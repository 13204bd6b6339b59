// The Data screen in a project: files that are dropped, guesses changed and taken back, an import that ends in the
// project.
#include "app/gui/screens.h"
#include "base/files.h"
#include "store/corpora.h"
#include "views/data/data_view.h"
#include "views/data/health_list.h"
#include "views/data/preview_table.h"
#include "views/shared/palette.h"
#include <QtTest>
#include <QtWidgets>

using namespace crosseed;
using namespace crosseed::gui;
using namespace crosseed::views;

class TestDataScreen : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<Screen> m_screen;
    DataView* m_view = nullptr;

    QString write(const char* name, const std::string& content) {
        const QString path = m_folder->filePath(name);
        writeFile(path.toStdString(), content);
        return path;
    }
    QString requests() {
        std::string table = "id;request;mood\n";
        for (int row = 0; row < 300; ++row)
            table += "r" + std::to_string(row) + ";would you open door number " + std::to_string(row) + ";" +
                     (row % 2 ? "polite" : "rude") + "\n";
        return write("requests.csv", table);
    }
    void settle() {
        for (int i = 0; i < 5; ++i) {
            m_session->tasks().waitAll();
            QCoreApplication::processEvents();
        }
    }
    PreviewModel* rows() { return m_view->findChild<PreviewTable*>()->previewModel(); }
    QStringList sources() {
        QStringList names;
        auto* list = m_view->findChild<QTreeWidget*>();
        for (QTreeWidgetItemIterator at(list); *at; ++at)
            if ((*at)->parent() == list->topLevelItem(0))
                names << (*at)->text(0).trimmed() + " " + (*at)->text(1).trimmed();
        return names;
    }
    void click(const char* name) { QTest::mouseClick(m_view->findChild<QPushButton*>(name), Qt::LeftButton); }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::Light); }
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_session = std::make_unique<Session>();
        m_screen.reset(makeDataScreen(*m_session));
        m_view = qobject_cast<DataView*>(m_screen->widget());
        m_view->resize(1340, 800);
        m_view->show();
        m_session->create(m_folder->filePath("own.crosseed"));
        settle();
    }
    void cleanup() {
        m_session->close();
        m_screen.reset();
        delete m_view;
        m_session.reset();
    }

    void aDroppedFileIsReadAndImported() {
        Q_EMIT m_session->importAsked({requests()});
        settle();
        QCOMPARE(sources(), QStringList{"requests.csv importing"});
        QCOMPARE(rows()->rowCount(), 300); // the first 200 and then all
        QVERIFY(m_screen->status().contains("300 rows"));
        click("import");
        settle();
        QCOMPARE(sources(), QStringList{"requests 300"});
        const store::CorpusRow row = store::corpusNamed(m_session->project(), "requests");
        const text::Corpus corpus = store::loadCorpus(m_session->project(), row.id);
        QCOMPARE(corpus.documents.size(), std::size_t{300});
        QCOMPARE(corpus.classNames, (std::vector<std::string>{"polite", "rude"}));
        QVERIFY(m_view->preview() && m_view->preview()->isStored);
        QCOMPARE(rows()->rowCount(), 300);
    }
    void storedTextsAreSearched() {
        Q_EMIT m_session->importAsked({requests()});
        settle();
        click("import");
        settle();
        auto* search = m_view->findChild<QLineEdit*>("search");
        QVERIFY(search->isVisible());
        search->setFocus();
        QTest::keyClicks(search, "\"number 17\"");
        QTest::keyClick(search, Qt::Key_Return);
        settle();
        QCOMPARE(rows()->rowCount(), 1);
        QVERIFY(rows()->index(0, 2).data().toString().endsWith("number 17"));
        search->clear();
        QCOMPARE(rows()->rowCount(), 300);
    }
    void whatIsSetIsTakenBack() {
        Q_EMIT m_session->importAsked({requests()});
        settle();
        const QString before = rows()->index(0, 2).data().toString();
        ImportDraft draft{m_view->preview()->spec, {}, {}};
        draft.asked.delimiter = ",";
        draft.asked.textColumn = "text";
        setGiven(draft, "delimiter", true);
        Q_EMIT m_view->draftChanged(draft, "Delimiter");
        settle();
        QCOMPARE(rows()->fileColumns(), 1);
        m_session->undoStack().undo();
        settle();
        QCOMPARE(rows()->index(0, 2).data().toString(), before);
        m_session->undoStack().redo();
        settle();
        QCOMPARE(rows()->fileColumns(), 1);
        m_session->undoStack().undo();
        m_session->undoStack().undo(); // the file itself
        settle();
        QVERIFY(sources().isEmpty());
        QCOMPARE(rows()->rowCount(), 0);
    }
    void aFindingThatIsIgnoredStaysSo() {
        Q_EMIT m_session->importAsked(
            {write("twice.csv", "text,label\nsame words here,a\nsame words here,a\nother words there,b\n")});
        settle();
        auto* list = m_view->findChild<HealthList*>();
        QTest::mouseClick(list->findChild<QWidget*>("check-copies")->findChild<QPushButton*>("ignore"), Qt::LeftButton);
        settle();
        const auto isIgnored = [&] {
            for (const HealthCheck& check : list->checks())
                if (check.id == "copies")
                    return check.isIgnored;
            return false;
        };
        QVERIFY(isIgnored());
        m_session->undoStack().undo();
        settle();
        QVERIFY(!isIgnored());
    }
    void twoImportsOfOneNameStandSideBySide() {
        for (int i = 0; i < 2; ++i) {
            Q_EMIT m_session->importAsked(
                {write("texts.csv", "text,label\none,a\ntwo,b\nthree,a\nfour " + std::to_string(i) + ",b\n")});
            settle();
            m_view->setConfirmation([](const QString&) { return true; });
            click("import");
            settle();
        }
        QCOMPARE(sources(), (QStringList{"texts 4", "texts 2 4"}));
    }
    void aStatisticsFileSaysWhatItIs() {
        Q_EMIT m_session->importAsked({CROSSEED_SOURCE_DIR "/tests/goldens/text/tables/survey.sav"});
        settle();
        QCOMPARE(rows()->rowCount(), 5);
        bool isSaid = false;
        for (const QLabel* label : m_view->findChildren<QLabel*>())
            isSaid =
                isSaid || (label->isVisible() && label->text().contains("survey.sav is a file of SPSS and no text"));
        QVERIFY(isSaid);
    }
    void aFileThatCannotBeReadSaysWhy() {
        Q_EMIT m_session->importAsked({m_folder->filePath("missing.csv")});
        settle();
        QVERIFY(m_view->preview());
        QVERIFY2(m_view->preview()->problem.find("missing.csv") != std::string::npos,
                 m_view->preview()->problem.c_str());
        QVERIFY(!m_view->findChild<QPushButton*>("import")->isEnabled());
    }
};

QTEST_MAIN(TestDataScreen)
#include "tst_data_screen.moc"
