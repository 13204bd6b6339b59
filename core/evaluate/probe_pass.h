// One pass of some texts through one model of a probe.
#pragma once
#include "evaluate/probe.h"
#include "text/tokens.h"
#include <functional>

namespace crosseed::evaluate {

// The texts' tokens one after another, N rows.
struct ProbePass {
    FloatMatrix hidden;     // float32 [N, D], h_L with the member's rotation applied
    sae::SparseCodes codes; // N rows, in the SAE's own numbers
    FloatMatrix logits;     // float32 [B, C], empty unless ProbeOptions::probabilities
};
// `rotation` is the member's in float32, empty where it has none. Of `tokens` only ids and starts are read.
ProbePass probePass(const ProbeMember& member, const FloatMatrix& rotation, const text::PackedTokens& tokens,
                    std::span<const std::int64_t> texts, const ProbeOptions& options);

// Softmax in float64.
std::vector<double> probabilities(std::span<const float> logits);

// work(0) and work(1). With two threads a thread each: products of so few rows share two threads badly. With more of them
// one after the other, each with all. What one throws is thrown when both are done.
void sideBySide(const std::function<void(std::size_t)>& work);

} // namespace crosseed::evaluate
