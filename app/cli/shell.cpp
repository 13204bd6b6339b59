#include "shell.h"
#include "base/disk_room.h"
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <pthread.h>
#include <thread>
#include <unistd.h>

namespace crosseed::cli {

namespace {
double since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}
} // namespace

ProgressLine::ProgressLine(bool quiet) : m_quiet(quiet), m_terminal(::isatty(STDERR_FILENO) != 0) {}

void ProgressLine::begin(const std::string& stage) {
    const std::lock_guard lock(m_mutex);
    endStage();
    m_stage = stage;
    m_begin = m_last = Clock::now();
    if (!m_quiet && !m_terminal)
        std::fprintf(stderr, "%s ...\n", stage.c_str());
}

void ProgressLine::update(const Progress& progress) {
    const std::lock_guard lock(m_mutex);
    if (m_quiet || since(m_last) < (m_terminal ? 0.1 : 5.0))
        return;
    m_last = Clock::now();
    draw(progress, since(m_begin));
}

void ProgressLine::draw(const Progress& progress, double elapsed) {
    const double done = std::clamp(progress.fraction, 0.0, 1.0);
    const std::string left = done > 0.02 ? durationText(elapsed / done * (1 - done)) + " left" : "";
    const int percent = static_cast<int>(100 * done);
    if (!m_terminal) {
        std::fprintf(stderr, "%s: %d %%  %s  %s\n", m_stage.c_str(), percent, left.c_str(), progress.message.c_str());
        return;
    }
    constexpr int width = 24;
    const int filled = static_cast<int>(width * done);
    const std::string bar = std::string(static_cast<std::size_t>(filled), '#') + std::string(width - filled, '.');
    std::fprintf(stderr, "\r\033[K%s [%s] %d %%  %s  %s", m_stage.c_str(), bar.c_str(), percent, left.c_str(),
                 progress.message.c_str());
    std::fflush(stderr);
    m_drawn = true;
}

void ProgressLine::say(const std::string& line) {
    const std::lock_guard lock(m_mutex);
    if (m_quiet)
        return;
    std::fprintf(stderr, "%s%s\n", m_drawn ? "\r\033[K" : "", line.c_str());
    m_drawn = false;
}

void ProgressLine::endStage() {
    if (m_stage.empty() || m_quiet)
        return;
    std::fprintf(stderr, "%s%s  %s\n", m_drawn ? "\r\033[K" : "", m_stage.c_str(), durationText(since(m_begin)).c_str());
    m_drawn = false;
    m_stage.clear();
}

void ProgressLine::finish() {
    const std::lock_guard lock(m_mutex);
    endStage();
}

void Shell::watchSignals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, nullptr); // inherited by every later thread
    std::thread([set, source = m_stop]() mutable {
        int signal = 0;
        sigwait(&set, &signal);
        source.request_stop();
        const char stopping[] = "\nStopping after this batch; press Ctrl-C again to end at once.\n";
        static_cast<void>(!::write(STDERR_FILENO, stopping, sizeof stopping - 1));
        sigwait(&set, &signal);
        ::_exit(130);
    }).detach();
}

ProgressLine& Shell::line() {
    if (!m_line)
        m_line = std::make_unique<ProgressLine>(quiet);
    return *m_line;
}

ProgressFn Shell::progress() {
    return [this](const Progress& p) { line().update(p); };
}

store::Project Shell::open(const std::filesystem::path& file, store::Access access) {
    store::Project project = store::Project::open(file, access);
    for (const std::string& notice : project.notices())
        line().say("Note: " + notice);
    if (!project.readOnlyReason().empty())
        line().say("Note: " + project.readOnlyReason() + " Nothing is stored.");
    return project;
}

bert::Device Shell::useDevice() {
    if (m_usedThreads == 0) {
        m_usedThreads = threads > 0 ? threads : cpuFeatures().cores;
        bert::setThreads(m_usedThreads);
    }
    return bert::chooseDevice(device);
}

pipeline::StageContext Shell::context(store::Project& project) {
    const bert::Device used = useDevice();
    pipeline::StageContext context{project, used, m_usedThreads, progress(), stopToken(), {}, {}, {}, checkpointSeconds};
    context.onStage = [this](const std::string& what) { line().begin(what); };
    context.onReuse = [this](const std::string& what) {
        line().finish();
        line().say(what + ": stored already, used again");
    };
    context.onWarning = [this](const std::string& sentence) { line().say("Note: " + sentence); };
    context.onDiskNeed = [this](std::int64_t need, std::int64_t free) {
        constexpr std::int64_t worthTelling = 100'000'000; // bytes
        if (need >= worthTelling)
            line().say("It needs " + bytesText(need) + " on the disk; " + bytesText(free) + " are free.");
    };
    return context;
}

bool Shell::enqueued(const std::string& file, const pipeline::JobSpec& spec) {
    if (!enqueueOnly)
        return false;
    store::Project project = open(file);
    return enqueued(project, spec);
}

bool Shell::enqueued(store::Project& project, const pipeline::JobSpec& spec) {
    if (!enqueueOnly)
        return false;
    const store::JobRow job = pipeline::enqueue(project, spec);
    result({{"job", job.id.value}, {"title", job.title}, {"status", store::jobStatusName(job.status)}},
           "Job " + std::to_string(job.id.value) + " waits: " + job.title + ".\n");
    return true;
}

void Shell::runJob(store::Project& project, const pipeline::JobSpec& spec,
                   const std::function<void(const pipeline::StageContext&)>& work) {
    running(project, [&] { pipeline::runAsJob(context(project), spec, work); });
}

void Shell::running(const store::Project& project, const std::function<void()>& work) {
    try {
        work();
    } catch (const Cancelled&) {
        if (const auto jobs = pipeline::resumableJobs(project); !jobs.empty())
            m_resumeAdvice = "Job " + std::to_string(jobs[0].id.value) + " (" + jobs[0].title + ") goes on " +
                             pipeline::resumeText(jobs[0]) + " with `crosseed resume " + project.file().filename().string() + " " +
                             std::to_string(jobs[0].id.value) + "`, or with the same command again.";
        throw;
    }
}

void Shell::about(const store::Project& project, const std::vector<store::Address>& addresses, const std::vector<std::string>& files) {
    m_project = project.file().filename().string();
    m_about.clear();
    for (const store::Address& address : addresses)
        m_about.push_back({store::addressText(address), pipeline::staleness(project, address)});
    for (const std::string& file : files)
        if (!addresses.empty())
            store::recordExport(project, file, command, addresses);
}

void Shell::mark(nlohmann::json& document) const {
    if (m_about.empty())
        return;
    if (document.is_array()) {
        for (std::size_t i = 0; i < document.size(); ++i)
            if (const About& own = m_about[document.size() == m_about.size() ? i : 0]; document[i].is_object())
                document[i].update({{"address", own.address}, {"stale", own.staleness.stale}});
        return;
    }
    std::vector<std::string> stale;
    for (const About& about : m_about)
        for (const std::string& sentence : about.staleness.stale)
            if (std::ranges::find(stale, sentence) == stale.end())
                stale.push_back(sentence);
    document["address"] = m_about.front().address;
    document["stale"] = stale;
}

std::string Shell::marked(const std::string& text) const {
    std::vector<std::string> said;
    std::string before, names;
    for (const About& about : m_about) {
        for (const auto& [mark, sentences] : {std::pair{"STALE: ", &about.staleness.stale}, {"Note: ", &about.staleness.remarks}})
            for (const std::string& sentence : *sentences)
                if (std::ranges::find(said, sentence) == said.end()) {
                    said.push_back(sentence);
                    before += mark + sentence + "\n";
                }
        names += (names.empty() ? "" : ", ") + about.address;
    }
    if (m_about.empty())
        return text;
    return before + text + "From " + names + "; `crosseed why " + m_project + " " + m_about.front().address + "` says how it was made.\n";
}

void Shell::result(const nlohmann::json& plain, const std::string& plainText) {
    nlohmann::json document = plain;
    if (json)
        mark(document);
    const std::string text = json ? "" : marked(plainText);
    line().finish();
    if (json)
        std::printf("%s\n", document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
    else
        std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
}

} // namespace crosseed::cli
