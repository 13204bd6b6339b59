// The open project as the window has it, on the sample: results, notes that are in the file when typed, undo, a second reader.
#include "app/gui/sample_copy.h"
#include "app/gui/session.h"
#include "store/notes.h"
#include <QProcess>
#include <QSignalSpy>
#include <QTest>

using namespace crosseed;
using gui::Session;

namespace {
text::FeatureNote labelled(std::int32_t feature, const char* label) {
    return {.feature = feature, .label = label, .tags = {}, .note = {}, .definition = {}, .anchorExample = {}, .counterExample = {}};
}
} // namespace

class TestSession : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    QString m_file;
private Q_SLOTS:
    void initTestCase() {
        if (!tests::hasSample())
            QSKIP("The sample was not made in this build.");
        tests::useOwnSettings(m_folder);
        m_file = tests::copySample(m_folder);
    }

    void showsTheProjectsResult() {
        Session session;
        QSignalSpy shown(&session, &Session::resultChanged);
        session.open(m_file);
        session.tasks().waitAll();
        QVERIFY(shown.count() >= 1);
        const views::ResultPtr result = session.result();
        QVERIFY(result);
        // As the command line has it: `crosseed features` of the same project counts the same.
        const store::Project project = store::Project::open(m_file.toStdString(), store::Access::Read);
        const store::RunRow run = store::runRow(project, {});
        const store::EvaluationRow row = store::latestEvaluation(project, run.id, evaluate::Pooling::PerToken);
        QCOMPARE(result->run.id.value, run.id.value);
        QCOMPARE(result->metrics().universal, row.metrics.universal);
        QCOMPARE(result->featureCount(), row.metrics.dictionary);
        std::int64_t universal = 0;
        for (std::int64_t i = 0; i < result->featureCount(); ++i) {
            QCOMPARE(result->features[static_cast<std::size_t>(i)].feature, static_cast<std::int32_t>(i));
            universal += result->features[static_cast<std::size_t>(i)].universal;
        }
        QCOMPARE(universal, row.metrics.universal);
        QVERIFY(session.intervals());
        QCOMPARE(std::ssize(*session.intervals()), result->featureCount());
        for (const evaluate::FeatureRow& feature : result->metrics().features) {
            const evaluate::Interval& interval = (*session.intervals())[static_cast<std::size_t>(feature.feature)];
            if (feature.universal)
                QVERIFY(interval.low <= feature.r && feature.r <= interval.high);
        }
        QVERIFY(!result->documentOf(0).text.empty());
    }

    void aNoteIsInTheFileWhenItIsTyped() {
        Session session;
        session.open(m_file);
        session.tasks().waitAll();
        const RunId run = session.result()->run.id;
        session.changeNote(labelled(3, "greeting"), "Label f3");
        // Another program reads it at once, whatever becomes of this one.
        const auto stored = [&] { return store::noteOf(store::Project::open(m_file.toStdString(), store::Access::Read), run, 3).label; };
        QCOMPARE(stored(), std::string("greeting"));
        QCOMPARE(session.undoStack().undoText(), "Label f3");
        session.undoStack().undo();
        QCOMPARE(stored(), std::string());
        QVERIFY(session.notes()->find(3) == session.notes()->end());
        session.undoStack().redo();
        QCOMPARE(stored(), std::string("greeting"));
        QSignalSpy changed(&session, &Session::noteChanged);
        session.changeNote(labelled(3, "greeting"), "Label f3"); // the same
        QCOMPARE(changed.count(), 0);
    }

    // Another program that looks into the file meanwhile, and ends, must not take the log away under the window.
    void aNoteIsInTheFileThoughOtherProgramsReadIt() {
        Session session;
        session.open(m_file);
        session.tasks().waitAll();
        const auto program = [&](const QStringList& arguments) { return QProcess::execute(CROSSEED_PROGRAM, arguments); };
        { const store::Project reader = session.reader(); }
        QCOMPARE(program({"features", m_file, "--json", "--csv", m_folder.filePath("features.csv")}), 0);
        session.changeNote(labelled(6, "written after the other program"), "Label f6");
        const QString book = m_folder.filePath("book.csv");
        QCOMPARE(program({"codebook", m_file, "export", "--out", book}), 0);
        QFile file(book);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().contains("written after the other program"));
    }

    void aRefusedNoteIsSaidAndLeavesTheOldOne() {
        Session session;
        session.open(m_file);
        session.tasks().waitAll();
        session.changeNote(labelled(4, "first"), "Label f4");
        QSignalSpy failed(&session, &Session::failed);
        session.changeNote(labelled(4, "two\nlines"), "Label f4");
        QCOMPARE(failed.count(), 1);
        QVERIFY(failed.at(0).at(0).toString().contains("f4"));
        QCOMPARE(session.undoStack().count(), 1); // the refused one is no step
        QCOMPARE(store::noteOf(session.project(), session.result()->run.id, 4).label, std::string("first"));
    }

    void theThresholdIsUndoneAndRemembered() {
        {
            Session session;
            session.open(m_file);
            QCOMPARE(session.threshold(), 0.70);
            session.setThreshold(0.8, 20);
            session.setThreshold(0.9, 20);
            session.undoStack().undo();
            QCOMPARE(session.threshold(), 0.8);
        }
        Session again;
        again.open(m_file);
        QCOMPARE(again.threshold(), 0.8);
        QCOMPARE(again.minimumRows(), std::int64_t(20));
    }

    void aSecondWindowReadsOnlyAndSaysWhy() {
        Session first, second;
        first.open(m_file);
        second.open(m_file);
        QVERIFY(!first.isReadOnly());
        QVERIFY(second.isReadOnly());
        QVERIFY(!second.project().readOnlyReason().empty());
        second.tasks().waitAll();
        QVERIFY(second.result());
        QSignalSpy failed(&second, &Session::failed);
        second.changeNote(labelled(5, "no"), "Label f5");
        QCOMPARE(failed.count(), 1);
    }

    void openingTheOpenProjectAgainChangesNothing() {
        Session session;
        session.open(m_file);
        session.tasks().waitAll();
        session.selection().select(3);
        session.open(m_file);
        QVERIFY(!session.isReadOnly());
        QCOMPARE(session.selection().feature(), 3);
    }

    void closingWhileAResultIsLoadedDeliversNothing() {
        Session session;
        session.open(m_file);
        session.close();
        session.tasks().waitAll();
        QVERIFY(!session.result());
        QVERIFY(!session.isOpen());
    }

    void aFileThatIsNoProjectLeavesTheOpenOne() {
        Session session;
        session.open(m_file);
        const QString other = m_folder.filePath("notes.txt");
        QFile file(other);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("not a project, just text") > 0);
        file.close();
        QVERIFY_EXCEPTION_THROWN(session.open(other), Error);
        QVERIFY_EXCEPTION_THROWN(session.open(m_folder.filePath("missing.crosseed")), Error);
        QCOMPARE(session.file(), m_file);
    }

    void closingForgetsEverything() {
        Session session;
        session.open(m_file);
        session.tasks().waitAll();
        session.selection().select(3);
        QSignalSpy closed(&session, &Session::closed);
        session.close();
        QCOMPARE(closed.count(), 1);
        QVERIFY(!session.isOpen());
        QVERIFY(!session.result());
        QCOMPARE(session.selection().feature(), -1);
        QVERIFY(session.choices().empty());
        QVERIFY(!session.undoStack().canUndo());
    }

    void anEmptyProjectHasNoResultAndNoError() {
        Session session;
        QSignalSpy failed(&session, &Session::failed);
        session.create(m_folder.filePath("new.crosseed"));
        session.tasks().waitAll();
        QVERIFY(session.isOpen());
        QVERIFY(!session.result());
        QCOMPARE(failed.count(), 0);
    }

    void anAlteredFileMakesTheResultStale() {
        const QString file = tests::copySample(m_folder, "altered");
        std::string sae;
        {
            const store::Project project = store::Project::open(file.toStdString(), store::Access::Read);
            sae = project.resolve(store::runRow(project, {}).saeFile).string();
        }
        QFile tensors(QString::fromStdString(sae));
        QVERIFY(tensors.open(QIODevice::ReadWrite) && tensors.seek(tensors.size() - 1));
        char last = 0;
        QVERIFY(tensors.getChar(&last) && tensors.seek(tensors.size() - 1) && tensors.putChar(static_cast<char>(last ^ 1)));
        tensors.close();
        Session session;
        QSignalSpy stale(&session, &Session::staleChanged);
        session.open(file);
        session.tasks().waitAll();
        QVERIFY(!stale.isEmpty());
        QVERIFY2(stale.last().at(0).toString().contains("altered"), qPrintable(stale.last().at(0).toString()));
    }
};

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
