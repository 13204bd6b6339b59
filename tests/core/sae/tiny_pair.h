// Two tiny BERTs of one shape with different weights, random texts and their activations, in a folder of their own.
#pragma once
#include "base/random.h"
#include "bert/activations.h"
#include "sae/train.h"
#include <QTemporaryDir>
#include <memory>

namespace crosseed::sae {

inline bert::BertConfig tinyConfig() {
    bert::BertConfig config;
    config.vocabSize = 60;
    config.hiddenSize = 32;
    config.layers = 3;
    config.heads = 4;
    config.intermediateSize = 48;
    config.maxPositions = 24;
    config.initializerRange = 0.2; // large, so that attention and the head are not near constant
    config.classNames = {"a", "b", "c"};
    return config;
}

inline text::PackedTokens randomTexts(std::int64_t count, std::uint64_t seed) {
    Random random(seed);
    text::PackedTokens tokens;
    for (std::int64_t b = 0; b < count; ++b) {
        const std::int64_t length = 3 + random.below(12);
        for (std::int64_t i = 0; i < length; ++i) {
            tokens.ids.push_back(static_cast<std::int32_t>(random.below(60)));
            tokens.ranges.push_back({});
        }
        tokens.starts.push_back(tokens.starts.back() + length);
        tokens.documents.push_back(b);
        tokens.labels.push_back(static_cast<std::int32_t>(random.below(3)));
    }
    return tokens;
}

// A random orthogonal matrix: Gram-Schmidt of a Gaussian.
inline DoubleMatrix randomRotation(std::int64_t d, std::uint64_t seed) {
    Random random(seed);
    DoubleMatrix q(d, d);
    for (std::int64_t i = 0; i < d; ++i) {
        for (std::int64_t c = 0; c < d; ++c)
            q(i, c) = random.normal();
        for (int pass = 0; pass < 2; ++pass)
            for (std::int64_t j = 0; j < i; ++j) {
                double along = 0;
                for (std::int64_t c = 0; c < d; ++c)
                    along += q(i, c) * q(j, c);
                for (std::int64_t c = 0; c < d; ++c)
                    q(i, c) -= along * q(j, c);
            }
        double norm = 0;
        for (std::int64_t c = 0; c < d; ++c)
            norm += q(i, c) * q(i, c);
        for (std::int64_t c = 0; c < d; ++c)
            q(i, c) /= std::sqrt(norm);
    }
    return q;
}

struct TinyPair {
    explicit TinyPair(std::int64_t texts = 40)
        : tokens(randomTexts(texts, 3)), a(bert::Classifier::random(tinyConfig(), 1)),
          b(bert::Classifier::random(tinyConfig(), 2)), rotation(randomRotation(32, 4)) {
        extract(a, "a.safetensors", activationsA);
        extract(b, "b.safetensors", activationsB);
    }
    std::vector<Member> members(bool rotated = true) const {
        return {{&a, activationsA.get(), nullptr}, {&b, activationsB.get(), rotated ? &rotation : nullptr}};
    }
    std::vector<Member> onlyA() const { return {{&a, activationsA.get(), nullptr}}; }

    QTemporaryDir folder;
    text::PackedTokens tokens;
    bert::Classifier a, b;
    DoubleMatrix rotation;
    std::unique_ptr<bert::Activations> activationsA, activationsB;

private:
    void extract(const bert::Classifier& model, const char* name, std::unique_ptr<bert::Activations>& to) {
        const std::filesystem::path file = folder.filePath(name).toStdString();
        bert::extractActivations(model, tokens, file);
        to = std::make_unique<bert::Activations>(file);
    }
};

inline SaeConfig tinySae() {
    SaeConfig config;
    config.width = 32;
    config.dictionary = 160;
    config.k = 6;
    return config;
}

// Twenty steps in which features die and L_aux revives some.
inline TrainOptions quick() {
    TrainOptions options;
    options.batchSize = 8;
    options.epochs = 4; // of 5 steps with 40 texts
    options.learningRate = 1e-3;
    options.deadAfterTokens = 150;
    options.auxiliaryK = 20;
    return options;
}

} // namespace crosseed::sae
