// The screen of runs with a session: what a person changes in the queue is in the file and can be taken back, and
// finished runs show their stored curves.
#include "app/gui/screens.h"
#include "pipeline/jobs.h"
#include "store/runs.h"
#include "views/runs/loss_panel.h"
#include "views/runs/queue_panel.h"
#include "views/runs/runs_view.h"
#include "views/shared/plot.h"
#include <QListView>
#include <QTemporaryDir>
#include <QTest>

using namespace crosseed;
using namespace crosseed::gui;

class TestRunsScreen : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<Screen> m_screen;

    views::RunsView* view() const { return qobject_cast<views::RunsView*>(m_screen->widget()); }
    QString order() const {
        QStringList titles;
        for (const store::JobRow& row : store::jobRows(m_session->project()))
            titles += QString::fromStdString(row.title);
        return titles.join(' ');
    }
    QListView* list() const { return view()->queue()->list(); }
    void press(int row, Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const {
        list()->setCurrentIndex(list()->model()->index(row, 0));
        QTest::keyClick(list(), key, modifiers);
    }

private Q_SLOTS:
    void init() {
        m_session = std::make_unique<Session>();
        m_screen.reset(makeRunsScreen(*m_session));
        m_screen->widget()->resize(1300, 800);
        m_screen->widget()->show();
    }
    void cleanup() {
        delete m_screen->widget();
        m_screen.reset();
        m_session.reset();
    }

    void theQueueIsChangedAndTakenBack() {
        m_session->create(m_folder.filePath("queue.crosseed"));
        for (const char* title : {"a", "b", "c"})
            pipeline::enqueue(m_session->project(), {"extract", title, std::string("{\"model\": \"") + title + "\"}"});
        store::startJob(m_session->project(), JobId{2});
        store::noteJob(m_session->project(), JobId{2},
                       {store::JobStatus::Running, "Stage", "Step 7", "line\n", "step 5 of 9", 0.7});
        store::endJob(m_session->project(), JobId{2}, store::JobStatus::Failed, "It failed.");
        Q_EMIT m_session->jobs().rowsChanged();
        QCOMPARE(list()->model()->rowCount(), 3);
        press(2, Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(order(), QString("a c b"));
        QCOMPARE(view()->selectedJob(), 3); // it stays selected where it is now
        press(2, Qt::Key_Delete);
        QCOMPARE(order(), QString("a c"));
        QCOMPARE(m_session->undoStack().count(), 2);
        m_session->undoStack().undo();
        QCOMPARE(order(), QString("a c b"));
        const store::JobRow back = store::jobRow(m_session->project(), JobId{2});
        QVERIFY(back.status == store::JobStatus::Failed && back.error == "It failed." &&
                back.resumeFrom == "step 5 of 9");
        QCOMPARE(back.lastLines, std::string("line\n"));
        m_session->undoStack().undo();
        QCOMPARE(order(), QString("a b c"));
        m_session->undoStack().redo();
        QCOMPARE(order(), QString("a c b"));
    }
    void aFinishedJobShowsItsStoredCurves() {
        const QString sample = CROSSEED_SAMPLE;
        if (!QFile::exists(sample)) QSKIP("The sample project was not made.");
        const auto file = m_folder.filePath("sample.crosseed").toStdString();
        std::filesystem::copy(sample.toStdString(), file);
        std::filesystem::copy(sample.toStdString() + ".data", file + ".data", std::filesystem::copy_options::recursive);
        m_session->open(QString::fromStdString(file));
        m_session->tasks().waitAll();
        const auto steps = store::runSteps(m_session->project(), store::allRuns(m_session->project()).front().id);
        QTRY_VERIFY(view()->loss()->drawing().curves);
        const auto& curves = *view()->loss()->drawing().curves;
        QCOMPARE(curves.made.size(), steps.size());
        QCOMPARE(curves.made.back().total, steps.back().total);
        QCOMPARE(curves.weights.downstream, 1.5);
        QVERIFY(view()->loss()->plot()->graphCount() >= 12);
    }
};

QTEST_MAIN(TestRunsScreen)
#include "tst_runs_screen.moc"
