// Dropout masks that depend on a seed and a counter alone, not on threads or on what was drawn before.
#pragma once
#include <cstdint>
#include <span>

namespace crosseed::bert {

// Fills `mask` with 0 (probability `rate`, 0 <= rate < 1) or 1 / (1 - rate). Element i is a hash of (seed, counter, i).
void fillDropoutMask(std::span<float> mask, double rate, std::uint64_t seed, std::uint64_t counter);

} // namespace crosseed::bert
