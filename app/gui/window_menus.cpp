#include "app/gui/command_palette.h"
#include "app/gui/guide_panel.h"
#include "app/gui/main_window.h"
#include "app/gui/sample_project.h"
#include "views/shared/icons.h"
#include "views/shared/palette.h"
#include "views/shared/terms.h"
#include "views/shared/words.h"
#include <QtWidgets>
#include <algorithm>

namespace crosseed::gui {

using namespace views;

QAction* MainWindow::addAction(QMenu* menu, const QString& text, const QKeySequence& keys, std::function<void()> does) {
    QAction* action = menu->addAction(text);
    action->setShortcut(keys);
    m_actions.add(action);
    connect(action, &QAction::triggered, this, std::move(does));
    return action;
}

void MainWindow::makeMenus() {
    const std::pair<const char*, QString> names[] = {{"file", tr("&File")}, {"edit", tr("&Edit")}, {"view", tr("&View")},
                                                     {"go", tr("&Go")}, {"project", tr("&Project")}, {"run", tr("&Run")},
                                                     {"table", tr("&Table")}, {"help", tr("&Help")}};
    for (const auto& [id, title] : names)
        m_menus[id] = menuBar()->addMenu(title);
    makeFileActions(m_menus["file"]);
    QMenu* edit = m_menus["edit"];
    QAction* undo = m_session.undoStack().createUndoAction(this, tr("Undo"));
    QAction* redo = m_session.undoStack().createRedoAction(this, tr("Redo"));
    edit->addAction(undo); // their keys are the tool bar's
    edit->addAction(redo);
    edit->addSeparator();
    addAction(edit, tr("Find an action, a feature or a label"), QKeySequence("Ctrl+K"), [this] { m_palette->open(m_search); })
        ->setIcon(icon("search"));
    makeViewActions(m_menus["view"]);
    makeGoActions(m_menus["go"]);
    addAction(m_menus["project"], tr("Show the project's folder"), {}, [this] {
        if (m_session.isOpen())
            QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(m_session.file()).absolutePath()));
    })->setObjectName("showFolder");
    makeRunActions(m_menus["run"]);
    makeHelpActions(m_menus["help"]);
}

// Each can be chosen while it would do something.
void MainWindow::makeRunActions(QMenu* menu) {
    JobRunner& jobs = m_session.jobs();
    QAction* pause = addAction(menu, tr("Pause what runs"), {}, [&jobs] { jobs.pause(); });
    QAction* resume = addAction(menu, tr("Go on with what is paused"), {}, [&jobs] { jobs.resume(); });
    QAction* stop = addAction(menu, tr("Stop what runs"), {}, [&jobs] { jobs.stop(); });
    QAction* start = addAction(menu, tr("Start the queue"), {}, [&jobs] { jobs.start(); });
    pause->setIcon(icon("pause"));
    resume->setIcon(icon("play"));
    stop->setIcon(icon("stop"));
    const auto enable = [=, &jobs] {
        const bool runs = jobs.isRunning() && !jobs.isStopping();
        pause->setEnabled(runs && !jobs.isPaused());
        resume->setEnabled(runs && jobs.isPaused());
        stop->setEnabled(runs);
        const auto rows = jobs.rows();
        start->setEnabled(!jobs.isRunning() && std::ranges::find(rows, store::JobStatus::Waiting, &store::JobRow::status) != rows.end());
    };
    connect(&jobs, &JobRunner::rowsChanged, this, enable);
    enable();
}

void MainWindow::makeFileActions(QMenu* menu) {
    addAction(menu, tr("&New project…"), QKeySequence::New, [this] {
        const QString file = QFileDialog::getSaveFileName(this, tr("New project"), freeProjectFile(projectsFolder(), "project"),
                                                          tr("Crosseed projects (*.crosseed)"));
        if (!file.isEmpty())
            newProject(file);
    })->setObjectName("newProject");
    addAction(menu, tr("&Open…"), QKeySequence::Open, [this] {
        const QString file = QFileDialog::getOpenFileName(this, tr("Open a project"), projectsFolder(), tr("Crosseed projects (*.crosseed)"));
        if (!file.isEmpty())
            openProject(file);
    })->setObjectName("openProject");
    addAction(menu, tr("Open the guided sample"), {}, [this] { openSample(); })->setObjectName("openSample");
    addAction(menu, tr("Open the guided sample anew, as another copy"), {}, [this] { openSample(true); });
    addAction(menu, tr("Run the sample from scratch"), {}, [this] { runSample(); })->setObjectName("runSample");
    menu->addSeparator();
    addAction(menu, tr("&Close project"), QKeySequence("Ctrl+W"), [this] { m_session.close(); })->setObjectName("closeProject");
    addAction(menu, tr("&Quit"), QKeySequence::Quit, [this] { close(); });
}

void MainWindow::makeViewActions(QMenu* menu) {
    addAction(menu, tr("Light"), {}, [this] { setTheme(static_cast<int>(Theme::Light)); });
    addAction(menu, tr("Dark"), {}, [this] { setTheme(static_cast<int>(Theme::Dark)); });
    menu->addSeparator();
    const auto share = [] { return QSettings().value("fontShare", 1.0).toDouble(); };
    addAction(menu, tr("Larger text"), QKeySequence::ZoomIn, [this, share] { setFontShare(std::min(share() + 0.1, 2.5)); });
    addAction(menu, tr("Smaller text"), QKeySequence::ZoomOut, [this, share] { setFontShare(std::max(share() - 0.1, 0.7)); });
    addAction(menu, tr("Text of the system's size"), QKeySequence("Ctrl+Shift+0"), [this] { setFontShare(1); });
    menu->addSeparator();
    QAction* guide = m_guideDock->toggleViewAction();
    guide->setText(tr("Guide: reproduce Table 2 in five steps"));
    menu->addAction(guide);
    m_actions.add(guide);
}

void MainWindow::makeGoActions(QMenu* menu) {
    for (QAction* action : m_rail->actions())
        menu->addAction(action);
    menu->addSeparator();
    menu->addAction(m_backAction);
    menu->addAction(m_forwardAction);
    addAction(menu, tr("Next panel"), {}, [this] { focusNextPanel(); })->setText(tr("Next panel (F6)"));
}

void MainWindow::makeHelpActions(QMenu* menu) {
    addAction(menu, tr("All terms, with their formulas"), {}, [this] { showHelp({}); });
    addAction(menu, tr("About Crosseed"), {}, [this] {
        QMessageBox::about(this, tr("About Crosseed"),
                           tr("<b>Crosseed %1</b><br>Features that two classifiers share, found and tested by reading.<br><br>"
                              "GPL-3.0-or-later. Nothing leaves this computer but by an export or a download that you start.")
                               .arg(toQt(store::programVersion())));
    });
}

void MainWindow::makeGuide() {
    m_guideDock = new QDockWidget(tr("Reproduce Table 2 in five steps"), this);
    m_guideDock->setObjectName("guide");
    m_guideDock->setAllowedAreas(Qt::LeftDockWidgetArea | Qt::RightDockWidgetArea);
    auto* panel = new GuidePanel(m_guide, m_guideDock);
    auto* scroll = new QScrollArea(m_guideDock);
    scroll->setWidgetResizable(true);
    scroll->setWidget(panel);
    scroll->setMinimumWidth(scaled(230));
    m_guideDock->setWidget(scroll);
    addDockWidget(Qt::RightDockWidgetArea, m_guideDock);
    connect(panel, &GuidePanel::screenAsked, this, &MainWindow::showScreen);
}

void MainWindow::setTheme(int theme) {
    QSettings().setValue("theme", theme);
    applyTheme(*qApp, static_cast<Theme>(theme));
}

void MainWindow::setFontShare(double share) {
    static const double system = QApplication::font().pointSizeF() / QSettings().value("fontShare", 1.0).toDouble();
    QSettings().setValue("fontShare", share);
    QFont font = QApplication::font();
    font.setPointSizeF(system * share);
    QApplication::setFont(font);
    applyTheme(*qApp, theme());
    Q_EMIT m_session.said(tr("Text at %1 % of the system's size; rows and margins follow when the program starts again.").arg(qRound(share * 100)));
}

void MainWindow::showHelp(const QString& topic) {
    auto* help = findChild<QDialog*>("help");
    if (!help) {
        help = new QDialog(this);
        help->setObjectName("help");
        help->setWindowTitle(tr("Terms and formulas"));
        help->resize(scaled(620), scaled(680));
        auto* layout = new QVBoxLayout(help);
        auto* text = new QTextBrowser(help);
        text->setAccessibleName(tr("All terms"));
        QString html;
        for (const QString& id : termIds())
            html += "<a name=\"" + id + "\"></a>" + termHtml(term(id)) + "<hr>";
        text->setHtml(html);
        layout->addWidget(text);
    }
    help->show();
    help->raise();
    if (!topic.isEmpty())
        help->findChild<QTextBrowser*>()->scrollToAnchor(topic);
}

} // namespace crosseed::gui
