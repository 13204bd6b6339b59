#include "bert/fine_tune.h"
#include "bert/token_batches.h"
#include "bert/token_batches_module.h"
#include "bert/trainer_module.h"
#include "base/random.h"
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace crosseed::bert {

namespace {

constexpr std::uint64_t orderStream = 0x0bde4; // separates the data order from other uses of the seed

void checkOptions(const FineTuneOptions& o) {
    const auto positive = [](const char* name, double value) {
        require(value > 0 && std::isfinite(value), ErrorKind::Usage,
                std::string("The ") + name + " is " + std::to_string(value) + "; it must be above 0.");
    };
    positive("learning rate", o.learningRate);
    positive("batch size", o.batchSize);
    positive("number of epochs", o.epochs);
    positive("patience", o.patience);
    require(o.warmupRatio >= 0 && o.warmupRatio <= 1, ErrorKind::Usage, "The warm-up ratio must be 0 to 1.");
    require(o.weightDecay >= 0, ErrorKind::Usage, "The weight decay must be 0 or more.");
}

void checkLabels(const BertConfig& config, const text::PackedTokens& tokens) {
    const auto classes = static_cast<std::int32_t>(config.classNames.size());
    for (std::size_t b = 0; b < tokens.labels.size(); ++b)
        require(tokens.labels[b] >= -1 && tokens.labels[b] < classes, ErrorKind::Shape,
                "Text " + std::to_string(b) + " (counted from 0) has the label " + std::to_string(tokens.labels[b]) +
                    ", but the model has " + std::to_string(classes) + " classes.");
}

std::vector<std::int64_t> labelledTexts(const text::PackedTokens& tokens) {
    std::vector<std::int64_t> texts;
    for (std::int64_t b = 0; b < tokens.textCount(); ++b)
        if (tokens.labels[static_cast<std::size_t>(b)] >= 0)
            texts.push_back(b);
    return texts;
}

// "Epoch 2 of 5, step 120 of 500: loss 0.4312, 5300 tokens/s"; counts what a report needs.
class TrainingReport {
public:
    TrainingReport(const ProgressFn& progress, int epochs, std::int64_t steps)
        : m_progress(progress), m_epochs(epochs), m_steps(steps) {}
    void step(int epoch, std::int64_t step, double loss, std::int64_t tokens) {
        m_tokens += tokens;
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_begin).count();
        char text[160];
        std::snprintf(text, sizeof text, "Epoch %d of %d, step %lld of %lld: loss %.4f, %.0f tokens/s", epoch, m_epochs,
                      static_cast<long long>(step), static_cast<long long>(m_steps), loss,
                      static_cast<double>(m_tokens) / seconds);
        // The last thousandth is the last validation's.
        report(m_progress, 0.999 * static_cast<double>(step) / static_cast<double>(m_steps), text);
    }

private:
    ProgressFn m_progress;
    int m_epochs;
    std::int64_t m_steps, m_tokens = 0;
    std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
};

// One pass over the texts in the given order; the mean loss.
double trainEpoch(Trainer& trainer, const text::PackedTokens& train, const std::vector<std::int64_t>& order,
                  int batchSize, int epoch, TrainingReport& reporter, const std::stop_token& stop) {
    double sum = 0;
    for (std::size_t at = 0; at < order.size(); at += static_cast<std::size_t>(batchSize)) {
        throwIfStopped(stop);
        const std::size_t count = std::min(static_cast<std::size_t>(batchSize), order.size() - at);
        const std::span<const std::int64_t> texts(order.data() + at, count);
        const double loss = trainer.step(train, texts, stop);
        sum += loss * static_cast<double>(count);
        std::int64_t tokens = 0;
        for (const std::int64_t text : texts)
            tokens += train.lengthOf(text);
        reporter.step(epoch, trainer.steps(), loss, tokens);
    }
    return sum / static_cast<double>(order.size());
}

void validate(FineTuneEpoch& epoch, const Classifier& model, const text::PackedTokens& validation,
              const std::stop_token& stop) {
    const FloatMatrix logits = logitsOf(model, validation, {}, stop);
    epoch.validationLoss = crossEntropy(view(logits), validation.labels);
    epoch.validationAccuracy = accuracy(view(logits), validation.labels);
    epoch.validationMacroF1 = macroF1(view(logits), validation.labels);
}

// A first epoch is always better than none; where nothing was measured, each epoch counts as better than the last.
bool isBetter(const FineTuneEpoch& epoch, const FineTuneResult& before) {
    if (before.bestEpoch == 0 || std::isnan(epoch.validationAccuracy))
        return true;
    return epoch.validationAccuracy >
           before.epochs[static_cast<std::size_t>(before.bestEpoch) - 1].validationAccuracy;
}

} // namespace

FloatMatrix logitsOf(const Classifier& model, const text::PackedTokens& tokens, const ProgressFn& progress,
                     std::stop_token stop) {
    checkTokens(model.config(), tokens);
    const c10::NoGradGuard noGradients;
    const BertNetwork& network = model.network();
    FloatMatrix logits(tokens.textCount(), static_cast<std::int64_t>(model.config().classNames.size()));
    std::int64_t done = 0;
    for (const std::vector<std::int64_t>& texts : batchesByLength(tokens, tokensAtOnce(model.config()))) {
        throwIfStopped(stop);
        const TextBatch batch = textBatch(tokens, texts, network.device);
        at::Tensor hidden = network.embed(batch.ids, batch.packed);
        for (std::int64_t i = 0; i < network.config.layers; ++i)
            hidden = network.layer(i, hidden, batch.packed);
        const at::Tensor rows = network.logits(hidden, batch.packed).cpu().contiguous();
        for (std::size_t b = 0; b < texts.size(); ++b)
            std::copy_n(rows.data_ptr<float>() + static_cast<std::int64_t>(b) * logits.cols, logits.cols,
                        logits.values.begin() + texts[b] * logits.cols);
        done += batch.packed.starts.back();
        report(progress, static_cast<double>(done) / static_cast<double>(tokens.tokenCount()));
    }
    return logits;
}

FineTuneResult fineTune(Classifier& model, const text::PackedTokens& train, const text::PackedTokens& validation,
                        const FineTuneOptions& options, const ProgressFn& progress, std::stop_token stop) {
    checkOptions(options);
    for (const text::PackedTokens* tokens : {&train, &validation}) {
        checkTokens(model.config(), *tokens);
        checkLabels(model.config(), *tokens);
    }
    const std::vector<std::int64_t> texts = labelledTexts(train);
    require(!texts.empty(), ErrorKind::BadInput, "There is nothing to train on: no training text has a label.");
    const auto count = static_cast<std::int64_t>(texts.size());
    const std::int64_t totalSteps = options.epochs * ((count + options.batchSize - 1) / options.batchSize);

    BertNetwork& network = model.network();
    at::Tensor kept = network.flat.clone();
    Random order(options.seed, orderStream);
    TrainingReport reporter(progress, options.epochs, totalSteps);
    FineTuneResult result;
    try {
        Trainer trainer(network, options, totalSteps);
        for (int number = 1; number <= options.epochs && !result.stoppedEarly; ++number) {
            std::vector<std::int64_t> shuffled;
            for (const std::int64_t position : order.permutation(count))
                shuffled.push_back(texts[static_cast<std::size_t>(position)]);
            FineTuneEpoch epoch{.epoch = number};
            epoch.trainLoss = trainEpoch(trainer, train, shuffled, options.batchSize, number, reporter, stop);
            validate(epoch, model, validation, stop);
            const bool better = isBetter(epoch, result);
            result.epochs.push_back(epoch);
            if (better) {
                result.bestEpoch = number;
                kept.copy_(network.flat);
            }
            result.stoppedEarly = number - result.bestEpoch >= options.patience && number < options.epochs;
        }
    } catch (const Cancelled&) {
        result.cancelled = true;
    }
    network.flat.copy_(kept);
    network.trainedHead = network.trainedHead || result.bestEpoch > 0;
    if (!result.cancelled)
        report(progress, 1, "Fine-tuned; epoch " + std::to_string(result.bestEpoch) + " is the best");
    return result;
}

} // namespace crosseed::bert
