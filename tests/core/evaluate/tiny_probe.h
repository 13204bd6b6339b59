// A pair of small random classifiers with a rotation, an SAE and a tokenizer of a few words.
#pragma once
#include "align/procrustes.h"
#include "base/files.h"
#include "evaluate/probe.h"
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace crosseed::evaluate {

struct TinyPair {
    static constexpr std::int64_t width = 16, layer = 1;
    text::Tokenizer tokenizer;
    bert::Classifier a, b;
    sae::Sae sae;
    DoubleMatrix rotation;

    explicit TinyPair(const std::filesystem::path& folder)
        : tokenizer(vocabulary(folder), {}), a(model(tokenizer.size(), 1)), b(model(tokenizer.size(), 2)), sae(smallSae()) {
        const FloatMatrix any(1, width);
        rotation = align::controlRotation(align::RotationKind::Random, view(any), view(any), {.seed = 12});
    }

    static std::filesystem::path vocabulary(const std::filesystem::path& folder) {
        const auto file = folder / "vocab.txt";
        writeFile(file, "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nwould\nshould\nis\nyou\nI\ni\nwe\nmind\nsend\n##ing\n##s\nan\n"
                        "email\ntomorrow\nproblem\na\nthe\nbe\nok\nusing\ndictionary\n?\n.\n!\n,\n'\nre\ngoing\nto\nagree\n"
                        "question\nhave\nhad\nif\njohn\npeter\nbig\nlarge\n");
        return file;
    }
    static bert::Classifier model(int vocabulary, std::uint64_t seed) {
        bert::BertConfig config;
        config.vocabSize = vocabulary;
        config.hiddenSize = width;
        config.layers = 3;
        config.heads = 2;
        config.intermediateSize = 24;
        config.maxPositions = 32;
        config.initializerRange = 0.4; // so that predictions differ
        config.classNames = {"x", "y", "z"};
        return bert::Classifier::random(config, seed);
    }
    static sae::Sae smallSae() {
        sae::SaeConfig config;
        config.width = width;
        config.dictionary = 48;
        config.k = 5;
        return sae::initialSae(config, 3);
    }
    Probe probe(ProbeOptions options = {.layer = layer, .maxLength = 24}) const {
        return Probe(tokenizer, {&a, &sae, nullptr, {}}, {&b, &sae, &rotation, {}}, options);
    }
};

} // namespace crosseed::evaluate
