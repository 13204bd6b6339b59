// The queue of a project, run on a thread of its own with a connection of its own; the window hears of it by signals.
//
// A queue that runs when its project is closed leaves the number of the job that it stopped in DATA/queue-goes-on, and
// goes on with that job when the project is opened for writing again. One that a person paused or stopped, or whose
// program was killed, does not: its job stands as stopped or died, with the step that it can go on from.
#pragma once
#include "app/gui/job_live.h"
#include "store/project.h"
#include <QObject>
#include <QString>
#include <memory>
#include <vector>

namespace crosseed::gui {

class JobRunner : public QObject {
    Q_OBJECT
public:
    explicit JobRunner(QObject* parent = nullptr);
    ~JobRunner() override; // stops, waits

    // From now on the queue of this project; null: of none. Stops what runs first. The project outlives it until then.
    void setProject(store::Project* project);

    bool isRunning() const;                  // the queue
    JobId running() const;                   // 0: none
    std::vector<store::JobRow> rows() const; // in the queue's order; empty without a project

    void enqueue(const std::vector<pipeline::JobSpec>& specs, bool start = true);
    void start();         // the queue, where it is not running
    void goOn(JobId job); // a stopped, failed or died one: next in line, and the queue is started
    void pause();         // what runs; answered at once, true after the batch
    void resume();
    void stop(); // what runs; the queue waits then
    // Of a job that does not run. Errors come as failed(); false then, and without a project that can be written.
    bool remove(JobId job);
    bool restore(const store::JobRow& removed, int place); // takes a removal back
    bool move(JobId job, int place);                       // among all, 1 the first
    bool isPaused() const; // asked for; the row's status says whether it is true already
    bool isStopping() const;
    // Asks what runs to stop and waits until it has kept its state; a project closed after this goes on with it when it
    // is opened.
    void stopAndWait();

    // Of the job that runs, or ran last: whole lists, so that a view that opens later sees all. Those of the training
    // begin anew with each training of the job (trainingChanged()).
    JobId shown() const; // which job that is; 0: none ran yet
    std::optional<pipeline::TrainingStart> training() const;
    std::vector<sae::StepReport> steps(std::size_t from = 0) const;
    std::vector<LiveProbe> probes() const;
    std::vector<LiveEvent> events() const;
    JobLive::Now now() const;

Q_SIGNALS:
    void rowsChanged(); // the list of jobs, a status, or what is paused or stopping
    void progressed(qint64 job, double fraction, const QString& stage, const QString& message, double secondsLeftLow,
                    double secondsLeftHigh); // about ten times a second at most; seconds below 0: not known
    void trainingChanged();                  // training() is another one
    void stepped();                          // steps() grew; about ten times a second at most
    void probed();                           // probes() grew
    void eventAdded();
    void ended(qint64 job, const QString& sentence); // empty: finished
    void failed(const QString& sentence);

private:
    class Work;
    std::unique_ptr<Work> m_work;
};

} // namespace crosseed::gui
