#include "app/gui/comparison_loading.h"
#include "app/gui/running_job.h"
#include "app/gui/screens.h"
#include "pipeline/job_options.h"
#include "views/comparison/comparison_view.h"
#include "views/comparison/draws_panel.h"
#include "views/shared/words.h"
#include <algorithm>

namespace crosseed::gui {

using namespace views;

namespace {
constexpr const char* lane = "comparison";

class ComparisonScreen : public Screen {
public:
    explicit ComparisonScreen(Session& session) : Screen(session), m_view(new ComparisonView) {
        connect(&session, &Session::closed, this, [this] {
            m_session.tasks().stop(lane);
            m_comparison.reset();
            m_view->setComparison({});
            m_loaded = false;
        });
        connect(&session, &Session::opened, this, [this] { outdate(); });
        connect(&session, &Session::projectChanged, this, [this] { outdate(); });
        connect(&session, &Session::resultChanged, this, [this] { outdate(); });
        connect(&session.jobs(), &JobRunner::rowsChanged, this, [this] { showJob(); });
        connect(&session.jobs(), &JobRunner::ended, this, [this](qint64 job, const QString& sentence) { endJob(job, sentence); });
        connect(&session.jobs(), &JobRunner::progressed, this,
                [this](qint64 job, double fraction, const QString& stage, const QString&, double low, double high) {
                    if (job != 0 && job == m_job)
                        m_view->draws()->showBusy(low >= 0 ? tr("%1 · %2 left").arg(stage, durationRange(low, high)) : stage, fraction);
                });
        followView();
    }

    QWidget* widget() override { return m_view; }
    QString status() const override { return m_view->status(); }
    QByteArray saveState() const override { return m_view->saveState(); }
    void restoreState(const QByteArray& state) override { m_view->restoreState(state); }

    void entered() override {
        m_view->setEditable(m_session.isOpen() && !m_session.isReadOnly());
        if (!m_loaded)
            load();
        showJob();
    }

private:
    void followView() {
        connect(m_view, &ComparisonView::statusChanged, this, [this] { Q_EMIT statusChanged(); });
        connect(m_view, &ComparisonView::modelsAsked, this, [this] { Q_EMIT m_session.screenAsked("models"); });
        connect(m_view, &ComparisonView::resultAsked, this, [this](qint64 evaluation) {
            m_session.showResult(EvaluationId{evaluation});
            Q_EMIT m_session.screenAsked("features");
        });
        connect(m_view, &ComparisonView::drawsAsked, this, [this](int test, qint64 draws) { addDraws(test, draws); });
        connect(m_view, &ComparisonView::testAsked, this, [this] { beginTest(); });
        connect(m_view->draws(), &Panel::stopAsked, this, [this] {
            m_view->draws()->showStopping();
            m_session.jobs().stop();
        });
    }

    // Read again when it is next looked at, at once where it is looked at now.
    void outdate() {
        m_loaded = false;
        if (m_view->isVisible())
            load();
    }

    void load() {
        if (!m_session.isOpen())
            return;
        m_loaded = true;
        m_view->setEditable(!m_session.isReadOnly());
        m_session.tasks().run(
            this, lane,
            [result = m_session.result(), file = m_session.project().file()](const TaskContext&) {
                return loadComparison(store::Project::open(file, store::Access::Read), result.get());
            },
            [this](ComparisonPtr comparison) {
                m_comparison = std::move(comparison);
                m_view->setComparison(m_comparison);
            },
            [this](const QString& sentence) {
                m_loaded = false;
                m_view->conditionsPanel()->showError(sentence);
            });
    }

    void enqueue(const pipeline::RotationTestJob& job) {
        m_session.jobs().enqueue({pipeline::jobOf(job)});
        Q_EMIT m_session.said(tr("The rotation test waits in the queue with %1.").arg(counted(job.spec.draws, tr("draw"))));
        showJob();
    }

    // The same seed sequence goes on, so that the draws that are there are used again.
    void addDraws(int at, qint64 draws) {
        if (!m_comparison || m_session.isReadOnly())
            return;
        const auto& tests = m_comparison->of(m_view->pooling()).tests;
        if (at < 0 || at >= std::ssize(tests))
            return;
        const PairTest& test = tests[static_cast<std::size_t>(at)];
        pipeline::RotationTestJob job{{test.modelA, test.modelB, test.test.layer}, test.test.spec};
        job.spec.draws = draws;
        enqueue(job);
    }

    void beginTest() {
        const ResultPtr result = m_session.result();
        if (!result || m_session.isReadOnly())
            return;
        const auto spec = pipeline::rotationTestOf(m_session.project(), result->run, result->evaluation, nullptr);
        if (spec)
            enqueue({{result->modelA, result->modelB, result->run.layer}, *spec});
    }

    void showJob() {
        const qint64 running = runningJob(m_session, "rotation-test");
        if (running == m_job)
            return;
        m_job = running;
        if (m_job != 0)
            m_view->draws()->showBusy(tr("rotation test"));
        else
            m_view->draws()->showIdle();
    }

    // A stopped test keeps its draws.
    void endJob(qint64 job, const QString& sentence) {
        showJob(); // its row says already that it ended
        const auto rows = m_session.jobs().rows();
        const auto row = std::ranges::find(rows, JobId{job}, &store::JobRow::id);
        if (row != rows.end() && row->kind == "rotation-test") {
            if (row->status == store::JobStatus::Failed)
                m_view->draws()->showError(sentence);
            else
                m_view->draws()->clearNotice();
        }
        outdate();
    }

    ComparisonView* m_view;
    ComparisonPtr m_comparison;
    bool m_loaded = false;
    qint64 m_job = 0;
};
} // namespace

Screen* makeComparisonScreen(Session& session) {
    return new ComparisonScreen(session);
}

} // namespace crosseed::gui
