#include "app/gui/main_window.h"
#include "app/gui/command_palette.h"
#include "app/gui/explanation.h"
#include "app/gui/recent_projects.h"
#include "app/gui/sample_project.h"
#include "app/gui/status_line.h"
#include "pipeline/job_options.h"
#include "views/shared/exports.h"
#include "views/shared/icons.h"
#include "views/shared/panel.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::gui {

using namespace views;

namespace {
// Widths are remembered in pixels, so that those of another size of text are not taken.
QString fontKey() {
    return QString("-%1px").arg(QFontInfo(QApplication::font()).pixelSize());
}
} // namespace

MainWindow::MainWindow(QWidget* parent) : QMainWindow(parent), m_guide(m_session), m_exporter(new Exporter(this)) {
    setObjectName("window");
    setWindowIcon(icon("logo"));
    setAcceptDrops(true);
    resize(scaled(1440), scaled(900) - scaled(30));
    m_pages = new QStackedWidget(this);
    auto* page = new QWidget(this);
    auto* margins = new QVBoxLayout(page);
    margins->setContentsMargins(scaled(6), scaled(6), scaled(6), scaled(6));
    margins->addWidget(m_pages);
    setCentralWidget(page);
    m_status = new StatusLine(m_session, this);
    setStatusBar(m_status);
    m_explanation = new Explanation(this);
    m_palette = new CommandPalette(m_session, m_actions, this);
    makeToolBar();
    makeRail();
    makeGuide();
    makeMenus();
    connectSession();
    for (const ScreenEntry& entry : catalogue())
        screen(entry.id);
    QSettings settings;
    restoreGeometry(settings.value("window/geometry").toByteArray());
    restoreState(settings.value("window/state" + fontKey()).toByteArray());
    m_guideDock->hide();
    fillResultBox();
    updateTitle();
    updateEnabled();
    showScreen("start");
}

MainWindow::~MainWindow() {
    // What the session says while it closes has no window and no screens any more.
    m_session.disconnect(this);
    m_session.jobs().disconnect(this);
    for (const auto& [id, screen] : m_screens)
        delete screen;
    m_screens.clear();
}

Screen* MainWindow::screen(const QString& id) {
    if (const auto found = m_screens.find(id); found != m_screens.end())
        return found->second;
    for (const ScreenEntry& entry : catalogue()) {
        if (entry.id != id)
            continue;
        Screen* made = entry.make(m_session);
        made->setParent(this);
        m_screens[id] = made;
        adopt(made);
        made->restoreState(QSettings().value("screens/" + id + fontKey()).toByteArray());
        return made;
    }
    return nullptr;
}

void MainWindow::adopt(Screen* screen) {
    QWidget* widget = screen->widget();
    m_pages->addWidget(widget);
    for (QAction* action : screen->actions()) {
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        widget->addAction(action);
        m_actions.add(action);
        if (const auto menu = m_menus.find(action->property("menu").toString()); menu != m_menus.end())
            menu->second->addAction(action);
    }
    for (Panel* panel : widget->findChildren<Panel*>())
        connect(panel, &Panel::topicAsked, this,
                [this](const QString& topic, const QPoint& place) { m_explanation->showTopic(topic, place); });
    connect(screen, &Screen::statusChanged, this, [this, screen] {
        if (const auto front = m_screens.find(m_current); front != m_screens.end() && front->second == screen)
            m_status->setLeft(screen->status());
    });
}

void MainWindow::showScreen(const QString& id) {
    const auto entry = std::find_if(catalogue().begin(), catalogue().end(), [&](const ScreenEntry& e) { return e.id == id; });
    if (entry == catalogue().end() || (entry->needsProject && !m_session.isOpen()))
        return;
    if (!m_moving && !m_current.isEmpty() && m_current != id) {
        m_back.append(m_current);
        m_forward.clear();
    }
    m_current = id;
    Screen* shown = screen(id);
    for (QAction* action : m_rail->actions())
        action->setChecked(action->data().toString() == id);
    for (const auto& [name, other] : m_screens)
        for (QAction* action : other->actions())
            action->setVisible(other == shown);
    m_pages->setCurrentWidget(shown->widget());
    if (shown->widget()->focusWidget())
        shown->widget()->focusWidget()->setFocus();
    else
        shown->widget()->setFocus();
    shown->entered();
    m_status->setLeft(shown->status());
    updateEnabled();
}

QString MainWindow::screenId() const {
    return m_current;
}

void MainWindow::connectSession() {
    connect(&m_session, &Session::opened, this, [this] {
        m_openFile = m_session.file();
        RecentProjects::opened(m_openFile);
        RecentProjects::markOpen(m_openFile);
        updateTitle();
        updateEnabled();
    });
    connect(&m_session, &Session::closed, this, [this] {
        RecentProjects::markClosed(std::exchange(m_openFile, {}));
        m_back.clear();
        m_forward.clear();
        updateTitle();
        updateEnabled();
        m_guideDock->hide();
        showScreen("start");
    });
    connect(&m_session, &Session::choicesChanged, this, &MainWindow::fillResultBox);
    connect(&m_session, &Session::resultChanged, this, &MainWindow::fillResultBox);
    connect(&m_session, &Session::failed, this, &MainWindow::fail);
    connect(&m_session, &Session::screenAsked, this, &MainWindow::showScreen);
    connect(&m_session, &Session::importAsked, this, [this] { showScreen("data"); });
    connect(m_exporter, &Exporter::failed, this, &MainWindow::fail);
    connect(m_exporter, &Exporter::written, this, [this](const QString& file, const QString& what, const std::vector<store::Address>& of) {
        m_status->say(tr("Written: %1").arg(file));
        if (m_session.isOpen() && !of.empty())
            store::recordExport(m_session.project(), toStd(file), toStd(what), of);
        m_guide.exported(what);
    });
    connect(m_palette, &CommandPalette::featureChosen, this, [this](std::int32_t feature) {
        showScreen("features");
        m_session.selection().select(feature);
    });
    connect(m_palette, &CommandPalette::tagChosen, this, [this](const QString& tag) {
        showScreen("features");
        Q_EMIT m_session.tagAsked(tag);
    });
    connect(m_explanation, &Explanation::helpAsked, this, &MainWindow::showHelp);
    connect(&m_session.jobs(), &JobRunner::rowsChanged, this, [this] {
        for (QAction* action : m_rail->actions())
            if (action->data() == "runs")
                action->setText(m_session.jobs().isRunning() ? tr("Runs •") : tr("Runs"));
    });
}

bool MainWindow::openProject(const QString& file) {
    try {
        m_session.open(QFileInfo(file).absoluteFilePath());
    } catch (const std::exception& problem) {
        const auto database = store::databaseError(problem);
        fail(QString::fromUtf8(database ? database->what() : problem.what()));
        return false;
    }
    if (m_session.isReadOnly())
        m_status->say(toQt(m_session.project().readOnlyReason()));
    showScreen(m_session.choices().empty() ? "data" : "features");
    return true;
}

bool MainWindow::newProject(const QString& file) {
    try {
        m_session.create(file.endsWith(".crosseed") ? file : file + ".crosseed");
    } catch (const std::exception& problem) {
        const auto database = store::databaseError(problem);
        fail(QString::fromUtf8(database ? database->what() : problem.what()));
        return false;
    }
    showScreen("data");
    return true;
}

void MainWindow::openSample(bool anew) {
    try {
        if (openProject(copyOfSample(anew)))
            m_guideDock->show();
    } catch (const std::exception& problem) {
        fail(QString::fromUtf8(problem.what()));
    }
}

void MainWindow::runSample() {
    try {
        const auto recipe = sampleRecipe();
        require(recipe.has_value(), ErrorKind::NotFound, "The sample's recipe is not installed beside the program.");
        if (!newProject(freeProjectFile(projectsFolder(), "sample from scratch")))
            return;
        m_session.jobs().enqueue({pipeline::jobOf(*recipe)});
        showScreen("runs");
    } catch (const std::exception& problem) {
        fail(QString::fromUtf8(problem.what()));
    }
}

void MainWindow::fail(const QString& sentence) {
    auto* box = new QMessageBox(QMessageBox::Warning, "Crosseed", sentence, QMessageBox::Close, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setObjectName("failure");
    box->setTextFormat(Qt::PlainText);
    box->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    box->open();
}

void MainWindow::updateTitle() {
    setWindowTitle(m_session.isOpen() ? m_session.name() + (m_session.isReadOnly() ? tr(" (read only)") : QString()) + " — Crosseed"
                                      : "Crosseed");
}

void MainWindow::updateEnabled() {
    for (QAction* action : m_rail->actions())
        for (const ScreenEntry& entry : catalogue())
            if (entry.id == action->data().toString())
                action->setEnabled(!entry.needsProject || m_session.isOpen());
    m_backAction->setEnabled(!m_back.isEmpty());
    m_forwardAction->setEnabled(!m_forward.isEmpty());
    m_exportButton->setEnabled(m_session.isOpen());
    for (const char* name : {"closeProject", "showFolder"})
        if (auto* action = findChild<QAction*>(name))
            action->setEnabled(m_session.isOpen());
}

void MainWindow::remember() {
    QSettings settings;
    settings.setValue("window/geometry", saveGeometry());
    settings.setValue("window/state" + fontKey(), saveState());
    for (const auto& [id, screen] : m_screens)
        settings.setValue("screens/" + id + fontKey(), screen->saveState());
}

void MainWindow::closeEvent(QCloseEvent* event) {
    remember();
    QGuiApplication::setOverrideCursor(Qt::WaitCursor); // a job that runs keeps its state first
    m_session.close();
    QGuiApplication::restoreOverrideCursor();
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    QStringList data;
    for (const QUrl& url : event->mimeData()->urls()) {
        const QString file = url.toLocalFile();
        if (file.endsWith(".crosseed"))
            openProject(file);
        else if (!file.isEmpty())
            data += file;
    }
    if (data.isEmpty())
        return;
    if (m_session.isOpen())
        Q_EMIT m_session.importAsked(data);
    else
        fail(tr("Make or open a project first; the file then goes into it."));
}

void MainWindow::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_F6)
        return focusNextPanel();
    if (event->key() == Qt::Key_F1)
        return showHelp({});
    QMainWindow::keyPressEvent(event);
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_search && (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::KeyPress)) {
        const bool isTab = event->type() == QEvent::KeyPress && (static_cast<QKeyEvent*>(event)->key() == Qt::Key_Tab ||
                                                                 static_cast<QKeyEvent*>(event)->key() == Qt::Key_Backtab);
        if (!isTab) {
            m_palette->open(m_search);
            return true;
        }
    }
    return QMainWindow::eventFilter(watched, event);
}

void MainWindow::focusNextPanel() {
    QList<Panel*> panels;
    for (Panel* panel : m_pages->currentWidget()->findChildren<Panel*>())
        if (panel->isVisible())
            panels.append(panel);
    if (panels.isEmpty())
        return;
    qsizetype now = -1;
    for (qsizetype i = 0; i < panels.size(); ++i)
        if (panels[i]->isAncestorOf(QApplication::focusWidget()))
            now = i;
    Panel* next = panels[(now + 1) % panels.size()];
    for (QWidget* widget : (next->content() ? next->content() : next)->findChildren<QWidget*>())
        if (widget->isVisible() && widget->isEnabled() && widget->focusPolicy() & Qt::TabFocus)
            return widget->setFocus(Qt::ShortcutFocusReason);
    next->setFocus();
}

} // namespace crosseed::gui
