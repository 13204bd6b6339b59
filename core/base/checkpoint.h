// How a long computation is paused, and when it keeps what it has so that a stop of any kind costs little.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>

namespace crosseed {

// Asks a computation to wait. Copies are the same switch; any thread may turn it.
class PauseSwitch {
public:
    PauseSwitch();
    void pause() const;
    void resume() const;
    bool paused() const;
    // Until resume() or a stop; uses no processor time. `poll` is called about four times a second, on this thread.
    void wait(const std::stop_token& stop, const std::function<void()>& poll = {}) const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

// When a computation's state is to be kept: at an interval, and once before each pause.
class CheckpointClock {
public:
    explicit CheckpointClock(double everySeconds, PauseSwitch pause = {});
    // To be asked once a batch; after a yes the interval begins anew.
    bool due();

private:
    double m_everySeconds;
    PauseSwitch m_pause;
    std::chrono::steady_clock::time_point m_last;
    bool m_keptForPause = false;
};

} // namespace crosseed
