// The window on the sample, driven by keys and clicks: screens, palette, explanation, theme, recent projects, recovery, a read-only file.
#include "app/gui/command_palette.h"
#include "app/gui/main_window.h"
#include "app/gui/recent_projects.h"
#include "app/gui/sample_copy.h"
#include "views/features/feature_table.h"
#include "views/shared/exports.h"
#include "views/shared/panel.h"
#include "views/shared/palette.h"
#include <QtTest>
#include <QtWidgets>

using namespace crosseed;
using gui::MainWindow;

class TestWindow : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    QString m_file;

    std::unique_ptr<MainWindow> open() {
        auto window = std::make_unique<MainWindow>();
        window->show();
        window->openProject(m_file);
        window->session().tasks().waitAll();
        return window;
    }
    static QWidget* focused() { return QApplication::focusWidget(); }

private Q_SLOTS:
    void initTestCase() {
        if (!tests::hasSample())
            QSKIP("The sample was not made in this build.");
        tests::useOwnSettings(m_folder);
        views::applyTheme(*qApp, views::Theme::Light);
        m_file = tests::copySample(m_folder);
    }
    void init() { QSettings().clear(); }

    void withoutAProjectOnlyStartOpens() {
        MainWindow window;
        window.show();
        QCOMPARE(window.screenId(), "start");
        QTest::keyClick(&window, Qt::Key_5, Qt::ControlModifier);
        QCOMPARE(window.screenId(), "start");
    }

    void controlAndADigitOpensEachScreen() {
        const auto window = open();
        for (const gui::ScreenEntry& entry : gui::catalogue()) {
            QTest::keyClick(window.get(), static_cast<Qt::Key>(Qt::Key_0 + entry.number), Qt::ControlModifier);
            QCOMPARE(window->screenId(), entry.id);
        }
        QTest::keyClick(window.get(), Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(window->screenId(), gui::catalogue()[gui::catalogue().size() - 2].id);
        QTest::keyClick(window.get(), Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(window->screenId(), gui::catalogue().back().id);
        window->session().tasks().waitAll();
    }

    void everyButtonAndFieldHasAName() {
        const auto window = open();
        QStringList nameless;
        for (const gui::ScreenEntry& entry : gui::catalogue()) {
            window->showScreen(entry.id);
            window->session().tasks().waitAll();
            for (QWidget* widget : window->screen(entry.id)->widget()->findChildren<QWidget*>()) {
                const bool speaks = qobject_cast<QAbstractButton*>(widget) || qobject_cast<QLineEdit*>(widget) || qobject_cast<QComboBox*>(widget) ||
                                    qobject_cast<QAbstractSpinBox*>(widget) || qobject_cast<QTableView*>(widget) || qobject_cast<QPlainTextEdit*>(widget);
                if (!speaks || !widget->isVisible() || qobject_cast<QComboBox*>(widget->parentWidget()) || widget->objectName().startsWith("qt_") || !(widget->focusPolicy() & Qt::TabFocus))
                    continue;
                QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(widget);
                if (spoken && spoken->text(QAccessible::Name).isEmpty())
                    nameless += entry.id + ": " + widget->metaObject()->className() + " in " + widget->parentWidget()->metaObject()->className();
            }
        }
        nameless.removeDuplicates();
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join('\n')));
    }

    void thePaletteFindsFeaturesByNumberLabelAndWord() {
        const auto window = open();
        text::FeatureNote note{.feature = 7, .label = "zebra crossing", .tags = {}, .note = {}, .definition = {}, .anchorExample = {}, .counterExample = {}};
        window->session().changeNote(note, "Label f7");
        QTest::keyClick(window.get(), Qt::Key_K, Qt::ControlModifier);
        auto* palette = window->findChild<gui::CommandPalette*>();
        QTRY_VERIFY(palette->isVisible());
        auto* field = palette->findChild<QLineEdit*>();
        QTest::keyClicks(field, "zebra");
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(window->screenId(), "features");
        QCOMPARE(window->session().selection().feature(), 7);
        QVERIFY(!palette->isVisible());
        QTest::keyClick(window.get(), Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(field, "f12");
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(window->session().selection().feature(), 12);
        QTest::keyClick(window.get(), Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(field, ">contexts");
        auto* list = palette->findChild<QListWidget*>();
        QVERIFY(list->count() >= 2);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(window->screenId(), "contexts");
        window->session().undoStack().undo();
        window->session().tasks().waitAll();
    }

    void aTagOfThePaletteShowsItsFeatures() {
        const auto window = open();
        for (const std::int32_t feature : {3, 9})
            window->session().changeNote({.feature = feature, .label = {}, .tags = {"zebra"}, .note = {}, .definition = {}, .anchorExample = {},
                                          .counterExample = {}}, "Tag");
        window->session().changeNote({.feature = 11, .label = "no tag", .tags = {}, .note = {}, .definition = {}, .anchorExample = {},
                                      .counterExample = {}}, "Label f11");
        QTest::keyClick(window.get(), Qt::Key_K, Qt::ControlModifier);
        auto* field = window->findChild<gui::CommandPalette*>()->findChild<QLineEdit*>();
        QTest::keyClicks(field, "zebra");
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(window->screenId(), "features");
        auto* table = window->screen("features")->widget()->findChild<views::FeatureTable*>();
        QVERIFY(table && table->isCodebook());
        QTRY_COMPARE(table->shownCount(), 2);
        for (int i = 0; i < 3; ++i)
            window->session().undoStack().undo();
        window->session().tasks().waitAll();
    }

    void everyActionOfAMenuIsInThePalette() {
        const auto window = open();
        QStringList lost;
        const QList<QAction*>& listed = window->actionList().all();
        for (const QAction* top : window->menuBar()->actions())
            for (QAction* action : top->menu()->actions())
                if (!action->isSeparator() && !listed.contains(action) && action->text() != "Undo" && action->text() != "Redo" &&
                    action->text() != "Back" && action->text() != "Forward" && !action->menu() && !action->text().startsWith("Undo") &&
                    !action->text().startsWith("Redo"))
                    lost += action->text();
        QVERIFY2(lost.isEmpty(), qPrintable(lost.join(", ")));
        QVERIFY(listed.size() > 30);
    }

    void thePanelsButtonExplains() {
        const auto window = open();
        window->showScreen("features");
        views::Panel* explained = nullptr;
        for (views::Panel* panel : window->screen("features")->widget()->findChildren<views::Panel*>())
            if (panel->isVisible() && !panel->topic().isEmpty())
                explained = panel;
        QVERIFY(explained);
        explained->setFocus();
        QTest::keyClick(explained, Qt::Key_F1);
        QTextBrowser* text = nullptr;
        for (QTextBrowser* browser : window->findChildren<QTextBrowser*>())
            if (browser->isVisible())
                text = browser;
        QVERIFY(text);
        QVERIFY(text->toPlainText().size() > 80);
    }

    void darkIsRememberedAndReachesEveryScreen() {
        const auto window = open();
        window->showScreen("features");
        window->setTheme(static_cast<int>(views::Theme::Dark));
        QCOMPARE(QSettings().value("theme").toInt(), static_cast<int>(views::Theme::Dark));
        QCoreApplication::processEvents();
        const QImage image = window->grab().toImage();
        std::int64_t dark = 0, all = 0;
        for (int x = 0; x < image.width(); x += 7)
            for (int y = 0; y < image.height(); y += 7, ++all)
                dark += image.pixelColor(x, y).lightness() < 90;
        QVERIFY2(dark > all * 8 / 10, qPrintable(QString("%1 of %2").arg(dark).arg(all)));
        window->setTheme(static_cast<int>(views::Theme::Light));
    }

    void openedProjectsAreRememberedAndAKilledOneIsRecovered() {
        {
            const auto window = open();
            QCOMPARE(gui::RecentProjects::all().first().file, m_file);
            QVERIFY(gui::RecentProjects::leftOpen().isEmpty()); // this process lives
            window->close();
        }
        QVERIFY(gui::RecentProjects::leftOpen().isEmpty()); // closed in order
        // The mark of a process that was killed: its number is not given any more.
        const QByteArray mark = QJsonDocument(QJsonArray{QJsonObject{{"file", m_file},
                                                                     {"host", QSysInfo::machineHostName()},
                                                                     {"process", 2147483000},
                                                                     {"start", "never"}}}).toJson();
        QSettings().setValue("open", mark);
        QCOMPARE(gui::RecentProjects::leftOpen(), QStringList{m_file});
        MainWindow window;
        window.show();
        window.session().tasks().waitAll();
        QPushButton* button = nullptr;
        for (QPushButton* other : window.screen("start")->widget()->findChildren<QPushButton*>())
            if (other->isVisible() && other->accessibleName().startsWith("Leave"))
                button = other;
        QVERIFY(button);
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(gui::RecentProjects::leftOpen().isEmpty());
        window.session().tasks().waitAll();
    }

    void aMissingFileIsOneSentence() {
        MainWindow window;
        window.show();
        QVERIFY(!window.openProject(m_folder.filePath("gone.crosseed")));
        auto* box = window.findChild<QMessageBox*>("failure");
        QVERIFY(box);
        QVERIFY2(box->text().contains("gone.crosseed"), qPrintable(box->text()));
        QCOMPARE(box->buttons().size(), 1);
        box->close();
    }

    void aProjectThatIsOpenElsewhereIsReadOnly() {
        const auto first = open();
        const auto second = open();
        QVERIFY(second->windowTitle().contains("read only"));
        QVERIFY(!first->windowTitle().contains("read only"));
    }

    void f6GoesRoundThePanels() {
        const auto window = open();
        window->showScreen("features");
        window->activateWindow();
        QSet<QWidget*> visited;
        for (int i = 0; i < 6; ++i) {
            QTest::keyClick(window.get(), Qt::Key_F6);
            for (QWidget* at = focused(); at; at = at->parentWidget())
                if (auto* panel = qobject_cast<views::Panel*>(at))
                    visited.insert(panel);
        }
        QVERIFY2(visited.size() >= 3, qPrintable(QString::number(visited.size())));
    }

    void droppingAProjectOpensIt() {
        MainWindow window;
        window.show();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(m_file)});
        QDragEnterEvent enter(QPoint(100, 100), Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(&window, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(100, 100), Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(&window, &drop);
        QCOMPARE(window.session().file(), m_file);
        window.session().tasks().waitAll();
    }
};

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
