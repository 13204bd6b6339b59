// The command palette (Ctrl+K): features by label, number or top word, tags, screens and actions, in groups of a fixed order.
#pragma once
#include "app/gui/action_list.h"
#include "app/gui/session.h"
#include <QFrame>

class QLineEdit;
class QListWidget;
class QListWidgetItem;

namespace crosseed::gui {

class CommandPalette : public QFrame {
    Q_OBJECT
public:
    CommandPalette(Session& session, const ActionList& actions, QWidget* window);

    // Under `anchor`, with an empty field.
    void open(QWidget* anchor);

Q_SIGNALS:
    void featureChosen(std::int32_t feature);
    void tagChosen(const QString& tag);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fill(const QString& text);
    void addGroup(const QString& title);
    void addFeatures(const QString& text);
    void addTags(const QString& text);
    void addActions(const QString& text);
    void choose(QListWidgetItem* item, bool add);
    void move(int step);

    Session& m_session;
    const ActionList& m_actions;
    QLineEdit* m_field;
    QListWidget* m_list;
};

} // namespace crosseed::gui
