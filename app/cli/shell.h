// What the commands share: the global options, the progress line, Ctrl-C, and where results are printed.
#pragma once
#include "base/cpu_features.h"
#include "pipeline/audit.h"
#include "pipeline/jobs.h"
#include "text/table.h"
#include <chrono>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <stop_token>
#include <string>

namespace crosseed::cli {

using namespace text; // tables and numbers as text

// One line that is redrawn on a terminal; elsewhere a plain line when a stage begins and every few seconds.
class ProgressLine {
public:
    explicit ProgressLine(bool quiet);
    void begin(const std::string& stage);
    void update(const Progress& progress);
    // Prints a line of its own and goes on below it.
    void say(const std::string& line);
    void finish();

private:
    using Clock = std::chrono::steady_clock;
    void draw(const Progress& progress, double elapsed);
    void endStage();
    std::mutex m_mutex;
    bool m_quiet;
    bool m_terminal;
    bool m_drawn = false;
    std::string m_stage;
    Clock::time_point m_begin, m_last;
};

class Shell {
public:
    bool json = false;
    bool quiet = false;
    std::string device = "auto";
    int threads = 0;
    double checkpointSeconds = 60;
    std::string command;      // its name, which files that it writes are remembered by
    bool enqueueOnly = false; // `crosseed queue PROJECT add`: a long command only puts its job into the queue

    // From here on Ctrl-C and SIGTERM ask the computation to stop; a second one ends the program at once.
    void watchSignals();
    std::stop_token stopToken() const { return m_stop.get_token(); }

    // store::Project::open(), with what it has to say on the error stream.
    store::Project open(const std::filesystem::path& file, store::Access access = store::Access::Write);

    // Device and threads are set on the first call.
    pipeline::StageContext context(store::Project& project);
    bert::Device useDevice();
    int usedThreads() const { return m_usedThreads; } // 0 before the first call
    ProgressFn progress();
    ProgressLine& line();

    // With enqueueOnly puts the job into the project's queue, which is the command's result, and answers true.
    bool enqueued(const std::string& project, const pipeline::JobSpec& spec);
    bool enqueued(store::Project& project, const pipeline::JobSpec& spec);
    // Runs `work` as a job of the project, so that it is found again however it ends.
    void runJob(store::Project& project, const pipeline::JobSpec& spec,
                const std::function<void(const pipeline::StageContext&)>& work);
    // The same for what else runs jobs: remembers how the latest one is gone on with, should a stop be asked for.
    void running(const store::Project& project, const std::function<void()>& work);
    const std::string& resumeAdvice() const { return m_resumeAdvice; } // a sentence; empty: nothing was stopped

    // What the next result was made of: how to ask for its making is printed under it, and above it what makes it stale; in JSON
    // "address" and "stale", in an array in each of its objects. `files` that were written of it are remembered as exports.
    void about(const store::Project& project, const std::vector<store::Address>& addresses, const std::vector<std::string>& files = {});
    // The result: JSON with --json, else the text; on standard output.
    void result(const nlohmann::json& json, const std::string& text);

private:
    std::stop_source m_stop;
    std::unique_ptr<ProgressLine> m_line;
    std::string m_resumeAdvice;
    int m_usedThreads = 0;
    struct About {
        std::string address;
        pipeline::Staleness staleness;
    };
    void mark(nlohmann::json& document) const;
    std::string marked(const std::string& text) const;
    std::vector<About> m_about;
    std::string m_project; // that m_about is of
};

} // namespace crosseed::cli
