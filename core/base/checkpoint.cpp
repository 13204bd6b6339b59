#include "base/checkpoint.h"
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace crosseed {

namespace {
using Clock = std::chrono::steady_clock;
constexpr auto pollInterval = std::chrono::milliseconds(250);
} // namespace

struct PauseSwitch::State {
    std::mutex mutex;
    std::condition_variable_any turned;
    std::atomic<bool> paused = false;
};

PauseSwitch::PauseSwitch() : m_state(std::make_shared<State>()) {}

void PauseSwitch::pause() const {
    m_state->paused = true;
}

void PauseSwitch::resume() const {
    {
        const std::lock_guard lock(m_state->mutex); // or a wait that is just about to begin would miss it
        m_state->paused = false;
    }
    m_state->turned.notify_all();
}

bool PauseSwitch::paused() const {
    return m_state->paused;
}

void PauseSwitch::wait(const std::stop_token& stop, const std::function<void()>& poll) const {
    while (paused() && !stop.stop_requested()) {
        {
            std::unique_lock lock(m_state->mutex);
            m_state->turned.wait_for(lock, stop, pollInterval, [&] { return !m_state->paused; });
        }
        if (poll)
            poll();
    }
}

CheckpointClock::CheckpointClock(double everySeconds, PauseSwitch pause)
    : m_everySeconds(everySeconds), m_pause(std::move(pause)), m_last(Clock::now()) {}

bool CheckpointClock::due() {
    const bool paused = m_pause.paused();
    const bool before = std::exchange(m_keptForPause, paused);
    const auto now = Clock::now();
    if (!(paused && !before) && std::chrono::duration<double>(now - m_last).count() < m_everySeconds)
        return false;
    m_last = now;
    return true;
}

} // namespace crosseed
