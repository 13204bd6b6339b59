#include "evaluate/bench_edit.h"
#include "align/procrustes.h"
#include "base/files.h"
#include "base/random.h"
#include "evaluate/counterfactual.h"
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <numeric>

namespace crosseed::evaluate {

namespace {

constexpr std::int64_t warmUps = 2;

class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "crosseed-bench-XXXXXX").string();
        require(::mkdtemp(name.data()) != nullptr, ErrorKind::Io,
                "No folder can be made for the benchmark: " + std::string(std::strerror(errno)) + ".");
        m_path = name;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

// "w17": a word of one piece.
std::filesystem::path writeVocabulary(const std::filesystem::path& folder, std::int64_t size) {
    std::string pieces = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n";
    for (std::int64_t i = 4; i < size; ++i)
        pieces += "w" + std::to_string(i) + "\n";
    writeFile(folder / "vocab.txt", pieces);
    return folder / "vocab.txt";
}

bert::Classifier randomModel(const BenchEditOptions& options, std::uint64_t seed) {
    bert::BertConfig config;
    config.layers = options.layers;
    config.hiddenSize = options.width;
    config.heads = options.heads;
    config.intermediateSize = options.intermediate;
    config.vocabSize = options.vocabulary;
    config.classNames = {"0", "1", "2", "3"};
    return bert::Classifier::random(config, seed);
}

sae::Sae randomSae(const BenchEditOptions& options) {
    sae::SaeConfig config;
    config.width = options.width;
    config.dictionary = options.dictionary;
    config.k = options.k;
    return sae::initialSae(config, options.seed);
}

DoubleMatrix randomRotation(const BenchEditOptions& options) {
    const FloatMatrix any(1, options.width);
    return align::controlRotation(align::RotationKind::Random, view(any), view(any), {.seed = options.seed});
}

std::string sentence(const BenchEditOptions& options, Random& random) {
    std::string text;
    for (std::int64_t i = 0; i < options.words; ++i)
        text += "w" + std::to_string(4 + random.below(options.vocabulary - 4)) + (i + 1 < options.words ? " " : "");
    return text;
}

std::string edited(const std::string& original, const BenchEditOptions& options, Random& random) {
    return "w" + std::to_string(4 + random.below(options.vocabulary - 4)) + original.substr(original.find(' '));
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

} // namespace

BenchEditResult benchEdit(const BenchEditOptions& options, const ProgressFn& progress, std::stop_token stop) {
    const TemporaryFolder folder;
    const text::Tokenizer tokenizer(writeVocabulary(folder.path(), options.vocabulary), {});
    const bert::Classifier a = randomModel(options, options.seed), b = randomModel(options, options.seed + 1);
    const sae::Sae sae = randomSae(options);
    const DoubleMatrix rotation = randomRotation(options);
    Probe probe(tokenizer, {&a, &sae, nullptr, {}}, {&b, &sae, &rotation, {}});
    std::vector<std::int32_t> features(static_cast<std::size_t>(std::min(options.features, options.dictionary)));
    std::iota(features.begin(), features.end(), 0);
    Random random(options.seed);
    std::vector<double> pairs, edits;
    BenchEditResult result;
    for (std::int64_t i = -warmUps; i < options.edits; ++i) {
        throwIfStopped(stop);
        const std::string original = sentence(options, random);
        for (std::vector<double>* times : {&pairs, &edits}) {
            const std::string edit = edited(original, options, random);
            const auto begin = std::chrono::steady_clock::now();
            const Counterfactual outcome = counterfactual(probe, features, original, edit);
            const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
            if (i >= 0)
                times->push_back(seconds);
            result.tokens = outcome.original->tokenCount();
        }
        report(progress, static_cast<double>(i + 1 + warmUps) / static_cast<double>(options.edits + warmUps), "Edits");
    }
    result.pairSeconds = median(pairs);
    result.editSeconds = median(edits);
    result.pairLowest = std::ranges::min(pairs);
    result.editLowest = std::ranges::min(edits);
    return result;
}

} // namespace crosseed::evaluate
