// Jobs of chosen cells.
#include "app/gui/condition_grid.h"
#include "app/gui/grid_entries.h"
#include "app/gui/grid_settings.h"
#include <algorithm>

namespace crosseed::gui {

using namespace views;
using pipeline::Condition;

bool GridEntry::independent() const {
    return !isJoint(conditions.front());
}

bool GridEntry::isResult(const GridOptions& options) const {
    return conditions.front() == Condition::Full && options.auxiliary;
}

std::vector<GridEntry> entriesOf(const GridRows& rows, const CellChoice& choice, QueueOrder order) {
    std::vector<GridEntry> entries;
    const auto chosen = [&](const store::PairRow& pair, bool joint, std::optional<Condition> only) {
        GridEntry entry{&pair, {}};
        for (const Condition condition : pipeline::allConditions)
            if (isJoint(condition) == joint && (!only || condition == *only) && choice.contains({pair.id.value, static_cast<int>(condition)}))
                entry.conditions.push_back(condition);
        if (!entry.conditions.empty())
            entries.push_back(std::move(entry));
    };
    const std::vector<Condition> joint{Condition::JointNoRotation, Condition::RotationOnly, Condition::Full};
    if (order == QueueOrder::PairFirst) {
        for (const store::PairRow& pair : rows.pairs) {
            chosen(pair, false, std::nullopt);
            for (const Condition condition : joint)
                chosen(pair, true, condition);
        }
        return entries;
    }
    for (const store::PairRow& pair : rows.pairs)
        chosen(pair, false, std::nullopt);
    for (const Condition condition : joint)
        for (const store::PairRow& pair : rows.pairs)
            chosen(pair, true, condition);
    return entries;
}

std::vector<pipeline::JobSpec> jobsFor(const GridRows& rows, const GridOptions& options, const CellChoice& choice, QueueOrder order) {
    const GridSettings settings(options);
    sae::SaeConfig like;
    like.dictionary = options.dictionary;
    like.k = options.k;
    std::vector<pipeline::JobSpec> jobs;
    for (const GridEntry& entry : entriesOf(rows, choice, order)) {
        const GridModel &a = rows.models.at(entry.pair->a.value), &b = rows.models.at(entry.pair->b.value);
        const pipeline::PairChoice pair{a.row.name, b.row.name, settings.layer(a.layers)};
        const std::string both = a.row.name + " & " + b.row.name;
        pipeline::ConditionsJob job;
        job.pair = pair;
        job.spec.presets = {pipeline::presetNamed(options.preset, like)};
        job.spec.presets.front().training.weights.cross = options.lambdaCross;
        job.spec.conditions = entry.conditions;
        job.spec.auxiliary = {options.auxiliary};
        job.spec.poolings = {evaluate::Pooling::PerToken, evaluate::Pooling::MeanPooled};
        job.spec.alignment = settings.alignment();
        jobs.push_back(pipeline::jobOf(job));
        jobs.back().title = "conditions " + both + ", " +
                            (entry.independent() && entry.conditions.size() > 1 ? std::to_string(entry.conditions.size()) + " with independent SAEs"
                                                                                : std::string(pipeline::conditionTitle(entry.conditions.front())));
        if (entry.isResult(options)) { // trained and evaluated by then: it becomes the pair's result
            jobs.push_back(pipeline::jobOf(pipeline::TrainJob{pair, settings.alignment(), settings.preset().sae, settings.jointTraining(Condition::Full)}));
            jobs.back().title = "result " + both + ", joint, full";
        }
    }
    return jobs;
}

} // namespace crosseed::gui
