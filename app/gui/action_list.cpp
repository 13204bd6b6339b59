#include "app/gui/action_list.h"
#include <algorithm>

namespace crosseed::gui {

QString ActionList::plainText(const QAction& action) {
    QString text = action.text();
    text.remove('&');
    return text;
}

QList<QAction*> ActionList::holding(const QString& words) const {
    const QStringList wanted = words.split(' ', Qt::SkipEmptyParts);
    QList<QAction*> found;
    for (QAction* action : m_actions) {
        const QString text = plainText(*action);
        const bool holds = std::all_of(wanted.begin(), wanted.end(),
                                       [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
        if (action->isEnabled() && action->isVisible() && holds)
            found.append(action);
    }
    return found;
}

} // namespace crosseed::gui
