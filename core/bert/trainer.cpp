#include "base/error.h"
#include "bert/adamw.h"
#include "bert/token_batches.h"
#include "bert/token_batches_module.h"
#include "bert/trainer_module.h"
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace crosseed::bert {

namespace {

template <typename T> std::span<T> spanOf(const at::Tensor& flat, std::int64_t begin, std::int64_t end) {
    return {flat.data_ptr<float>() + begin, static_cast<std::size_t>(end - begin)};
}

double normOf(const at::Tensor& gradient) {
    if (gradient.is_cpu())
        return std::sqrt(sumOfSquares(spanOf<const float>(gradient, 0, gradient.numel())));
    return gradient.norm().item<double>();
}

// adamwStep for tensors that are not in main memory, with the same formula.
void adamwStepOnDevice(at::Tensor weights, const at::Tensor& gradient, at::Tensor first, at::Tensor second,
                       const AdamwStep& step) {
    const double t = static_cast<double>(step.step);
    const at::Tensor scaled = gradient * step.gradientScale;
    first.mul_(step.beta1).add_(scaled, 1 - step.beta1);
    second.mul_(step.beta2).addcmul_(scaled, scaled, 1 - step.beta2);
    const at::Tensor denominator = second.sqrt().div_(std::sqrt(1 - std::pow(step.beta2, t))).add_(step.epsilon);
    weights.mul_(1 - step.learningRate * step.weightDecay);
    weights.addcdiv_(first, denominator, -step.learningRate / (1 - std::pow(step.beta1, t)));
}

} // namespace

double cosineSchedule(std::int64_t step, std::int64_t warmupSteps, std::int64_t totalSteps) {
    if (step < warmupSteps)
        return static_cast<double>(step) / static_cast<double>(std::max<std::int64_t>(1, warmupSteps));
    const double way = static_cast<double>(step - warmupSteps) /
                       static_cast<double>(std::max<std::int64_t>(1, totalSteps - warmupSteps));
    return std::max(0.0, 0.5 * (1 + std::cos(std::numbers::pi * way)));
}

Trainer::Trainer(BertNetwork& network, const FineTuneOptions& options, std::int64_t totalSteps, std::int64_t atOnce)
    : m_network(network), m_options(options), m_totalSteps(totalSteps),
      m_warmupSteps(static_cast<std::int64_t>(std::ceil(static_cast<double>(totalSteps) * options.warmupRatio))),
      m_tokensAtOnce(atOnce > 0 ? atOnce : std::max<std::int64_t>(64, tokensAtOnce(network.config) / 3)),
      m_dropout{options.seed, 0}, m_first(at::zeros_like(network.flat)), m_second(at::zeros_like(network.flat)) {
    m_network.setRequiresGrad(true);
}

Trainer::~Trainer() {
    m_network.setRequiresGrad(false);
}

void Trainer::goOnFrom(std::int64_t steps, std::uint64_t dropoutCounter) {
    m_steps = steps;
    m_dropout.counter = dropoutCounter;
}

double Trainer::step(const text::PackedTokens& tokens, std::span<const std::int64_t> texts, const std::stop_token& stop) {
    const std::string place = " in fine-tuning step " + std::to_string(m_steps + 1) + "; try a lower learning rate.";
    m_network.flatGradient.zero_();
    const std::uint64_t masksBefore = m_dropout.counter;
    double loss = 0;
    for (std::size_t first = 0, last = 0; first < texts.size(); first = last) {
        if (stop.stop_requested()) {
            m_dropout.counter = masksBefore;
            throw Cancelled();
        }
        for (std::int64_t count = 0;
             last < texts.size() && (last == first || count + tokens.lengthOf(texts[last]) <= m_tokensAtOnce); ++last)
            count += tokens.lengthOf(texts[last]);
        const double share = static_cast<double>(last - first) / static_cast<double>(texts.size());
        loss += share * addGradients(tokens, texts.subspan(first, last - first), share);
        require(std::isfinite(loss), ErrorKind::Numeric, "The loss is not a number" + place);
    }
    const double norm = normOf(m_network.flatGradient);
    require(std::isfinite(norm), ErrorKind::Numeric, "The gradient is not a number" + place);
    update(norm);
    return loss;
}

// The mean loss of the texts; `share` times its gradient is added up.
double Trainer::addGradients(const text::PackedTokens& tokens, std::span<const std::int64_t> texts, double share) {
    const TextBatch batch = textBatch(tokens, texts, m_network.device);
    at::Tensor labels = at::empty({batch.packed.texts}, at::kLong);
    for (std::size_t i = 0; i < texts.size(); ++i)
        labels.data_ptr<std::int64_t>()[i] = tokens.labels[static_cast<std::size_t>(texts[i])];
    at::Tensor hidden = m_network.embed(batch.ids, batch.packed, &m_dropout);
    for (std::int64_t i = 0; i < m_network.config.layers; ++i)
        hidden = m_network.layer(i, hidden, batch.packed, &m_dropout);
    const at::Tensor logits = m_network.logits(hidden, batch.packed, &m_dropout);
    const at::Tensor loss = at::cross_entropy_loss(logits, labels.to(m_network.device));
    (share == 1 ? loss : loss * share).backward();
    return loss.item<double>();
}

void Trainer::update(double gradientNorm) {
    AdamwStep step;
    step.learningRate = m_options.learningRate * cosineSchedule(m_steps, m_warmupSteps, m_totalSteps);
    step.beta1 = m_options.beta1;
    step.beta2 = m_options.beta2;
    step.epsilon = m_options.epsilon;
    step.step = ++m_steps;
    step.gradientScale = clipScale(gradientNorm, m_options.maxGradNorm);
    const c10::NoGradGuard noGradients;
    const std::int64_t borders[] = {0, m_network.decayedCount, m_network.flat.numel()};
    for (int part = 0; part < 2; ++part) {
        const std::int64_t begin = borders[part], end = borders[part + 1];
        step.weightDecay = part == 0 ? m_options.weightDecay : 0;
        if (m_network.flat.is_cpu())
            adamwStep(spanOf<float>(m_network.flat, begin, end), spanOf<const float>(m_network.flatGradient, begin, end),
                      spanOf<float>(m_first, begin, end), spanOf<float>(m_second, begin, end), step);
        else
            adamwStepOnDevice(m_network.flat.slice(0, begin, end), m_network.flatGradient.slice(0, begin, end),
                              m_first.slice(0, begin, end), m_second.slice(0, begin, end), step);
    }
}

} // namespace crosseed::bert
