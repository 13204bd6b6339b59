#include "app/gui/job_live.h"
#include "sae/loss_curve.h"
#include "views/shared/words.h"
#include <QTime>

namespace crosseed::gui {

using views::toQt;

namespace {

constexpr std::size_t outlierWindow = 50;

bool isNumeric(const std::string& error) {
    return error.starts_with("Step ") &&
           (error.find("is not a number") != std::string::npos || error.find("is infinite") != std::string::npos);
}

} // namespace

template <typename Change> void JobLive::change(const Change& change) {
    {
        const std::lock_guard lock(m_mutex);
        change();
    }
    if (!m_woken.exchange(true)) m_wake();
}

double JobLive::seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_begin).count();
}

void JobLive::listen(pipeline::StageContext& context) {
    context.onStage = [this](const std::string& what) {
        change([&] {
            m_now.stage = toQt(what);
            m_now.message.clear();
            m_now.fraction = 0;
            m_left.restart();
            m_trains = false;
            addHere("stage", m_now.stage);
            m_news.rows = m_news.progress = true;
        });
    };
    context.onReuse = [this](const std::string& what) { add("stage", toQt(what) + ": stored already, used again"); };
    context.onWarning = [this](const std::string& sentence) { add("warning", toQt(sentence)); };
    context.onCheckpoint = [this](const std::string& from) {
        change([&] {
            addHere("checkpoint", "kept, could go on from " + toQt(from));
            m_news.rows = true;
        });
    };
    context.onPause = [this](bool waits) {
        change([&] {
            m_left.restart();
            addHere(waits ? "pause" : "resume", waits ? "paused" : "went on");
            m_news.rows = m_news.progress = true;
        });
    };
    context.progress = [this](const Progress& progress) {
        change([&] {
            m_now.fraction = progress.fraction;
            m_now.message = toQt(progress.message);
            m_left.add(progress.fraction, seconds());
            m_news.progress = true;
        });
    };
    context.onTraining = [this](const pipeline::TrainingStart& start) {
        change([&] {
            m_training = start;
            m_steps = std::move(m_training->made);
            m_training->made.clear();
            m_probes.clear();
            ++m_trainings;
            m_trains = true;
            m_news.training = m_news.steps = m_news.probe = true;
        });
    };
    context.onStep = [this](const sae::StepReport& step) { change([&] { onStep(step); }); };
    context.onProbe = [this](const LiveProbe& probe) {
        change([&] {
            m_probes.push_back(probe);
            m_news.probe = true;
        });
    };
}

void JobLive::onStep(const sae::StepReport& step) {
    std::vector<double> earlier;
    for (std::size_t i = m_steps.size() - std::min(m_steps.size(), outlierWindow); i < m_steps.size(); ++i)
        earlier.push_back(m_steps[i].total);
    m_steps.push_back(step);
    m_news.steps = true;
    if (sae::isOutlier(earlier, step.total))
        addHere("outlier", "the loss " + views::fixed(step.total, 3) + " stands out of the steps before it");
}

void JobLive::begin(const store::JobRow& job) {
    change([&] {
        m_job = job.id;
        m_now = {};
        m_now.job = job.id.value;
        m_left.restart();
        m_training.reset();
        m_trains = false;
        m_trainings = 0;
        m_steps.clear();
        m_probes.clear();
        m_events.clear();
        m_news.rows = m_news.progress = m_news.training = m_news.steps = m_news.probe = m_news.event = true;
    });
}

void JobLive::forget() {
    begin({});
}

void JobLive::end(const store::JobRow& job) {
    change([&] {
        if (job.status == store::JobStatus::Failed)
            addHere(isNumeric(job.error) ? "nan" : "failed", toQt(job.error));
        else if (job.status == store::JobStatus::Stopped)
            addHere("stop",
                    "stopped" + (job.resumeFrom.empty() ? QString() : ", can go on from " + toQt(job.resumeFrom)));
        m_now.low = m_now.high = -1;
        m_left.restart();
        m_news.ended.emplace_back(job.id.value, job.status == store::JobStatus::Finished ? QString()
                                                : job.status == store::JobStatus::Failed ? toQt(job.error)
                                                                                         : "Stopped.");
        m_news.rows = m_news.progress = true;
    });
}

void JobLive::fail(const QString& sentence) {
    change([&] { m_news.failed.push_back(sentence); });
}

void JobLive::add(const QString& kind, const QString& sentence) {
    change([&] { addHere(kind, sentence); });
}

void JobLive::addHere(const QString& kind, const QString& sentence) {
    const std::int64_t step = m_trains && !m_steps.empty() ? m_steps.back().step : 0;
    m_events.push_back({step, QTime::currentTime().toString("HH:mm"), kind, sentence, m_trains ? m_trainings : 0});
    m_news.event = true;
}

JobId JobLive::job() const {
    const std::lock_guard lock(m_mutex);
    return m_job;
}

std::optional<pipeline::TrainingStart> JobLive::training() const {
    const std::lock_guard lock(m_mutex);
    return m_training;
}

std::vector<sae::StepReport> JobLive::steps(std::size_t from) const {
    const std::lock_guard lock(m_mutex);
    return {m_steps.begin() + static_cast<std::ptrdiff_t>(std::min(from, m_steps.size())), m_steps.end()};
}

std::vector<LiveProbe> JobLive::probes() const {
    const std::lock_guard lock(m_mutex);
    return m_probes;
}

std::vector<LiveEvent> JobLive::events() const {
    const std::lock_guard lock(m_mutex);
    return m_events;
}

JobLive::Now JobLive::now() const {
    const std::lock_guard lock(m_mutex);
    Now now = m_now;
    now.training = m_trainings;
    if (const auto range = m_left.range()) std::tie(now.low, now.high) = *range;
    return now;
}

JobLive::News JobLive::take() {
    m_woken = false;
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_news, {});
}

} // namespace crosseed::gui
