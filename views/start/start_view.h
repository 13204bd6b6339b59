// The first screen: recent projects with what each holds, recovery where there is something to recover, the guided sample, the sample from
// scratch, a project of one's own.
#pragma once
#include "views/shared/panel.h"
#include <QDateTime>
#include <QWidget>
#include <vector>

class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace crosseed::views {

class DataTable;
class ProjectModel;

// A recent project as the list shows it; numbers below 0 are not known.
struct ProjectSummary {
    QString file;
    bool missing = false; // the file is not there
    bool pinned = false;
    QDateTime opened;
    std::int64_t documents = -1, pairs = -1, pairsDone = -1, universal = -1;
    double share = -1;    // %
    std::vector<std::int64_t> histogram; // of r of the result, bins over [0, 1]; empty: no result
    QString classes, models, yourWork, notDone; // "3 classes, 3 splits", "2 models", "31 labels, 24 edits", "1 waiting"
    double bytes = -1;
};

// A project that was open when the program or the computer stopped.
struct Recovery {
    QString file;
    QString what;         // "Training of seed-42 & seed-137 stopped at step 1,236 of 4,880"
    qint64 job = 0;       // that can go on; 0: none
    QString resume;       // "Resume from step 1,200"
    bool hasDraft = false; // an edited sentence that was not added
};

class StartView : public QWidget {
    Q_OBJECT
public:
    explicit StartView(QWidget* parent = nullptr);

    void setProjects(const std::vector<ProjectSummary>& projects);
    void setRecovery(const std::vector<Recovery>& found);
    // Whether the finished sample is there, and how long making it anew takes; below 0: not known.
    void setSample(bool finished, bool recipe, double lowSeconds, double highSeconds);
    void setVersion(const QString& version);
    const ProjectModel& model() const { return *m_model; }

Q_SIGNALS:
    void openAsked(const QString& file);
    void locateAsked(const QString& file);
    void removeAsked(const QString& file);
    void pinAsked(const QString& file, bool pinned);
    void folderAsked(const QString& file);
    void resumeAsked(const QString& file, qint64 job);
    void forgetAsked(const QString& file);
    void sampleAsked();
    void sampleRunAsked();
    void newAsked();
    void fileAsked(); // choose one to open

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* left();
    QWidget* right();
    void select(int row);

    ProjectModel* m_model;
    DataTable* m_table;
    Panel *m_recovery, *m_recent, *m_selected;
    QVBoxLayout* m_recoveryRows;
    QLabel *m_version, *m_facts, *m_sampleNote, *m_runNote;
    QPushButton *m_open, *m_locate, *m_remove, *m_folder, *m_sample, *m_run;
    QString m_file; // the selected one's
};

} // namespace crosseed::views
