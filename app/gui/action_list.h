// All actions of the window in one list: menus are filled from it, the palette finds them.
#pragma once
#include <QAction>
#include <QList>
#include <QString>

namespace crosseed::gui {

class ActionList {
public:
    // The action's property "menu" ("file", ...) says where it stands.
    void add(QAction* action) { m_actions.append(action); }
    const QList<QAction*>& all() const { return m_actions; }
    // "Save recipe" of "&Save recipe...".
    static QString plainText(const QAction& action);
    // Those whose text holds all words of `words`, letter case aside; enabled ones only.
    QList<QAction*> holding(const QString& words) const;

private:
    QList<QAction*> m_actions;
};

} // namespace crosseed::gui
