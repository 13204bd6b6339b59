// The tables of models and pairs from the project's rows, and the jobs that make new models.
#pragma once
#include "app/gui/grid_rows.h"
#include "app/gui/pair_measure.h"
#include "pipeline/job_options.h"
#include "views/models/models_data.h"

namespace crosseed::gui {

// What a running job says of itself now; newer than its row.
struct JobNews {
    double fraction = 0;
    QString message;
    double low = -1, high = -1; // seconds left; below 0: not known
};
using JobNewsMap = std::map<std::int64_t, JobNews>;
using MeasuredMap = std::map<std::int64_t, MeasuredPair>; // by pair

// `hubFolder`: where downloads lie, so that a model of one says "hub".
std::shared_ptr<const views::ModelList> modelList(const GridRows& rows, const MeasuredMap& measured, const JobNewsMap& news, const QString& hubFolder);
std::shared_ptr<const views::PairList> pairList(const GridRows& rows, const views::ConditionGrid& grid, const MeasuredMap& measured,
                                                const std::map<std::int64_t, views::CheckVerdict>& verdicts);

// One job a seed, or one for a finished classifier. `corpus`: its name.
std::vector<pipeline::JobSpec> jobsFor(const views::NewModelRequest& request, const std::string& corpus);

// Steps, time by earlier trainings from the same base, disk and memory. `trainTexts` below 0: not known.
views::NewModelCost costOf(const views::NewModelRequest& request, const GridRows& rows, std::int64_t trainTexts, std::int64_t vocabulary);

// Table A1, and the options of the project's own models where they are others.
std::vector<views::TrainingPreset> presetsOf(const GridRows& rows, bool random);
// Pretrained folders that models of the project began with and that are still there, then `others`.
QStringList foldersOf(const GridRows& rows, const QStringList& others);
// Two seeds of the paper's that no model of the project has: "99, 7".
QString unusedSeeds(const GridRows& rows);

} // namespace crosseed::gui
