// The Top-K sparse autoencoder as values (method.md section 4).
#pragma once
#include "base/matrix.h"
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crosseed::sae {

enum class Normalisation : std::uint8_t { None, Unit, L2, LayerNorm };
std::string_view normalisationName(Normalisation n); // "none", "unit", "l2", "layernorm"
Normalisation parseNormalisation(std::string_view name);

// What the function x -> (c, x_hat) is, beside its weights.
struct SaeConfig {
    std::int64_t width = 0;            // D, from the model
    std::int64_t dictionary = 6144;    // F
    std::int64_t k = 32;               // active features a token (Top-K); clamped never: k <= F is required
    Normalisation normalisation = Normalisation::Unit; // of the rotated input: unit = length 1, l2 = length sqrt(D)
    bool denormalise = true;           // undo it on the reconstruction
    bool reluAfterTopK = false;        // a feature fires when its code is not 0; with the ReLU when > 0
    bool operator==(const SaeConfig&) const = default;
};

// c = TopK(W_enc x + b_enc), x_hat = normalised(W_dec) c + b_dec. Decoder columns have unit length in the forward
// pass whatever length the stored ones have. Parameters: 2 D F + F + D.
struct SaeWeights {
    FloatMatrix encoder;             // W_enc [F, D]
    std::vector<float> encoderBias;  // b_enc [F]
    FloatMatrix decoder;             // W_dec transposed: [F, D], one atom a row, so that a sparse decode reads rows
    std::vector<float> decoderBias;  // b_dec [D]
};

struct Sae {
    SaeConfig config;
    SaeWeights weights;
};

// "Orthogonal" decoder: W_dec W_dec^T = I_D (QR of a Gaussian); encoder = W_dec^T at first, biases 0. Deterministic in the seed.
Sae initialSae(const SaeConfig& config, std::uint64_t seed);

// Codes of N rows, k entries each, as CSR without explicit zeros. Rows of `rowStarts`: [N + 1].
struct SparseCodes {
    std::int64_t features = 0;               // F
    std::vector<std::int64_t> rowStarts{0};  // indptr [N + 1]
    std::vector<std::int32_t> indices;       // ascending within a row
    std::vector<float> values;
    std::int64_t rowCount() const { return static_cast<std::int64_t>(rowStarts.size()) - 1; }
};

// Encodes rotated rows [N, D] (already h_B W for model B) and, when asked, reconstructs them in model units [N, D].
struct EncodeResult {
    SparseCodes codes;
    FloatMatrix reconstruction; // empty unless asked for
};
EncodeResult encode(const Sae& sae, MatrixView rotated, bool reconstruct);

// Pre-TopK values W_enc x + b_enc of rotated rows, float32 [N, F]; meant for a few rows.
FloatMatrix preActivations(const Sae& sae, MatrixView rotated);
// Those of one feature, [N]. Throws Error(Usage) for a feature outside [0, F).
std::vector<float> preActivations(const Sae& sae, MatrixView rotated, std::int32_t feature);

// safetensors with W_enc [F, D], b_enc [F], W_dec [D, F], b_dec [D]; k, normalisation, denormalise and relu_after_topk in the
// metadata. readSae(writeSae(x)) = x bit for bit. Throws Error(BadInput) for files of another shape.
void writeSae(const std::filesystem::path& file, const Sae& sae, const std::map<std::string, std::string>& metadata = {});
Sae readSae(const std::filesystem::path& file);

// Cosines in float64 of one feature's decoder atom with that of every feature, [F], read from the mapped file without a copy of the
// SAE; 0 where an atom has no length. O(F D). Throws as readSae() and Error(Usage) for a feature outside [0, F).
std::vector<double> atomCosines(const std::filesystem::path& file, std::int32_t feature);

} // namespace crosseed::sae
