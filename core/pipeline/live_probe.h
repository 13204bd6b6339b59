// What a training of an SAE shows while it runs: how it began, and now and then what the SAE of that moment does with a
// few texts that it is not trained on.
#pragma once
#include "bert/activations.h"
#include "pipeline/stage.h"
#include "sae/train.h"
#include "text/corpus.h"

namespace crosseed::pipeline {

// A training that begins, or goes on with `made` steps of earlier calls.
struct TrainingStart {
    std::string what; // "seed-42 & seed-137, joint, full"
    sae::SaeConfig sae;
    sae::TrainOptions options;
    std::int64_t layer = 0;  // 0-based
    std::int64_t steps = 0;  // in all
    std::int64_t models = 0; // 1 or 2
    std::vector<sae::StepReport> made;
};

// The SAE after a step on the probe's texts, per token. The thresholds are the evaluation's defaults, the rows scaled
// down from a test split.
struct LiveProbe {
    std::int64_t step = 0;
    double deadA = 0, deadB = 0,
           deadBoth = 0; // % of the dictionary that fires on fewer than `minimumRows`; one model: B is A
    std::int64_t activeBoth = 0, universal = 0; // one model: active in it, and 0
    std::int64_t dictionary = 0, models = 2;
    std::int64_t texts = 0, rows = 0;            // of the probe
    text::Split split = text::Split::Validation; // that they are from
    std::int64_t minimumRows = 0;
    double universalR = 0;
};

inline constexpr std::int64_t probeTextCount = 128;

// Activations of the probe's texts, of one model or of A and B; they outlive whoever probes.
struct ProbeTexts {
    std::vector<const bert::Activations*> activations;
    text::Split split = text::Split::Train;
    std::int64_t testTexts = 0; // of the corpus
};

// `rotations`: of each model as in sae::Member. Throws Cancelled, Error as evaluate::codesOf() does.
LiveProbe liveProbe(const sae::Sae& sae, const ProbeTexts& texts, const std::vector<const DoubleMatrix*>& rotations,
                    std::int64_t step, std::stop_token stop = {});

// Looks at a training for context.onProbe: after its first step, then some forty times and at its end, as long as all
// probes but the first stay within 3 % of the time so far. A probe that fails is warned of once and is the last one;
// the training goes on.
class ProbeWatch {
public:
    // Nobody listens: it does nothing, and `texts` is not asked.
    ProbeWatch(const StageContext& context, const std::vector<sae::Member>& members,
               const std::function<ProbeTexts()>& texts);
    sae::Onlooker onlooker();

private:
    using Clock = std::chrono::steady_clock;
    bool isDue(const sae::StepReport& step) const;
    void look(const sae::Sae& sae, const sae::StepReport& step);
    void giveUp(const Error& why);

    const StageContext& m_context;
    ProbeTexts m_texts;
    std::vector<const DoubleMatrix*> m_rotations;
    bool m_on = false;
    std::int64_t m_last = 0;        // step of the last probe; 0: none yet
    double m_spent = 0, m_cost = 0; // seconds of all probes, of the last one
    Clock::time_point m_begin = Clock::now();
};

} // namespace crosseed::pipeline
