#include "app/gui/alignment_studies.h"
#include "app/gui/screens.h"
#include "views/alignment/alignment_view.h"
#include "views/shared/words.h"
#include <map>

namespace crosseed::gui {

using namespace views;

namespace {
using Half = AlignmentView::Half;
constexpr std::size_t mostKept = 6; // studies kept while the project is open, of each kind

QString laneOf(Half half) {
    return half == Half::Alignment ? "alignment study" : "geometry";
}

// Computes both studies when it comes to the front, keeps them by run and options, and shows them again at once.
class AlignmentScreen : public Screen {
public:
    explicit AlignmentScreen(Session& session) : Screen(session), m_widget(new AlignmentView) {
        m_widget->setSelection(&session.selection());
        connect(&session, &Session::resultChanged, this, [this] {
            if (m_widget->isVisible()) // else when it comes to the front
                takeResult();
        });
        connect(&session, &Session::noteChanged, this, [this] { m_widget->setNotes(m_session.notes()); });
        connect(&session, &Session::closed, this, [this] { forget(); });
        connect(m_widget, &AlignmentView::studyAsked, this, [this](qint64 texts) { study(texts); });
        connect(m_widget, &AlignmentView::geometryAsked, this, [this](double from) {
            m_duplicateFrom = from;
            geometry();
        });
        connect(m_widget, &AlignmentView::testAsked, this, [this] { Q_EMIT m_session.screenAsked("comparison"); });
        connect(m_widget, &AlignmentView::featureOpened, this, [this] { Q_EMIT m_session.screenAsked("features"); });
        connect(m_widget, &AlignmentView::emptyAsked, this, [this] { Q_EMIT m_session.screenAsked("models"); });
        connect(m_widget, &AlignmentView::statusChanged, this, [this] { Q_EMIT statusChanged(); });
        connect(m_widget, &AlignmentView::stopAsked, this, [this](Half half) {
            m_widget->showStopping(half);
            m_session.tasks().stop(laneOf(half));
        });
        connect(m_widget, &AlignmentView::againAsked, this, [this](Half half) { half == Half::Alignment ? study(m_texts) : geometry(); });
        m_again = newAction(tr("Compute the alignment study again"), "run");
        connect(m_again, &QAction::triggered, this, [this] {
            m_studies.clear();
            study(m_texts);
        });
    }

    QWidget* widget() override { return m_widget; }
    QString status() const override { return m_widget->status(); }
    QList<QAction*> actions() override { return {m_again}; }
    QByteArray saveState() const override { return m_widget->saveState(); }
    void restoreState(const QByteArray& state) override { m_widget->restoreState(state); }

    void entered() override {
        if (m_shown != m_session.result() || !m_session.result())
            takeResult();
    }

private:
    void forget() {
        for (Half half : {Half::Alignment, Half::Geometry})
            m_session.tasks().stop(laneOf(half));
        m_studies.clear();
        m_geometries.clear();
        clear();
    }

    void clear() {
        m_shown.reset();
        m_widget->setAlignment(nullptr);
        m_widget->setGeometry(nullptr, nullptr);
        for (Half half : {Half::Alignment, Half::Geometry})
            m_widget->showIdle(half);
    }

    void takeResult() {
        const ResultPtr result = m_session.result();
        if (!m_session.isOpen())
            return;
        if (!result || !rotationOf(m_session.project(), result->run)) {
            clear();
            if (!result && !m_session.choices().empty())
                m_widget->showEmpty(tr("The result is being opened."), {});
            else
                m_widget->showEmpty(tr("No rotation yet. A run of a pair fits one; add a run on Models."), tr("Go to Models"));
            m_shown = result;
            return;
        }
        if (m_shown != result)
            clear(); // what is computed of another one is not shown as this one's
        m_shown = result;
        m_texts = 0;
        m_widget->setNotes(m_session.notes());
        geometry();
        study(0);
    }

    // The same run and options are computed once; the newest studies are kept.
    template <typename Key, typename Value> static void keep(std::map<Key, Value>& kept, const Key& key, const Value& value) {
        if (kept.size() >= mostKept)
            kept.erase(kept.begin());
        kept[key] = value;
    }

    // Of the task's own thread; it may write where the project may.
    std::shared_ptr<store::Project> connection() { return std::make_shared<store::Project>(m_session.project().another()); }

    void study(std::int64_t texts) {
        m_texts = texts;
        const ResultPtr result = m_shown;
        if (!result)
            return;
        const auto key = std::pair(result->run.id.value, texts);
        if (const auto found = m_studies.find(key); found != m_studies.end())
            return finish(found->second);
        compute<AlignmentPtr>(
            Half::Alignment, tr("Computing …"),
            [project = connection(), result, texts](const TaskContext& context) { return studyOf(*project, result, texts, context); },
            [this, key](const AlignmentPtr& data) {
                keep(m_studies, key, data);
                finish(data);
            });
    }

    void finish(const AlignmentPtr& data) {
        m_widget->showIdle(Half::Alignment);
        m_widget->setAlignment(data);
    }

    void geometry() {
        const ResultPtr result = m_shown;
        if (!result)
            return;
        const auto key = std::pair(result->evaluation.id.value, m_duplicateFrom);
        if (const auto found = m_geometries.find(key); found != m_geometries.end())
            return finish(found->second, result);
        compute<GeometryPtr>(
            Half::Geometry, tr("Computing …"),
            [project = connection(), result, from = m_duplicateFrom](const TaskContext& context) {
                return geometryOf(*project, result, from, context);
            },
            [this, key, result](const GeometryPtr& data) {
                keep(m_geometries, key, data);
                finish(data, result);
            });
    }

    void finish(const GeometryPtr& data, const ResultPtr& result) {
        m_widget->showIdle(Half::Geometry);
        m_widget->setGeometry(data, result);
    }

    template <typename Value, typename Work, typename Done> void compute(Half half, const QString& what, Work work, Done done) {
        m_widget->showBusy(half, what, -1);
        m_session.tasks().run(
            this, laneOf(half), work, [done](Value value) { done(value); },
            [this, half](const QString& sentence) { m_widget->showError(half, sentence, tr("Try again")); },
            [this, half, what](const Progress& progress) { m_widget->showBusy(half, what, progress.fraction); }, TaskOrder::Latest,
            [this, half] { m_widget->showStopped(half, tr("Stopped before it was done."), tr("Compute")); });
    }

    AlignmentView* m_widget;
    QAction* m_again;
    ResultPtr m_shown; // what the view is of, or is being computed for
    std::int64_t m_texts = 0;
    double m_duplicateFrom = 0.40;
    std::map<std::pair<std::int64_t, std::int64_t>, AlignmentPtr> m_studies;   // by run and texts
    std::map<std::pair<std::int64_t, double>, GeometryPtr> m_geometries;       // by evaluation and border
};
} // namespace

Screen* makeAlignmentScreen(Session& session) {
    return new AlignmentScreen(session);
}

} // namespace crosseed::gui
