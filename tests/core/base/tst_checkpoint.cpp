// When a state is kept, and that a pause waits until it ends.
#include "base/checkpoint.h"
#include "base/disk_room.h"
#include "base/error.h"
#include "core/text/expect_error.h"
#include <QTemporaryDir>
#include <QTest>
#include <thread>

using namespace crosseed;

class TestCheckpoint : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anIntervalOfNothingIsAlwaysDue() {
        CheckpointClock clock(0);
        QVERIFY(clock.due());
        QVERIFY(clock.due());
    }
    void aLongIntervalIsNotDueYet() {
        CheckpointClock clock(3600);
        QVERIFY(!clock.due());
    }
    void aPauseIsDueOnce() {
        const PauseSwitch pause;
        CheckpointClock clock(3600, pause);
        pause.pause();
        QVERIFY(clock.due());
        QVERIFY(!clock.due());
        pause.resume();
        QVERIFY(!clock.due());
        pause.pause();
        QVERIFY(clock.due());
    }
    void aPauseWaitsForItsEnd() {
        const PauseSwitch pause;
        pause.pause();
        int polls = 0;
        pause.wait({}, [&] {
            QVERIFY(pause.paused());
            if (++polls == 2)
                pause.resume();
        });
        QCOMPARE(polls, 2);
    }
    void anotherThreadEndsAPause() {
        const PauseSwitch pause;
        pause.pause();
        std::jthread other([pause] { pause.resume(); });
        pause.wait({});
        QVERIFY(!pause.paused());
    }
    void aStopEndsAPause() {
        const PauseSwitch pause;
        pause.pause();
        std::stop_source source;
        std::jthread other([&source] { source.request_stop(); });
        pause.wait(source.get_token());
        QVERIFY(pause.paused());
    }

    void bytesAreReadAsDisksAreSold() {
        QCOMPARE(bytesText(0), std::string("0 B"));
        QCOMPARE(bytesText(999), std::string("999 B"));
        QCOMPARE(bytesText(1500), std::string("1.5 kB"));
        QCOMPARE(bytesText(34'567'890), std::string("35 MB"));
        QCOMPARE(bytesText(1'234'567'890), std::string("1.2 GB"));
        QCOMPARE(bytesText(999'900), std::string("1.0 MB"));
    }
    void missingRoomIsASentence() {
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        requireRoom(path, freeBytes(path) / 2, "The test");
        EXPECT_ERROR(requireRoom(path, std::int64_t{1} << 60, "The test"), ErrorKind::Io, "The test needs 1.2 EB on the disk, but ");
        EXPECT_ERROR(freeBytes(path / "absent"), ErrorKind::Io, "cannot be asked for");
    }
};

QTEST_APPLESS_MAIN(TestCheckpoint)
#include "tst_checkpoint.moc"
