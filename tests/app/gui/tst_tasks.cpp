// Work on threads: results come back on the window's, the latest question wins, a stop is a stop, nothing reaches a receiver that is gone.
#include "app/gui/tasks.h"
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <atomic>

using namespace crosseed;
using gui::TaskContext;
using gui::TaskOrder;
using gui::Tasks;

namespace {
// Until asked to stop, at most ten seconds.
int waitForStop(const TaskContext& context) {
    for (int i = 0; i < 1000; ++i) {
        throwIfStopped(context.stop);
        QThread::msleep(10);
    }
    return 0;
}
} // namespace

class TestTasks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theResultArrivesOnTheWindowsThread() {
        Tasks tasks;
        QThread* worker = nullptr;
        int result = 0;
        tasks.run(
            this, "lane", [&](const TaskContext&) { worker = QThread::currentThread(); return 42; },
            [&](int value) {
                result = value;
                QCOMPARE(QThread::currentThread(), qApp->thread());
            });
        tasks.waitAll();
        QCOMPARE(result, 42);
        QVERIFY(worker != qApp->thread());
        QVERIFY(!tasks.isBusy("lane"));
    }

    void onlyTheLatestQuestionIsAnswered() {
        Tasks tasks;
        QList<int> answers;
        int stopped = 0;
        for (int i = 0; i < 3; ++i)
            tasks.run(
                this, "lane", [i](const TaskContext& context) { return i < 2 ? waitForStop(context) : i; },
                [&](int value) { answers += value; }, {}, {}, TaskOrder::Latest, [&] { ++stopped; });
        QElapsedTimer clock;
        clock.start();
        tasks.waitAll();
        QCOMPARE(answers, QList<int>{2});
        QCOMPARE(stopped, 0); // nobody asked for a stop
        QVERIFY(clock.elapsed() < 5000);
    }

    void inTurnKeepsTheOrder() {
        Tasks tasks;
        QList<int> answers;
        for (int i = 0; i < 5; ++i)
            tasks.run(this, "lane", [i](const TaskContext&) { return i; }, [&](int value) { answers += value; }, {}, {}, TaskOrder::InTurn);
        tasks.waitAll();
        QCOMPARE(answers, (QList<int>{0, 1, 2, 3, 4}));
    }

    void lanesDoNotWaitForEachOther() {
        Tasks tasks;
        bool quick = false;
        tasks.run(this, "slow", waitForStop, [](int) {});
        tasks.run(this, "quick", [](const TaskContext&) { return true; }, [&](bool value) { quick = value; });
        QTRY_VERIFY_WITH_TIMEOUT(quick, 5000);
        QVERIFY(tasks.isBusy("slow"));
        tasks.stop("slow");
        tasks.waitAll();
    }

    void aStopThatWasAskedForIsTold() {
        Tasks tasks;
        bool stopped = false, done = false;
        tasks.run(this, "lane", waitForStop, [&](int) { done = true; }, {}, {}, TaskOrder::Latest, [&] { stopped = true; });
        QTRY_VERIFY(tasks.isBusy("lane"));
        QTest::qWait(50);
        tasks.stop("lane");
        tasks.waitAll();
        QVERIFY(stopped);
        QVERIFY(!done);
    }

    void anErrorIsOneSentence() {
        Tasks tasks;
        QSignalSpy failed(&tasks, &Tasks::failed);
        QString own;
        const auto work = [](const TaskContext&) -> int { throw Error(ErrorKind::Numeric, "A code is NaN."); };
        tasks.run(this, "lane", work, [](int) {});
        tasks.waitAll();
        QCOMPARE(failed.count(), 1);
        QCOMPARE(failed.at(0).at(0).toString(), "A code is NaN.");
        tasks.run(this, "lane", work, [](int) {}, [&](const QString& sentence) { own = sentence; });
        tasks.waitAll();
        QCOMPARE(own, "A code is NaN.");
        QCOMPARE(failed.count(), 1);
    }

    void nothingReachesAReceiverThatIsGone() {
        Tasks tasks;
        bool done = false;
        auto* receiver = new QObject;
        tasks.run(receiver, "lane", [](const TaskContext&) { QThread::msleep(50); return 1; }, [&](int) { done = true; });
        delete receiver;
        tasks.waitAll();
        QVERIFY(!done);
    }

    void progressArrivesInOrderAndNotAfterTheEnd() {
        Tasks tasks;
        QList<double> fractions;
        bool done = false;
        tasks.run(
            this, "lane",
            [](const TaskContext& context) {
                for (int i = 0; i <= 1000; ++i)
                    report(context.progress, i / 1000.);
                return 0;
            },
            [&](int) { done = true; }, {},
            [&](const Progress& progress) {
                QVERIFY(!done);
                fractions += progress.fraction;
            });
        tasks.waitAll();
        QVERIFY(std::is_sorted(fractions.begin(), fractions.end()));
        QCOMPARE(fractions.last(), 1.);
        QVERIFY(fractions.size() < 100); // rate-limited
    }

    void whatWaitedIsToldOfAStopToo() {
        Tasks tasks;
        int stopped = 0, done = 0;
        for (int i = 0; i < 3; ++i)
            tasks.run(this, "lane", waitForStop, [&](int) { ++done; }, {}, {}, TaskOrder::InTurn, [&] { ++stopped; });
        QThread::msleep(50);
        tasks.stop("lane");
        tasks.waitAll();
        QCOMPARE(stopped, 3);
        QCOMPARE(done, 0);
    }

    void whatEndedBeforeAStopIsNotToldAfterIt() {
        Tasks tasks;
        bool done = false;
        tasks.run(this, "lane", [](const TaskContext&) { return 1; }, [&](int) { done = true; });
        QThread::msleep(50);
        tasks.stop("lane");
        tasks.waitAll();
        QVERIFY(!done);
        QVERIFY(!tasks.isBusy("lane"));
    }

    void whatAnAnswerThrowsIsSaid() {
        Tasks tasks;
        QSignalSpy failed(&tasks, &Tasks::failed);
        tasks.run(this, "lane", [](const TaskContext&) { return 1; }, [&](int) { throw Error(ErrorKind::Usage, "No project is open."); });
        tasks.waitAll();
        QCOMPARE(failed.count(), 1);
    }

    void endingWaitsForWhatRuns() {
        std::atomic<bool> ended = false;
        {
            Tasks tasks;
            tasks.run(
                this, "lane",
                [&](const TaskContext& context) {
                    while (!context.stop.stop_requested())
                        QThread::msleep(5);
                    QThread::msleep(50);
                    ended = true;
                    return 0;
                },
                [](int) {});
            QTest::qWait(50);
        }
        QVERIFY(ended);
    }
};

QTEST_GUILESS_MAIN(TestTasks)
#include "tst_tasks.moc"
