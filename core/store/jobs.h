// Jobs as rows of a project: what was asked for, complete enough to be run again, and how far it came, so that a job outlives the
// program that does it.
#pragma once
#include "base/ids.h"
#include "base/process.h"
#include "store/project.h"
#include <optional>
#include <vector>

namespace crosseed {
using JobId = Id<struct JobTag>;
}

namespace crosseed::store {

// Died is not stored: a job that is running or paused, and whose process has ended.
enum class JobStatus : std::uint8_t { Waiting, Running, Paused, Finished, Stopped, Failed, Died };
std::string_view jobStatusName(JobStatus status); // "waiting"

struct JobRow {
    JobId id;
    std::string kind;        // "train"
    std::string title;       // "train seed-42 & seed-137"
    std::string optionsJson; // all of them
    JobStatus status = JobStatus::Waiting;
    std::string stage;       // at work, or at work when it ended
    double progress = 0;     // 0..1 within the stage
    std::string message;     // its latest report
    std::string lastLines;   // the last lines said, oldest first
    std::string resumeFrom;  // "step 1,200 of 3,000" of the stage; empty: the stage's beginning
    std::string error;       // the sentence of a failed one
    ProcessMark process;     // who does it, or did
    std::string programVersion;
    std::string created, started, finished; // UTC; empty: not yet
};

// Waits at the end of the queue. The same kind and options are the same job: one that is not waiting and does not run waits anew.
// Throws Error(Usage) when it is running.
JobRow enqueueJob(Project& project, const std::string& kind, const std::string& title, const std::string& optionsJson);

// In the queue's order.
std::vector<JobRow> jobRows(const Project& project);
// Throws Error(NotFound) naming the jobs that there are.
JobRow jobRow(const Project& project, JobId id);

// Throws Error(Usage) while it runs.
void removeJob(Project& project, JobId id);
// A removed one with all that its row said, at that place; its number where that is free. Throws Error(Usage) when it runs.
JobRow restoreJob(Project& project, const JobRow& row, std::int64_t place);
// To that place among all jobs, 1 the first.
void moveJob(Project& project, JobId id, std::int64_t place);

// Running, by this process, with nothing said yet. Throws Error(Usage) when another process runs it.
void startJob(Project& project, JobId id);
// Finished, Stopped or Failed.
void endJob(Project& project, JobId id, JobStatus status, const std::string& error);

// What a running job came to; written without waiting for the disk, as a power cut may cost a second of it.
struct JobNote {
    JobStatus status = JobStatus::Running; // or Paused
    std::string stage, message, lastLines, resumeFrom;
    double progress = 0;
};
void noteJob(Project& project, JobId id, const JobNote& note);

} // namespace crosseed::store
