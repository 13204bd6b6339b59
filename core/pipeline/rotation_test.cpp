#include "pipeline/rotation_test.h"
#include "base/random.h"
#include <algorithm>
#include <nlohmann/json.hpp>

namespace crosseed::pipeline {

namespace {

constexpr std::uint64_t drawStream = 4; // apart from the other uses of a seed

RotationTrial trialOf(PairInputs& inputs, const RotationTestSpec& spec, align::RotationKind kind, std::int64_t draw,
                      const sae::StepFn& onStep) {
    AlignSpec alignment = spec.alignment;
    if (kind == align::RotationKind::Random)
        alignment.seed = drawSeed(spec.seed, draw);
    RotationTrial trial;
    trial.draw = draw;
    trial.rotation = alignPair(inputs, kind, alignment);
    trial.nre = nlohmann::json::parse(trial.rotation.resultJson).at("nre").get<double>();
    trial.run = trainSae(inputs, trial.rotation, spec.sae, spec.training, onStep, store::RunPurpose::RotationTest);
    const auto rows = evaluateRun(inputs, trial.run, spec.evaluation);
    trial.evaluation = *std::ranges::find(rows, spec.pooling, &store::EvaluationRow::pooling);
    return trial;
}

} // namespace

sae::TrainOptions shortTraining(sae::TrainOptions options) {
    options.weights.cross = 0;
    options.maxSteps = 35;
    return options;
}

std::uint64_t drawSeed(std::uint64_t seed, std::int64_t draw) {
    Random random(seed, drawStream);
    for (std::int64_t i = 0; i < draw; ++i)
        random.next();
    return random.next();
}

RotationTest runRotationTest(PairInputs& inputs, const RotationTestSpec& spec, const sae::StepFn& onStep) {
    require(spec.draws >= 1, ErrorKind::Usage,
            "A rotation test needs at least one random rotation, not " + std::to_string(spec.draws) + ".");
    using Kind = align::RotationKind;
    RotationTest test;
    for (const Kind kind : {Kind::True, Kind::Identity, Kind::Mismatched})
        test.trials.push_back(trialOf(inputs, spec, kind, -1, onStep));
    std::vector<std::int64_t> random;
    for (std::int64_t draw = 0; draw < spec.draws; ++draw) {
        throwIfStopped(inputs.context().stop);
        test.trials.push_back(trialOf(inputs, spec, Kind::Random, draw, onStep));
        random.push_back(test.trials.back().evaluation.metrics.universal);
    }
    test.rank = evaluate::rankTest(test.trials.front().evaluation.metrics.universal, random);
    std::vector<double> alignment, yield;
    for (const RotationTrial& trial : test.trials) {
        alignment.push_back(1 - trial.nre);
        yield.push_back(static_cast<double>(trial.evaluation.metrics.universal));
    }
    test.regression = evaluate::regress(alignment, yield);
    return test;
}

std::vector<ControlHistogram> controlHistograms(const RotationTest& test, int bins) {
    std::vector<ControlHistogram> histograms;
    for (const RotationTrial& trial : test.trials) {
        auto found = std::ranges::find(histograms, trial.rotation.kind, &ControlHistogram::kind);
        if (found == histograms.end())
            found = histograms.insert(histograms.end(), {trial.rotation.kind, 0, std::vector<std::int64_t>(static_cast<std::size_t>(bins))});
        ++found->trials;
        const auto counts = evaluate::histogramOfR(trial.evaluation.metrics.features, bins);
        std::ranges::transform(found->counts, counts, found->counts.begin(), std::plus{});
    }
    return histograms;
}

} // namespace crosseed::pipeline
