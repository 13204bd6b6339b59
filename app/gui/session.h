// The open project as the window has it: its connection for small reads and writes, the result that all views show, the notes, the
// selection, undo, background tasks and the queue. Everything here belongs to the window's thread.
#pragma once
#include "app/gui/job_runner.h"
#include "app/gui/tasks.h"
#include "store/project.h"
#include "views/shared/result.h"
#include "views/shared/selection.h"
#include <QObject>
#include <QUndoStack>
#include <memory>
#include <optional>
#include <vector>

namespace crosseed::gui {

// An entry of the Result box.
struct ResultChoice {
    EvaluationId evaluation;
    QString title;
};

class Session : public QObject {
    Q_OBJECT
public:
    explicit Session(QObject* parent = nullptr);
    ~Session() override; // closes

    // Opens for writing where that is free, else for reading, and shows the result that was asked for last. Throws what Project::open()
    // does; the former project stays open then.
    void open(const QString& file);
    void create(const QString& file);
    void close(); // stops what computes, which keeps its state

    bool isOpen() const { return static_cast<bool>(m_project); }
    QString file() const;
    QString name() const;     // without folder and ending
    bool isReadOnly() const;
    store::Project& project(); // of the window's thread; throws Error(Usage) where none is open
    // A connection of its own, to read. Called on the window's thread only: a task opens file() itself, as the project may be closed by then.
    store::Project reader() const;

    views::ResultPtr result() const { return m_result; }       // null: none yet
    views::IntervalsPtr intervals() const { return m_intervals; } // null until they are computed
    const std::vector<ResultChoice>& choices() const { return m_choices; }
    void showResult(EvaluationId evaluation); // loads it in the background

    views::NotesPtr notes() const { return m_notes; }
    // As typed: in the file when this returns, one undo step that `what` names ("Label f389"). Refused with failed() where the project is
    // read only.
    void changeNote(const text::FeatureNote& note, const QString& what);

    // The threshold that the person set for universal; views show counts at it. One undo step; kept with the project.
    double threshold() const { return m_threshold; }
    std::int64_t minimumRows() const { return m_minimumRows; }
    void setThreshold(double r, std::int64_t minimumRows);

    views::Selection& selection() { return m_selection; }
    QUndoStack& undoStack() { return m_undo; }
    Tasks& tasks() { return m_tasks; }
    JobRunner& jobs() { return m_jobs; }

    // After a change of rows that views list (corpora, models, runs, evaluations): lists are read again; a first result is shown.
    void refresh();
    // A small store beside the project, for what the window remembers of it (guide, threshold, filters): DATA/window.json, whole or not.
    QVariant remembered(const QString& key) const;
    void remember(const QString& key, const QVariant& value);

Q_SIGNALS:
    void opened();
    void closed();
    void resultChanged();    // another one, or none
    void intervalsChanged();
    void choicesChanged();
    void noteChanged(std::int32_t feature);
    void thresholdChanged();
    void projectChanged();   // rows: corpora, models, runs
    void staleChanged(const QString& sentence); // why the shown result is stale; empty: it is not
    void saved();            // something was written
    void failed(const QString& sentence);
    void said(const QString& sentence); // for the status bar, a few seconds
    void importAsked(const QStringList& files); // dropped on the window
    void tagAsked(const QString& tag);         // the palette: show the features that have it
    // What the guide wants to know: "controls shown", "found WORD" (a search for it led to a feature), "lines read" with their number.
    void happened(const QString& what, int number);
    // Screens ask the window to bring another one to the front: "features", "contexts", ...
    void screenAsked(const QString& id);

private:
    void take(std::unique_ptr<store::Project> project);
    void readNotes();
    void readChoices();
    std::optional<EvaluationId> recomputed() const;
    bool storeNote(RunId run, const text::FeatureNote& note);
    void takeThreshold(double r, std::int64_t minimumRows);
    friend class NoteCommand;
    friend class ThresholdCommand;

    std::unique_ptr<store::Project> m_project;
    views::ResultPtr m_result;
    views::IntervalsPtr m_intervals;
    std::vector<ResultChoice> m_choices;
    views::NotesPtr m_notes;
    double m_threshold = 0.70;
    std::int64_t m_minimumRows = 10;
    views::Selection m_selection;
    QUndoStack m_undo;
    Tasks m_tasks;
    JobRunner m_jobs;
};

} // namespace crosseed::gui
