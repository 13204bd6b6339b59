#include "app/gui/main_window.h"
#include "app/gui/project_summaries.h"
#include "app/gui/sample_project.h"
#include "app/gui/screens.h"
#include "views/shared/words.h"
#include "views/start/start_view.h"
#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QUrl>

namespace crosseed::gui {

using namespace views;

namespace {
class StartScreen : public Screen {
public:
    explicit StartScreen(Session& session) : Screen(session), m_view(new StartView) {
        m_view->setVersion(toQt(store::programVersion()));
        const double seconds = expectedSeconds();
        m_view->setSample(!finishedSample().isEmpty(), !finishedSample().isEmpty() || hasRecipe(), seconds * 0.8, seconds < 0 ? -1 : seconds * 1.4);
        connect(m_view, &StartView::openAsked, this, [this](const QString& file) { window()->openProject(file); });
        connect(m_view, &StartView::resumeAsked, this, [this](const QString& file, qint64 job) {
            if (!window()->openProject(file))
                return;
            if (m_session.isReadOnly()) // another program has it, and may be at it already
                return window()->fail(toQt(m_session.project().readOnlyReason()));
            m_session.jobs().goOn(JobId{job});
            window()->showScreen("runs");
        });
        connect(m_view, &StartView::sampleAsked, this, [this] { window()->openSample(); });
        connect(m_view, &StartView::sampleRunAsked, this, [this] { window()->runSample(); });
        connect(m_view, &StartView::newAsked, this, [this] { trigger("newProject"); });
        connect(m_view, &StartView::fileAsked, this, [this] { trigger("openProject"); });
        connect(m_view, &StartView::pinAsked, this, [this](const QString& file, bool pinned) { changed([&] { RecentProjects::pin(file, pinned); }); });
        connect(m_view, &StartView::removeAsked, this, [this](const QString& file) { changed([&] { RecentProjects::remove(file); }); });
        connect(m_view, &StartView::forgetAsked, this, [this](const QString& file) { changed([&] { RecentProjects::forgetLeftOpen(file); }); });
        connect(m_view, &StartView::locateAsked, this, &StartScreen::locate);
        connect(m_view, &StartView::folderAsked, this,
                [](const QString& file) { QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(file).absolutePath())); });
        connect(&session, &Session::opened, this, [this] { RecentProjects::forgetLeftOpen(m_session.file()); });
    }

    QWidget* widget() override { return m_view; }
    QString status() const override { return m_session.isOpen() ? m_session.name() : QObject::tr("No project open"); }

    void entered() override {
        struct Found {
            std::vector<ProjectSummary> projects;
            std::vector<Recovery> recovery;
        };
        m_session.tasks().run(
            this, "start", [recent = RecentProjects::all(), left = RecentProjects::leftOpen()](const TaskContext&) {
                return Found{summariesOf(recent), recoveryOf(left)};
            },
            [this](const Found& found) {
                m_view->setProjects(found.projects);
                m_view->setRecovery(found.recovery);
            });
    }

private:
    MainWindow* window() const { return qobject_cast<MainWindow*>(m_view->window()); }
    void trigger(const char* action) const {
        if (auto* found = window()->findChild<QAction*>(action))
            found->trigger();
    }
    template <typename Change> void changed(const Change& change) {
        change();
        entered();
    }
    void locate(const QString& file) {
        const QString found = QFileDialog::getOpenFileName(m_view, QObject::tr("Where is it now?"), {}, QObject::tr("Crosseed projects (*.crosseed)"));
        if (!found.isEmpty())
            changed([&] { RecentProjects::move(file, found); });
    }
    static bool hasRecipe() {
        try {
            return sampleRecipe().has_value();
        } catch (const std::exception&) {
            return false;
        }
    }
    // Made with the same program on some computer: a range around it is the best that is known before anything ran here.
    static double expectedSeconds() {
        try {
            return sampleSeconds().value_or(-1);
        } catch (const std::exception&) {
            return -1;
        }
    }

    StartView* m_view;
};
} // namespace

Screen* makeStartScreen(Session& session) {
    return new StartScreen(session);
}

} // namespace crosseed::gui
