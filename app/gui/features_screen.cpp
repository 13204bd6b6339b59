#include "app/gui/features_answers.h"
#include "app/gui/features_controls.h"
#include "app/gui/running_job.h"
#include "app/gui/screens.h"
#include "pipeline/job_options.h"
#include "views/features/feature_page.h"
#include "views/features/feature_table.h"
#include "views/features/features_view.h"
#include "views/features/threshold_panel.h"
#include "views/shared/data_table.h"
#include "views/shared/words.h"
#include <QElapsedTimer>
#include <QFileDialog>
#include <algorithm>

namespace crosseed::gui {

using namespace views;

namespace {
constexpr const char* pageLane = "features.page";
constexpr const char* contextLane = "features.contexts";
constexpr const char* warningLane = "features.warnings";
constexpr const char* wordLane = "features.word";
constexpr const char* controlLane = "features.controls";

class FeaturesScreen : public Screen {
public:
    explicit FeaturesScreen(Session& session) : Screen(session), m_view(new FeaturesView) {
        followSession();
        followView();
        makeActions();
        showResult();
    }

    QWidget* widget() override { return m_view; }
    QList<QAction*> actions() override { return m_actions; }
    void entered() override {
        m_view->table()->front()->setFocus();
        tellControls();
    }
    QByteArray saveState() const override { return m_view->saveState(); }
    void restoreState(const QByteArray& state) override { m_view->restoreState(state); }

    QString status() const override {
        const ResultPtr result = m_session.result();
        if (!result)
            return {};
        const evaluate::ThresholdYield yield = m_view->yield();
        QString text = tr("<b>%1</b> features · <b>%2</b> active in both · <b>%3</b> universal")
                           .arg(count(result->featureCount()), count(yield.activeBoth), count(yield.universal));
        const Selection& selection = m_session.selection();
        if (const std::size_t selected = selection.features().size(); selected > 0)
            text += tr(" · <b>%1</b> selected").arg(count(static_cast<long long>(selected))) +
                    (selected == 1 ? " (" + featureText(selection.feature()) + ")" : QString());
        return text;
    }

private:
    void followSession() {
        connect(&m_session, &Session::resultChanged, this, [this] { showResult(); });
        connect(&m_session, &Session::intervalsChanged, this, [this] {
            m_view->setIntervals(m_session.intervals());
            computeWarnings();
        });
        connect(&m_session, &Session::noteChanged, this, [this] { m_view->setNotes(m_session.notes()); });
        connect(&m_session, &Session::thresholdChanged, this,
                [this] { m_view->setThreshold(m_session.threshold(), m_session.minimumRows()); });
        connect(&m_session, &Session::tagAsked, this, [this](const QString& tag) {
            FeatureTable* table = m_view->table();
            table->showCodebook(true); // where tags are chips
            table->clearFilters();
            FeatureFilter filter;
            filter.tag = tag;
            table->bar()->setFilter(filter);
        });
        connect(&m_session.selection(), &Selection::featuresChanged, this, [this] { followSelection(); });
        connect(&m_session, &Session::staleChanged, this, [this](const QString& sentence) {
            if (sentence.isEmpty())
                m_view->threshold()->clearNotice();
            else
                m_view->threshold()->showStale(sentence, m_session.isReadOnly() ? QString() : tr("Recompute"));
        });
        JobRunner& jobs = m_session.jobs();
        connect(&jobs, &JobRunner::rowsChanged, this, [this] { showJob(); });
        connect(&jobs, &JobRunner::ended, this, [this](qint64 job, const QString& sentence) { endJob(job, sentence); });
        connect(&jobs, &JobRunner::progressed, this,
                [this](qint64 job, double, const QString& stage) {
                    if (m_job != 0 && job == m_job)
                        showTrial(stage);
                });
    }

    void followView() {
        connect(m_view, &FeaturesView::selected, this, [this](const std::vector<std::int32_t>& features, std::int32_t current) {
            m_session.selection().select(features, current);
            if (!m_word.isEmpty() && current >= 0)
                Q_EMIT m_session.happened("found " + m_word, 1);
        });
        connect(m_view, &FeaturesView::noteEdited, this,
                [this](const text::FeatureNote& note, const QString& what) { m_session.changeNote(note, what); });
        connect(m_view, &FeaturesView::thresholdChosen, this, [this](double r, qint64 rows) { m_session.setThreshold(r, rows); });
        connect(m_view, &FeaturesView::pageAsked, this, [this](const PageQuestion& question) { answer(question); });
        connect(m_view, &FeaturesView::wordAsked, this, [this](const QString& word) { searchWord(word); });
        connect(m_view, &FeaturesView::rotationTestAsked, this, [this] { startRotationTest(); });
        connect(m_view, &FeaturesView::contextsScreenAsked, this, [this] { Q_EMIT m_session.screenAsked("contexts"); });
        connect(m_view, &FeaturesView::counterfactualAsked, this, [this] { Q_EMIT m_session.screenAsked("counterfactuals"); });
        connect(m_view, &FeaturesView::lineSelected, this,
                [this](qint64 document, qint64 token) { m_session.selection().selectDocument(document, token); });
        connect(m_view, &FeaturesView::codebookAsked, this, [this](const QString& ending) { exportCodebook(ending); });
        connect(m_view, &FeaturesView::statusChanged, this, [this] { Q_EMIT statusChanged(); });
        connect(m_view->threshold(), &Panel::stopAsked, this, [this] {
            m_stopping = true;
            m_view->threshold()->showStopping();
            m_session.jobs().stop();
        });
        connect(m_view->threshold(), &Panel::noticeAsked, this, [this] { recompute(); });
    }

    void makeActions() {
        const auto add = [this](const QString& text, const QString& menu, const QKeySequence& keys, auto work) {
            QAction* action = newAction(text, menu, keys);
            connect(action, &QAction::triggered, this, work);
            m_actions.append(action);
        };
        add(tr("Star the feature"), "edit", QKeySequence("S"), [this] { m_view->toggleStar(); });
        add(tr("Tag the feature"), "edit", QKeySequence("T"), [this] { m_view->page()->beginTag(); });
        add(tr("Note on the feature"), "edit", QKeySequence("N"), [this] { m_view->page()->beginNote(); });
        add(tr("Label the feature"), "edit", QKeySequence("L"), [this] { m_view->page()->beginLabel(); });
        add(tr("Previous feature"), "table", QKeySequence("["), [this] { m_view->step(-1); });
        add(tr("Next feature"), "table", QKeySequence("]"), [this] { m_view->step(1); });
        add(tr("Search features"), "table", QKeySequence::Find, [this] { m_view->focusSearch(); });
        add(tr("Clear all filters"), "table", QKeySequence("Ctrl+Shift+F"), [this] { m_view->table()->clearFilters(); });
        add(tr("Show the codebook"), "table", QKeySequence("Ctrl+Shift+B"),
            [this] { m_view->table()->showCodebook(!m_view->table()->isCodebook()); });
        add(tr("Run the rotation test"), "run", {}, [this] { startRotationTest(); });
        add(tr("Export the codebook as Markdown…"), "file", {}, [this] { exportCodebook("md"); });
        add(tr("Export the codebook as CSV…"), "file", {}, [this] { exportCodebook("csv"); });
        add(tr("Export the codebook as REFI-QDA (.qdc)…"), "file", {}, [this] { exportCodebook("qdc"); });
    }

    void showResult() {
        for (const char* lane : {pageLane, contextLane, warningLane, wordLane, controlLane}) // of the result before
            m_session.tasks().stop(lane);
        m_loaded = {};
        m_view->setResult(m_session.result());
        m_view->setEditable(m_session.isOpen() && !m_session.isReadOnly());
        m_view->setNotes(m_session.notes());
        m_view->setThreshold(m_session.threshold(), m_session.minimumRows());
        m_view->setIntervals(m_session.intervals());
        m_view->threshold()->clearNotice();
        if (!m_session.result())
            return;
        loadStoredControls();
        computeWarnings();
        const std::int32_t feature = m_session.selection().feature();
        const bool known = feature >= 0 && feature < m_session.result()->featureCount();
        if (known)
            m_view->select(m_session.selection().features(), feature);
        else
            m_view->step(1); // the first of the table
        showJob();
    }

    void followSelection() {
        if (const ResultPtr result = m_session.result(); result && m_session.selection().feature() < result->featureCount())
            m_view->select(m_session.selection().features(), m_session.selection().feature());
    }

    void computeWarnings() {
        const ResultPtr result = m_session.result();
        if (!result)
            return;
        m_session.tasks().run(
            this, warningLane,
            [result, intervals = m_session.intervals()](const TaskContext& context) { return warningsOf(*result, intervals, context.stop); },
            [this](WarningsPtr warnings) { m_view->setWarnings(std::move(warnings)); });
    }

    void answer(const PageQuestion& question) {
        const ResultPtr result = m_session.result();
        if (!result)
            return;
        m_session.tasks().run(
            this, pageLane,
            [result, feature = question.feature](const TaskContext&) { return pageOf(*result, feature); },
            [this](FeaturePagePtr page) { m_view->setPage(std::move(page)); });
        m_session.tasks().run(
            this, contextLane,
            [result, question](const TaskContext&) { return contextsOf(*result, question); },
            [this, feature = question.feature](ContextsPtr contexts) { m_view->setContexts(feature, std::move(contexts)); });
    }

    void searchWord(const QString& word) {
        m_word = word;
        const ResultPtr result = m_session.result();
        if (!result)
            return;
        m_session.tasks().run(
            this, wordLane,
            [result, word](const TaskContext& context) { return featuresFiringOn(*result, word, context.stop); },
            [this, word](FeatureSetPtr features) { m_view->setFiring(word, std::move(features)); }, [](const QString&) {});
    }

    void loadStoredControls() {
        const ResultPtr result = m_session.result();
        if (!result)
            return;
        m_session.tasks().run(
            this, controlLane,
            [result, file = m_session.project().file()](const TaskContext&) {
                return loadControls(store::Project::open(file, store::Access::Read), *result);
            },
            [this](LoadedControls loaded) {
                m_loaded = std::move(loaded);
                m_view->setControls(m_loaded.controls);
                tellControls();
                showTestCost();
            });
    }

    void tellControls() {
        if (m_view->isVisible() && m_loaded.controls)
            Q_EMIT m_session.happened("controls shown", 1);
    }

    void showTestCost() {
        m_view->threshold()->setRotationTest(m_loaded.next && !m_session.isReadOnly() && m_job == 0,
                                             m_loaded.lowSeconds < 0 ? QString() : durationRange(m_loaded.lowSeconds, m_loaded.highSeconds));
    }

    void startRotationTest() {
        const ResultPtr result = m_session.result();
        if (!result || !m_loaded.next || m_session.isReadOnly())
            return;
        pipeline::RotationTestJob job;
        job.pair = {result->modelA, result->modelB, result->run.layer};
        job.spec = *m_loaded.next;
        m_session.jobs().enqueue({pipeline::jobOf(job)});
        Q_EMIT m_session.said(tr("The rotation test waits in the queue with %1.").arg(counted(job.spec.draws, tr("draw"))));
        showJob();
    }

    // The job of the panel: a rotation test that runs.
    void showJob() {
        const qint64 running = runningJob(m_session, "rotation-test");
        if (running == m_job)
            return;
        m_job = running;
        m_begun = 0;
        m_stage.clear();
        m_stopping = false;
        m_since.start();
        if (m_job)
            m_view->threshold()->showBusy(tr("rotation test"));
        else
            m_view->threshold()->showIdle();
        showTestCost();
    }

    // "trial 12 of 30 · 5–7 min left": each trial trains once, and what is stored is not trained again.
    void showTrial(const QString& stage) {
        if (stage != m_stage && stage.startsWith("Training"))
            ++m_begun;
        m_stage = stage;
        if (m_stopping)
            return;
        if (m_begun == 0 || m_begun > m_loaded.trials) {
            m_view->threshold()->showBusy(tr("rotation test"));
            return;
        }
        QString text = tr("trial %1 of %2").arg(m_begun).arg(m_loaded.trials);
        const auto done = static_cast<double>(m_begun - 1), all = static_cast<double>(m_loaded.trials);
        if (m_begun > 2) {
            const double left = static_cast<double>(m_since.elapsed()) / 1000 / done * (all - done);
            text += tr(" · %1 left").arg(durationRange(.9 * left, 1.3 * left));
        }
        m_view->threshold()->showBusy(text, done / all);
    }

    // A stopped test keeps its draws, so that there may be some whatever way it ended.
    void endJob(qint64 job, const QString& sentence) {
        showJob(); // its row says already that it ended
        const auto rows = m_session.jobs().rows();
        const auto row = std::ranges::find(rows, JobId{job}, &store::JobRow::id);
        if (row == rows.end() || row->kind != "rotation-test")
            return;
        if (row->status == store::JobStatus::Failed)
            m_view->threshold()->showError(sentence);
        loadStoredControls();
    }

    void recompute() {
        const ResultPtr result = m_session.result();
        if (!result || m_session.isReadOnly())
            return;
        pipeline::EvaluateJob job;
        job.run = result->run.id.value;
        job.evaluation.split = text::splitName(result->evaluation.split);
        job.evaluation.minimumActive = result->minimumActive;
        job.evaluation.universalR = result->universalR;
        m_session.jobs().enqueue({pipeline::jobOf(job)});
    }

    void exportCodebook(const QString& ending) {
        if (!m_session.result())
            return;
        const QString name = QString("codebook-%1.%2").arg(m_session.name(), ending);
        const QString file = QFileDialog::getSaveFileName(m_view, tr("Export the codebook"), name, "*." + ending);
        if (file.isEmpty())
            return;
        try {
            writeCodebookFile(m_session.project(), m_session.result()->run, file);
            Q_EMIT m_session.said(tr("Codebook written to %1.").arg(file));
        } catch (const std::exception& problem) {
            m_view->table()->showError(QString::fromUtf8(problem.what()));
        }
    }

    FeaturesView* m_view;
    QList<QAction*> m_actions;
    LoadedControls m_loaded;
    QString m_word; // that was searched last
    qint64 m_job = 0; // the rotation test that runs; 0: none
    QString m_stage;  // of it
    std::int64_t m_begun = 0; // trials
    bool m_stopping = false;
    QElapsedTimer m_since;
};
} // namespace

Screen* makeFeaturesScreen(Session& session) {
    return new FeaturesScreen(session);
}

} // namespace crosseed::gui
