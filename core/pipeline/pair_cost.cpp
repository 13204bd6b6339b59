#include "evaluate/evaluate.h"
#include "pipeline/pair_check.h"
#include "pipeline/stages.h"
#include "sae/train.h"
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <sys/resource.h>

namespace crosseed::pipeline {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t sampleTexts = 48;  // three batches of the usual size
constexpr std::int64_t sampleSteps = 4;   // the first warms up

double secondsOf(const std::function<void()>& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

text::PackedTokens firstTexts(const text::PackedTokens& all, std::int64_t count) {
    const auto texts = static_cast<std::ptrdiff_t>(std::min(count, all.textCount()));
    const auto tokens = static_cast<std::ptrdiff_t>(all.starts[static_cast<std::size_t>(texts)]);
    text::PackedTokens first;
    first.ids.assign(all.ids.begin(), all.ids.begin() + tokens);
    first.ranges.assign(all.ranges.begin(), all.ranges.begin() + tokens);
    first.starts.assign(all.starts.begin(), all.starts.begin() + texts + 1);
    first.documents.assign(all.documents.begin(), all.documents.begin() + texts);
    first.labels.assign(all.labels.begin(), all.labels.begin() + texts);
    return first;
}

// Of a name that nobody could lay something under before, and nobody else may read; removed with what is in it.
class TemporaryFolder {
public:
    TemporaryFolder() : m_path((fs::temp_directory_path() / "crosseed-cost-XXXXXX").string()) {
        require(::mkdtemp(m_path.data()), ErrorKind::Io,
                "No folder can be made in " + fs::path(m_path).parent_path().string() + ": " + std::strerror(errno) +
                    "; set TMPDIR to a folder that can be written.");
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        fs::remove_all(m_path, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    fs::path path() const { return m_path; }

private:
    std::string m_path;
};

// Of training on the sample, each token of one member: the fastest step after the first, since other programs only slow it down.
double trainingSecondsPerToken(const std::vector<sae::Member>& members, const sae::SaeConfig& config, sae::TrainOptions options,
                               std::int64_t texts, sae::Sae& trained, const std::stop_token& stop) {
    options.maxSteps = sampleSteps;
    options.batchSize = static_cast<int>(std::min<std::int64_t>(options.batchSize, texts));
    options.epochs = static_cast<int>(sampleSteps);
    double fastest = 0;
    sae::TrainResult result = sae::train(members, config, options, [&](const sae::StepReport& step) {
        fastest = step.step > 1 ? std::max(fastest, step.tokensPerSecond) : fastest;
    }, {}, stop);
    if (result.cancelled)
        throw Cancelled();
    trained = std::move(result.sae);
    return fastest > 0 ? 1 / fastest : 0;
}

std::uintmax_t peakMemory() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::uintmax_t>(usage.ru_maxrss) * 1024;
}

} // namespace

PairCost pairCost(PairInputs& inputs, const sae::SaeConfig& config, const sae::TrainOptions& training,
                  const EvaluationSpec& evaluation) {
    const StageContext& context = inputs.context();
    const store::ModelRow& model = inputs.model(Side::A);
    const auto train = tokensOf(context.project, model, inputs.documents(), text::Split::Train);
    const auto evaluated = tokensOf(context.project, model, inputs.documents(), text::parseSplit(evaluation.split));
    require(train.textCount() > 0, ErrorKind::BadInput, "The corpus " + inputs.corpus().name + " has no train texts.");
    const text::PackedTokens sample = firstTexts(train, sampleTexts);
    PairCost cost;
    cost.measuredTexts = sample.textCount();
    cost.measuredTokens = sample.tokenCount();
    cost.trainTokens = train.tokenCount();
    cost.evaluationTokens = evaluated.tokenCount();
    const std::int64_t all = (train.textCount() + training.batchSize - 1) / training.batchSize * training.epochs;
    cost.steps = training.maxSteps > 0 ? training.maxSteps : all;

    // Beside the project, which may be read only, since another program may be at work on it.
    const TemporaryFolder temporary;
    const fs::path file = temporary.path() / "activations";
    const bert::Classifier& classifier = inputs.classifier(Side::A);
    bert::ExtractOptions extraction;
    extraction.layer = inputs.layer();
    const auto extract = [&] { bert::extractActivations(classifier, sample, file, extraction, {}, context.stop); };
    extract();
    const auto sampled = static_cast<double>(cost.measuredTokens);
    cost.extractionSeconds = secondsOf(extract) / sampled * 2 * static_cast<double>(cost.trainTokens + cost.evaluationTokens);

    const bert::Activations activations(file);
    sae::SaeConfig sized = config;
    sized.width = classifier.config().hiddenSize;
    sae::Sae trained; // time does not depend on which model it is, so A stands for both
    const double perToken = trainingSecondsPerToken({{&classifier, &activations, nullptr}, {&classifier, &activations, nullptr}},
                                                    sized, training, cost.measuredTexts, trained, context.stop);
    const double tokensPerStep = static_cast<double>(cost.trainTokens) * training.batchSize / static_cast<double>(train.textCount());
    cost.trainingSeconds = perToken * tokensPerStep * static_cast<double>(cost.steps);
    cost.evaluationSeconds =
        secondsOf([&] { evaluate::hijack(trained, {&classifier, &activations, nullptr}, sample.labels, {}, context.stop); }) /
        sampled * 2 * static_cast<double>(cost.evaluationTokens);

    const auto width = static_cast<std::uintmax_t>(sized.width), dictionary = static_cast<std::uintmax_t>(sized.dictionary);
    const std::uintmax_t parameters = 2 * width * dictionary + width + dictionary;
    const auto tokens = static_cast<std::uintmax_t>(cost.trainTokens + cost.evaluationTokens);
    std::error_code unknown;
    cost.memoryBytes = peakMemory() + fs::file_size(context.project.resolve(model.folder) / "model.safetensors", unknown);
    cost.diskBytes = tokens * 2 * 2 * width * 4                                                            // h_L and h_{L+1}, A and B
                     + parameters * 4 * 4                                                                  // the SAE, and weights and moments
                     + static_cast<std::uintmax_t>(cost.evaluationTokens) * 2 * static_cast<std::uintmax_t>(sized.k) * 8; // codes
    cost.freeBytes = fs::space(context.project.dataFolder(), unknown).available;
    return cost;
}

} // namespace crosseed::pipeline
