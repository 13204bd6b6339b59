#include "app/gui/job_results.h"
#include "app/gui/live_curves.h"
#include "app/gui/queue_commands.h"
#include "app/gui/screens.h"
#include "views/runs/runs_view.h"
#include "views/shared/words.h"
#include <QTimer>
#include <algorithm>

namespace crosseed::gui {

using namespace views;
using store::JobRow;
using store::JobStatus;

namespace {

constexpr const char* resultLane = "runs.results";
constexpr const char* curveLane = "runs.curves";
constexpr const char* comparisonLane = "runs.comparison";
constexpr int drawEvery = 300; // milliseconds: a curve of thousands of steps

class RunsScreen : public Screen {
public:
    explicit RunsScreen(Session& session) : Screen(session), m_view(new RunsView) {
        m_timer.setSingleShot(true);
        m_timer.setInterval(drawEvery);
        connect(&m_timer, &QTimer::timeout, this, [this] { showCurves(); });
        followSession();
        followView();
        makeActions();
        readQueue();
    }

    QWidget* widget() override { return m_view; }
    QList<QAction*> actions() override { return {m_pauseAction}; } // the window has those without keys
    QByteArray saveState() const override { return m_view->saveState(); }
    void restoreState(const QByteArray& state) override { m_view->restoreState(state); }
    void entered() override { showCurves(); }

    QString status() const override {
        std::map<JobStatus, int> numbers;
        for (const JobRow& row : m_rows)
            ++numbers[row.status];
        QStringList parts{tr("%1").arg(counted(std::ssize(m_rows), tr("job"), tr("jobs")))};
        for (const auto& [status, number] : numbers)
            parts += "<b>" + count(number) + "</b> " + toQt(store::jobStatusName(status));
        return parts.join(" · ");
    }

private:
    JobRunner& jobs() const { return m_session.jobs(); }
    bool isLive() const { return m_job != 0 && m_job == jobs().shown().value; }

    void followSession() {
        connect(&m_session, &Session::opened, this, [this] {
            forget();
            readResults();
        });
        connect(&m_session, &Session::closed, this, [this] { forget(); });
        connect(&m_session, &Session::projectChanged, this, [this] { readResults(); });
        connect(&jobs(), &JobRunner::rowsChanged, this, [this] { readQueue(); });
        connect(&jobs(), &JobRunner::ended, this, [this] { readResults(); });
        connect(
            &jobs(), &JobRunner::progressed, this,
            [this](qint64 job, double fraction, const QString& stage, const QString& message, double low, double high) {
                if (m_followed != job) { // a job that begins is shown unless a person looks at another one
                    if (!m_isChosen || m_job == m_followed) select(job);
                    m_followed = job;
                }
                m_view->setProgress({JobId{job}, fraction, stage, message, low, high});
            });
        for (const auto signal :
             {&JobRunner::stepped, &JobRunner::probed, &JobRunner::eventAdded, &JobRunner::trainingChanged})
            connect(&jobs(), signal, this, [this] {
                if (isLive() && !m_timer.isActive()) m_timer.start();
            });
    }

    void followView() {
        connect(m_view, &RunsView::jobSelected, this, [this](qint64 job) {
            m_isChosen = !m_selects;
            m_job = job;
            m_run = 0;
            showRuns();
        });
        connect(m_view, &RunsView::runAsked, this, [this](qint64 run) {
            m_run = run;
            showRuns();
        });
        connect(m_view, &RunsView::comparisonAsked, this, [this](qint64 run) {
            m_compared = run == 0 ? -1 : run;
            m_isComparisonChosen = true;
            showComparison();
        });
        connect(m_view, &RunsView::addAsked, this, [this] { Q_EMIT m_session.screenAsked("models"); });
        connect(m_view, &RunsView::startAsked, &jobs(), &JobRunner::start);
        connect(m_view, &RunsView::pauseAsked, &jobs(), &JobRunner::pause);
        connect(m_view, &RunsView::resumeAsked, &jobs(), &JobRunner::resume);
        connect(m_view, &RunsView::stopAsked, &jobs(), &JobRunner::stop);
        connect(m_view, &RunsView::goOnAsked, this, [this](qint64 job) { jobs().goOn(JobId{job}); });
        connect(m_view, &RunsView::removeAsked, this, [this](qint64 job) { remove(job); });
        connect(m_view, &RunsView::moveAsked, this, [this](qint64 job, int place) {
            m_session.undoStack().push(new MoveJobCommand(m_session, JobId{job}, placeOf(job), place));
        });
    }

    void makeActions() {
        m_pauseAction = newAction(tr("Pause or resume the queue"), "run", QKeySequence("Ctrl+Shift+P"));
        connect(m_pauseAction, &QAction::triggered, this,
                [this] { jobs().isPaused() ? jobs().resume() : jobs().pause(); });
    }

    // Numbers of another project's jobs and runs mean nothing.
    void forget() {
        for (const char* lane : {resultLane, curveLane, comparisonLane})
            m_session.tasks().stop(lane);
        m_results.clear();
        m_run = m_compared = m_followed = m_shown = 0;
        m_shownCurves.reset();
        m_isChosen = m_isComparisonChosen = false;
        readQueue();
        showRuns();
    }

    int placeOf(qint64 job) const {
        return static_cast<int>(std::ranges::find(m_rows, JobId{job}, &JobRow::id) - m_rows.begin()) + 1;
    }

    void remove(qint64 job) {
        const auto row = std::ranges::find(m_rows, JobId{job}, &JobRow::id);
        if (row == m_rows.end()) return;
        if (row->status == JobStatus::Running || row->status == JobStatus::Paused) {
            Q_EMIT m_session.said(tr("“%1” runs; stop it before it is removed.").arg(toQt(row->title)));
            return;
        }
        m_session.undoStack().push(new RemoveJobCommand(m_session, *row, placeOf(job)));
    }

    void readQueue() {
        auto queue = std::make_shared<QueueState>();
        m_rows = m_session.isOpen() ? store::jobRows(m_session.project()) : std::vector<JobRow>{};
        for (const JobRow& row : m_rows) {
            const auto results = m_results.find(row.id.value);
            const bool isDone = row.status == JobStatus::Finished && results != m_results.end();
            queue->entries.push_back(
                {row, jobTitle(row), isDone ? resultText(results->second) : QString(), jobTime(row)});
        }
        queue->running = jobs().running();
        queue->isRunning = jobs().isRunning();
        queue->isPaused = jobs().isPaused();
        queue->isStopping = jobs().isStopping();
        queue->isReadOnly = m_session.isReadOnly();
        m_pauseAction->setEnabled(queue->isRunning && !queue->isStopping);
        m_view->setQueue(std::move(queue));
        if (m_view->selectedJob() == 0 && !m_rows.empty())
            select(jobs().isRunning() && jobs().running() ? jobs().running().value : firstToShow());
        m_job = m_view->selectedJob();
        Q_EMIT statusChanged();
    }

    void select(qint64 job) {
        m_selects = true;
        m_view->selectJob(job);
        m_selects = false;
    }

    // What a person most likely wants to see: a run to go on with, else the latest finished one.
    qint64 firstToShow() const {
        const auto broken = std::ranges::find_if(m_rows, [](const JobRow& row) {
            return row.status == JobStatus::Died || row.status == JobStatus::Stopped;
        });
        const auto trained =
            std::ranges::find_if(m_rows, [](const JobRow& row) { return row.kind == "run" || row.kind == "train"; });
        return (broken != m_rows.end() ? *broken : trained != m_rows.end() ? *trained : m_rows.front()).id.value;
    }

    // One run's numbers; of several only how many there are, as their conditions differ.
    static QString resultText(const std::vector<JobRun>& runs) {
        return runs.size() == 1 ? runs.front().result : counted(std::ssize(runs), tr("run"));
    }

    void readResults() {
        if (!m_session.isOpen()) return;
        m_session.tasks().run(
            this, resultLane,
            [file = m_session.project().file()](const TaskContext&) {
                const auto project = store::Project::open(file, store::Access::Read);
                return jobResults(project, store::jobRows(project));
            },
            [this](JobResults results) {
                m_results = std::move(results);
                readQueue();
                showRuns();
            });
    }

    std::vector<JobRun> runsOfJob() const {
        const auto found = m_results.find(m_job);
        return found == m_results.end() ? std::vector<JobRun>{} : found->second;
    }

    void showRuns() {
        const auto runs = runsOfJob();
        std::vector<ComparisonChoice> choices;
        for (const JobRun& run : runs)
            choices.push_back({run.run.id.value, run.result.isEmpty() ? run.title : run.title + " · " + run.result});
        const bool showsLive = isLive() && m_run == 0;
        if (!showsLive && m_run == 0 && !runs.empty()) m_run = runs.front().run.id.value;
        m_view->setRuns(showsLive ? std::vector<ComparisonChoice>{} : choices, m_run);
        showCurves();
        showComparisons();
    }

    void showCurves() {
        if (isLive() && m_run == 0)
            if (CurvesPtr live = liveCurves(jobs())) {
                m_view->setCurves(std::move(live));
                return;
            }
        const auto runs = runsOfJob();
        const auto found = std::ranges::find(runs, RunId{m_run}, [](const JobRun& run) { return run.run.id; });
        if (found == runs.end() || !m_session.isOpen()) {
            const auto row = std::ranges::find(m_rows, JobId{m_job}, &JobRow::id);
            m_view->setCurves(isLive() && row != m_rows.end() ? liveEvents(jobs(), jobTitle(*row)) : nullptr);
            return;
        }
        if (m_shown == m_run && m_shownCurves) {
            m_view->setCurves(m_shownCurves);
            return;
        }
        m_session.tasks().run(
            this, curveLane,
            [file = m_session.project().file(), run = *found](const TaskContext&) {
                return storedCurves(store::Project::open(file, store::Access::Read), run);
            },
            [this, run = m_run](CurvesPtr curves) {
                m_shown = run;
                m_shownCurves = curves;
                if (m_run == run) m_view->setCurves(std::move(curves));
            });
    }

    // Finished runs of the project, newest first; where nobody chose, the newest that is not the one shown.
    void showComparisons() {
        std::vector<JobRun> all;
        for (const auto& [job, runs] : m_results)
            for (const JobRun& run : runs)
                if (run.run.id.value != m_run && run.run.purpose == store::RunPurpose::Result) all.push_back(run);
        std::ranges::sort(all, std::greater{}, [](const JobRun& run) { return run.run.id.value; });
        all.erase(std::ranges::unique(all, {}, [](const JobRun& run) { return run.run.id.value; }).begin(), all.end());
        std::vector<ComparisonChoice> choices;
        for (const JobRun& run : all)
            choices.push_back({run.run.id.value, run.brief});
        const bool isThere =
            std::ranges::any_of(choices, [this](const ComparisonChoice& c) { return c.id == m_compared; });
        if (m_compared >= 0 && !(isThere && m_isComparisonChosen)) { // a control says little
            const auto full =
                std::ranges::find(all, "joint, full", [](const JobRun& run) { return run.run.condition; });
            m_compared = choices.empty() ? 0 : (full == all.end() ? all.front() : *full).run.id.value;
        }
        m_view->setChoices(choices, m_compared);
        showComparison();
    }

    void showComparison() {
        std::optional<JobRun> chosen;
        for (const auto& [job, runs] : m_results)
            for (const JobRun& run : runs)
                if (run.run.id.value == m_compared) chosen = run;
        if (!chosen) {
            m_view->setComparison(nullptr);
            return;
        }
        m_session.tasks().run(
            this, comparisonLane,
            [file = m_session.project().file(), run = *chosen](const TaskContext&) -> ComparedRunPtr {
                const auto project = store::Project::open(file, store::Access::Read);
                return std::make_shared<ComparedRun>(
                    ComparedRun{run.brief, storedSteps(project, run.run), run.universal});
            },
            [this](ComparedRunPtr comparison) { m_view->setComparison(std::move(comparison)); });
    }

    RunsView* m_view;
    QAction* m_pauseAction = nullptr;
    QTimer m_timer;
    std::vector<JobRow> m_rows;
    JobResults m_results;
    qint64 m_job = 0, m_run = 0; // selected; the run of the job that is shown, 0: what runs now
    qint64 m_compared = 0;       // 0: the newest; below 0: none, by choice
    qint64 m_followed = 0;       // the job whose progress came last
    bool m_isChosen = false, m_selects = false,
         m_isComparisonChosen = false; // the selection is a person's; this screen selects now
    qint64 m_shown = 0;
    CurvesPtr m_shownCurves; // of the run m_shown
};

} // namespace

Screen* makeRunsScreen(Session& session) {
    return new RunsScreen(session);
}

} // namespace crosseed::gui
