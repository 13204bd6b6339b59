#include "bert/fine_tune.h"
#include "bert/token_batches.h"
#include "bert/trainer_module.h"
#include "base/random.h"
#include <ATen/ATen.h>
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
    positive("number of evaluations per epoch", o.evaluationsPerEpoch);
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

// Where a training of equally long epochs is after so many steps.
struct Calendar {
    std::int64_t texts = 0, batchSize = 1, epochs = 1, evaluationsPerEpoch = 1;
    std::int64_t stepsPerEpoch() const { return (texts + batchSize - 1) / batchSize; }
    std::int64_t steps() const { return epochs * stepsPerEpoch(); }
    // Evaluation e of an epoch stands after its step ceil(e * steps / evaluations).
    std::int64_t evaluationsAfter(std::int64_t step) const {
        const std::int64_t each = std::min(evaluationsPerEpoch, stepsPerEpoch());
        return step / stepsPerEpoch() * each + step % stepsPerEpoch() * each / stepsPerEpoch();
    }
};

// A first evaluation is always better than none; where nothing was measured, each counts as better than the last.
bool isBetter(const FineTuneEvaluation& evaluation, const FineTuneResult& before) {
    if (before.best == 0 || std::isnan(evaluation.validationAccuracy))
        return true;
    return evaluation.validationAccuracy >
           before.evaluations[static_cast<std::size_t>(before.best) - 1].validationAccuracy;
}

std::span<const float> floatsOf(const at::Tensor& tensor) {
    return {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

// One fineTune() call.
class FineTuning {
public:
    FineTuning(Classifier& model, const text::PackedTokens& train, const text::PackedTokens& validation,
               const FineTuneOptions& options, std::vector<std::int64_t> texts, const FineTuneCheckpoints& checkpoints)
        : m_model(model), m_network(model.network()), m_train(train), m_validation(validation), m_options(options),
          m_texts(std::move(texts)), m_checkpoints(checkpoints),
          m_calendar{std::ssize(m_texts), options.batchSize, options.epochs, options.evaluationsPerEpoch},
          m_order(options.seed, orderStream), m_best(m_network.flat.clone()),
          m_trainer(m_network, options, m_calendar.steps()), m_clock(checkpoints.everySeconds, checkpoints.pause) {
        if (checkpoints.from)
            restore(*checkpoints.from);
    }

    FineTuneResult run(const ProgressFn& progress, const std::stop_token& stop) {
        TrainingReport reporter(progress, m_options.epochs, m_calendar.steps());
        try {
            while (!isOver(stop)) {
                step(reporter, stop);
                if (m_clock.due())
                    keep();
            }
        } catch (const Cancelled&) {
            m_result.cancelled = true;
            keep();
        }
        m_network.flat.copy_(m_best);
        m_network.trainedHead = m_network.trainedHead || m_result.best > 0;
        return std::move(m_result);
    }

private:
    // Makes the evaluation that is due after the steps so far, also where a stop came before it.
    bool isOver(const std::stop_token& stop) {
        if (std::ssize(m_result.evaluations) < m_calendar.evaluationsAfter(m_trainer.steps()))
            evaluate(stop);
        const bool last = m_trainer.steps() == m_calendar.steps();
        m_result.stoppedEarly =
            !last && m_result.best > 0 && std::ssize(m_result.evaluations) - m_result.best >= m_options.patience;
        return last || m_result.stoppedEarly;
    }

    void step(TrainingReport& reporter, const std::stop_token& stop) {
        const std::int64_t within = m_trainer.steps() % m_calendar.stepsPerEpoch();
        if (within == 0 && m_drawnEpochs * m_calendar.stepsPerEpoch() <= m_trainer.steps())
            drawOrder();
        throwIfStopped(stop);
        const auto begin = static_cast<std::size_t>(within * m_calendar.batchSize);
        const std::span<const std::int64_t> texts =
            std::span<const std::int64_t>(m_shuffled).subspan(begin).first(
                std::min(m_shuffled.size() - begin, static_cast<std::size_t>(m_calendar.batchSize)));
        const double loss = m_trainer.step(m_train, texts, stop);
        m_lossSum += loss * static_cast<double>(texts.size());
        m_lossTexts += std::ssize(texts);
        std::int64_t tokens = 0;
        for (const std::int64_t text : texts)
            tokens += m_train.lengthOf(text);
        reporter.step(static_cast<int>(m_drawnEpochs), m_trainer.steps(), loss, tokens);
    }

    void drawOrder() {
        m_shuffled.clear();
        for (const std::int64_t position : m_order.permutation(m_calendar.texts))
            m_shuffled.push_back(m_texts[static_cast<std::size_t>(position)]);
        ++m_drawnEpochs;
    }

    void evaluate(const std::stop_token& stop) {
        const FloatMatrix logits = logitsOf(m_model, m_validation, {}, stop);
        FineTuneEvaluation evaluation;
        evaluation.epoch = static_cast<int>(m_drawnEpochs);
        evaluation.step = m_trainer.steps();
        evaluation.trainLoss = m_lossSum / static_cast<double>(m_lossTexts);
        evaluation.validationLoss = crossEntropy(view(logits), m_validation.labels);
        evaluation.confusion = confusionMatrix(view(logits), m_validation.labels);
        evaluation.validationAccuracy = accuracy(evaluation.confusion);
        evaluation.validationMacroF1 = macroF1(evaluation.confusion);
        const bool better = isBetter(evaluation, m_result);
        m_result.evaluations.push_back(std::move(evaluation));
        m_lossSum = 0;
        m_lossTexts = 0;
        if (better) {
            m_result.best = static_cast<int>(m_result.evaluations.size());
            m_best.copy_(m_network.flat);
        }
    }

    void keep() {
        if (!m_checkpoints.keep)
            return;
        const at::Tensor weights = m_network.flat.cpu(), first = m_trainer.firstMoment().cpu(),
                         second = m_trainer.secondMoment().cpu(), best = m_best.cpu();
        FineTuneState state;
        state.weights = floatsOf(weights);
        state.first = floatsOf(first);
        state.second = floatsOf(second);
        if (m_result.best > 0)
            state.bestWeights = floatsOf(best);
        state.steps = m_trainer.steps();
        state.dropoutCounter = m_trainer.dropoutCounter();
        state.lossSum = m_lossSum;
        state.lossTexts = m_lossTexts;
        state.evaluations = m_result.evaluations;
        state.best = m_result.best;
        state.of = m_calendar.steps();
        m_checkpoints.keep(state);
    }

    void restore(const FineTuneState& state) {
        const auto parameters = static_cast<std::size_t>(m_network.flat.numel());
        const auto evaluations = std::ssize(state.evaluations), due = m_calendar.evaluationsAfter(state.steps);
        require(state.weights.size() == parameters && state.first.size() == parameters &&
                    state.second.size() == parameters && state.bestWeights.size() == (state.best > 0 ? parameters : 0) &&
                    state.steps >= 0 && state.steps <= m_calendar.steps() && state.best <= evaluations &&
                    (evaluations == due || evaluations == due - 1),
                ErrorKind::Shape, "The state to go on from belongs to another training; begin this one from its first step.");
        const auto copy = [](at::Tensor to, std::span<const float> from) {
            to.copy_(at::from_blob(const_cast<float*>(from.data()), {std::ssize(from)}, at::kFloat));
        };
        copy(m_network.flat, state.weights);
        copy(m_trainer.firstMoment(), state.first);
        copy(m_trainer.secondMoment(), state.second);
        if (state.best > 0)
            copy(m_best, state.bestWeights);
        m_trainer.goOnFrom(state.steps, state.dropoutCounter);
        m_lossSum = state.lossSum;
        m_lossTexts = state.lossTexts;
        m_result.evaluations = state.evaluations;
        m_result.best = state.best;
        const std::int64_t each = m_calendar.stepsPerEpoch();
        while (m_drawnEpochs < (state.steps + each - 1) / each)
            drawOrder();
    }

    Classifier& m_model;
    BertNetwork& m_network;
    const text::PackedTokens& m_train;
    const text::PackedTokens& m_validation;
    const FineTuneOptions& m_options;
    std::vector<std::int64_t> m_texts;      // those with a label
    const FineTuneCheckpoints& m_checkpoints;
    Calendar m_calendar;
    Random m_order;
    std::vector<std::int64_t> m_shuffled;   // of the epoch drawn last
    std::int64_t m_drawnEpochs = 0;
    at::Tensor m_best;                      // weights of the best evaluation, or of the start
    Trainer m_trainer;
    double m_lossSum = 0;
    std::int64_t m_lossTexts = 0;
    FineTuneResult m_result;
    CheckpointClock m_clock;
};

} // namespace

FineTuneResult fineTune(Classifier& model, const text::PackedTokens& train, const text::PackedTokens& validation,
                        const FineTuneOptions& options, const ProgressFn& progress, std::stop_token stop,
                        const FineTuneCheckpoints& checkpoints) {
    checkOptions(options);
    for (const text::PackedTokens* tokens : {&train, &validation}) {
        checkTokens(model.config(), *tokens);
        checkLabels(model.config(), *tokens);
    }
    std::vector<std::int64_t> texts = labelledTexts(train);
    require(!texts.empty(), ErrorKind::BadInput, "There is nothing to train on: no training text has a label.");
    FineTuneResult result =
        FineTuning(model, train, validation, options, std::move(texts), checkpoints).run(progress, stop);
    if (!result.cancelled)
        report(progress, 1,
               "Fine-tuned; epoch " +
                   std::to_string(result.evaluations[static_cast<std::size_t>(result.best) - 1].epoch) + " is the best");
    return result;
}

} // namespace crosseed::bert
