// SAEs in the layouts of other programs: data and JSON, never code. A file is only written or read where it computes what our SAE
// computes; what a layout has no words for is folded into the weights where that is exact, and refused with a sentence elsewhere.
//
//   saelens   a folder with cfg.json and sae_weights.safetensors (W_enc [D, F], W_dec [F, D], b_enc, b_dec), as SAELens 6 loads it:
//             c = ReLU(TopK(n(x) W_enc + b_enc)), x_hat = n^-1(c W_dec + b_dec); n is nothing or "constant_norm_rescale", length sqrt(D)
//   sparsify  a folder with cfg.json and sae.safetensors (encoder.weight [F, D], encoder.bias, W_dec [F, D], b_dec):
//             c = TopK(ReLU(W_enc (x - b_dec) + b_enc)), x_hat = c W_dec + b_dec
//   e2e_sae   a safetensors file (encoder.0.weight [F, D], encoder.0.bias, decoder.weight [D, F], decoder.bias), only read:
//             c = ReLU(W_enc x + b_enc), x_hat = c normalised(W_dec) + b_dec
#pragma once
#include "sae/sae.h"
#include <nlohmann/json.hpp>
#include <optional>

namespace crosseed::sae {

enum class Layout : std::uint8_t { Crosseed, SaeLens, Sparsify, E2eSae };
std::string_view layoutName(Layout layout); // "crosseed", "saelens", "sparsify", "e2e_sae"
Layout parseLayout(std::string_view name);  // throws Error(Usage)

// What a file in a foreign layout holds, as its program reads it. Matrices have a feature a row whatever way the file has them.
struct ForeignSae {
    Layout layout = Layout::SaeLens;
    nlohmann::json config;          // cfg.json; of e2e_sae empty
    FloatMatrix encoder;            // [F, D]
    std::vector<float> encoderBias; // [F]
    FloatMatrix decoder;            // [F, D], as stored
    std::vector<float> decoderBias; // [D]
    // Of what was read; empty for what is to be written.
    std::filesystem::path weightsFile = {}, configFile = {};
    // Columns whose lengths differ by less, relatively, were normalised to one length before they were rounded to the decoder's dtype:
    // 1e-5 for float32, 2^-10 for float16, 2^-7 for bfloat16: half a unit in the last place either way.
    double equalLengths = 1e-5;
};
// The same numbers, bit for bit, and the same configuration.
bool sameBits(const ForeignSae& a, const ForeignSae& b);

struct ExchangeOptions {
    // Write the SAE of the normalised input where the layout has no words for the normalisation: whoever reads the file must
    // normalise rows first, as config["crosseed"]["preprocessing"] says. Otherwise such an SAE is refused.
    bool preprocessed = false;
    nlohmann::json origin; // of the run; what the file says about itself under "crosseed" ("metadata" of saelens)
};

// `sae` in a layout. Decoder columns have unit length, as the forward pass uses them (sqrt(D) where `unit` becomes SAELens's
// normalisation: W_enc / sqrt(D), W_dec sqrt(D), b_dec sqrt(D)); sparsify's b_enc is b_enc + W_enc b_dec. Folded in float64, rounded once.
// Codes below 0 do not exist in these layouts: config["crosseed"]["negative_codes_become_zero"] says so where the SAE has
// relu_after_topk off. Throws Error(Usage) for crosseed and e2e_sae, which are not written here, and with the reason where the layout
// cannot express the SAE.
ForeignSae toLayout(const Sae& sae, Layout layout, const ExchangeOptions& options = {});
// Whether toLayout() needs `preprocessed`.
bool needsPreprocessing(const SaeConfig& config, Layout layout);
// "divide each row by its Euclidean length first; ...", one clause.
std::string preprocessingText(const SaeConfig& config);

// What the file computes, as our SAE. Where the file says that it wants preprocessed rows, and was written by us, the
// normalisation is put back. ReLU without TopK is k = F. Where a TopK chooses before columns' lengths apply, lengths that are equal within
// foreign.equalLengths count as one, their mean, which a note says where they differ by more than float32 rounding. `notes` gets a sentence for each thing that was folded. Throws
// Error(BadInput) with the reason for what our SAE cannot express exactly.
Sae fromLayout(const ForeignSae& foreign, std::vector<std::string>* notes = nullptr);

// Makes the folder, with the files named as the layout's program wants them. Throws Error(Io).
void writeForeign(const std::filesystem::path& folder, const ForeignSae& foreign);
// A folder, or its safetensors file; the layout is recognised by names of files and tensors unless it is given. F32, F16 and BF16.
// Throws Error(NotFound / BadInput): pickles are refused, as are tensors that do not fit each other, NaN and infinity.
ForeignSae readForeign(const std::filesystem::path& path, std::optional<Layout> layout = std::nullopt);
// Whether the file is one of writeSae(), which readSae() reads.
bool isOwnFile(const std::filesystem::path& path);

// The SAE that does to rows h what `sae` does to rows h W, its reconstruction in h's basis, too: W_enc W^T, W_dec and b_dec turned
// alike (float64, rounded once). Throws Error(Usage) for `layernorm`, which does not commute with a rotation, Error(Shape).
Sae inOwnBasis(const Sae& sae, const DoubleMatrix& w);

} // namespace crosseed::sae
