// The Alignment screen on the sample: what it shows is what the engine computes, it is computed once, and it can be stopped.
#include "app/gui/alignment_studies.h"
#include "app/gui/sample_copy.h"
#include "app/gui/screens.h"
#include "pipeline/studies.h"
#include "views/alignment/alignment_tables.h"
#include "views/alignment/alignment_view.h"
#include "views/shared/data_table.h"
#include "views/shared/palette.h"
#include <QInputDialog>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace crosseed;
using gui::Session;

namespace {
constexpr const char* lane = "alignment study";

struct Window {
    Session session;
    std::unique_ptr<gui::Screen> screen{gui::makeAlignmentScreen(session)};
    views::AlignmentView* view = qobject_cast<views::AlignmentView*>(screen->widget());
    explicit Window(const QString& file) {
        view->resize(1340, 800);
        view->show();
        session.open(file);
        session.tasks().waitAll();
        screen->entered();
        session.tasks().waitAll();
    }
    ~Window() {
        session.close();
        screen.reset();
        delete view;
    }
    views::DataTable* table(const QString& name) const {
        for (auto* table : view->findChildren<views::DataTable*>())
            if (table->accessibleName() == name)
                return table;
        return nullptr;
    }
    QString number(const QString& name) const {
        const QAbstractItemModel* model = table("Alignment in numbers")->model();
        for (int row = 0; row < model->rowCount(); ++row)
            if (model->index(row, 0).data().toString().startsWith(name))
                return model->index(row, 1).data().toString();
        return {};
    }
    QPushButton* button(const QString& text) const {
        for (auto* button : view->findChildren<QPushButton*>())
            if (button->text() == text && button->isVisible())
                return button;
        return nullptr;
    }
    void askFor(int texts) {
        QTest::mouseClick(button("Other sample size…"), Qt::LeftButton);
        auto* dialog = view->findChildren<QInputDialog*>().last();
        dialog->setIntValue(texts);
        dialog->accept();
    }
};
} // namespace

class TestAlignmentScreen : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString m_file;

private Q_SLOTS:
    void initTestCase() {
        if (!tests::hasSample())
            QSKIP("The sample project was not built.");
        tests::useOwnSettings(m_folder);
        m_file = tests::copySample(m_folder);
    }

    void numbersAreWhatTheEngineComputes() {
        Window window(m_file);
        store::Project project = store::Project::open(m_file.toStdString(), store::Access::Read);
        const views::ResultPtr result = window.session.result();
        const auto rotation = gui::rotationOf(project, result->run);
        QVERIFY(rotation);
        pipeline::StudySpec spec;
        spec.texts = 1000; // the sample's recipe
        spec.heldOut = "test";
        const auto study = pipeline::studyAlignment({project, bert::Device::Cpu, 0, {}, {}, {}, {}, {}},
                                                    store::corpusRow(project, result->run.corpus),
                                                    store::loadCorpus(project, result->run.corpus), result->pair, result->run.layer, spec);
        QCOMPARE(window.number("Alignment error"), views::errorText(study.plain.nreHeldOut));
        QCOMPARE(window.number("Without the rotation"), views::errorText(study.nreIdentityHeldOut));
        QCOMPARE(window.number("Shared directions"), QString("%1/%2").arg(study.plain.k95).arg(study.plain.k99));
        QCOMPARE(window.number("Split halves"), views::errorText(study.between.deviation));
        QVERIFY(window.table("Near-duplicate features")->model()->rowCount() > 0);
    }

    void aStudyIsComputedOnce() {
        Window window(m_file);
        const QString error = window.number("Alignment error");
        window.askFor(60);
        QVERIFY(window.session.tasks().isBusy(lane));
        window.session.tasks().waitAll();
        QCOMPARE(window.number("Sample"), QString("60"));
        QVERIFY(window.number("Alignment error") != error);
        QTest::mouseClick(window.button("Back to 1,000"), Qt::LeftButton);
        window.session.tasks().waitAll();
        QCOMPARE(window.number("Alignment error"), error);
        window.askFor(60);
        QVERIFY(!window.session.tasks().isBusy(lane)); // it is still there
        QCOMPARE(window.number("Sample"), QString("60"));
    }

    void aStoppedStudyKeepsWhatIsShown() {
        Window window(m_file);
        const QString error = window.number("Alignment error");
        window.askFor(900);
        QTRY_VERIFY(window.button("Stop"));
        QElapsedTimer clock;
        clock.start();
        QTest::mouseClick(window.button("Stop"), Qt::LeftButton);
        QTRY_VERIFY(!window.session.tasks().isBusy(lane));
        QVERIFY(clock.elapsed() < 2000);
        QCOMPARE(window.number("Sample"), QString("1,000"));
        QCOMPARE(window.number("Alignment error"), error);
        QVERIFY(window.button("Compute"));
        QTest::mouseClick(window.button("Compute"), Qt::LeftButton);
        window.session.tasks().waitAll();
        QCOMPARE(window.number("Sample"), QString("900"));
    }

    void anotherBorderListsFewerPairs() {
        Window window(m_file);
        const int pairs = window.table("Near-duplicate features")->model()->rowCount();
        Q_EMIT window.view->geometryAsked(0.6);
        window.session.tasks().waitAll();
        const QAbstractItemModel* model = window.table("Near-duplicate features")->model();
        QVERIFY(model->rowCount() > 0 && model->rowCount() < pairs);
        for (int row = 0; row < model->rowCount(); ++row)
            QVERIFY(std::abs(model->index(row, 2).data(views::SortRole).toDouble()) >= 0.6);
    }

    void buttonsLeadToOtherScreens() {
        Window window(m_file);
        QSignalSpy asked(&window.session, &Session::screenAsked);
        QTest::mouseClick(window.button("Rotation test…"), Qt::LeftButton);
        QCOMPARE(asked.takeFirst()[0].toString(), QString("comparison"));
        auto* table = window.table("Near-duplicate features");
        const QPoint first = table->visualRect(table->model()->index(0, 0)).center();
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, first);
        QCOMPARE(window.session.selection().features().size(), 2u);
        QVERIFY(asked.isEmpty());
        QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, first);
        QCOMPARE(asked.takeFirst()[0].toString(), QString("features"));
    }

    void activationsThatAreGoneAreExtractedAgain() {
        const QString file = tests::copySample(m_folder, "gone");
        QDir activations(file + ".data/activations");
        const QStringList names = activations.entryList(QDir::Files);
        QVERIFY(!names.isEmpty());
        for (const QString& name : names)
            QVERIFY(activations.remove(name));
        Window window(file);
        const Window whole(m_file);
        QCOMPARE(window.number("Alignment error"), whole.number("Alignment error"));
        QVERIFY(!activations.entryList(QDir::Files).isEmpty());
    }

    void aProjectWithoutARotationSaysSo() {
        Window window(m_file);
        window.session.create(m_folder.filePath("empty.crosseed"));
        window.session.tasks().waitAll();
        window.screen->entered();
        QSignalSpy asked(&window.session, &Session::screenAsked);
        bool said = false;
        for (const QLabel* label : window.view->findChildren<QLabel*>())
            said = said || (label->isVisible() && label->text().startsWith("No rotation yet"));
        QVERIFY(said);
        QTest::mouseClick(window.button("Go to Models"), Qt::LeftButton);
        QCOMPARE(asked.takeFirst()[0].toString(), QString("models"));
    }
};

QTEST_MAIN(TestAlignmentScreen)
#include "tst_alignment_screen.moc"
