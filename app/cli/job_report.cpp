#include "job_report.h"
#include <algorithm>
#include <sstream>

namespace crosseed::cli {

using namespace text;

namespace {

using store::JobRow;
using store::JobStatus;

bool canGoOn(const JobRow& job) {
    return job.status == JobStatus::Stopped || job.status == JobStatus::Failed || job.status == JobStatus::Died;
}

std::string card(const JobRow& job, const std::string& project) {
    const std::string number = std::to_string(job.id.value);
    std::string text = "\nJob " + number + ", " + job.title + ", " + std::string(store::jobStatusName(job.status)) +
                       (job.error.empty() ? "." : ": " + job.error) + "\n";
    std::istringstream lines(job.lastLines);
    for (std::string line; std::getline(lines, line);)
        text += "  | " + line + "\n";
    return text + "  It can go on " + pipeline::resumeText(job) + ": crosseed resume " + project + " " + number + "\n";
}

} // namespace

Table jobsTable(const std::vector<JobRow>& jobs) {
    Table table{{{"job"}, {"what", false}, {"status", false}, {"stage", false}, {"done"}, {"goes on from", false}, {"started", false}, {"finished", false}}, {}};
    for (const JobRow& job : jobs) {
        const bool atWork = job.status == JobStatus::Running || job.status == JobStatus::Paused;
        table.rows.push_back({std::to_string(job.id.value), job.title, std::string(store::jobStatusName(job.status)),
                              atWork || canGoOn(job) ? job.stage : "",
                              atWork || canGoOn(job) ? percentCell(100 * job.progress) : Cell{""},
                              canGoOn(job) && !job.stage.empty() ? (job.resumeFrom.empty() ? "its beginning" : job.resumeFrom) : "",
                              job.started, job.finished});
    }
    return table;
}

std::string jobsText(const std::vector<JobRow>& jobs, const std::string& project) {
    if (jobs.empty())
        return "The project has no jobs.\n";
    std::string text = toText(jobsTable(jobs));
    for (const JobRow& job : jobs)
        if (canGoOn(job))
            text += card(job, project);
    return text;
}

nlohmann::json jobJson(const JobRow& job) {
    nlohmann::json lines = nlohmann::json::array();
    std::istringstream stream(job.lastLines);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    const auto orNull = [](const std::string& text) { return text.empty() ? nlohmann::json(nullptr) : nlohmann::json(text); };
    return {{"job", job.id.value}, {"kind", job.kind}, {"title", job.title}, {"options", nlohmann::json::parse(job.optionsJson)},
            {"status", store::jobStatusName(job.status)}, {"stage", job.stage}, {"progress", job.progress},
            {"message", job.message}, {"last_lines", lines}, {"resume_from", orNull(job.resumeFrom)}, {"error", orNull(job.error)},
            {"process", job.process.id}, {"host", job.process.host}, {"created", job.created}, {"started", orNull(job.started)},
            {"finished", orNull(job.finished)}};
}

std::string endText(const JobRow& job) {
    return "Job " + std::to_string(job.id.value) + " (" + job.title + ") " + std::string(store::jobStatusName(job.status)) +
           (job.error.empty() ? "." : ": " + job.error);
}

} // namespace crosseed::cli
