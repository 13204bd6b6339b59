#include "sae/schedule.h"
#include "base/random.h"
#include <algorithm>
#include <cmath>
#include <numbers>

namespace crosseed::sae {

namespace {
constexpr std::uint64_t firstOrderStream = 1000; // and one more each epoch, so that an epoch's order needs no earlier one
} // namespace

Schedule::Schedule(const TrainOptions& options, std::int64_t textCount)
    : m_options(options), m_texts(textCount),
      m_stepsPerEpoch((textCount + options.batchSize - 1) / options.batchSize),
      m_steps(options.maxSteps > 0 ? std::min(options.maxSteps, m_stepsPerEpoch * options.epochs)
                                   : m_stepsPerEpoch * options.epochs) {}

std::vector<std::int64_t> Schedule::textsOf(std::int64_t step) {
    const std::int64_t epoch = (step - 1) / m_stepsPerEpoch;
    if (epoch != m_epoch) {
        m_order = Random(m_options.seed, firstOrderStream + static_cast<std::uint64_t>(epoch)).permutation(m_texts);
        m_epoch = epoch;
    }
    const std::int64_t first = (step - 1) % m_stepsPerEpoch * m_options.batchSize;
    const std::int64_t last = std::min<std::int64_t>(first + m_options.batchSize, m_texts);
    return {m_order.begin() + first, m_order.begin() + last};
}

double Schedule::learningRate(std::int64_t step) const {
    const double done = static_cast<double>(step - 1);
    const double warmup = std::ceil(m_options.warmupRatio * static_cast<double>(m_steps));
    if (done < warmup)
        return m_options.learningRate * done / warmup;
    const double rest = std::max(1.0, static_cast<double>(m_steps) - warmup);
    return m_options.learningRate * 0.5 * (1 + std::cos(std::numbers::pi * (done - warmup) / rest));
}

SilenceCounter::SilenceCounter(std::int64_t features, std::int64_t window)
    : m_silent(static_cast<std::size_t>(features)), m_window(window) {}

void SilenceCounter::restore(std::vector<std::int64_t> silent) {
    m_silent = std::move(silent);
    findDead();
}

void SilenceCounter::add(const std::vector<std::uint8_t>& fired, std::int64_t tokens) {
    for (std::size_t f = 0; f < m_silent.size(); ++f)
        m_silent[f] = fired[f] ? 0 : m_silent[f] + tokens;
    findDead();
}

void SilenceCounter::findDead() {
    m_dead.clear();
    for (std::size_t f = 0; f < m_silent.size(); ++f)
        if (m_silent[f] >= m_window)
            m_dead.push_back(static_cast<std::int32_t>(f));
}

} // namespace crosseed::sae
