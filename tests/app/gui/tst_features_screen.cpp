// The Features screen on a copy of the finished sample: what is typed is in the file, and undo takes it back.
#include "app/gui/features_answers.h"
#include "app/gui/features_controls.h"
#include "app/gui/screens.h"
#include "store/notes.h"
#include "views/features/feature_model.h"
#include "views/features/feature_page.h"
#include "views/features/feature_table.h"
#include "views/features/features_view.h"
#include "views/features/threshold_panel.h"
#include "views/features/threshold_plot.h"
#include "views/shared/words.h"
#include <QApplication>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTemporaryDir>
#include <QTest>

using namespace crosseed;
using namespace crosseed::gui;
using namespace crosseed::views;

class TestFeaturesScreen : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<Screen> m_screen;
    FeaturesView* m_view = nullptr;

    text::FeatureNote stored(std::int32_t feature) const {
        return store::noteOf(m_session->reader(), m_session->result()->run.id, feature); // another connection: what the file has
    }
    void settle() { m_session->tasks().waitAll(); }

private Q_SLOTS:
    void initTestCase() {
        const QString sample = CROSSEED_SAMPLE;
        if (!QFileInfo::exists(sample))
            QSKIP("The sample project has not been made.");
        const QString copy = m_folder.filePath("s.crosseed");
        std::filesystem::copy(sample.toStdString(), copy.toStdString());
        std::filesystem::copy(sample.toStdString() + ".data", copy.toStdString() + ".data", std::filesystem::copy_options::recursive);
        m_session = std::make_unique<Session>();
        m_screen.reset(makeFeaturesScreen(*m_session));
        m_view = static_cast<FeaturesView*>(m_screen->widget());
        m_view->resize(1340, 760);
        m_view->show();
        m_session->open(copy);
        QTRY_VERIFY_WITH_TIMEOUT(m_session->result(), 20000);
        settle();
    }
    void cleanupTestCase() {
        if (m_view) {
            m_screen.reset();
            delete m_view;
            m_session.reset();
        }
    }
    void theStatusSaysWhatTheMetricsSay() {
        const auto& metrics = m_session->result()->metrics();
        const evaluate::ThresholdYield yield = m_view->yield(); // counted anew at the thresholds of the evaluation
        QCOMPARE(yield.universal, metrics.universal);
        QCOMPARE(yield.activeBoth, metrics.activeBoth);
        QVERIFY(m_screen->status().contains(QString("<b>%1</b> universal").arg(metrics.universal)));
        QCOMPARE(m_view->table()->shownCount(), static_cast<int>(metrics.universal));
    }
    void aTypedLabelIsInTheFileAndUndoTakesItBack() {
        m_view->step(1);
        settle();
        const std::int32_t feature = m_session->selection().feature();
        QVERIFY(feature >= 0);
        QLineEdit* field = nullptr;
        for (QLineEdit* edit : m_view->page()->findChildren<QLineEdit*>())
            if (edit->accessibleName() == "Label of the feature")
                field = edit;
        field->clear();
        QTest::keyClicks(field, "Hedged request");
        QTRY_COMPARE_WITH_TIMEOUT(stored(feature).label, std::string("Hedged request"), 3000); // without Enter
        QCOMPARE(field->text(), QString("Hedged request"));
        m_session->undoStack().undo();
        QCOMPARE(stored(feature).label, std::string());
        QCOMPARE(field->text(), QString());
        m_session->undoStack().redo();
        QCOMPARE(stored(feature).label, std::string("Hedged request"));
        QCOMPARE(m_view->model()->index(feature, FeatureModel::Label).data().toString(), QString("Hedged request"));
    }
    void starAndThresholdAreUndone() {
        const std::int32_t feature = m_session->selection().feature();
        m_view->toggleStar();
        QVERIFY(stored(feature).star);
        const std::int64_t before = m_view->yield().universal;
        QTest::keyClick(m_view->threshold()->plot(), Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(m_session->threshold(), .65);
        QVERIFY(m_view->yield().universal > before);
        m_session->undoStack().undo();
        QCOMPARE(m_session->threshold(), .70);
        QCOMPARE(m_view->yield().universal, before);
        m_session->undoStack().undo();
        QVERIFY(!stored(feature).star);
    }
    void thePageAndItsContextsArrive() {
        m_view->step(1);
        settle();
        const std::int32_t feature = m_session->selection().feature();
        const auto page = pageOf(*m_session->result(), feature);
        QVERIFY(m_view->page()->findChild<ContextList*>()->model()->rowCount() > 0);
        bool halves = false;
        for (QLabel* label : m_view->page()->findChildren<QLabel*>())
            halves |= label->text().contains(QString::number(page->rEvenTexts, 'f', 2).mid(1) + ", ");
        QVERIFY(halves);
    }
    void aWordFindsWhatFiresOnItOften() {
        const ResultPtr result = m_session->result();
        const auto found = featuresFiringOn(*result, "could", {});
        QVERIFY(!found->isEmpty());
        QVERIFY(found->size() < result->featureCount());
    }
    void theCodebookFileHoldsTheNotes() {
        const std::int32_t feature = m_session->selection().feature();
        text::FeatureNote note;
        note.feature = feature;
        note.label = "Apology";
        note.definition = "Says sorry.";
        m_session->changeNote(note, "test");
        for (const QString& ending : {"csv", "md", "qdc"}) {
            const QString file = m_folder.filePath("book." + ending);
            writeCodebookFile(m_session->project(), m_session->result()->run, file);
            QFile in(file);
            QVERIFY(in.open(QIODevice::ReadOnly));
            const auto read = text::readCodebook(in.readAll().toStdString(), text::codebookFormat(toStd(file)), toStd(file),
                                                 {m_session->result()->run.key, m_session->result()->featureCount()});
            QVERIFY(std::ranges::find(read.notes, note) != read.notes.end());
        }
        m_session->undoStack().undo();
    }
    void controlsAreThoseOfTheProject() {
        const LoadedControls loaded = loadControls(m_session->reader(), *m_session->result());
        QVERIFY(loaded.next); // a joint run can be tested
        QVERIFY(loaded.highSeconds > loaded.lowSeconds && loaded.lowSeconds > 0);
        if (!loaded.controls)
            QSKIP("The sample was made without controls.");
        for (const Control& control : loaded.controls->list) {
            QVERIFY(!control.trials.empty());
            QCOMPARE(control.trials.size(), control.counters.size());
        }
    }
};

QTEST_MAIN(TestFeaturesScreen)
#include "tst_features_screen.moc"
