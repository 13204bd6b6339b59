// The queue as a person works it, the curves as they are drawn, and the numbers beside them.
#include "views/runs/loss_panel.h"
#include "views/runs/loss_terms_model.h"
#include "views/runs/progress_panel.h"
#include "views/runs/queue_panel.h"
#include "views/runs/run_header.h"
#include "views/runs/runs_view.h"
#include "views/shared/data_table.h"
#include "views/shared/plot.h"
#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <QtWidgets>
#include <cmath>

using namespace crosseed;
using namespace crosseed::views;
using store::JobRow;
using store::JobStatus;

namespace {

JobRow job(std::int64_t id, JobStatus status, const std::string& title = "train seed-1 & seed-2") {
    JobRow row;
    row.id = JobId{id};
    row.kind = "train";
    row.title = title;
    row.status = status;
    return row;
}

// One of each kind: running, waiting twice, failed, died, stopped, finished.
std::shared_ptr<QueueState> sampleQueue() {
    auto queue = std::make_shared<QueueState>();
    JobRow running = job(1, JobStatus::Running);
    running.stage = "Training the SAE of seed-1 & seed-2, joint, full";
    JobRow failed = job(4, JobStatus::Failed);
    failed.stage = running.stage;
    failed.error = "Step 1236: the KL loss is not a number; lower the learning rate.";
    failed.lastLines = "one\ntwo\nthree\n";
    failed.resumeFrom = "step 1200 of 3000";
    JobRow died = job(5, JobStatus::Died);
    died.stage = "Activations of seed-1, train";
    JobRow stopped = job(6, JobStatus::Stopped);
    queue->entries = {{running, "A · B — SAE", {}, {}},
                      {job(2, JobStatus::Waiting), "C · D — SAE", {}, {}},
                      {job(3, JobStatus::Waiting), "E · F — SAE", {}, {}},
                      {failed, "G · H — SAE", {}, "11:42"},
                      {died, "I · J — SAE", {}, "11:43"},
                      {stopped, "K · L — SAE", {}, "11:44"},
                      {job(7, JobStatus::Finished), "M · N — SAE", "889 universal, 57.9 % · 62.4 % dead", "51 min"}};
    queue->isRunning = true;
    queue->running = JobId{1};
    return queue;
}

// Terms that fall evenly; the whole is their weighted sum.
std::shared_ptr<RunCurves> sampleCurves(std::int64_t made = 200, std::int64_t of = 400) {
    auto curves = std::make_shared<RunCurves>();
    curves->title = "A · B, joint, full";
    curves->subtitle = "K 8 of 64";
    curves->steps = of;
    curves->epochs = 4;
    curves->isLive = true;
    for (std::int64_t i = 1; i <= made; ++i) {
        sae::StepReport step;
        step.step = i;
        step.steps = of;
        const double fall = std::exp(-0.01 * static_cast<double>(i));
        step.kl = 0.4 * fall;
        step.downstream = 0.6 * fall;
        step.local = 0.9 * fall;
        step.cross = 0.01 * fall;
        step.auxiliary = 0.32 * fall;
        step.total = step.kl + 1.5 * step.downstream + step.local + step.cross + step.auxiliary / 32;
        curves->made.push_back(step);
    }
    for (std::int64_t step = 1; step <= made; step += 20) {
        pipeline::LiveProbe probe;
        probe.step = step;
        probe.deadA = 10 + 0.1 * static_cast<double>(step);
        probe.deadB = 12 + 0.1 * static_cast<double>(step);
        probe.deadBoth = 8;
        probe.activeBoth = 50;
        probe.universal = step / 10;
        probe.dictionary = 64;
        probe.texts = 128;
        probe.rows = 3192;
        probe.minimumRows = 3;
        probe.universalR = 0.7;
        curves->probes.push_back(probe);
    }
    curves->events = {{0, "14:00", "stage", "Training the SAE"},
                      {100, "14:01", "checkpoint", "kept"},
                      {150, "14:02", "outlier", "stands out"}};
    curves->remarks = {{true, "62 % of the dictionary has fired in neither model.", "dead-training"}};
    return curves;
}

QPushButton* button(QWidget* in, const QString& text) {
    for (auto* found : in->findChildren<QPushButton*>())
        if (found->text() == text && found->isVisibleTo(in->window())) return found;
    return nullptr;
}

} // namespace

class TestRunsView : public QObject {
    Q_OBJECT
    std::unique_ptr<RunsView> m_view;

    QListView* list() const { return m_view->queue()->list(); }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::Light); }
    void init() {
        m_view = std::make_unique<RunsView>();
        m_view->resize(1350, 830);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }
    void cleanup() { m_view.reset(); }

    void theModelsKeepTheRulesOfModels() {
        QueueModel queue;
        LossTermsModel terms;
        EventsModel events;
        const QAbstractItemModelTester a(&queue), b(&terms), c(&events);
        queue.setQueue(sampleQueue());
        queue.setProgress({JobId{1}, 0.5, "Training", "Step 200 of 400: loss 1", 60, 90});
        auto shorter = sampleQueue();
        shorter->entries.erase(shorter->entries.begin() + 1);
        queue.setQueue(shorter);
        queue.setQueue(nullptr);
        terms.setCurves(sampleCurves().get(), 0.82);
        terms.setCurves(nullptr, 0.82);
        events.setEvents(sampleCurves()->events);
        events.setEvents({});
    }

    void eventsOfAnotherRunWithAsManyTakeTheirPlace() {
        EventsModel events;
        events.setEvents({{0, "14:00", "stage", "one"}});
        events.setEvents({{1200, "15:00", "checkpoint", "two"}});
        QCOMPARE(events.index(0, 2).data().toString(), QString("two"));
        QCOMPARE(events.index(0, 0).data().toString(), QString("1,200"));
        QCOMPARE(events.index(0, 0).data(ExactRole).toString(), QString("1200")); // in files
    }

    void aJobThatIsAddedLeavesTheOthersTheirButtons() {
        m_view->setQueue(sampleQueue());
        m_view->selectJob(4);
        QVERIFY(button(list(), "Resume from step 1,200"));
        auto longer = sampleQueue();
        longer->entries.push_back({job(8, JobStatus::Waiting), "O · P — SAE", {}, {}});
        m_view->setQueue(longer);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QVERIFY(button(list(), "Resume from step 1,200"));
    }

    void eachStateOfAJobHasItsWords() {
        QueueModel model;
        model.setQueue(sampleQueue());
        model.setProgress({JobId{1}, 0.5, "Training", "Step 2340 of 4880: loss 1", 1440, 1860});
        const auto text = [&](int row, int role) { return model.index(row).data(role).toString(); };
        QCOMPARE(text(0, QueueModel::DetailRole), QString("Step 2,340 of 4,880"));
        QCOMPARE(text(0, QueueModel::TimeRole), durationRange(1440, 1860));
        QCOMPARE(model.index(0).data(QueueModel::FractionRole).toDouble(), 0.5);
        QCOMPARE(text(1, QueueModel::DetailRole), QString("waiting, first in line"));
        QCOMPARE(text(2, QueueModel::DetailRole), QString("waiting, 1 before it"));
        QVERIFY(text(3, QueueModel::ErrorRole).contains("KL loss is not a number"));
        QCOMPARE(model.index(3).data(QueueModel::LinesRole).toStringList(), (QStringList{"two", "three"}));
        QVERIFY(text(4, QueueModel::ErrorRole).contains("The program ended during “Activations of seed-1, train”"));
        QCOMPARE(text(6, QueueModel::DetailRole), QString("889 universal, 57.9 % · 62.4 % dead"));
        QVERIFY(!model.index(6).data(QueueModel::FractionRole).isValid());
        auto paused = sampleQueue();
        paused->isPaused = true;
        model.setQueue(paused);
        QCOMPARE(text(0, QueueModel::DetailRole), QString("pausing after this batch")); // asked, not yet true
        paused = std::make_shared<QueueState>(*paused);
        paused->entries[0].row.status = JobStatus::Paused;
        model.setQueue(paused);
        QCOMPARE(text(0, QueueModel::DetailRole), QString("paused by you, step 2,340 of 4,880"));
    }
    void theResumeButtonNamesTheStep() {
        QCOMPARE(resumeWords(sampleQueue()->entries[3].row), QString("Resume from step 1,200"));
        QCOMPARE(resumeWords(sampleQueue()->entries[4].row), QString("Start this stage again"));
        QCOMPARE(resumeWords(sampleQueue()->entries[5].row), QString("Start again"));
    }

    void aDeadRunIsResumedByItsButton() {
        m_view->setQueue(sampleQueue());
        QSignalSpy goOn(m_view.get(), &RunsView::goOnAsked);
        QPushButton* resume = button(m_view->queue(), "Resume from step 1,200");
        QVERIFY(resume);
        // Within its entry, below the sentence.
        const QRect entry = list()->visualRect(m_view->queue()->model()->index(3));
        QVERIFY(entry.contains(QRect(resume->mapTo(list()->viewport(), QPoint()), resume->size())));
        QTest::mouseClick(resume, Qt::LeftButton);
        QCOMPARE(goOn.size(), 1);
        QCOMPARE(goOn[0][0].toLongLong(), 4);
        QCOMPARE(resume->property("kind").toString(), QString("main")); // the first one alone
        QPushButton* second = button(m_view->queue(), "Start this stage again");
        QVERIFY(second && second->property("kind").toString() == "compact");
        QPushButton* log = button(m_view->queue(), "Full log");
        QVERIFY(log);
        QTest::mouseClick(log, Qt::LeftButton);
        auto* dialog = m_view->findChild<QDialog*>();
        QVERIFY(dialog && dialog->findChild<QPlainTextEdit*>()->toPlainText().startsWith("one\ntwo\nthree"));
    }
    void theFocusedEntryHasButtonsAndAltArrowsMoveIt() {
        m_view->setQueue(sampleQueue());
        QVERIFY(!button(list(), "Stop"));
        QTest::mouseClick(list()->viewport(), Qt::LeftButton, {},
                          list()->visualRect(m_view->queue()->model()->index(0)).center());
        QCOMPARE(m_view->selectedJob(), 1);
        QSignalSpy stop(m_view.get(), &RunsView::stopAsked), pause(m_view.get(), &RunsView::pauseAsked);
        QVERIFY(button(list(), "Stop") && button(list(), "Pause"));
        QTest::mouseClick(button(list(), "Pause"), Qt::LeftButton);
        QTest::mouseClick(button(list(), "Stop"), Qt::LeftButton);
        QCOMPARE(stop.size() + pause.size(), 2);
        m_view->selectJob(3);
        QSignalSpy move(m_view.get(), &RunsView::moveAsked), remove(m_view.get(), &RunsView::removeAsked);
        list()->setFocus();
        QTest::keyClick(list(), Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(move.size(), 1);
        QCOMPARE(move[0][0].toLongLong(), 3);
        QCOMPARE(move[0][1].toInt(), 2);
        QTest::keyClick(list(), Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(move[1][1].toInt(), 4);
        QTest::keyClick(list(), Qt::Key_Delete);
        QCOMPARE(remove[0][0].toLongLong(), 3);
        m_view->selectJob(1);
        QTest::keyClick(list(), Qt::Key_Up, Qt::AltModifier); // the first has nowhere to go
        QCOMPARE(move.size(), 2);
    }
    void aProgressReportTakesNoFocusAndNoSelection() {
        m_view->setQueue(sampleQueue());
        m_view->selectJob(1);
        QPushButton* stop = button(list(), "Stop");
        stop->setFocus();
        m_view->setProgress({JobId{1}, 0.6, "Training", "Step 3 of 5: x", -1, -1});
        m_view->setQueue(sampleQueue());
        QCOMPARE(button(list(), "Stop"), stop);
        QVERIFY(stop->hasFocus());
        QCOMPARE(m_view->selectedJob(), 1);
    }
    void stoppingSaysSoAtOnce() {
        auto queue = sampleQueue();
        queue->isStopping = true;
        m_view->setQueue(queue);
        m_view->selectJob(1);
        m_view->setProgress({JobId{1}, 0.6, "Training", "Step 3 of 5: x", -1, -1});
        QPushButton* stop = button(m_view->header(), "Stopping after this batch");
        QVERIFY(stop && !stop->isEnabled());
    }
    void anEmptyQueueLeadsToModels() {
        QSignalSpy add(m_view.get(), &RunsView::addAsked);
        m_view->setQueue(std::make_shared<QueueState>());
        QPushButton* empty = button(m_view->queue(), "Add runs");
        QVERIFY(empty);
        QTest::mouseClick(empty, Qt::LeftButton);
        QCOMPARE(add.size(), 1);
    }

    void theTermsAreWeightedAndShared() {
        LossTermsModel model;
        const auto curves = sampleCurves();
        model.setCurves(curves.get(), 0); // no smoothing: the latest step itself
        QCOMPARE(model.rowCount(), 6);
        const auto at = [&](int row, int column, int role = SortRole) { return model.index(row, column).data(role); };
        double shares = 0;
        for (int row = 1; row < 6; ++row)
            shares += at(row, LossTermsModel::ShareColumn).toDouble();
        QVERIFY(std::abs(shares - 100) < 1e-9);
        const sae::StepReport& last = curves->made.back();
        QCOMPARE(at(2, LossTermsModel::RawColumn).toDouble(), last.downstream);
        QVERIFY(std::abs(at(2, LossTermsModel::ShareColumn).toDouble() - 150 * last.downstream / last.total) < 1e-9);
        QCOMPARE(at(5, LossTermsModel::WeightColumn, Qt::DisplayRole).toString(), QString("1/32"));
        QCOMPARE(at(2, LossTermsModel::WeightColumn, Qt::DisplayRole).toString(), QString("1.5"));
        QVERIFY(!at(0, LossTermsModel::ShareColumn).isValid()); // the whole has no share
    }
    void anUntickedTermIsNotDrawn() {
        m_view->setCurves(sampleCurves());
        Plot* plot = m_view->loss()->plot();
        const int all = plot->graphCount();
        QCOMPARE(all, 12); // six terms, raw and smoothed
        auto* model = m_view->findChild<LossTermsModel*>();
        QVERIFY(model->setData(model->index(3, 0), Qt::Unchecked, Qt::CheckStateRole));
        QCOMPARE(plot->graphCount(), 10);
        QVERIFY(m_view->loss()->drawing().hidden.contains(sae::LossTerm::Reconstruction));
    }
    void theChipsChangeTheDrawing() {
        m_view->setCurves(sampleCurves());
        Plot* plot = m_view->loss()->plot();
        QCOMPARE(plot->yAxis->scaleType(), QCPAxis::stLogarithmic);
        QTest::mouseClick(button(m_view->loss(), "log axis"), Qt::LeftButton);
        QCOMPARE(plot->yAxis->scaleType(), QCPAxis::stLinear);
        QTest::mouseClick(button(m_view->loss(), "raw"), Qt::LeftButton);
        QCOMPARE(plot->graphCount(), 6);
    }
    void theCurveIsTheWeightedTerm() {
        const auto curves = sampleCurves();
        m_view->setCurves(curves);
        QTest::mouseClick(button(m_view->loss(), "smooth .82"), Qt::LeftButton); // off: the values themselves
        Plot* plot = m_view->loss()->plot();
        QCOMPARE(plot->graphCount(), 6);
        const auto data = plot->graph(2)->data(); // next layer
        QCOMPARE(data->size(), 200);
        for (int i = 0; i < 200; i += 37) {
            QCOMPARE((data->constBegin() + i)->key, i + 1.0);
            QCOMPARE((data->constBegin() + i)->value, 1.5 * curves->made[static_cast<std::size_t>(i)].downstream);
        }
        const TableSource table = plot->figure("loss", "").data;
        QCOMPARE(table.table.rows.size(), std::size_t{200});
        QCOMPARE(table.table.columns.size(), std::size_t{13});
    }
    void thePartStillToRunIsTintedAndWhatHappenedIsMarked() {
        m_view->setCurves(sampleCurves());
        Plot* plot = m_view->loss()->plot();
        QStringList notes;
        int tints = 0;
        for (int i = 0; i < plot->itemCount(); ++i) {
            if (const auto* note = qobject_cast<QCPItemText*>(plot->item(i))) notes += note->text();
            tints += qobject_cast<QCPItemRect*>(plot->item(i)) != nullptr;
        }
        QCOMPARE(tints, 1);
        QVERIFY(notes.contains("still to run") && notes.contains("Next layer"));
        QVERIFY(notes.join(' ').contains("outlier"));
        m_view->setCurves(sampleCurves(400, 400)); // finished
        for (int i = 0; i < plot->itemCount(); ++i)
            QVERIFY(!qobject_cast<QCPItemRect*>(plot->item(i)));
    }
    void aTermOfZeroBreaksNoLogarithm() {
        auto curves = sampleCurves();
        for (sae::StepReport& step : curves->made)
            step.cross = step.auxiliary = 0;
        m_view->setCurves(curves);
        QVERIFY(m_view->loss()->plot()->yAxis->range().lower > 0);
        QVERIFY(std::isfinite(m_view->loss()->plot()->yAxis->range().upper));
        m_view->grab();
    }
    void aFinishedRunIsDrawnForComparison() {
        m_view->setCurves(sampleCurves());
        m_view->setChoices({{3, "run 3"}, {2, "run 2"}}, 3);
        auto other = std::make_shared<ComparedRun>();
        other->title = "run 3";
        other->steps = sampleCurves(400, 400)->made;
        other->universal = 30;
        m_view->setComparison(other);
        QCOMPARE(m_view->loss()->plot()->graphCount(), 13);
        QSignalSpy asked(m_view.get(), &RunsView::comparisonAsked);
        auto* box = m_view->loss()->findChild<QComboBox*>();
        QCOMPARE(box->currentText(), QString("run 3"));
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Down);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked[0][0].toLongLong(), 2);
    }
    void theProbeSaysWhatItWasMeasuredOn() {
        m_view->setCurves(sampleCurves());
        QStringList texts;
        for (const auto* label : m_view->findChildren<QLabel*>())
            texts += label->text();
        const QString all = texts.join('\n');
        QVERIFY(all.contains("128 validation texts (3,192 tokens)") && all.contains("at least 3 rows"));
        QVERIFY(all.contains("18 · 36.0 % of active in both")); // 18 of 50
        QVERIFY(all.contains("62 % of the dictionary"));
    }
    void darkAndLargeAreDrawnToo() {
        m_view->setQueue(sampleQueue());
        m_view->setCurves(sampleCurves());
        const auto brightness = [this](Theme theme) {
            applyTheme(*qApp, theme);
            QTest::qWait(50); // plots are drawn when there is time
            const QImage small =
                m_view->loss()->grab().toImage().scaled(1, 1, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
            return qGray(small.pixel(0, 0));
        };
        const int dark = brightness(Theme::Dark), light = brightness(Theme::Light);
        QVERIFY2(dark < 80 && light > 200, qPrintable(QString("%1 %2").arg(dark).arg(light)));
    }
    void everyWidgetThatTakesFocusHasAName() {
        m_view->setQueue(sampleQueue());
        m_view->setCurves(sampleCurves());
        for (const QWidget* widget : m_view->findChildren<QWidget*>()) {
            if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible() || qobject_cast<const QScrollBar*>(widget))
                continue;
            const auto* named = qobject_cast<const QAbstractButton*>(widget);
            QVERIFY2(!widget->accessibleName().isEmpty() || (named && !named->text().isEmpty()),
                     qPrintable(QString("%1 in %2")
                                    .arg(widget->metaObject()->className(),
                                         widget->parentWidget()->metaObject()->className())));
        }
    }
    void whatIsRememberedComesBack() {
        const QByteArray state = m_view->saveState();
        RunsView other;
        other.resize(1350, 830);
        other.restoreState(state);
        QCOMPARE(other.saveState(), state);
        other.restoreState("nonsense");
    }
};

QTEST_MAIN(TestRunsView)
#include "tst_runs_view.moc"
