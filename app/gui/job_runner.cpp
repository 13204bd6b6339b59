#include "app/gui/job_runner.h"
#include "base/cpu_features.h"
#include "base/files.h"
#include "views/shared/words.h"
#include <QTime>
#include <QTimer>
#include <algorithm>
#include <sys/resource.h>
#include <thread>

namespace crosseed::gui {

using store::JobRow;
using store::JobStatus;
using views::toQt;

namespace {

constexpr std::chrono::milliseconds newsEvery(100);
constexpr int politeness = 10; // of nice(2): the window and its tasks go before what takes hours

std::filesystem::path goesOnFile(const store::Project& project) {
    return project.dataFolder() / "queue-goes-on";
}

QString sentenceOf(const std::exception& problem) {
    const auto refused = store::databaseError(problem);
    return toQt(refused ? refused->what() : problem.what());
}

} // namespace

class JobRunner::Work {
public:
    explicit Work(JobRunner& runner) : m_runner(runner) {
        m_timer.setSingleShot(true);
        QObject::connect(&m_timer, &QTimer::timeout, &runner, [this] { tell(); });
    }
    ~Work() { end(); }

    void start();
    void end(); // stops and waits
    void tell();
    // Changes of rows by the window's connection; false where it was refused.
    bool change(const std::function<void()>& change);
    void goOnAsRemembered();
    void noteWhetherItGoesOn();
    void rememberToGoOn();

    JobRunner& m_runner;
    store::Project* m_project = nullptr;
    JobLive m_live{[this] { wake(); }};
    PauseSwitch m_pause;
    std::stop_source m_stop;
    bool m_goesOn = false; // it was stopped so that the window could close, not by a person
    bool m_again = false;  // asked to start while it ran: what came after its last look waits

    bool runs() const { return m_thread.joinable() && !m_ended; }

private:
    void wake() {
        QMetaObject::invokeMethod(
            &m_runner,
            [this] {
                if (!m_timer.isActive()) m_timer.start(newsEvery);
            },
            Qt::QueuedConnection);
    }
    void run(const store::Project& project, std::stop_token stop, const PauseSwitch& pause);

    QTimer m_timer;
    std::atomic<bool> m_ended = true;
    std::thread m_thread;
};

void JobRunner::Work::start() {
    if (!m_project || m_project->isReadOnly()) return;
    if (runs()) {
        m_again = !m_stop.stop_requested();
        return;
    }
    const auto jobs = m_runner.rows();
    if (std::ranges::find(jobs, JobStatus::Waiting, &JobRow::status) == jobs.end()) return;
    end();
    m_stop = {};
    m_pause = {};
    m_ended = false;
    m_again = m_goesOn = false;
    m_thread = std::thread([this, project = std::make_shared<store::Project>(m_project->another()),
                            stop = m_stop.get_token(), pause = m_pause]() mutable {
        run(*project, stop, pause);
        project.reset(); // before the window may think that the file is free
        m_ended = true;
        m_live.fail({}); // news of the end
    });
}

void JobRunner::Work::run(const store::Project& project, std::stop_token stop, const PauseSwitch& pause) {
    static_cast<void>(::setpriority(PRIO_PROCESS, 0, politeness)); // Linux: of this thread and those that it starts
    JobId current;                                                 // 0: between two jobs
    const auto onBegin = [&](const JobRow& row) {
        current = row.id;
        m_live.begin(row);
    };
    const auto onEnd = [&](const JobRow& row) {
        current = {};
        m_live.end(row);
    };
    try {
        const int threads = cpuFeatures().cores;
        bert::setThreads(threads);
        pipeline::StageContext context{
            const_cast<store::Project&>(project), bert::chooseDevice("auto"), threads, {}, stop, {}, {}, {}};
        context.pause = pause;
        m_live.listen(context);
        try {
            pipeline::runQueue(context, onEnd, onBegin);
        } catch (const Cancelled&) {
            if (current) m_live.end(store::jobRow(project, current));
        }
    } catch (const std::exception& problem) {
        m_live.fail(sentenceOf(problem));
    }
}

void JobRunner::Work::end() {
    m_stop.request_stop();
    if (m_thread.joinable()) m_thread.join();
}

void JobRunner::Work::tell() {
    const JobLive::News news = m_live.take();
    if (news.training) Q_EMIT m_runner.trainingChanged();
    if (news.steps) Q_EMIT m_runner.stepped();
    if (news.probe) Q_EMIT m_runner.probed();
    if (news.event) Q_EMIT m_runner.eventAdded();
    if (news.progress) {
        const JobLive::Now now = m_live.now();
        Q_EMIT m_runner.progressed(now.job, now.fraction, now.stage, now.message, now.low, now.high);
    }
    if (news.rows || !news.failed.empty()) Q_EMIT m_runner.rowsChanged();
    for (const auto& [job, sentence] : news.ended)
        Q_EMIT m_runner.ended(job, sentence);
    for (const QString& sentence : news.failed)
        if (!sentence.isEmpty()) Q_EMIT m_runner.failed(sentence);
    if (m_ended && std::exchange(m_again, false)) m_runner.start();
}

bool JobRunner::Work::change(const std::function<void()>& change) {
    if (!m_project) return false;
    bool done = false;
    try {
        change();
        done = true;
    } catch (const std::exception& problem) {
        Q_EMIT m_runner.failed(sentenceOf(problem));
    }
    Q_EMIT m_runner.rowsChanged();
    return done;
}

void JobRunner::Work::noteWhetherItGoesOn() {
    m_goesOn = m_goesOn || (runs() && !m_pause.paused() && !m_stop.stop_requested());
}

void JobRunner::Work::rememberToGoOn() {
    noteWhetherItGoesOn();
    end();
    try {
        if (std::exchange(m_goesOn, false)) writeFile(goesOnFile(*m_project), std::to_string(m_live.job().value));
    } catch (const std::exception&) { // then the queue waits to be started
    }
}

void JobRunner::Work::goOnAsRemembered() {
    std::error_code ignored;
    if (!m_project || m_project->isReadOnly() || !std::filesystem::exists(goesOnFile(*m_project), ignored)) return;
    try {
        const JobId job{std::stoll(readFile(goesOnFile(*m_project)))};
        std::filesystem::remove(goesOnFile(*m_project));
        const auto jobs = m_runner.rows();
        const auto found = std::ranges::find(jobs, job, &JobRow::id);
        if (found != jobs.end() && found->status == JobStatus::Stopped)
            m_runner.goOn(job);
        else
            start();
    } catch (const std::exception&) { // what the file says is nothing; the person starts the queue
    }
}

JobRunner::JobRunner(QObject* parent) : QObject(parent), m_work(std::make_unique<Work>(*this)) {}

JobRunner::~JobRunner() {
    setProject(nullptr);
}

void JobRunner::setProject(store::Project* project) {
    if (m_work->m_project) m_work->rememberToGoOn();
    m_work->m_project = project;
    m_work->m_live.forget();
    m_work->goOnAsRemembered();
    Q_EMIT rowsChanged();
}

bool JobRunner::isRunning() const {
    return m_work->runs();
}

JobId JobRunner::running() const {
    return isRunning() ? m_work->m_live.job() : JobId{};
}

std::vector<JobRow> JobRunner::rows() const {
    return m_work->m_project ? store::jobRows(*m_work->m_project) : std::vector<JobRow>{};
}

void JobRunner::enqueue(const std::vector<pipeline::JobSpec>& specs, bool start) {
    const bool done = m_work->change([&] {
        for (const pipeline::JobSpec& spec : specs)
            pipeline::enqueue(*m_work->m_project, spec);
    });
    if (done && start) this->start();
}

void JobRunner::start() {
    m_work->change([this] { m_work->start(); });
}

void JobRunner::goOn(JobId job) {
    m_work->change([&] {
        const JobRow row = store::jobRow(*m_work->m_project, job);
        store::enqueueJob(*m_work->m_project, row.kind, row.title, row.optionsJson);
        const auto jobs = rows();
        const auto next = std::ranges::find(jobs, JobStatus::Waiting, &JobRow::status);
        store::moveJob(*m_work->m_project, job, next - jobs.begin() + 1);
        m_work->start();
    });
}

void JobRunner::pause() {
    if (!isRunning() || isPaused()) return;
    m_work->m_pause.pause();
    Q_EMIT rowsChanged();
}

void JobRunner::resume() {
    m_work->m_pause.resume();
    Q_EMIT rowsChanged();
}

void JobRunner::stop() {
    m_work->m_again = false;
    m_work->m_stop.request_stop();
    Q_EMIT rowsChanged();
}

bool JobRunner::remove(JobId job) {
    return m_work->change([&] { store::removeJob(*m_work->m_project, job); });
}

bool JobRunner::restore(const JobRow& removed, int place) {
    return m_work->change([&] { store::restoreJob(*m_work->m_project, removed, place); });
}

bool JobRunner::move(JobId job, int place) {
    return m_work->change([&] { store::moveJob(*m_work->m_project, job, place); });
}

bool JobRunner::isPaused() const {
    return isRunning() && m_work->m_pause.paused();
}

bool JobRunner::isStopping() const {
    return isRunning() && m_work->m_stop.stop_requested();
}

void JobRunner::stopAndWait() {
    m_work->noteWhetherItGoesOn();
    stop();
    m_work->end();
    m_work->tell();
}

JobId JobRunner::shown() const {
    return m_work->m_live.job();
}

std::optional<pipeline::TrainingStart> JobRunner::training() const {
    return m_work->m_live.training();
}

std::vector<sae::StepReport> JobRunner::steps(std::size_t from) const {
    return m_work->m_live.steps(from);
}

std::vector<LiveProbe> JobRunner::probes() const {
    return m_work->m_live.probes();
}

std::vector<LiveEvent> JobRunner::events() const {
    return m_work->m_live.events();
}

JobLive::Now JobRunner::now() const {
    return m_work->m_live.now();
}

} // namespace crosseed::gui
