#include "bert/fine_tune.h"
#include "base/random.h"
#include "bert/adamw.h"
#include "bert/token_batch_module.h"
#include <ATen/ATen.h>
#include <chrono>
#include <cmath>
#include <numbers>

namespace crosseed::bert {

namespace {

// One parameter with its optimizer state; the weights live in the network.
struct Slot {
    at::Tensor weight; // float32, contiguous
    std::vector<float> first, second;
    bool decays = false;
};

std::span<float> spanOf(const at::Tensor& t) {
    return {t.data_ptr<float>(), static_cast<std::size_t>(t.numel())};
}

bool decays(const std::string& name) {
    return name.find("bias") == std::string::npos && name.find("LayerNorm") == std::string::npos;
}

// Linear warm-up from 0, then a half cosine to 0; `step` from 0.
double scheduled(const FineTuneOptions& o, std::int64_t step, std::int64_t steps) {
    const auto warmup = static_cast<std::int64_t>(std::ceil(o.warmupRatio * static_cast<double>(steps)));
    if (step < warmup)
        return o.learningRate * static_cast<double>(step) / static_cast<double>(std::max<std::int64_t>(1, warmup));
    const double done = static_cast<double>(step - warmup) / static_cast<double>(std::max<std::int64_t>(1, steps - warmup));
    return o.learningRate * 0.5 * (1 + std::cos(std::numbers::pi * done));
}

class Trainer {
public:
    Trainer(BertNetwork& network, const FineTuneOptions& options, std::int64_t steps)
        : m_network(network), m_options(options), m_steps(steps), m_dropout{options.seed, 0} {
        for (auto& [name, weight] : network.parameters) {
            const auto size = static_cast<std::size_t>(weight.numel());
            m_slots.push_back({weight, std::vector<float>(size), std::vector<float>(size), decays(name)});
        }
    }

    // One optimisation step; returns the mean cross-entropy of the batch, nats.
    double step(const TokenBatch& batch, const at::Tensor& labels) {
        for (Slot& slot : m_slots)
            if (slot.weight.grad().defined())
                slot.weight.mutable_grad().zero_();
        at::Tensor hidden = m_network.embed(batch.ids, batch.shape, &m_dropout);
        for (std::int64_t l = 0; l < m_network.config.layers; ++l)
            hidden = m_network.layer(l, hidden, batch.shape, &m_dropout);
        const at::Tensor loss = at::cross_entropy_loss(m_network.logits(hidden, batch.shape, &m_dropout), labels);
        const double value = loss.item<double>();
        ++m_step;
        require(std::isfinite(value), ErrorKind::Numeric,
                "Step " + std::to_string(m_step) + " of " + std::to_string(m_steps) +
                    ": the cross-entropy is not a number; choose a smaller learning rate.");
        loss.backward();
        update();
        return value;
    }
    std::int64_t stepsDone() const { return m_step; }

private:
    void update() {
        double squares = 0;
        std::vector<at::Tensor> gradients;
        for (const Slot& slot : m_slots) {
            gradients.push_back(slot.weight.grad().defined() ? slot.weight.grad().cpu().contiguous() : at::Tensor());
            if (gradients.back().defined())
                squares += sumOfSquares(spanOf(gradients.back()));
        }
        AdamwStep step{scheduled(m_options, m_step - 1, m_steps), 0, m_options.beta1, m_options.beta2,
                       m_options.epsilon, m_step, clipScale(std::sqrt(squares), m_options.maxGradNorm)};
        const at::NoGradGuard noGradient;
        for (std::size_t i = 0; i < m_slots.size(); ++i) {
            if (!gradients[i].defined())
                continue;
            Slot& slot = m_slots[i];
            step.weightDecay = slot.decays ? m_options.weightDecay : 0;
            if (slot.weight.device().is_cpu()) {
                adamwStep(spanOf(slot.weight.data()), spanOf(gradients[i]), slot.first, slot.second, step);
            } else {
                const at::Tensor copy = slot.weight.detach().cpu().contiguous();
                adamwStep(spanOf(copy), spanOf(gradients[i]), slot.first, slot.second, step);
                slot.weight.data().copy_(copy);
            }
        }
    }

    BertNetwork& m_network;
    const FineTuneOptions& m_options;
    std::int64_t m_steps;
    std::int64_t m_step = 0;
    DropoutStream m_dropout;
    std::vector<Slot> m_slots;
};

// Texts with a label; throws for one outside [0, C).
std::vector<std::int64_t> labelled(const text::PackedTokens& tokens, std::int64_t classes) {
    std::vector<std::int64_t> texts;
    for (std::int64_t text = 0; text < tokens.textCount(); ++text) {
        const std::int32_t label = tokens.labels[static_cast<std::size_t>(text)];
        require(label < classes, ErrorKind::Shape,
                "Text " + std::to_string(text) + " has the class number " + std::to_string(label) + ", the model has " +
                    std::to_string(classes) + " classes.");
        if (label >= 0)
            texts.push_back(text);
    }
    return texts;
}

at::Tensor labelsOf(const text::PackedTokens& tokens, const std::vector<std::int64_t>& texts, at::Device device) {
    std::vector<std::int64_t> labels;
    for (const std::int64_t text : texts)
        labels.push_back(tokens.labels[static_cast<std::size_t>(text)]);
    return at::tensor(labels, at::kLong).to(device);
}

double macroF1(const std::vector<std::vector<std::int64_t>>& confusion) {
    double sum = 0;
    for (std::size_t c = 0; c < confusion.size(); ++c) {
        std::int64_t predicted = 0, actual = 0;
        for (std::size_t other = 0; other < confusion.size(); ++other) {
            predicted += confusion[other][c];
            actual += confusion[c][other];
        }
        sum += predicted + actual > 0 ? 2.0 * static_cast<double>(confusion[c][c]) / static_cast<double>(predicted + actual) : 0;
    }
    return sum / static_cast<double>(confusion.size());
}

// Fills the validation figures of an epoch.
void validate(const BertNetwork& network, const text::PackedTokens& tokens, FineTuneEpoch& epoch, std::stop_token stop) {
    const at::NoGradGuard noGradient;
    const auto classes = network.config.classNames.size();
    std::vector<std::vector<std::int64_t>> confusion(classes, std::vector<std::int64_t>(classes)); // [actual][predicted]
    double loss = 0;
    std::int64_t right = 0, count = 0;
    for (const auto& all : batchesByLength(tokens, 2048)) {
        throwIfStopped(stop);
        std::vector<std::int64_t> texts;
        for (const std::int64_t text : all)
            if (tokens.labels[static_cast<std::size_t>(text)] >= 0)
                texts.push_back(text);
        if (texts.empty())
            continue;
        const TokenBatch batch = tokenBatch(tokens, texts, network.device);
        at::Tensor hidden = network.embed(batch.ids, batch.shape);
        for (std::int64_t l = 0; l < network.config.layers; ++l)
            hidden = network.layer(l, hidden, batch.shape);
        const at::Tensor logits = network.logits(hidden, batch.shape);
        const at::Tensor labels = labelsOf(tokens, texts, network.device);
        loss += at::cross_entropy_loss(logits, labels).item<double>() * static_cast<double>(texts.size());
        const at::Tensor predicted = logits.argmax(1).cpu();
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const auto actual = tokens.labels[static_cast<std::size_t>(texts[i])];
            const std::int64_t p = predicted.data_ptr<std::int64_t>()[i];
            ++confusion[static_cast<std::size_t>(actual)][static_cast<std::size_t>(p)];
            right += p == actual;
            ++count;
        }
    }
    require(count > 0, ErrorKind::BadInput, "The validation split has no text with a class; give it some.");
    epoch.validationLoss = loss / static_cast<double>(count);
    epoch.validationAccuracy = static_cast<double>(right) / static_cast<double>(count);
    epoch.validationMacroF1 = macroF1(confusion);
}

std::map<std::string, at::Tensor> copied(const std::map<std::string, at::Tensor>& parameters) {
    std::map<std::string, at::Tensor> copy;
    for (const auto& [name, values] : parameters)
        copy[name] = values.detach().clone();
    return copy;
}

// Gives the network the kept weights back, whatever way training ends.
class BestWeights {
public:
    explicit BestWeights(BertNetwork& network) : m_network(network), m_best(copied(network.parameters)) {}
    ~BestWeights() {
        m_network.parameters = std::move(m_best);
        m_network.bind();
    }
    BestWeights(const BestWeights&) = delete;
    BestWeights& operator=(const BestWeights&) = delete;
    void keep() { m_best = copied(m_network.parameters); }

private:
    BertNetwork& m_network;
    std::map<std::string, at::Tensor> m_best;
};

std::string stepText(std::int64_t step, std::int64_t steps, double loss, double tokensPerSecond) {
    char text[128];
    std::snprintf(text, sizeof text, "step %lld of %lld, loss %.4f, %.0f tokens/s", static_cast<long long>(step),
                  static_cast<long long>(steps), loss, tokensPerSecond);
    return text;
}

} // namespace

FineTuneResult fineTune(Classifier& model, const text::PackedTokens& train, const text::PackedTokens& validation,
                        const FineTuneOptions& options, const ProgressFn& progress, std::stop_token stop) {
    BertNetwork& network = model.network();
    checkTokens(network.config, train);
    checkTokens(network.config, validation);
    const auto classes = static_cast<std::int64_t>(network.config.classNames.size());
    const std::vector<std::int64_t> texts = labelled(train, classes);
    labelled(validation, classes);
    require(!texts.empty(), ErrorKind::BadInput, "The training split has no text with a class.");
    const auto count = static_cast<std::int64_t>(texts.size());
    const std::int64_t perEpoch = (count + options.batchSize - 1) / options.batchSize;
    const std::int64_t steps = perEpoch * options.epochs;

    FineTuneResult result;
    BestWeights best(network);
    network.setRequiresGrad(true);
    Trainer trainer(network, options, steps);
    Random order(options.seed, 3);
    double bestAccuracy = -1;
    const auto begin = std::chrono::steady_clock::now();
    std::int64_t tokensSeen = 0;
    try {
        for (int epoch = 1; epoch <= options.epochs; ++epoch) {
            FineTuneEpoch figures;
            figures.epoch = epoch;
            const std::vector<std::int64_t> shuffled = order.permutation(count);
            for (std::int64_t first = 0; first < count; first += options.batchSize) {
                throwIfStopped(stop);
                std::vector<std::int64_t> batchTexts;
                for (std::int64_t i = first; i < std::min(first + options.batchSize, count); ++i)
                    batchTexts.push_back(texts[static_cast<std::size_t>(shuffled[static_cast<std::size_t>(i)])]);
                const TokenBatch batch = tokenBatch(train, batchTexts, network.device);
                const double loss = trainer.step(batch, labelsOf(train, batchTexts, network.device));
                figures.trainLoss += loss * static_cast<double>(batchTexts.size()) / static_cast<double>(count);
                tokensSeen += batch.ids.size(0);
                const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
                report(progress, static_cast<double>(trainer.stepsDone()) / static_cast<double>(steps),
                       stepText(trainer.stepsDone(), steps, loss, static_cast<double>(tokensSeen) / seconds));
            }
            validate(network, validation, figures, stop);
            result.epochs.push_back(figures);
            if (figures.validationAccuracy > bestAccuracy) {
                bestAccuracy = figures.validationAccuracy;
                result.bestEpoch = epoch;
                best.keep();
            } else if (epoch - result.bestEpoch >= options.patience) {
                result.stoppedEarly = true;
                break;
            }
        }
        network.trainedHead = true;
        report(progress, 1);
    } catch (const Cancelled&) {
        result.cancelled = true;
    }
    return result;
}

double accuracy(MatrixView logits, const std::vector<std::int32_t>& labels) {
    require(static_cast<std::int64_t>(labels.size()) == logits.rows, ErrorKind::Shape,
            "There are " + std::to_string(labels.size()) + " labels for " + std::to_string(logits.rows) + " rows of logits.");
    std::int64_t right = 0, count = 0;
    for (std::int64_t row = 0; row < logits.rows; ++row) {
        const auto values = logits.row(row);
        const std::int32_t label = labels[static_cast<std::size_t>(row)];
        if (label < 0)
            continue;
        ++count;
        right += std::max_element(values.begin(), values.end()) - values.begin() == label;
    }
    return count > 0 ? static_cast<double>(right) / static_cast<double>(count) : std::nan("");
}

} // namespace crosseed::bert
