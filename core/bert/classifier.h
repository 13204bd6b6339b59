// A BERT sequence classifier as an opaque value. Code that needs its tensors includes classifier_module.h.
#pragma once
#include "bert/config.h"
#include "bert/device.h"
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace crosseed::bert {

class BertNetwork; // classifier_module.h

class Classifier {
public:
    // Reads config.json and model.safetensors (or its shards, bert/model_weights.h) of a Hugging Face folder, with or without the
    // "bert." prefix and with gamma and beta as older names. A folder
    // without a classifier head (or pooler) gets one drawn from N(0, initializer_range^2) with `headSeed`, biases 0;
    // hasTrainedHead() then is false. `classNames`, when not empty, replace the folder's (their number decides C; another C than
    // the folder's means a new head).
    static Classifier load(const std::filesystem::path& folder, Device device = Device::Cpu,
                           const std::vector<std::string>& classNames = {}, std::uint64_t headSeed = 0);
    // Every weight drawn as BERT does: N(0, initializer_range^2), biases 0, LayerNorm 1 and 0.
    static Classifier random(const BertConfig& config, std::uint64_t seed, Device device = Device::Cpu);

    ~Classifier();
    Classifier(Classifier&&) noexcept;
    Classifier& operator=(Classifier&&) noexcept;

    // Writes config.json and model.safetensors that BertForSequenceClassification opens with the same logits.
    void save(const std::filesystem::path& folder) const;
    const BertConfig& config() const;
    bool hasTrainedHead() const;
    // SHA-256 over configuration and weights.
    std::string contentHash() const;
    BertNetwork& network() const { return *m_network; }

private:
    explicit Classifier(std::unique_ptr<BertNetwork> network);
    std::unique_ptr<BertNetwork> m_network;
};

// That load() and text::Tokenizer::fromFolder() can read the folder and its vocabulary fits the embeddings: throws what they
// would, before memory is taken for weights. The configuration, with the class names that load() would give.
BertConfig checkModelFolder(const std::filesystem::path& folder);

} // namespace crosseed::bert
