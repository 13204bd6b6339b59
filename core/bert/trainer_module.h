// The inside of fine-tuning: one optimisation step on one batch.
#pragma once
#include "bert/classifier_module.h"
#include "bert/fine_tune.h"
#include <span>

namespace crosseed::bert {

// Learning rate of update `step` (from 0) as a share of the highest: linear from 0 over `warmupSteps`, then half a cosine
// to 0 at `totalSteps` (transformers' get_cosine_schedule_with_warmup).
double cosineSchedule(std::int64_t step, std::int64_t warmupSteps, std::int64_t totalSteps);

// Holds gradients and moments while it lives; the network needs no gradients afterwards.
class Trainer {
public:
    // Warm-up takes ceil(totalSteps * warmupRatio) steps, as transformers' Trainer counts it.
    // A step's texts are computed in parts of at most `tokensAtOnce` tokens (0: a third of tokensAtOnce() of the model, since a
    // step costs three forward passes), whose gradients add up to the batch's.
    Trainer(BertNetwork& network, const FineTuneOptions& options, std::int64_t totalSteps, std::int64_t tokensAtOnce = 0);
    ~Trainer();
    Trainer(const Trainer&) = delete;
    Trainer& operator=(const Trainer&) = delete;
    // Forward with dropout, mean cross-entropy, backward, clipping, AdamW. Returns the loss before the update. Throws
    // Error(Numeric) with the step when the loss or the gradient is not finite, Cancelled between two parts; weights and
    // dropout are then as before.
    double step(const text::PackedTokens& tokens, std::span<const std::int64_t> texts, const std::stop_token& stop = {});
    std::int64_t steps() const { return m_steps; }
    // What the next step depends on beside the weights. Change the moments' values in place only.
    std::uint64_t dropoutCounter() const { return m_dropout.counter; }
    at::Tensor firstMoment() const { return m_first; }   // float32 [P]
    at::Tensor secondMoment() const { return m_second; } // float32 [P]
    // As after so many steps with so many masks; weights and moments are the caller's to fill in.
    void goOnFrom(std::int64_t steps, std::uint64_t dropoutCounter);

private:
    double addGradients(const text::PackedTokens& tokens, std::span<const std::int64_t> texts, double share);
    void update(double gradientNorm);

    BertNetwork& m_network;
    FineTuneOptions m_options;
    std::int64_t m_totalSteps, m_warmupSteps, m_tokensAtOnce;
    std::int64_t m_steps = 0;
    DropoutStream m_dropout;
    at::Tensor m_first, m_second; // moments [P]
};

} // namespace crosseed::bert
