#include "pipeline/conditions.h"
#include "pipeline/independent_runs.h"
#include "pipeline/pair_check.h"
#include <algorithm>
#include <set>

namespace crosseed::pipeline {

namespace {

bool isJoint(Condition condition) {
    return condition == Condition::JointNoRotation || condition == Condition::RotationOnly || condition == Condition::Full;
}

bool isMatched(Condition condition) {
    return condition == Condition::Matched || condition == Condition::RotatedLiteral;
}

align::RotationKind rotationOf(Condition condition) {
    return condition == Condition::JointNoRotation ? align::RotationKind::Identity : align::RotationKind::True;
}

Preset withAuxiliary(Preset preset, bool auxiliary) {
    if (!auxiliary)
        preset.training.weights.auxiliary = 0;
    return preset;
}

sae::TrainOptions jointTraining(const Preset& preset, Condition condition) {
    sae::TrainOptions training = preset.training;
    if (condition != Condition::Full)
        training.weights.cross = 0;
    return training;
}

// The run of one row; that of a matched condition for rows of one pooling.
store::RunRow runOf(PairInputs& inputs, Condition condition, const Preset& preset, evaluate::Pooling pooling,
                    const ConditionsSpec& spec, const sae::StepFn& onStep) {
    if (isJoint(condition)) {
        const auto rotation = alignPair(inputs, rotationOf(condition), spec.alignment);
        return trainSae(inputs, rotation, preset.sae, jointTraining(preset, condition), onStep, store::RunPurpose::Condition);
    }
    const Condition base = condition == Condition::Matched ? Condition::Index : condition;
    const auto byIndex = independentRun(inputs, base, preset, spec.alignment, onStep);
    return isMatched(condition) ? matchedRun(inputs, byIndex, preset.matchOnEvaluation, pooling, spec.evaluation) : byIndex;
}

ConditionResult rowOf(PairInputs& inputs, Condition condition, const Preset& preset, evaluate::Pooling pooling,
                      const ConditionsSpec& spec, const sae::StepFn& onStep) {
    ConditionResult result;
    result.preset = preset.name;
    result.condition = condition;
    result.auxiliary = preset.training.weights.auxiliary > 0;
    result.pooling = pooling;
    result.run = runOf(inputs, condition, preset, pooling, spec, onStep);
    const auto rows = evaluateRun(inputs, result.run, spec.evaluation);
    result.evaluation = *std::ranges::find(rows, pooling, &store::EvaluationRow::pooling);
    if (!result.run.matchingFile.empty())
        result.matching = evaluate::readMatching(inputs.project().resolve(result.run.matchingFile));
    result.deadBoth = deadInBoth(result.evaluation.metrics.features, result.matching ? &*result.matching : nullptr,
                                 spec.evaluation.minimumActive);
    return result;
}

// What the cost is counted of: each training once, whatever number of rows uses it.
class Trainings {
public:
    Trainings(PairInputs& inputs, const ConditionsSpec& spec) : m_inputs(inputs), m_spec(spec) {}

    void add(Condition condition, const Preset& preset) {
        if (isJoint(condition)) {
            const auto rotation = alignPair(m_inputs, rotationOf(condition), m_spec.alignment);
            const std::string key = jointSaeKey(m_inputs, rotation, preset.sae, jointTraining(preset, condition));
            const auto run = store::findRunByKey(m_inputs.project(), key);
            count(key, run && isThere(run->saeFile), preset.training, 1);
            return;
        }
        for (const Side side : bothSides) {
            if (side == Side::B && condition == Condition::RotatedFair)
                continue;
            const std::string key = modelSaeKey(m_inputs, side, preset.sae, preset.training);
            const auto row = store::findModelSaeByKey(m_inputs.project(), key);
            count(key, row && isThere(row->saeFile), preset.training, 0.5);
        }
    }
    ConditionsCost cost() const { return m_cost; }

private:
    bool isThere(const std::string& file) const { return std::filesystem::exists(m_inputs.project().resolve(file)); }

    // `share`: of the time that a joint training of as many steps takes.
    void count(const std::string& key, bool stored, const sae::TrainOptions& options, double share) {
        if (!m_seen.insert(key).second)
            return;
        ++m_cost.trainings;
        if (stored) {
            ++m_cost.stored;
            return;
        }
        const std::int64_t texts = m_inputs.activationRow(Side::A, text::Split::Train).texts;
        const std::int64_t all = (texts + options.batchSize - 1) / options.batchSize * options.epochs;
        const std::int64_t steps = options.maxSteps > 0 ? options.maxSteps : all;
        m_cost.steps += steps;
        m_cost.seconds += share * static_cast<double>(steps) * secondsPerStep();
    }

    double secondsPerStep() {
        if (m_secondsPerStep < 0) {
            const auto run = store::latestResult(m_inputs.project(), m_inputs.pair().id);
            const auto steps = run ? store::runSteps(m_inputs.project(), run->id).size() : 0;
            m_secondsPerStep = steps > 0 ? run->seconds / static_cast<double>(steps) : 0;
        }
        return m_secondsPerStep;
    }

    PairInputs& m_inputs;
    const ConditionsSpec& m_spec;
    std::set<std::string> m_seen;
    ConditionsCost m_cost;
    double m_secondsPerStep = -1;
};

} // namespace

std::vector<ConditionResult> runConditions(PairInputs& inputs, const ConditionsSpec& spec, const sae::StepFn& onStep) {
    requirePair(modelFolder(inputs.project(), inputs.model(Side::A)), modelFolder(inputs.project(), inputs.model(Side::B)));
    std::vector<ConditionResult> results;
    for (const Preset& preset : spec.presets)
        for (const evaluate::Pooling pooling : spec.poolings)
            for (const bool auxiliary : spec.auxiliary)
                for (const Condition condition : spec.conditions)
                    results.push_back(rowOf(inputs, condition, withAuxiliary(preset, auxiliary), pooling, spec, onStep));
    return results;
}

ConditionsCost conditionsCost(PairInputs& inputs, const ConditionsSpec& spec) {
    Trainings trainings(inputs, spec);
    for (const Preset& preset : spec.presets)
        for (const bool auxiliary : spec.auxiliary)
            for (const Condition condition : spec.conditions)
                trainings.add(condition, withAuxiliary(preset, auxiliary));
    return trainings.cost();
}

} // namespace crosseed::pipeline
