#include "pipeline/jobs.h"
#include "pipeline/job_options.h"
#include "pipeline/job_reporter.h"
#include <algorithm>

namespace crosseed::pipeline {

namespace {

using store::JobRow;
using store::JobStatus;

std::string sentenceOf(const std::exception& problem) {
    if (const auto refused = store::databaseError(problem))
        return refused->what();
    return problem.what();
}

// As the disk allows: the sentence that the caller gets is the work's, not the one about its row.
void endQuietly(store::Project& project, JobId id, JobStatus status, const std::string& error) {
    try {
        store::endJob(project, id, status, error);
    } catch (const std::exception&) {
    }
}

JobRow doJob(const StageContext& context, const JobRow& job, const std::function<void(const StageContext&)>& work) {
    std::error_code ignored;
    if (job.status != JobStatus::Running && job.status != JobStatus::Paused) // one that came too late for an earlier run
        std::filesystem::remove(requestFile(context.project, job.id), ignored);
    store::startJob(context.project, job.id);
    JobReporter reporter(context, job.id);
    try {
        work(reporter.context());
    } catch (const Cancelled&) {
        reporter.write();
        endQuietly(context.project, job.id, JobStatus::Stopped, "");
        throw;
    } catch (const std::exception& problem) {
        reporter.write();
        endQuietly(context.project, job.id, JobStatus::Failed, sentenceOf(problem));
        throw;
    }
    reporter.write();
    store::endJob(context.project, job.id, JobStatus::Finished, "");
    return store::jobRow(context.project, job.id);
}

} // namespace

JobRow enqueue(store::Project& project, const JobSpec& spec) {
    return store::enqueueJob(project, spec.kind, spec.title, spec.optionsJson);
}

JobRow runAsJob(const StageContext& context, const JobSpec& spec, const std::function<void(const StageContext&)>& work) {
    return doJob(context, enqueue(context.project, spec), work);
}

JobRow runJob(const StageContext& context, const JobSpec& spec) {
    return runAsJob(context, spec, [&](const StageContext& c) { perform(c, spec); });
}

JobRow runJob(const StageContext& context, JobId id) {
    const JobRow job = store::jobRow(context.project, id);
    const JobSpec spec{job.kind, job.title, job.optionsJson};
    return doJob(context, job, [&](const StageContext& c) { perform(c, spec); });
}

void runQueue(const StageContext& context, const std::function<void(const JobRow&)>& onEnd,
              const std::function<void(const JobRow&)>& onBegin) {
    for (;;) {
        throwIfStopped(context.stop);
        const std::vector<JobRow> jobs = store::jobRows(context.project);
        const auto next = std::ranges::find(jobs, JobStatus::Waiting, &JobRow::status);
        if (next == jobs.end())
            return;
        if (onBegin)
            onBegin(*next);
        try {
            runJob(context, next->id);
        } catch (const Cancelled&) {
            if (context.stop.stop_requested())
                throw;
        } catch (const std::exception&) {
            // Its row has the sentence; where even that could not be written, the next job would fail likewise.
            if (store::jobRow(context.project, next->id).status != JobStatus::Failed)
                throw;
        }
        if (onEnd)
            onEnd(store::jobRow(context.project, next->id));
    }
}

std::vector<JobRow> resumableJobs(const store::Project& project) {
    std::vector<JobRow> jobs = store::jobRows(project);
    std::erase_if(jobs, [](const JobRow& job) {
        return job.status != JobStatus::Stopped && job.status != JobStatus::Failed && job.status != JobStatus::Died;
    });
    std::ranges::stable_sort(jobs, [](const JobRow& a, const JobRow& b) {
        return a.started != b.started ? a.started > b.started : b.id < a.id;
    });
    return jobs;
}

std::string resumeText(const JobRow& job) {
    if (job.stage.empty())
        return "from its beginning";
    return "from " + (job.resumeFrom.empty() ? "the beginning" : job.resumeFrom) + " of \"" + job.stage + "\"";
}

} // namespace crosseed::pipeline
