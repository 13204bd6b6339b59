// Between a job's work and its row: what the work says goes to the caller and, once a second, into the row; requests of other
// programs and pauses go the other way. For pipeline/jobs.cpp.
#pragma once
#include "pipeline/jobs.h"
#include <array>
#include <chrono>
#include <deque>

namespace crosseed::pipeline {

class JobReporter {
public:
    JobReporter(const StageContext& outer, JobId id);
    JobReporter(const JobReporter&) = delete;
    JobReporter& operator=(const JobReporter&) = delete;

    // What the work is to be given; refers to this object.
    const StageContext& context() const { return m_context; }
    // The row as it stands, whatever the disk says to it.
    void write() noexcept;

private:
    using Clock = std::chrono::steady_clock;
    void say(const std::string& line);
    void onProgress(const Progress& progress);
    void follow();
    void waitWhilePaused();

    const StageContext& m_outer;
    JobId m_id;
    std::stop_source m_stop;
    std::stop_callback<std::function<void()>> m_outerStop;
    StageContext m_context;
    store::JobNote m_note;
    std::deque<std::string> m_lines;
    Clock::time_point m_written, m_looked, m_said;
    bool m_pauseSeen = false;
};

// The file of the data folder by which another program asks something of a job.
std::filesystem::path requestFile(const store::Project& project, JobId id);
// What is asked, once: the file is taken away. Nothing where there is none or it says something else.
std::optional<JobRequest> takeRequest(const std::filesystem::path& file);

} // namespace crosseed::pipeline
