#include "sae/exchange.h"
#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

namespace crosseed::sae {

namespace {

constexpr std::pair<Layout, std::string_view> names[] = {{Layout::Crosseed, "crosseed"},
                                                         {Layout::SaeLens, "saelens"},
                                                         {Layout::Sparsify, "sparsify"},
                                                         {Layout::E2eSae, "e2e_sae"}};

bool sameFloats(const std::vector<float>& a, const std::vector<float>& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

// Normalisation that SAELens knows under another name, and undoes.
bool isRescaled(const SaeConfig& config) {
    return config.denormalise && (config.normalisation == Normalisation::Unit || config.normalisation == Normalisation::L2);
}

// Rows of unit length times `length`.
FloatMatrix atoms(const FloatMatrix& decoder, double length) {
    FloatMatrix out(decoder.rows, decoder.cols);
    for (std::int64_t f = 0; f < decoder.rows; ++f) {
        double squares = 0;
        for (std::int64_t d = 0; d < decoder.cols; ++d)
            squares += static_cast<double>(decoder(f, d)) * decoder(f, d);
        const double factor = length / std::max(std::sqrt(squares), 1e-12);
        for (std::int64_t d = 0; d < decoder.cols; ++d)
            out(f, d) = static_cast<float>(decoder(f, d) * factor);
    }
    return out;
}

std::vector<float> scaled(std::vector<float> values, double factor) {
    for (float& value : values)
        value = static_cast<float>(value * factor);
    return values;
}

// b_enc + W_enc b_dec
std::vector<float> shiftedBias(const SaeWeights& w) {
    std::vector<float> bias = w.encoderBias;
    for (std::int64_t f = 0; f < w.encoder.rows; ++f) {
        double sum = bias[static_cast<std::size_t>(f)];
        for (std::int64_t d = 0; d < w.encoder.cols; ++d)
            sum += static_cast<double>(w.encoder(f, d)) * w.decoderBias[static_cast<std::size_t>(d)];
        bias[static_cast<std::size_t>(f)] = static_cast<float>(sum);
    }
    return bias;
}

nlohmann::json saidOfItself(const SaeConfig& config, bool preprocessed, const nlohmann::json& origin) {
    nlohmann::json said = origin.is_object() ? origin : nlohmann::json::object();
    said["negative_codes_become_zero"] = !config.reluAfterTopK;
    said["normalisation"] = normalisationName(config.normalisation);
    said["denormalise"] = config.denormalise;
    said["preprocessing"] = preprocessed ? preprocessingText(config) : "none";
    return said;
}

nlohmann::json saeLensConfig(const SaeConfig& config, bool preprocessed, const nlohmann::json& origin) {
    nlohmann::json metadata{{"sae_lens_version", "6.0.0"}, // of the layout
                            {"crosseed", saidOfItself(config, preprocessed, origin)}};
    for (const char* key : {"model_name", "hook_name"})
        if (origin.is_object() && origin.contains(key))
            metadata[key] = origin[key];
    return {{"architecture", "topk"},
            {"d_in", config.width},
            {"d_sae", config.dictionary},
            {"k", config.k},
            {"dtype", "float32"},
            {"device", "cpu"},
            {"apply_b_dec_to_input", false},
            {"rescale_acts_by_decoder_norm", false},
            {"normalize_activations", !preprocessed && isRescaled(config) ? "constant_norm_rescale" : "none"},
            {"reshape_activations", "none"},
            {"metadata", metadata}};
}

nlohmann::json sparsifyConfig(const SaeConfig& config, bool preprocessed, const nlohmann::json& origin) {
    return {{"activation", "topk"},
            {"expansion_factor", std::max<std::int64_t>(1, config.dictionary / config.width)},
            {"normalize_decoder", true},
            {"num_latents", config.dictionary},
            {"k", config.k},
            {"multi_topk", false},
            {"skip_connection", false},
            {"transcode", false},
            {"d_in", config.width},
            {"crosseed", saidOfItself(config, preprocessed, origin)}};
}

} // namespace

std::string_view layoutName(Layout layout) {
    for (const auto& [value, name] : names)
        if (value == layout)
            return name;
    throw Error(ErrorKind::Internal, "A layout has no name.");
}

Layout parseLayout(std::string_view name) {
    for (const auto& [value, known] : names)
        if (known == name)
            return value;
    throw Error(ErrorKind::Usage,
                "There is no layout \"" + std::string(name) + "\"; choose crosseed, saelens, sparsify or e2e_sae.");
}

bool sameBits(const ForeignSae& a, const ForeignSae& b) {
    return a.layout == b.layout && a.config == b.config && sameFloats(a.encoder.values, b.encoder.values) &&
           sameFloats(a.encoderBias, b.encoderBias) && sameFloats(a.decoder.values, b.decoder.values) &&
           sameFloats(a.decoderBias, b.decoderBias);
}

bool needsPreprocessing(const SaeConfig& config, Layout layout) {
    return config.normalisation != Normalisation::None && !(layout == Layout::SaeLens && isRescaled(config));
}

std::string preprocessingText(const SaeConfig& config) {
    const std::string undo = config.denormalise ? "; undo it on the reconstruction" : "; the reconstruction is not turned back";
    switch (config.normalisation) {
    case Normalisation::None:
        return "none";
    case Normalisation::Unit:
        return "divide each row by its Euclidean length first" + undo;
    case Normalisation::L2:
        return "divide each row by its Euclidean length and multiply it with the square root of its width first" + undo;
    case Normalisation::LayerNorm:
        break;
    }
    return "subtract each row's mean and divide by sqrt(variance + 1e-5) first, the variance over the row's width" + undo;
}

ForeignSae toLayout(const Sae& sae, Layout layout, const ExchangeOptions& options) {
    require(layout == Layout::SaeLens || layout == Layout::Sparsify, ErrorKind::Usage,
            "An SAE is written in the layout saelens or sparsify here, not " + std::string(layoutName(layout)) + ".");
    const bool preprocessed = needsPreprocessing(sae.config, layout);
    require(!preprocessed || options.preprocessed, ErrorKind::Usage,
            "The SAE's input is normalised (" + std::string(normalisationName(sae.config.normalisation)) +
                (sae.config.denormalise ? "" : ", not undone") + "), which the layout " + std::string(layoutName(layout)) +
                " has no words for; whoever reads the file must " + preprocessingText(sae.config) +
                ". Say --preprocessed to write it for such rows.");
    const double root = std::sqrt(static_cast<double>(sae.config.width));
    const bool rescaledUnit = layout == Layout::SaeLens && !preprocessed && sae.config.normalisation == Normalisation::Unit;
    const double factor = rescaledUnit ? root : 1;
    ForeignSae foreign;
    foreign.layout = layout;
    foreign.config = layout == Layout::SaeLens ? saeLensConfig(sae.config, preprocessed, options.origin)
                                               : sparsifyConfig(sae.config, preprocessed, options.origin);
    foreign.encoder = sae.weights.encoder;
    foreign.encoder.values = scaled(std::move(foreign.encoder.values), 1 / factor);
    foreign.encoderBias = layout == Layout::Sparsify ? shiftedBias(sae.weights) : sae.weights.encoderBias;
    foreign.decoder = atoms(sae.weights.decoder, factor);
    foreign.decoderBias = scaled(sae.weights.decoderBias, factor);
    return foreign;
}

} // namespace crosseed::sae
