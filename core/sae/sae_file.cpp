#include "bert/safetensors.h"
#include "sae/sae.h"
#include <algorithm>
#include <charconv>
#include <cmath>

namespace crosseed::sae {

namespace {
template <typename T> Matrix<T> transposed(const T* values, std::int64_t rows, std::int64_t cols) {
    Matrix<T> out(cols, rows);
    for (std::int64_t r = 0; r < rows; ++r)
        for (std::int64_t c = 0; c < cols; ++c)
            out(c, r) = values[r * cols + c];
    return out;
}

[[noreturn]] void refuse(const bert::SafetensorsFile& file, const std::string& what) {
    throw Error(ErrorKind::BadInput,
                file.path().string() + " is not an SAE of Crosseed: " + what + ". Choose a file that was exported as one.");
}

const std::string& entry(const bert::SafetensorsFile& file, const std::string& key) {
    const auto found = file.metadata().find(key);
    if (found == file.metadata().end())
        refuse(file, "its metadata have no \"" + key + "\"");
    return found->second;
}

bool flag(const bert::SafetensorsFile& file, const std::string& key) {
    const std::string& text = entry(file, key);
    if (text != "true" && text != "false")
        refuse(file, "\"" + key + "\" is \"" + text + "\" and neither true nor false");
    return text == "true";
}

std::span<const float> values(const bert::SafetensorsFile& file, const std::string& name,
                              const std::vector<std::int64_t>& shape) {
    const bert::TensorView& tensor = file.tensor(name);
    if (tensor.shape != shape)
        refuse(file, "the shape of " + name + " does not fit the other tensors");
    const auto numbers = tensor.as<float>();
    if (!std::ranges::all_of(numbers, [](float x) { return std::isfinite(x); }))
        refuse(file, name + " holds a value that is not a finite number");
    return numbers;
}

SaeConfig configOf(const bert::SafetensorsFile& file) {
    SaeConfig config;
    const bert::TensorView& encoder = file.tensor("W_enc");
    if (encoder.shape.size() != 2)
        refuse(file, "W_enc is not a matrix");
    config.dictionary = encoder.shape[0];
    config.width = encoder.shape[1];
    const std::string& k = entry(file, "k");
    const auto parsed = std::from_chars(k.data(), k.data() + k.size(), config.k);
    if (parsed.ec != std::errc() || parsed.ptr != k.data() + k.size() || config.k < 1 || config.k > config.dictionary)
        refuse(file, "k is \"" + k + "\"");
    try {
        config.normalisation = parseNormalisation(entry(file, "normalisation"));
    } catch (const Error& error) {
        refuse(file, std::string("its metadata: ") + error.what());
    }
    config.denormalise = flag(file, "denormalise");
    config.reluAfterTopK = flag(file, "relu_after_topk");
    return config;
}
} // namespace

void writeSae(const std::filesystem::path& file, const Sae& sae, const std::map<std::string, std::string>& metadata) {
    const std::int64_t f = sae.config.dictionary, d = sae.config.width;
    const FloatMatrix decoder = transposed(sae.weights.decoder.values.data(), f, d);
    std::map<std::string, std::string> all = metadata;
    all["k"] = std::to_string(sae.config.k);
    all["normalisation"] = std::string(normalisationName(sae.config.normalisation));
    all["denormalise"] = sae.config.denormalise ? "true" : "false";
    all["relu_after_topk"] = sae.config.reluAfterTopK ? "true" : "false";
    bert::writeSafetensors(file,
                           {{"W_enc", bert::DType::F32, {f, d}, sae.weights.encoder.values.data()},
                            {"b_enc", bert::DType::F32, {f}, sae.weights.encoderBias.data()},
                            {"W_dec", bert::DType::F32, {d, f}, decoder.values.data()},
                            {"b_dec", bert::DType::F32, {d}, sae.weights.decoderBias.data()}},
                           all);
}

Sae readSae(const std::filesystem::path& path) {
    const bert::SafetensorsFile file(path);
    Sae sae;
    sae.config = configOf(file);
    const std::int64_t f = sae.config.dictionary, d = sae.config.width;
    const auto encoder = values(file, "W_enc", {f, d});
    const auto encoderBias = values(file, "b_enc", {f});
    const auto decoder = values(file, "W_dec", {d, f});
    const auto decoderBias = values(file, "b_dec", {d});
    sae.weights.encoder = FloatMatrix(f, d);
    std::copy(encoder.begin(), encoder.end(), sae.weights.encoder.values.begin());
    sae.weights.encoderBias.assign(encoderBias.begin(), encoderBias.end());
    sae.weights.decoder = transposed(decoder.data(), d, f);
    sae.weights.decoderBias.assign(decoderBias.begin(), decoderBias.end());
    return sae;
}

std::vector<double> atomCosines(const std::filesystem::path& path, std::int32_t feature) {
    const bert::SafetensorsFile file(path);
    const SaeConfig config = configOf(file);
    require(feature >= 0 && feature < config.dictionary, ErrorKind::Usage,
            "There is no feature " + std::to_string(feature) + "; the dictionary has 0 to " +
                std::to_string(config.dictionary - 1) + ".");
    const auto f = static_cast<std::size_t>(config.dictionary);
    const auto decoder = values(file, "W_dec", {config.width, config.dictionary});
    std::vector<double> dots(f), squares(f);
    for (std::size_t row = 0; row < decoder.size(); row += f) { // one dimension of all atoms
        const double own = decoder[row + static_cast<std::size_t>(feature)];
        for (std::size_t j = 0; j < f; ++j) {
            const double value = decoder[row + j];
            dots[j] += own * value;
            squares[j] += value * value;
        }
    }
    const double length = squares[static_cast<std::size_t>(feature)];
    for (std::size_t j = 0; j < f; ++j)
        dots[j] = length > 0 && squares[j] > 0 ? dots[j] / std::sqrt(length * squares[j]) : 0;
    return dots;
}

} // namespace crosseed::sae
