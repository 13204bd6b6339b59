#include "app/gui/time_left.h"
#include <algorithm>
#include <cmath>
#include <vector>

namespace crosseed::gui {

namespace {
constexpr double apart = 0.25, remembered = 90, soonest = 2; // seconds
constexpr std::size_t pieces = 8;
constexpr double leastSpread = 0.05; // of the speed: nothing runs more evenly than that for long
} // namespace

void TimeLeft::restart() {
    m_samples.clear();
}

void TimeLeft::add(double fraction, double now) {
    if (!m_samples.empty() && fraction < m_samples.back().fraction) restart();
    if (!m_samples.empty() && now - m_samples.back().time < apart && fraction < 1) return;
    m_samples.push_back({fraction, now});
    while (now - m_samples.front().time > remembered)
        m_samples.pop_front();
}

std::optional<std::pair<double, double>> TimeLeft::range() const {
    if (m_samples.size() < 4 || m_samples.back().time - m_samples.front().time < soonest) return std::nullopt;
    // The window in pieces of about as many samples; each has a speed.
    std::vector<double> speeds;
    const std::size_t count = std::min(pieces, m_samples.size() - 1);
    for (std::size_t i = 0; i < count; ++i) {
        const Sample& from = m_samples[i * (m_samples.size() - 1) / count];
        const Sample& to = m_samples[(i + 1) * (m_samples.size() - 1) / count];
        speeds.push_back((to.fraction - from.fraction) / (to.time - from.time));
    }
    const Sample &first = m_samples.front(), &last = m_samples.back();
    if (last.fraction >= 1) return std::pair(0., 0.);
    const double mean = (last.fraction - first.fraction) / (last.time - first.time);
    if (mean <= 0) return std::nullopt;
    double squares = 0;
    for (const double speed : speeds)
        squares += (speed - mean) * (speed - mean);
    const double error =
        2 * std::sqrt(squares / static_cast<double>(speeds.size() - 1) / static_cast<double>(speeds.size()));
    const double spread = std::max(error, leastSpread * mean), rest = 1 - last.fraction;
    return std::pair(rest / (mean + spread), rest / std::max(mean - spread, mean / 3));
}

} // namespace crosseed::gui
