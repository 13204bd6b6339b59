// What the view of runs shows: the queue, and the curves of one training.
#pragma once
#include "pipeline/live_probe.h"
#include "store/jobs.h"
#include "views/shared/words.h"
#include <QString>
#include <memory>
#include <vector>

namespace crosseed::views {

struct QueueEntry {
    store::JobRow row;
    QString title;  // "seed-42 · seed-137 — joint SAE"
    QString result; // of a finished one: "889 universal, 57.9 % · 62.4 % dead"; empty: it has none
    QString time;   // at the right: how long it took, or when it ended
};

struct QueueState {
    std::vector<QueueEntry> entries; // in the queue's order
    JobId running;                   // 0: none
    bool isRunning = false, isPaused = false, isStopping = false, isReadOnly = false;
};
using QueuePtr = std::shared_ptr<const QueueState>;

// What the running job says now.
struct RunProgress {
    JobId job;
    double fraction = 0; // of the stage
    QString stage, message;
    double low = -1, high = -1; // seconds left in the stage; below 0: not known
};

struct RunEvent {
    std::int64_t step = 0; // 0: not within this training
    QString time, kind, sentence;
};

// A sentence about how a training goes.
struct RunRemark {
    bool isWarning = false;
    QString sentence;
    QString topic; // of views/shared/terms.h; empty: none
};

// One training, running, stopped or finished.
struct RunCurves {
    QString title;    // "seed-42 · seed-137 — joint, full"
    QString subtitle; // "K 32 of 6,144 · layer 10 (11th of 12) · batch 16 · seed 42"
    sae::LossWeights weights;
    std::int64_t steps = 0;  // in all
    std::int64_t epochs = 0; // 0: the steps were given
    std::vector<sae::StepReport> made;
    std::vector<pipeline::LiveProbe> probes;
    std::vector<RunEvent> events;
    std::vector<RunRemark> remarks;
    bool isLive = false;
};
using CurvesPtr = std::shared_ptr<const RunCurves>;

// A finished training to compare with.
struct ComparisonChoice {
    std::int64_t id = 0; // of the run
    QString title;
};
struct ComparedRun {
    QString title; // "run 3: seed-42 · seed-137, joint, full"
    std::vector<sae::StepReport> steps;
    std::int64_t universal = -1; // of its evaluation; below 0: none
};
using ComparedRunPtr = std::shared_ptr<const ComparedRun>;

} // namespace crosseed::views
