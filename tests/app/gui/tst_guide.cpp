// "Reproduce Table 2 in five steps", from the click on Start to the exported table, with real clicks and keys on a copy of the sample.
#include "app/gui/guide_panel.h"
#include "app/gui/main_window.h"
#include "app/gui/sample_copy.h"
#include "store/counterfactuals.h"
#include "store/notes.h"
#include "views/shared/exports.h"
#include "views/shared/palette.h"
#include <QtTest>
#include <QtWidgets>

using namespace crosseed;
using gui::MainWindow;

namespace {
template <typename Widget> Widget* named(QWidget* parent, const QString& name) {
    for (Widget* widget : parent->findChildren<Widget*>())
        if (widget->isVisible() && (widget->accessibleName() == name || name.isEmpty()))
            return widget;
    return nullptr;
}
QAbstractButton* buttonCalled(QWidget* parent, const QString& text) {
    for (QAbstractButton* button : parent->findChildren<QAbstractButton*>())
        if (button->isVisible() && button->text() == text)
            return button;
    return nullptr;
}
} // namespace

class TestGuide : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;

    static QList<bool> done(MainWindow& window) {
        QList<bool> steps;
        for (const gui::Guide::Step& step : window.guide().steps())
            steps += step.done;
        return steps;
    }

private Q_SLOTS:
    void initTestCase() {
        if (!tests::hasSample())
            QSKIP("The sample was not made in this build.");
        tests::useOwnSettings(m_folder);
        qputenv("HOME", m_folder.path().toUtf8()); // documents, too
        qputenv("CROSSEED_SAMPLE_FOLDER", QFileInfo(CROSSEED_SAMPLE).absolutePath().toUtf8());
        views::applyTheme(*qApp, views::Theme::Light);
    }

    void leadsFromTheClickToTheExportedTable() {
        MainWindow window;
        window.show();
        window.session().tasks().waitAll();

        // The sample opens as a copy, with the guide.
        QElapsedTimer clock;
        clock.start();
        QAbstractButton* sample = buttonCalled(window.screen("start")->widget(), "Open the guided sample");
        QVERIFY(sample && sample->isEnabled());
        QTest::mouseClick(sample, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(window.session().result(), 20000);
        qInfo("the sample was copied and shown in %lld ms", clock.elapsed());
        QVERIFY(window.session().file() != CROSSEED_SAMPLE);
        QVERIFY(!window.session().isReadOnly());
        QVERIFY(window.findChild<gui::GuidePanel*>()->isVisible());
        QCOMPARE(window.screenId(), "features");
        window.session().tasks().waitAll();

        // 1. The threshold, with the controls behind it.
        auto* threshold = named<QDoubleSpinBox>(&window, "Smallest r of a universal feature");
        QVERIFY(threshold);
        threshold->setFocus();
        threshold->selectAll();
        QTest::keyClicks(threshold, ".75");
        QTest::keyClick(threshold, Qt::Key_Return);
        QTRY_COMPARE(window.session().threshold(), 0.75);
        QTRY_VERIFY(done(window).at(0));

        // 2. A search for "would" leads to a feature.
        QVERIFY(!done(window).at(1));
        auto* search = named<QLineEdit>(&window, "Search features");
        QVERIFY(search);
        QTest::mouseClick(search, Qt::LeftButton);
        QTest::keyClicks(search, "would");
        QTest::qWait(600);
        window.session().tasks().waitAll();
        QTest::keyClick(search, Qt::Key_Return);
        QTRY_VERIFY(done(window).at(1));
        const std::int32_t feature = window.session().selection().feature();
        QVERIFY(feature >= 0);

        // 3. Twenty contexts and a label.
        QTest::keyClick(&window, Qt::Key_6, Qt::ControlModifier);
        QCOMPARE(window.screenId(), "contexts");
        window.session().tasks().waitAll();
        auto* lines = named<QTableView>(window.screen("contexts")->widget(), "Contexts");
        QVERIFY(lines);
        QVERIFY(lines->model()->rowCount() > 20);
        for (int page = 0; page < 8; ++page) {
            QTest::qWait(1200);
            if (window.session().remembered("guide/lines").toInt() >= 20)
                break;
            QTest::keyClick(lines, Qt::Key_PageDown);
        }
        QVERIFY(window.session().remembered("guide/lines").toInt() >= 20);
        QVERIFY(!done(window).at(2)); // no label yet
        QTest::keyClick(&window, Qt::Key_5, Qt::ControlModifier);
        auto* label = named<QLineEdit>(&window, "Label of the feature");
        QVERIFY(label);
        QTest::mouseClick(label, Qt::LeftButton);
        QTest::keyClicks(label, "asking with would");
        QTest::keyClick(label, Qt::Key_Return);
        QTRY_VERIFY(done(window).at(2));
        const RunId run = window.session().result()->run.id;
        QCOMPARE(store::noteOf(window.session().project(), run, feature).label, std::string("asking with would"));

        // 4. Five edited sentences.
        QTest::keyClick(&window, Qt::Key_7, Qt::ControlModifier);
        QCOMPARE(window.screenId(), "counterfactuals");
        window.session().tasks().waitAll();
        auto* edit = named<QLineEdit>(&window, "Edited sentence; Enter adds the row");
        QVERIFY(edit);
        QTRY_VERIFY(!edit->text().isEmpty());
        for (int i = 0; i < 5; ++i) {
            edit->setFocus();
            QTest::keyClick(edit, Qt::Key_End);
            QTest::keyClicks(edit, i % 2 ? " please" : " now");
            QTest::qWait(400);
            window.session().tasks().waitAll();
            QTest::keyClick(edit, Qt::Key_Return);
            QTRY_COMPARE(std::ssize(store::counterfactuals(window.session().project(), run)), i + 1);
        }
        QTRY_VERIFY(done(window).at(3));

        // 5. The table.
        const QString file = m_folder.filePath("table2.tex");
        window.exporter().setAnswer([&](const QString&, const QString&) { return file; });
        QVERIFY(!done(window).at(4));
        QAbstractButton* table = buttonCalled(&window, "Export as Table 2");
        QVERIFY(table);
        QTest::mouseClick(table, Qt::LeftButton);
        QTRY_VERIFY(done(window).at(4));
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const QString latex = QString::fromUtf8(written.readAll());
        QVERIFY(latex.contains("\\toprule"));
        for (const store::CounterfactualRow& row : store::counterfactuals(window.session().project(), run))
            QVERIFY2(latex.contains(QString::fromStdString(text::latexText(row.edited)).left(20)), qPrintable(latex));
        QCOMPARE(done(window), QList<bool>(5, true));
        window.session().tasks().waitAll();
        window.close();
    }

    void whatWasDoneIsKnownWhenTheCopyIsOpenedAgain() {
        MainWindow window;
        window.show();
        window.openSample();
        QTRY_VERIFY_WITH_TIMEOUT(window.session().result(), 20000);
        QCOMPARE(done(window), QList<bool>(5, true));
        window.session().tasks().waitAll();
        window.openSample(true); // another copy begins anew
        QTRY_VERIFY_WITH_TIMEOUT(window.session().result(), 20000);
        window.session().tasks().waitAll();
        QVERIFY(!done(window).at(3));
        window.close();
    }
};

QTEST_MAIN(TestGuide)
#include "tst_guide.moc"
