// What a pass of an SAE over one model's split has come to so far, so that a stopped evaluation goes on with the same bits.
#pragma once
#include "base/checkpoint.h"
#include "base/matrix.h"
#include "sae/sae.h"
#include <filesystem>
#include <functional>
#include <string>

namespace crosseed::evaluate {

struct HijackState {
    std::int64_t texts = 0;  // passed, from the first
    sae::SparseCodes codes;  // of their tokens
    FloatMatrix logits;      // [B, C], hijacked; rows of texts to come are 0
    double residual = 0;     // sum of (x_hat - x)^2
    double spread = 0;       // sum of (h - mean)^2
    double downstream = 0;   // sum of (h_{L+1}' - h_{L+1})^2
};

// How an evaluation survives a stop: from where it goes on, and who keeps its state.
struct HijackCheckpoints {
    HijackState* from = nullptr;                    // moved from; null: from the first text
    std::function<void(const HijackState&)> keep;   // every so many seconds, before a pause and when it is stopped
    double everySeconds = 60;
    PauseSwitch pause;
};

// safetensors; readHijackState(writeHijackState(x)) = x bit for bit. `key` names what the state belongs to: a file of another key
// throws Error(BadInput), and so does a damaged one.
void writeHijackState(const std::filesystem::path& file, const HijackState& state, const std::string& key);
HijackState readHijackState(const std::filesystem::path& file, const std::string& key);

} // namespace crosseed::evaluate
