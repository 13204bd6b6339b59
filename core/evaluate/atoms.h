// Decoder atoms of chosen features at unit length.
#pragma once
#include "base/matrix.h"
#include "sae/sae.h"
#include <span>

namespace crosseed::evaluate {

// Throws Error(Usage) unless 0 <= feature < F.
void requireFeature(const sae::Sae& sae, std::int32_t feature);

// float32 [n, D], one atom a row in the order of `features`; an atom of length 0 stays 0, one with NaN is
// NaN. Throws Error(Usage).
FloatMatrix unitAtoms(const sae::Sae& sae, std::span<const std::int32_t> features);

// Cosine of two features' atoms in float64; 0 where one has no length.
double atomCosine(const sae::Sae& sae, std::int32_t x, std::int32_t y);

} // namespace crosseed::evaluate
