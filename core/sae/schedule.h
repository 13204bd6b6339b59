// What is decided before a step: its texts, its learning rate and which features count as dead.
#pragma once
#include "sae/train.h"

namespace crosseed::sae {

class Schedule {
public:
    Schedule(const TrainOptions& options, std::int64_t textCount);
    std::int64_t steps() const { return m_steps; }
    // Of step 1 .. steps(): texts of the epoch's own permutation, the last batch of an epoch may be smaller.
    std::vector<std::int64_t> textsOf(std::int64_t step);
    // Linear from 0 (at step 1) over ceil(warmupRatio * steps) steps, then half a cosine to 0, as transformers has it.
    double learningRate(std::int64_t step) const;

private:
    TrainOptions m_options;
    std::int64_t m_texts = 0;
    std::int64_t m_stepsPerEpoch = 0;
    std::int64_t m_steps = 0;
    std::int64_t m_epoch = -1; // of m_order
    std::vector<std::int64_t> m_order;
};

// Counts for each feature the tokens of one member that went by since it last fired in any member.
class SilenceCounter {
public:
    SilenceCounter(std::int64_t features, std::int64_t window);
    // Goes on from what silent() gave.
    void restore(std::vector<std::int64_t> silent);
    const std::vector<std::int64_t>& silent() const { return m_silent; } // [features], tokens
    void add(const std::vector<std::uint8_t>& fired, std::int64_t tokens);
    // Silent for at least the window; ascending.
    const std::vector<std::int32_t>& dead() const { return m_dead; }

private:
    void findDead();

    std::vector<std::int64_t> m_silent;
    std::int64_t m_window = 0;
    std::vector<std::int32_t> m_dead;
};

} // namespace crosseed::sae
