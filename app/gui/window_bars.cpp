#include "app/gui/main_window.h"
#include "app/gui/rail_button.h"
#include "views/shared/icons.h"
#include "views/shared/panel.h"
#include <QtWidgets>

namespace crosseed::gui {

using namespace views;

void MainWindow::makeToolBar() {
    auto* bar = addToolBar(tr("Tools"));
    bar->setObjectName("tools");
    bar->setMovable(false);
    bar->setIconSize({scaled(16), scaled(16)});
    bar->setFixedHeight(scaled(40));
    m_backAction = bar->addAction(icon("back"), tr("Back"), this, [this] {
        m_moving = true;
        m_forward.append(m_current);
        showScreen(m_back.takeLast());
        m_moving = false;
        updateEnabled();
    });
    m_forwardAction = bar->addAction(icon("forward"), tr("Forward"), this, [this] {
        m_moving = true;
        m_back.append(m_current);
        showScreen(m_forward.takeLast());
        m_moving = false;
        updateEnabled();
    });
    m_backAction->setShortcut(QKeySequence("Alt+Left"));
    m_forwardAction->setShortcut(QKeySequence("Alt+Right"));
    bar->addSeparator();
    QAction* undo = m_session.undoStack().createUndoAction(this, tr("Undo"));
    QAction* redo = m_session.undoStack().createRedoAction(this, tr("Redo"));
    undo->setIcon(icon("undo"));
    undo->setShortcut(QKeySequence::Undo);
    redo->setIcon(icon("redo"));
    redo->setShortcuts({QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")});
    bar->addAction(undo);
    bar->addAction(redo);
    bar->addSeparator();
    auto* label = new QLabel(tr(" Result "), bar);
    label->setProperty("kind", "secondary");
    bar->addWidget(label);
    m_result = new QComboBox(bar);
    m_result->setAccessibleName(tr("The result that is shown"));
    m_result->setMinimumWidth(scaled(300));
    m_result->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_result->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_result->setMaximumWidth(scaled(620));
    label->setBuddy(m_result);
    bar->addWidget(m_result);
    connect(m_result, &QComboBox::activated, this, [this](int row) {
        if (row >= 0 && row < static_cast<int>(m_session.choices().size()))
            m_session.showResult(m_session.choices()[static_cast<std::size_t>(row)].evaluation);
    });
    auto* gap = new QWidget(bar);
    gap->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(gap);
    m_exportButton = new QToolButton(bar);
    m_exportButton->setText(tr("Export"));
    m_exportButton->setIcon(icon("export"));
    m_exportButton->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_exportButton->setPopupMode(QToolButton::InstantPopup);
    auto* exports = new QMenu(m_exportButton);
    m_exportButton->setMenu(exports);
    connect(exports, &QMenu::aboutToShow, this, [this, exports] {
        exports->clear();
        for (Panel* panel : m_pages->currentWidget()->findChildren<Panel*>())
            if (panel->isVisible() && panel->hasExport())
                exports->addAction(panel->accessibleName() + "…", panel, &Panel::offerExport);
        if (exports->isEmpty())
            exports->addAction(tr("Nothing on this screen can be exported"))->setEnabled(false);
    });
    bar->addWidget(m_exportButton);
    m_search = new QLineEdit(bar);
    m_search->setReadOnly(true);
    m_search->setPlaceholderText(tr("Find action, feature, label  Ctrl+K"));
    m_search->setAccessibleName(tr("Find an action, a feature or a label (Ctrl+K)"));
    m_search->addAction(icon("search"), QLineEdit::LeadingPosition);
    m_search->setFixedWidth(scaled(290));
    m_search->installEventFilter(this);
    bar->addWidget(m_search);
}

void MainWindow::makeRail() {
    auto* rail = new QToolBar(tr("Screens"), this);
    rail->setObjectName("rail");
    rail->setMovable(false);
    rail->layout()->setContentsMargins(0, 0, 0, 0);
    rail->layout()->setSpacing(0);
    rail->setIconSize({scaled(20), scaled(20)}); // its buttons take it over
    rail->setFixedWidth(scaled(88));
    addToolBar(Qt::LeftToolBarArea, rail);
    m_rail = new QActionGroup(this);
    for (const ScreenEntry& entry : catalogue()) {
        auto* action = new QAction(icon(entry.icon), entry.title, m_rail);
        action->setCheckable(true);
        action->setData(entry.id);
        action->setShortcut(QKeySequence("Ctrl+" + QString::number(entry.number)));
        action->setToolTip(tr("%1 (Ctrl+%2)").arg(entry.title).arg(entry.number));
        addAction(action);
        m_actions.add(action);
        connect(action, &QAction::triggered, this, [this, id = entry.id] { showScreen(id); });
        rail->addWidget(new RailButton(action, QString::number(entry.number), rail));
    }
    auto* gap = new QWidget(rail);
    gap->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
    rail->addWidget(gap);
    auto* help = new QAction(icon("help"), tr("Help F1"), this);
    connect(help, &QAction::triggered, this, [this] { showHelp({}); });
    rail->addWidget(new RailButton(help, {}, rail));
}

void MainWindow::fillResultBox() {
    const QSignalBlocker quiet(m_result);
    m_result->clear();
    int current = -1;
    for (const ResultChoice& choice : m_session.choices()) {
        if (m_session.result() && choice.evaluation == m_session.result()->evaluation.id)
            current = m_result->count();
        m_result->addItem(choice.title);
    }
    if (m_result->count() == 0)
        m_result->addItem(m_session.isOpen() ? tr("no result yet") : tr("no project open"));
    else if (current >= 0)
        m_result->setItemText(current, resultTitle(*m_session.result()));
    m_result->setCurrentIndex(std::max(current, 0));
    m_result->setToolTip(m_result->currentText());
    m_result->setEnabled(!m_session.choices().empty());
}

} // namespace crosseed::gui
