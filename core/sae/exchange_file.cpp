#include "base/files.h"
#include "bert/safetensors.h"
#include "bert/strict_json.h"
#include "sae/exchange.h"
#include <algorithm>
#include <cmath>

namespace crosseed::sae {

namespace fs = std::filesystem;

namespace {

constexpr int deepest = 16; // of a cfg.json

FloatMatrix transposed(const FloatMatrix& m) {
    FloatMatrix out(m.cols, m.rows);
    for (std::int64_t r = 0; r < m.rows; ++r)
        for (std::int64_t c = 0; c < m.cols; ++c)
            out(c, r) = m(r, c);
    return out;
}

std::string weightsName(Layout layout) {
    return layout == Layout::SaeLens ? "sae_weights.safetensors" : "sae.safetensors";
}

[[noreturn]] void refuse(const fs::path& file, const std::string& what) {
    throw Error(ErrorKind::BadInput, file.string() + ": " + what + ".");
}

// The weights in a folder, or nothing.
std::optional<fs::path> weightsIn(const fs::path& folder) {
    for (const Layout layout : {Layout::SaeLens, Layout::Sparsify})
        if (fs::exists(folder / weightsName(layout)))
            return folder / weightsName(layout);
    std::optional<fs::path> only, pickle;
    for (const auto& entry : fs::directory_iterator(folder)) {
        const std::string kind = entry.path().extension().string();
        if (kind == ".safetensors") {
            if (only)
                refuse(folder, "there are several safetensors files; name the one that holds the SAE");
            only = entry.path();
        }
        if (kind == ".pt" || kind == ".pth" || kind == ".bin")
            pickle = entry.path();
    }
    return only ? only : pickle; // a pickle is refused where it is opened
}

fs::path weightsOf(const fs::path& path) {
    require(fs::exists(path), ErrorKind::NotFound, "There is no file or folder " + path.string() + ".");
    if (!fs::is_directory(path))
        return path;
    const auto file = weightsIn(path);
    require(file.has_value(), ErrorKind::NotFound,
            path.string() + " holds no safetensors file; an SAE's folder has sae_weights.safetensors (SAELens) or sae.safetensors "
                            "(sparsify) beside its cfg.json.");
    return *file;
}

class File {
public:
    explicit File(const fs::path& path) : m_file(path) {}

    Layout layout() const {
        if (m_file.contains("W_enc"))
            return Layout::SaeLens;
        if (m_file.contains("encoder.weight"))
            return Layout::Sparsify;
        if (!prefix().empty() || m_file.contains("encoder.0.weight"))
            return Layout::E2eSae;
        refuse(m_file.path(), "its tensors are those of no layout that is known (W_enc: SAELens; encoder.weight: sparsify; "
                              "encoder.0.weight: e2e_sae)");
    }

    // Of e2e_sae's tensors, which may stand under the name of their place in a model.
    std::string prefix() const {
        static const std::string end = "encoder.0.weight";
        std::vector<std::string> found;
        for (const auto& [name, tensor] : m_file.tensors())
            if (name.ends_with(end))
                found.push_back(name.substr(0, name.size() - end.size()));
        if (found.size() > 1)
            refuse(m_file.path(), "it holds several SAEs (" + found[0] + ", " + found[1] + ", ...); save one of them alone");
        return found.empty() ? "" : found.front();
    }

    FloatMatrix matrix(const std::string& name) const {
        const bert::TensorView& tensor = m_file.tensor(name);
        if (tensor.shape.size() != 2 || tensor.shape[0] < 1 || tensor.shape[1] < 1)
            refuse(m_file.path(), name + " is not a matrix");
        FloatMatrix out(tensor.shape[0], tensor.shape[1]);
        copy(name, tensor, out.values);
        return out;
    }

    std::vector<float> vector(const std::string& name, std::int64_t size) const {
        const bert::TensorView& tensor = m_file.tensor(name);
        if (tensor.shape != std::vector<std::int64_t>{size})
            refuse(m_file.path(), "the shape of " + name + " does not fit the other tensors");
        std::vector<float> out(static_cast<std::size_t>(size));
        copy(name, tensor, out);
        return out;
    }

    std::pair<std::string, std::string> biasNames(Layout layout) const {
        if (layout == Layout::E2eSae)
            return {prefix() + "encoder.0.bias", prefix() + "decoder.bias"};
        return {layout == Layout::SaeLens ? "b_enc" : "encoder.bias", "b_dec"};
    }
    bool contains(const std::string& name) const { return m_file.contains(name); }
    // Two columns of length 1 differ by no more after their entries were rounded.
    double roundingOf(const std::string& name) const {
        const bert::DType type = m_file.tensor(name).type;
        return type == bert::DType::BF16 ? 0x1p-7 : type == bert::DType::F16 ? 0x1p-10 : 1e-5;
    }

private:
    void copy(const std::string& name, const bert::TensorView& tensor, std::vector<float>& out) const {
        tensor.copyAsFloat(out);
        if (!std::ranges::all_of(out, [](float x) { return std::isfinite(x); }))
            refuse(m_file.path(), name + " holds a value that is not a finite number");
    }
    bert::SafetensorsFile m_file;
};

nlohmann::json configBeside(const fs::path& weights, Layout layout) {
    if (layout == Layout::E2eSae)
        return nlohmann::json::object();
    const fs::path file = weights.parent_path() / "cfg.json";
    require(fs::exists(file), ErrorKind::NotFound,
            "Beside " + weights.string() + " there is no cfg.json, which says how the SAE is computed; put it there.");
    nlohmann::json config = bert::parseStrictJson(readFile(file), deepest, file);
    if (!config.is_object())
        refuse(file, "it is not a JSON object");
    return config;
}

} // namespace

void writeForeign(const fs::path& folder, const ForeignSae& foreign) {
    fs::create_directories(folder);
    const std::int64_t f = foreign.encoder.rows, d = foreign.encoder.cols;
    using bert::DType;
    if (foreign.layout == Layout::SaeLens) {
        const FloatMatrix encoder = transposed(foreign.encoder);
        bert::writeSafetensors(folder / weightsName(foreign.layout), {{"W_enc", DType::F32, {d, f}, encoder.values.data()},
                                                                      {"W_dec", DType::F32, {f, d}, foreign.decoder.values.data()},
                                                                      {"b_enc", DType::F32, {f}, foreign.encoderBias.data()},
                                                                      {"b_dec", DType::F32, {d}, foreign.decoderBias.data()}});
    } else {
        bert::writeSafetensors(folder / weightsName(foreign.layout),
                               {{"encoder.weight", DType::F32, {f, d}, foreign.encoder.values.data()},
                                {"encoder.bias", DType::F32, {f}, foreign.encoderBias.data()},
                                {"W_dec", DType::F32, {f, d}, foreign.decoder.values.data()},
                                {"b_dec", DType::F32, {d}, foreign.decoderBias.data()}});
    }
    writeFile(folder / "cfg.json", foreign.config.dump(1) + "\n");
}

ForeignSae readForeign(const fs::path& path, std::optional<Layout> layout) {
    const fs::path weights = weightsOf(path);
    const File file(weights);
    ForeignSae foreign;
    foreign.layout = layout ? *layout : file.layout();
    foreign.config = configBeside(weights, foreign.layout);
    foreign.weightsFile = weights;
    if (foreign.layout != Layout::E2eSae)
        foreign.configFile = weights.parent_path() / "cfg.json";
    if (foreign.layout == Layout::SaeLens) {
        if (file.contains("threshold") || file.contains("r_mag"))
            refuse(weights, "it is a JumpReLU or gated SAE, ours is TopK or ReLU");
        foreign.encoder = transposed(file.matrix("W_enc"));
        foreign.decoder = file.matrix("W_dec");
    } else if (foreign.layout == Layout::Sparsify) {
        foreign.encoder = file.matrix("encoder.weight");
        foreign.decoder = file.matrix("W_dec");
    } else {
        foreign.encoder = file.matrix(file.prefix() + "encoder.0.weight");
        foreign.decoder = transposed(file.matrix(file.prefix() + "decoder.weight"));
    }
    if (foreign.decoder.rows != foreign.encoder.rows || foreign.decoder.cols != foreign.encoder.cols)
        refuse(weights, "encoder and decoder do not have the same features and width");
    foreign.equalLengths = file.roundingOf(foreign.layout == Layout::E2eSae ? file.prefix() + "decoder.weight" : "W_dec");
    const auto [encoderBias, decoderBias] = file.biasNames(foreign.layout);
    foreign.encoderBias = file.vector(encoderBias, foreign.encoder.rows);
    foreign.decoderBias = file.vector(decoderBias, foreign.encoder.cols);
    return foreign;
}

bool isOwnFile(const fs::path& path) {
    if (fs::is_directory(path) || path.extension() != ".safetensors")
        return false;
    const bert::SafetensorsFile file(path);
    return file.metadata().contains("k") && file.metadata().contains("normalisation") && file.contains("W_enc");
}

} // namespace crosseed::sae
