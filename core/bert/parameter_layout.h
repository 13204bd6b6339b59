// Names, shapes and places of a network's parameters.
#pragma once
#include "bert/config.h"
#include <cstdint>
#include <string>
#include <vector>

namespace crosseed::bert {

struct ParameterPlace {
    std::string name; // as BertForSequenceClassification calls it: "bert.embeddings.word_embeddings.weight", ...
    std::vector<std::int64_t> shape;
    std::int64_t begin = 0; // position of its first element in the flat parameter vector
    std::int64_t elements = 0;
};

struct ParameterLayout {
    std::vector<ParameterPlace> places; // in flat order
    std::int64_t decayedCount = 0;      // elements of those with weight decay, which come first
    std::int64_t total = 0;             // P
    const ParameterPlace& find(const std::string& name) const; // throws Error(Internal) for an unknown name
};

// Matrices first, then biases and LayerNorms; in each part the query, key and value of a layer follow one another.
ParameterLayout parameterLayout(const BertConfig& config);

// "bert.encoder.layer.3."
std::string layerPrefix(std::int64_t layer);

} // namespace crosseed::bert
