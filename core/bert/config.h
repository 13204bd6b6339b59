// config.json of a BERT classifier.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace crosseed::bert {

// Names and defaults as in Hugging Face's BertConfig.
struct BertConfig {
    std::int64_t vocabSize = 30522;
    std::int64_t hiddenSize = 768;         // D
    std::int64_t layers = 12;              // num_hidden_layers
    std::int64_t heads = 12;               // num_attention_heads; divides hiddenSize
    std::int64_t intermediateSize = 3072;
    std::int64_t maxPositions = 512;       // max_position_embeddings
    std::int64_t typeVocabSize = 2;
    double layerNormEps = 1e-12;
    double hiddenDropout = 0.1;            // hidden_dropout_prob
    double attentionDropout = 0.1;         // attention_probs_dropout_prob
    double initializerRange = 0.02;
    std::vector<std::string> classNames;   // id2label in order; C = its size, 0 when the folder has no classifier head
    std::optional<double> classifierDropout; // classifier_dropout; absent: hiddenDropout
    bool operator==(const BertConfig&) const = default;
};

// Layer numbers L are 0-based: L is the output of encoder.layer[L]; the default for SAEs is layers - 2.
inline std::int64_t defaultLayer(const BertConfig& config) { return config.layers - 2; }

// Throws Error(BadInput) naming the file and the key for a missing, ill-typed or unsupported value (an activation other
// than gelu, positions other than absolute, a model_type other than bert), before anything is allocated from it.
// Sizes and model_type must be there; the other keys have the defaults above.
BertConfig readConfig(const std::filesystem::path& file);
// Throws Error(BadInput), the sentence beginning with `where`, for sizes and rates that no network can have.
void checkConfig(const BertConfig& config, const std::string& where);
std::string configText(const BertConfig& config); // config.json as it is written
void writeConfig(const std::filesystem::path& file, const BertConfig& config);

} // namespace crosseed::bert
