// Long work as jobs of a project: each is a row with all its options, so that it is found again, can be run by another program and
// says how it ended. A command, a queue and a window start work by these functions.
#pragma once
#include "pipeline/stage.h"
#include "store/jobs.h"

namespace crosseed::pipeline {

// What is to be done. pipeline/job_options.h makes them.
struct JobSpec {
    std::string kind;        // "train"
    std::string title;       // "train seed-42 & seed-137"
    std::string optionsJson; // complete: needs no command line and no recipe file
};

// Waits at the end of the queue. Errors as store::enqueueJob() gives them.
store::JobRow enqueue(store::Project& project, const JobSpec& spec);

// Runs `work` as the job of `spec`: its row is kept up to date once a second, requests of other programs and pauses are followed,
// and its end is stored, whatever it is. `work` gets the context that does this. Errors and Cancelled go on to the caller.
store::JobRow runAsJob(const StageContext& context, const JobSpec& spec, const std::function<void(const StageContext&)>& work);

// The same with the work that the options ask for; its results are the project's rows. Throws Error(BadInput) when the options are
// not this version's.
store::JobRow runJob(const StageContext& context, const JobSpec& spec);
// A job that waits, or one that stopped, failed or died, which goes on from what is kept.
store::JobRow runJob(const StageContext& context, JobId id);

// Runs waiting jobs in their order until none waits. A job that fails, or is stopped by a request, leaves its sentence in its row
// and the next one begins; context.stop ends the queue with Cancelled. `onEnd` sees each job's row, `onBegin` the one that begins.
void runQueue(const StageContext& context, const std::function<void(const store::JobRow&)>& onEnd = {},
              const std::function<void(const store::JobRow&)>& onBegin = {});

// What another program asks of a job that runs: a file of the data folder, which the running job looks for several times a second,
// so that no program writes into a project that another one has.
enum class JobRequest : std::uint8_t { Pause, Resume, Stop };
// Throws Error(Usage) when the job does not run or is another computer's, Error(Io).
void requestOfJob(const store::Project& project, JobId id, JobRequest request);

// The jobs that can be gone on with: stopped, failed or died, the latest started first.
std::vector<store::JobRow> resumableJobs(const store::Project& project);
// "from step 1,200 of 3,000 of \"Training the SAE of ...\"", or from the beginning of its stage; for sentences.
std::string resumeText(const store::JobRow& job);

} // namespace crosseed::pipeline
