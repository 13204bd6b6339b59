// One screen of the window: what connects a view with the session. The view shows values and asks by signals; the screen computes the
// answers in the session's tasks. One pair of files a screen and one line in catalogue.cpp.
#pragma once
#include "app/gui/session.h"
#include <QAction>
#include <QWidget>

namespace crosseed::gui {

class Screen : public QObject {
    Q_OBJECT
public:
    explicit Screen(Session& session, QObject* parent = nullptr) : QObject(parent), m_session(session) {}

    virtual QWidget* widget() = 0;           // made once; the window owns it
    virtual void entered() {}                // came to the front: refresh what is expensive only now
    virtual QString status() const { return {}; } // left of the status bar; rich text
    // Actions for the menus and the palette; their property "menu" says where: "file", "edit", "view", "project", "run", "table". Shortcuts
    // are theirs while the screen is in front.
    virtual QList<QAction*> actions() { return {}; }
    // What of the view is remembered (splitters, columns).
    virtual QByteArray saveState() const { return {}; }
    virtual void restoreState(const QByteArray&) {}

Q_SIGNALS:
    void statusChanged();

protected:
    QAction* newAction(const QString& text, const QString& menu, const QKeySequence& shortcut = {}) {
        auto* action = new QAction(text, this);
        action->setProperty("menu", menu);
        action->setShortcut(shortcut);
        return action;
    }
    Session& m_session;
};

} // namespace crosseed::gui
