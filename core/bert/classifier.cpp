#include "bert/classifier.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/random.h"
#include "bert/classifier_module.h"
#include "bert/model_weights.h"
#include "bert/parameter_layout.h"
#include "bert/safetensors.h"
#include "text/tokenizer.h"
#include <ATen/ATen.h>
#include <optional>

namespace crosseed::bert {

namespace {

constexpr std::uint64_t weightStream = 0xbe27, headStream = 0x4ead; // uses of a seed, see Random

at::Device atenDevice(Device device) {
    return at::Device(device == Device::Cuda ? at::kCUDA : at::kCPU);
}

std::string shapeText(const std::vector<std::int64_t>& shape) {
    std::string text;
    for (const std::int64_t size : shape)
        text += (text.empty() ? "" : ", ") + std::to_string(size);
    return "[" + text + "]";
}

// The tensor of this name under the names that BERT folders have used: without "bert.", and with gamma and beta.
const TensorView* findTensor(const ModelWeights& file, const std::string& name) {
    std::vector<std::string> names{name};
    if (name.starts_with("bert."))
        names.push_back(name.substr(5));
    for (std::size_t i = names.size(); i-- > 0;) {
        const std::string known = names[i];
        for (const auto& [now, before] : {std::pair{"LayerNorm.weight", "LayerNorm.gamma"}, {"LayerNorm.bias", "LayerNorm.beta"}})
            if (known.ends_with(now))
                names.push_back(known.substr(0, known.size() - std::string(now).size()) + before);
    }
    for (const std::string& candidate : names)
        if (const TensorView* tensor = file.find(candidate))
            return tensor;
    return nullptr;
}

bool isHead(const std::string& name) {
    return name.starts_with("bert.pooler.") || name.starts_with("classifier.");
}

std::vector<std::string> defaultNames(std::int64_t count) {
    std::vector<std::string> names;
    for (std::int64_t i = 0; i < count; ++i)
        names.push_back("LABEL_" + std::to_string(i));
    return names;
}

// Decides the classes; returns whether the file's classifier is kept.
bool chooseClasses(BertConfig& config, const std::vector<std::string>& asked, const ModelWeights& file) {
    const TensorView* stored = findTensor(file, "classifier.weight");
    const bool usable = stored && findTensor(file, "classifier.bias") && stored->shape.size() == 2;
    const std::int64_t rows = usable ? stored->shape[0] : 0;
    // A folder with two classes of the default names does not write them down.
    if (usable && config.classNames.empty())
        config.classNames = defaultNames(rows);
    const auto named = static_cast<std::int64_t>(config.classNames.size());
    require(!usable || rows == named, ErrorKind::BadInput,
            file.path().string() + ": the classifier has " + std::to_string(rows) + " classes, but config.json names " +
                std::to_string(named) + ".");
    if (!asked.empty())
        config.classNames = asked;
    return usable && static_cast<std::int64_t>(config.classNames.size()) == rows;
}

// Before memory is taken for the network: all that it needs is in the file, in the right shape. Null: to be drawn.
std::vector<const TensorView*> sources(const ParameterLayout& layout, const ModelWeights& file, bool keepClassifier) {
    std::vector<const TensorView*> tensors;
    for (const ParameterPlace& place : layout.places) {
        const bool wanted = keepClassifier || !place.name.starts_with("classifier.");
        const TensorView* tensor = wanted ? findTensor(file, place.name) : nullptr;
        require(tensor || isHead(place.name), ErrorKind::BadInput,
                file.path().string() + " has no tensor " + place.name + " (nor one by an older name of it).");
        require(!tensor || tensor->shape == place.shape, ErrorKind::BadInput,
                file.path().string() + ": the tensor " + place.name + " has the shape " +
                    (tensor ? shapeText(tensor->shape) : "") + ", but config.json asks for " +
                    shapeText(place.shape) + ".");
        tensors.push_back(tensor);
    }
    return tensors;
}

void draw(std::span<float> values, Random& random, double deviation) {
    for (float& value : values)
        value = static_cast<float>(deviation * random.normal());
}

// The network is filled in main memory and then moved.
std::span<float> partOf(at::Tensor& flat, const ParameterPlace& place) {
    return {flat.data_ptr<float>() + place.begin, static_cast<std::size_t>(place.elements)};
}

} // namespace

Classifier::Classifier(std::unique_ptr<BertNetwork> network) : m_network(std::move(network)) {}
Classifier::~Classifier() = default;
Classifier::Classifier(Classifier&&) noexcept = default;
Classifier& Classifier::operator=(Classifier&&) noexcept = default;

Classifier Classifier::load(const std::filesystem::path& folder, Device device,
                            const std::vector<std::string>& classNames, std::uint64_t headSeed) {
    BertConfig config = readConfig(folder / "config.json");
    const ModelWeights file(folder);
    const bool keepClassifier = chooseClasses(config, classNames, file);
    const ParameterLayout layout = parameterLayout(config);
    const std::vector<const TensorView*> tensors = sources(layout, file, keepClassifier);

    auto network = std::make_unique<BertNetwork>(config, atenDevice(device));
    at::Tensor flat = at::zeros({layout.total}, at::kFloat);
    Random random(headSeed, headStream);
    network->trainedHead = keepClassifier;
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        const ParameterPlace& place = layout.places[i];
        if (tensors[i])
            tensors[i]->copyAsFloat(partOf(flat, place));
        else if (place.shape.size() == 2)
            draw(partOf(flat, place), random, config.initializerRange);
        network->trainedHead = network->trainedHead && tensors[i];
    }
    network->flat.copy_(flat);
    return Classifier(std::move(network));
}

BertConfig checkModelFolder(const std::filesystem::path& folder) {
    BertConfig config = readConfig(folder / "config.json");
    const ModelWeights file(folder);
    const bool keepClassifier = chooseClasses(config, {}, file);
    sources(parameterLayout(config), file, keepClassifier);
    const int pieces = text::Tokenizer::fromFolder(folder).size();
    require(pieces <= config.vocabSize, ErrorKind::Shape,
            folder.string() + ": vocab.txt has " + std::to_string(pieces) + " pieces, but config.json has a vocab_size of " +
                std::to_string(config.vocabSize) + "; take both from one model.");
    return config;
}

Classifier Classifier::random(const BertConfig& config, std::uint64_t seed, Device device) {
    auto network = std::make_unique<BertNetwork>(config, atenDevice(device));
    const ParameterLayout layout = parameterLayout(config);
    at::Tensor flat = at::zeros({layout.total}, at::kFloat);
    Random random(seed, weightStream);
    for (const ParameterPlace& place : layout.places) {
        if (place.shape.size() == 2)
            draw(partOf(flat, place), random, config.initializerRange);
        else if (place.name.ends_with("LayerNorm.weight"))
            std::fill_n(partOf(flat, place).begin(), place.elements, 1.0f);
    }
    network->flat.copy_(flat);
    return Classifier(std::move(network));
}

void Classifier::save(const std::filesystem::path& folder) const {
    const at::Tensor flat = m_network->flat.cpu();
    std::vector<TensorToWrite> tensors;
    for (const ParameterPlace& place : parameterLayout(config()).places)
        if (place.elements > 0)
            tensors.push_back({place.name, DType::F32, place.shape, flat.data_ptr<float>() + place.begin});
    std::filesystem::create_directories(folder);
    writeSafetensors(folder / "model.safetensors", tensors, {{"format", "pt"}});
    writeConfig(folder / "config.json", config());
}

const BertConfig& Classifier::config() const {
    return m_network->config;
}

bool Classifier::hasTrainedHead() const {
    return m_network->trainedHead;
}

std::string Classifier::contentHash() const {
    const at::Tensor flat = m_network->flat.cpu();
    Hasher hasher;
    hasher.add("crosseed bert 1\n").add(configText(config()));
    hasher.add(flat.data_ptr<float>(), static_cast<std::size_t>(flat.numel()) * sizeof(float));
    return hasher.hex();
}

} // namespace crosseed::bert
