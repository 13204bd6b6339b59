// "Reproduce Table 2 in five steps": what of it was really done in the open project. A step is done when the project or the window saw it
// done, never by a click on its check mark.
#pragma once
#include "app/gui/session.h"
#include <QVariant>
#include <array>

namespace crosseed::gui {

class Guide : public QObject {
    Q_OBJECT
public:
    explicit Guide(Session& session, QObject* parent = nullptr);

    struct Step {
        QString title, hint, screen; // where it is done
        bool done = false;
        QString progress;            // "12 of 20"
    };
    std::array<Step, 5> steps() const;

    void exported(const QString& name); // the file's, "table2-f389"

Q_SIGNALS:
    void changed();

private:
    bool seen(const QString& key) const { return m_session.remembered("guide/" + key).toBool(); }
    void see(const QString& key);
    void take(const QString& what, int number); // Session::happened
    int edits() const; // counterfactual rows of the shown run
    bool hasLabel() const;
    Session& m_session;
};

} // namespace crosseed::gui
