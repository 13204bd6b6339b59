// A small classifier and texts of which one word decides the class, learnt within seconds.
#pragma once
#include "base/random.h"
#include "bert/classifier.h"
#include "bert/fine_tune.h"

namespace crosseed::bert {

inline Classifier smallModel(std::uint64_t seed = 1) {
    BertConfig config;
    config.vocabSize = 40;
    config.hiddenSize = 16;
    config.layers = 2;
    config.heads = 2;
    config.intermediateSize = 32;
    config.maxPositions = 16;
    config.initializerRange = 0.1;
    config.classNames = {"a", "b", "c"};
    return Classifier::random(config, seed);
}

inline void addText(text::PackedTokens& tokens, const std::vector<std::int32_t>& ids, std::int32_t label) {
    tokens.ids.insert(tokens.ids.end(), ids.begin(), ids.end());
    tokens.ranges.resize(tokens.ids.size());
    tokens.starts.push_back(static_cast<std::int64_t>(tokens.ids.size()));
    tokens.documents.push_back(static_cast<std::int64_t>(tokens.documents.size()));
    tokens.labels.push_back(label);
}

// [CLS] noise... [SEP] with one word, 10 + class, among the noise that decides the class.
inline text::PackedTokens toyTexts(int count, std::uint64_t seed) {
    Random random(seed);
    text::PackedTokens tokens;
    for (int b = 0; b < count; ++b) {
        const auto label = static_cast<std::int32_t>(random.below(3));
        std::vector<std::int32_t> ids{1};
        for (std::int64_t i = 2 + random.below(6); i > 0; --i)
            ids.push_back(static_cast<std::int32_t>(20 + random.below(20)));
        ids[static_cast<std::size_t>(1 + random.below(static_cast<std::int64_t>(ids.size()) - 1))] =
            10 + label;
        ids.push_back(2);
        addText(tokens, ids, label);
    }
    return tokens;
}

inline FineTuneOptions quick(int epochs = 2) {
    FineTuneOptions options;
    options.learningRate = 5e-3;
    options.batchSize = 8;
    options.epochs = epochs;
    return options;
}

} // namespace crosseed::bert
