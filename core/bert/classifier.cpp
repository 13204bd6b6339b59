#include "bert/classifier.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/random.h"
#include "bert/classifier_module.h"
#include "bert/safetensors.h"
#include <ATen/ATen.h>
#include <cstring>

namespace crosseed::bert {

namespace {

at::Device torchDevice(Device device) {
    return device == Device::Cpu ? at::Device(at::kCPU) : at::Device(at::kCUDA);
}

bool endsWith(const std::string& text, std::string_view ending) {
    return text.size() >= ending.size() && text.compare(text.size() - ending.size(), ending.size(), ending) == 0;
}

// The name under which an older or a bare file has a parameter.
std::string olderName(std::string name) {
    if (endsWith(name, "LayerNorm.weight"))
        return name.replace(name.size() - 6, 6, "gamma");
    if (endsWith(name, "LayerNorm.bias"))
        return name.replace(name.size() - 4, 4, "beta");
    return name;
}

const TensorView* find(const SafetensorsFile& file, const std::string& name) {
    const std::string bare = name.rfind("bert.", 0) == 0 ? name.substr(5) : name;
    for (const std::string& candidate : {name, bare, olderName(name), olderName(bare)})
        if (file.contains(candidate))
            return &file.tensor(candidate);
    return nullptr;
}

at::Tensor floatsOf(const SafetensorsFile& file, const std::string& name, const TensorView& view,
                    const std::vector<std::int64_t>& shape) {
    require(view.shape == shape, ErrorKind::BadInput,
            file.path().string() + ": the tensor " + name + " has another shape than config.json asks for.");
    const at::ScalarType type = view.type == DType::F32    ? at::kFloat
                                : view.type == DType::F16  ? at::kHalf
                                : view.type == DType::BF16 ? at::kBFloat16
                                                           : at::kDouble;
    require(view.type == DType::F32 || view.type == DType::F16 || view.type == DType::BF16 || view.type == DType::F64,
            ErrorKind::BadInput, file.path().string() + ": the tensor " + name + " holds whole numbers, not weights.");
    at::Tensor values = at::empty(shape, type); // aligned, whatever the file is
    std::memcpy(values.data_ptr(), view.bytes.data(), view.bytes.size());
    return values.to(at::kFloat);
}

at::Tensor drawn(const std::vector<std::int64_t>& shape, double range, Random& random) {
    at::Tensor values = at::empty(shape, at::kFloat);
    float* data = values.data_ptr<float>();
    for (std::int64_t i = 0; i < values.numel(); ++i)
        data[i] = static_cast<float>(range * random.normal());
    return values;
}

// What BERT begins with: LayerNorm 1 and 0, biases 0, the rest N(0, range^2).
at::Tensor initial(const std::string& name, const std::vector<std::int64_t>& shape, double range, Random& random) {
    if (endsWith(name, "LayerNorm.weight"))
        return at::ones(shape, at::kFloat);
    if (endsWith(name, "bias"))
        return at::zeros(shape, at::kFloat);
    return drawn(shape, range, random);
}

std::filesystem::path weightsOf(const std::filesystem::path& folder) {
    const auto file = folder / "model.safetensors";
    if (std::filesystem::exists(file))
        return file;
    for (const char* pickle : {"pytorch_model.bin", "model.pt"})
        if (std::filesystem::exists(folder / pickle))
            return folder / pickle; // refused with its own sentence
    throw Error(ErrorKind::NotFound, "There is no model.safetensors in the folder " + folder.string() + ".");
}

bool isHead(const std::string& name) {
    return name.rfind("classifier.", 0) == 0;
}

} // namespace

std::vector<std::pair<std::string, std::vector<std::int64_t>>> parameterShapes(const BertConfig& c) {
    const std::int64_t d = c.hiddenSize, classes = static_cast<std::int64_t>(c.classNames.size());
    std::vector<std::pair<std::string, std::vector<std::int64_t>>> shapes{
        {"bert.embeddings.word_embeddings.weight", {c.vocabSize, d}},
        {"bert.embeddings.position_embeddings.weight", {c.maxPositions, d}},
        {"bert.embeddings.token_type_embeddings.weight", {c.typeVocabSize, d}},
        {"bert.embeddings.LayerNorm.weight", {d}},
        {"bert.embeddings.LayerNorm.bias", {d}}};
    const auto linear = [&](const std::string& name, std::int64_t out, std::int64_t in) {
        shapes.push_back({name + ".weight", {out, in}});
        shapes.push_back({name + ".bias", {out}});
    };
    const auto norm = [&](const std::string& name) {
        shapes.push_back({name + ".weight", {d}});
        shapes.push_back({name + ".bias", {d}});
    };
    for (std::int64_t l = 0; l < c.layers; ++l) {
        const std::string prefix = "bert.encoder.layer." + std::to_string(l) + ".";
        for (const char* name : {"query", "key", "value"})
            linear(prefix + "attention.self." + name, d, d);
        linear(prefix + "attention.output.dense", d, d);
        norm(prefix + "attention.output.LayerNorm");
        linear(prefix + "intermediate.dense", c.intermediateSize, d);
        linear(prefix + "output.dense", d, c.intermediateSize);
        norm(prefix + "output.LayerNorm");
    }
    linear("bert.pooler.dense", d, d);
    linear("classifier", classes, d);
    return shapes;
}

Classifier::Classifier(std::unique_ptr<BertNetwork> network) : m_network(std::move(network)) {}
Classifier::~Classifier() = default;
Classifier::Classifier(Classifier&&) noexcept = default;
Classifier& Classifier::operator=(Classifier&&) noexcept = default;

const BertConfig& Classifier::config() const {
    return m_network->config;
}

bool Classifier::hasTrainedHead() const {
    return m_network->trainedHead;
}

Classifier Classifier::load(const std::filesystem::path& folder, Device device, const std::vector<std::string>& classNames,
                            std::uint64_t headSeed) {
    BertConfig config = readConfig(folder / "config.json");
    const SafetensorsFile file(weightsOf(folder));
    const TensorView* head = find(file, "classifier.weight");
    if (head && config.classNames.empty() && head->shape.size() == 2 && head->shape[0] <= 10000)
        for (std::int64_t c = 0; c < head->shape[0]; ++c)
            config.classNames.push_back("LABEL_" + std::to_string(c));
    const bool fits = head && (classNames.empty() || classNames.size() == config.classNames.size());
    if (!classNames.empty())
        config.classNames = classNames;
    auto network = std::make_unique<BertNetwork>(config, torchDevice(device));
    network->trainedHead = fits;
    Random random(headSeed, 1);
    for (const auto& [name, shape] : parameterShapes(config)) {
        const TensorView* view = isHead(name) && !fits ? nullptr : find(file, name);
        require(view || isHead(name) || name.rfind("bert.pooler.", 0) == 0, ErrorKind::BadInput,
                file.path().string() + " has no tensor " + name + "; it is not a whole BERT model.");
        const at::Tensor values =
            view ? floatsOf(file, name, *view, shape) : initial(name, shape, config.initializerRange, random);
        network->parameters[name] = values.to(network->device);
    }
    network->bind();
    return Classifier(std::move(network));
}

Classifier Classifier::random(const BertConfig& config, std::uint64_t seed, Device device) {
    auto network = std::make_unique<BertNetwork>(config, torchDevice(device));
    network->trainedHead = true;
    Random random(seed, 2);
    for (const auto& [name, shape] : parameterShapes(config))
        network->parameters[name] = initial(name, shape, config.initializerRange, random).to(network->device);
    network->bind();
    return Classifier(std::move(network));
}

void Classifier::save(const std::filesystem::path& folder) const {
    std::filesystem::create_directories(folder);
    std::vector<at::Tensor> values;
    std::vector<TensorToWrite> tensors;
    for (const auto& [name, shape] : parameterShapes(config())) {
        values.push_back(m_network->parameters.at(name).detach().cpu().contiguous());
        tensors.push_back({name, DType::F32, shape, values.back().data_ptr()});
    }
    writeSafetensors(folder / "model.safetensors", tensors, {{"format", "pt"}});
    writeConfig(folder / "config.json", config());
}

std::string Classifier::contentHash() const {
    Hasher hasher;
    const BertConfig& c = config();
    for (const std::int64_t number : {c.vocabSize, c.hiddenSize, c.layers, c.heads, c.intermediateSize, c.maxPositions})
        hasher.add(&number, sizeof number);
    hasher.add(&c.layerNormEps, sizeof c.layerNormEps);
    for (const std::string& name : c.classNames)
        hasher.add(name).add("\n");
    for (const auto& [name, shape] : parameterShapes(c)) {
        const at::Tensor values = m_network->parameters.at(name).detach().cpu().contiguous();
        hasher.add(name).add(values.data_ptr(), static_cast<std::size_t>(values.numel()) * sizeof(float));
    }
    return hasher.hex();
}

} // namespace crosseed::bert
