#include "pipeline/job_reporter.h"
#include "base/files.h"
#include <utility>

namespace crosseed::pipeline {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t mostLines = 20;
constexpr std::chrono::milliseconds writeInterval(1000), lookInterval(200);
constexpr std::chrono::milliseconds sayInterval(10'000); // between two reports among the last lines
constexpr std::array<std::string_view, 3> words{"pause", "resume", "stop"};

} // namespace

fs::path requestFile(const store::Project& project, JobId id) {
    return project.dataFolder() / "requests" / std::to_string(id.value);
}

std::optional<JobRequest> takeRequest(const fs::path& file) {
    std::error_code absent;
    if (!fs::exists(file, absent))
        return std::nullopt;
    const std::string word = readFile(file);
    fs::remove(file, absent);
    for (std::size_t i = 0; i < words.size(); ++i)
        if (word == words[i])
            return static_cast<JobRequest>(i);
    return std::nullopt;
}

void requestOfJob(const store::Project& project, JobId id, JobRequest request) {
    const store::JobRow job = store::jobRow(project, id);
    require(job.status == store::JobStatus::Running || job.status == store::JobStatus::Paused, ErrorKind::Usage,
            "Job " + std::to_string(id.value) + " (" + job.title + ") is " + std::string(store::jobStatusName(job.status)) +
                "; only a job that runs can be paused, resumed or stopped.");
    // Whether it looks for requests here, or runs at all, is not known of another computer.
    require(job.process.host == thisProcess().host, ErrorKind::Usage,
            "Job " + std::to_string(id.value) + " (" + job.title + ") was begun on the computer " + job.process.host +
                "; give the command there.");
    writeFile(requestFile(project, id), words[static_cast<std::size_t>(request)]);
}

JobReporter::JobReporter(const StageContext& outer, JobId id)
    : m_outer(outer), m_id(id), m_outerStop(outer.stop, [this] { m_stop.request_stop(); }), m_context(outer) {
    m_context.stop = m_stop.get_token();
    m_context.progress = [this](const Progress& progress) { onProgress(progress); };
    m_context.onStage = [this](const std::string& what) {
        m_note.stage = what;
        m_note.resumeFrom.clear();
        m_note.message.clear();
        m_note.progress = 0;
        say(what);
        m_outer.begin(what);
    };
    m_context.onReuse = [this](const std::string& what) {
        say(what + ": stored already, used again");
        m_outer.reused(what);
    };
    m_context.onWarning = [this](const std::string& sentence) {
        say(sentence);
        m_outer.warn(sentence);
    };
    m_context.onCheckpoint = [this](const std::string& from) {
        m_note.resumeFrom = from;
        write();
        m_outer.kept(from);
    };
}

void JobReporter::write() noexcept {
    m_note.lastLines.clear();
    for (const std::string& line : m_lines)
        m_note.lastLines += line + "\n";
    m_written = Clock::now();
    try {
        store::noteJob(m_outer.project, m_id, m_note);
    } catch (const std::exception&) { // what the work itself cannot write, it says
    }
}

void JobReporter::say(const std::string& line) {
    m_lines.push_back(line);
    if (m_lines.size() > mostLines)
        m_lines.pop_front();
    m_said = Clock::now();
    write();
}

void JobReporter::onProgress(const Progress& progress) {
    m_note.progress = progress.fraction;
    m_note.message = progress.message;
    if (m_outer.progress)
        m_outer.progress(progress);
    const auto now = Clock::now();
    if (now - m_said >= sayInterval)
        say(progress.message);
    else if (now - m_written >= writeInterval)
        write();
    if (now - m_looked >= lookInterval)
        follow();
    // A computation keeps its state between two reports: the first one after the request is let pass.
    if (m_context.pause.paused() && std::exchange(m_pauseSeen, true))
        waitWhilePaused();
    m_pauseSeen = m_context.pause.paused();
}

void JobReporter::follow() {
    m_looked = Clock::now();
    switch (takeRequest(requestFile(m_outer.project, m_id)).value_or(static_cast<JobRequest>(words.size()))) {
    case JobRequest::Pause:
        m_context.pause.pause();
        break;
    case JobRequest::Resume:
        m_context.pause.resume();
        break;
    case JobRequest::Stop:
        m_stop.request_stop();
        break;
    }
}

void JobReporter::waitWhilePaused() {
    m_note.status = store::JobStatus::Paused;
    write();
    if (m_outer.onPause)
        m_outer.onPause(true);
    m_context.pause.wait(m_context.stop, [this] { follow(); });
    m_note.status = store::JobStatus::Running;
    write();
    if (m_outer.onPause)
        m_outer.onPause(false);
}

} // namespace crosseed::pipeline
