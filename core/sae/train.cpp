#include "sae/train.h"
#include "sae/learner_module.h"
#include "sae/schedule.h"
#include <ATen/ATen.h>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace crosseed::sae {

namespace {
using Clock = std::chrono::steady_clock;
using Values = std::vector<std::pair<const char*, double>>;

double secondsBetween(Clock::time_point begin, Clock::time_point end) {
    return std::chrono::duration<double>(end - begin).count();
}

// "Step 361 of 1880: loss 0.0213, 80 dead, 5210 tokens/s".
std::string stepText(const StepReport& step) {
    char numbers[96];
    std::snprintf(numbers, sizeof numbers, ": loss %.4f, %lld dead, %.0f tokens/s", step.total,
                  static_cast<long long>(step.dead), step.tokensPerSecond);
    return "Step " + std::to_string(step.step) + " of " + std::to_string(step.steps) + numbers;
}

StepReport reportOf(const StepOutcome& outcome, const Batch& batch, std::int64_t step, const Schedule& schedule,
                    double seconds) {
    StepReport out;
    out.step = step;
    out.steps = schedule.steps();
    out.kl = outcome.terms.kl;
    out.downstream = outcome.terms.downstream;
    out.local = outcome.terms.local;
    out.cross = outcome.terms.cross;
    out.auxiliary = outcome.terms.auxiliary;
    out.total = outcome.terms.total;
    const auto tokens = static_cast<double>(batch.tokens);
    out.tokensPerSecond = seconds > 0 ? tokens / seconds : 0;
    out.l0A = static_cast<double>(outcome.nonZero[0]) / tokens;
    out.l0B = outcome.nonZero.size() > 1 ? static_cast<double>(outcome.nonZero[1]) / tokens : 0;
    out.negativeCodes = outcome.negativeCodes;
    out.learningRate = schedule.learningRate(step);
    return out;
}

// Each value against its range; NaN is in none.
void checkRates(const TrainOptions& o) {
    const auto need = [](bool fits, const char* option, double value, const char* range) {
        require(fits && std::isfinite(value), ErrorKind::Usage,
                std::string(option) + " is " + std::to_string(value) + "; it must " + range + ".");
    };
    const LossWeights& w = o.weights;
    for (const auto& [option, value] :
         Values{{"lambda_kl", w.kl},
                {"lambda_ds", w.downstream},
                {"lambda_local", w.local},
                {"lambda_cross", w.cross},
                {"lambda_aux", w.auxiliary},
                {"weight_decay", o.weightDecay},
                {"max_grad_norm", o.maxGradNorm},
                {"dead_after_tokens", static_cast<double>(o.deadAfterTokens)},
                {"max_steps", static_cast<double>(o.maxSteps)}})
        need(value >= 0, option, value, "be 0 or more");
    for (const auto& [option, value] : Values{{"learning_rate", o.learningRate}, {"epsilon", o.epsilon}})
        need(value > 0, option, value, "be above 0");
    for (const auto& [option, value] : Values{{"beta1", o.beta1}, {"beta2", o.beta2}})
        need(value >= 0 && value < 1, option, value, "be at least 0 and below 1");
    need(o.warmupRatio >= 0 && o.warmupRatio <= 1, "warmup_ratio", o.warmupRatio, "lie between 0 and 1");
}

void checkConfig(const SaeConfig& config, const TrainOptions& options) {
    checkRates(options);
    require(config.k >= 1 && config.k <= config.dictionary, ErrorKind::Usage,
            "k is " + std::to_string(config.k) + "; it must be at least 1 and at most the dictionary's " +
                std::to_string(config.dictionary) + ".");
    require(options.batchSize >= 1 && options.epochs >= 1, ErrorKind::Usage,
            "A batch needs at least one text and a run at least one epoch.");
    require(options.auxiliaryK >= 0, ErrorKind::Usage, "auxiliary_k must not be negative.");
}

std::unique_ptr<Learner> learnerFor(at::Device device, const SaeConfig& config, const TrainOptions& options,
                                    const TrainState* from) {
    Sae start = from ? from->sae : initialSae(config, options.seed);
    const AdamwMoments* moments = from ? &from->moments : nullptr;
    return device.is_cpu() ? sparseLearner(std::move(start), options, moments)
                           : denseLearner(start, options, device, moments);
}

void checkState(const TrainState& state, const SaeConfig& config, std::int64_t steps) {
    require(state.sae.config == config && std::ssize(state.silent) == config.dictionary && std::ssize(state.steps) <= steps,
            ErrorKind::Shape, "The state to go on from belongs to another SAE; begin this run from its first step.");
}
} // namespace

TrainResult train(const std::vector<Member>& members, const SaeConfig& config, const TrainOptions& options,
                  const StepFn& onStep, const ProgressFn& progress, std::stop_token stop,
                  const Checkpoints& checkpoints, const Onlooker& onlooker) {
    checkConfig(config, options);
    const BatchReader reader(members, config.width);
    Schedule schedule(options, reader.textCount());
    SilenceCounter silence(config.dictionary,
                           options.deadAfterTokens > 0 ? options.deadAfterTokens : reader.tokenCount());
    TrainResult result;
    if (checkpoints.from) {
        checkState(*checkpoints.from, config, schedule.steps());
        silence.restore(checkpoints.from->silent);
        result.steps = checkpoints.from->steps;
    }
    const auto learner = learnerFor(reader.device(), config, options, checkpoints.from);
    const auto keep = [&] {
        if (checkpoints.keep)
            checkpoints.keep({learner->sae(), learner->moments(), silence.silent(), result.steps});
    };
    CheckpointClock clock(checkpoints.everySeconds, checkpoints.pause);
    auto before = Clock::now();
    crosseed::report(progress, 0, "Training the SAE");
    for (std::int64_t step = std::ssize(result.steps) + 1; step <= schedule.steps(); ++step) {
        if (stop.stop_requested()) {
            result.cancelled = true;
            keep();
            break;
        }
        const Batch batch = reader.read(schedule.textsOf(step));
        const StepOutcome outcome = learner->step(batch, silence.dead(), schedule.learningRate(step), step);
        silence.add(outcome.fired, batch.tokens);
        const auto now = Clock::now();
        result.steps.push_back(reportOf(outcome, batch, step, schedule, secondsBetween(before, now)));
        before = now;
        result.steps.back().dead = static_cast<std::int64_t>(silence.dead().size());
        if (onStep)
            onStep(result.steps.back());
        if (clock.due()) {
            keep();
            before = Clock::now();
        }
        if (onlooker.wants && onlooker.wants(result.steps.back())) {
            onlooker.look(learner->sae(), result.steps.back());
            before = Clock::now();
        }
        crosseed::report(progress, static_cast<double>(step) / static_cast<double>(schedule.steps()), stepText(result.steps.back()));
    }
    result.sae = learner->sae();
    return result;
}

} // namespace crosseed::sae
