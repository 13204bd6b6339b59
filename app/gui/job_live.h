// What a running job says: collected on the job's thread, read on the window's. It outlives the job, so that a view
// that opens later sees all.
#pragma once
#include "app/gui/time_left.h"
#include "pipeline/jobs.h"
#include "pipeline/live_probe.h"
#include "store/jobs.h"
#include <QString>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace crosseed::gui {

using LiveProbe = pipeline::LiveProbe;

// A thing that happened: "checkpoint", "pause", "resume", "stop", "warning", "outlier", "nan", "failed", "stage".
struct LiveEvent {
    std::int64_t step = 0; // 0: not within a training
    QString time;          // "14:03"
    QString kind, sentence;
    int training = 0; // of the job, from 1; 0: before any
};

class JobLive {
public:
    // `wake` is called on the job's thread when there is news, once until take() is called.
    explicit JobLive(std::function<void()> wake) : m_wake(std::move(wake)) {}

    // The job's thread.
    void listen(pipeline::StageContext& context);
    void begin(const store::JobRow& job); // forgets the job before
    void end(const store::JobRow& job);
    void fail(const QString& sentence); // of the queue itself

    // Any thread.
    void forget();
    void add(const QString& kind, const QString& sentence);
    JobId job() const;
    std::optional<pipeline::TrainingStart> training() const; // without the steps made before
    std::vector<sae::StepReport> steps(std::size_t from) const;
    std::vector<LiveProbe> probes() const;
    std::vector<LiveEvent> events() const;

    struct Now {
        qint64 job = 0;
        double fraction = 0, low = -1, high = -1; // seconds; below 0: not known
        QString stage, message;
        int training = 0; // of the job, from 1, as LiveEvent has it
    };
    Now now() const;

    struct News {
        bool rows = false, progress = false, training = false, steps = false, probe = false, event = false;
        std::vector<std::pair<qint64, QString>> ended; // empty: finished
        std::vector<QString> failed;
    };
    News take();

private:
    template <typename Change> void change(const Change& change);
    void onStep(const sae::StepReport& step);
    void addHere(const QString& kind, const QString& sentence); // the mutex is held
    double seconds() const;

    std::function<void()> m_wake;
    std::atomic<bool> m_woken = false;
    mutable std::mutex m_mutex; // of all below
    News m_news;
    JobId m_job;
    Now m_now;
    TimeLeft m_left;
    std::optional<pipeline::TrainingStart> m_training;
    int m_trainings = 0;
    bool m_trains = false; // the stage of now is a training
    std::vector<sae::StepReport> m_steps;
    std::vector<LiveProbe> m_probes;
    std::vector<LiveEvent> m_events;
    std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
};

} // namespace crosseed::gui
