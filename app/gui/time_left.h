// How long work still takes, as a range: from how steady it was in the last minute or so.
#pragma once
#include <deque>
#include <optional>
#include <utility>

namespace crosseed::gui {

class TimeLeft {
public:
    // Forgets what was; a pause is no part of the work.
    void restart();
    // `fraction` of the work is done at `now`, seconds of any clock that does not jump.
    void add(double fraction, double now);
    // Seconds, low and high; nothing within the first seconds, or where nothing moves.
    std::optional<std::pair<double, double>> range() const;

private:
    struct Sample {
        double fraction, time;
    };
    std::deque<Sample> m_samples; // oldest first
};

} // namespace crosseed::gui
