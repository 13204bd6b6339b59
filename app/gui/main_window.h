// The window: menus, tool bar, rail, one page a screen, status bar, and the guide at its side.
#pragma once
#include "app/gui/action_list.h"
#include "app/gui/catalogue.h"
#include "app/gui/guide.h"
#include "app/gui/session.h"
#include <QMainWindow>
#include <map>

class QActionGroup;
class QComboBox;
class QDockWidget;
class QLineEdit;
class QStackedWidget;
class QToolButton;

namespace crosseed::views {
class Exporter;
}

namespace crosseed::gui {

class CommandPalette;
class Explanation;
class StatusLine;

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(QWidget* parent = nullptr);
    ~MainWindow() override;

    Session& session() { return m_session; }
    views::Exporter& exporter() { return *m_exporter; }
    Guide& guide() { return m_guide; }
    const ActionList& actionList() const { return m_actions; }

    // Says what is wrong in the window and stays as it was where the file cannot be opened.
    bool openProject(const QString& file);
    bool newProject(const QString& file);
    void openSample(bool anew = false);  // the person's copy, with the guide beside
    void runSample();                    // from scratch
    void showScreen(const QString& id);  // does nothing for one that is greyed
    QString screenId() const;
    Screen* screen(const QString& id);   // made when it is first asked for
    void setTheme(int theme);            // views::Theme, remembered
    void setFontShare(double share);     // 1: the system's size; remembered
    void fail(const QString& sentence);  // one sentence, one button

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void makeToolBar();
    void makeRail();
    void makeMenus();
    void makeGuide();
    void makeFileActions(QMenu* menu);
    void makeViewActions(QMenu* menu);
    void makeGoActions(QMenu* menu);
    void makeRunActions(QMenu* menu);
    void makeHelpActions(QMenu* menu);
    using QMainWindow::addAction;
    QAction* addAction(QMenu* menu, const QString& text, const QKeySequence& keys, std::function<void()> does);
    void connectSession();
    void adopt(Screen* screen);            // its widget, actions and panels
    void fillResultBox();
    void updateTitle();
    void updateEnabled();
    void showHelp(const QString& topic);
    void focusNextPanel();
    void remember();                       // window, docks, screens' states

    Session m_session;
    Guide m_guide;
    ActionList m_actions;
    views::Exporter* m_exporter;
    std::map<QString, Screen*> m_screens;
    QStackedWidget* m_pages;
    QActionGroup* m_rail;
    QComboBox* m_result;
    QToolButton* m_exportButton;
    QLineEdit* m_search;
    StatusLine* m_status;
    CommandPalette* m_palette;
    Explanation* m_explanation;
    QDockWidget* m_guideDock;
    std::map<QString, QMenu*> m_menus;
    QStringList m_back, m_forward; // screens
    QAction *m_backAction, *m_forwardAction;
    QString m_current, m_openFile;
    bool m_moving = false; // in the history
};

} // namespace crosseed::gui
