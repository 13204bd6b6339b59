// Normalisation of the SAE's input (method.md section 4): input = (row - shift) / scale, undone by input * scale + shift.
#pragma once
#include "sae/sae.h"

namespace crosseed::sae {

// unit: scale = ||row||; l2: ||row|| / sqrt(D); layernorm: scale = sqrt(variance + 1e-5), shift = mean; none: 1.
// Without `denormalise` the SAE's output already counts as model units: `outScale` is 1 and `outShift` 0.
struct RowScales {
    std::vector<float> outScale; // [rows], what a reconstruction is multiplied with
    std::vector<float> outShift; // [rows], and what is added to it then
};

// Writes the normalised rows, float32 [rows, width], to `input`; scales are constants to every gradient.
void normaliseRows(const float* rows, std::int64_t rowCount, const SaeConfig& config, float* input, RowScales& scales);

} // namespace crosseed::sae
