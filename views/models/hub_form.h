// A finished classifier from a folder, or a model by its name from a hub. The hub's address is not built in: it is typed here or comes
// from the environment. Nothing is asked of a network before the button is pressed.
#pragma once
#include "views/models/models_data.h"
#include <QWidget>
#include <optional>

class QLabel;
class QLineEdit;

namespace crosseed::views {

class FolderForm : public QWidget {
    Q_OBJECT
public:
    explicit FolderForm(QWidget* parent = nullptr);
    void setFolder(const QString& folder);
    std::optional<NewModelRequest> request() const; // nothing while problem() is not empty
    QString problem() const;

Q_SIGNALS:
    void changed();
    void folderAsked();

private:
    QLineEdit *m_folder, *m_name, *m_longest;
};

class HubForm : public QWidget {
    Q_OBJECT
public:
    explicit HubForm(QWidget* parent = nullptr);
    // What CROSSEED_HUB or HF_ENDPOINT says; empty: neither is set.
    void setEnvironmentHub(const QString& address);
    HubRequest request() const;
    QString problem() const; // empty: can be asked for

Q_SIGNALS:
    void changed();

private:
    QLineEdit *m_name, *m_hub, *m_revision;
    QLabel* m_note;
    QString m_environment;
};

} // namespace crosseed::views
