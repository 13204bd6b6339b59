// The grid of pairs × conditions from the project's rows: which cells are done with the chosen settings, which are in the queue, what the
// open ones would train; the jobs that compute chosen cells so that nothing done is repeated, and what they take.
#pragma once
#include "app/gui/grid_rows.h"

#include "pipeline/job_options.h"
#include "views/models/models_data.h"

namespace crosseed::gui {

// How long things take, with where that is from; below 0: not known.
struct GridTiming {
    double stepLow = -1, stepHigh = -1; // seconds of a step on two models
    QString source;
};
// Of the joint trainings in the project with as many features, and of `measured` (seconds a step of a pair that was timed; below 0: none).
GridTiming timingOf(const GridRows& rows, const views::GridOptions& options, double measured = -1);

// The settings that the latest stored condition or result was computed with, else the defaults.
views::GridOptions latestOptions(const GridRows& rows);

// `progress`: of running jobs by number, 0..1, newer than their rows.
std::shared_ptr<const views::ConditionGrid> conditionGrid(const GridRows& rows, const views::GridOptions& options,
                                                          const std::map<std::int64_t, double>& progress = {},
                                                          const std::map<std::int64_t, QString>& blocked = {});

// In the order of the queue. Joint, full becomes the pair's result once it is trained and evaluated.
std::vector<pipeline::JobSpec> jobsFor(const GridRows& rows, const views::GridOptions& options, const views::CellChoice& choice,
                                       views::QueueOrder order);

std::shared_ptr<const views::QueueCost> queueCost(const GridRows& rows, const views::GridOptions& options, const views::CellChoice& choice,
                                                  views::QueueOrder order, const GridTiming& timing);

// Of an SAE's training on that many texts.
std::int64_t stepsOf(const sae::TrainOptions& training, std::int64_t texts);

// "42 · 137" of seed-42 and seed-137; other names whole.
QString pairTitle(const std::string& a, const std::string& b);

// The recipe that repeats a pair's Joint, full with these settings. Throws Error(Usage) where none does.
std::string gridRecipe(const store::Project& project, const store::PairRow& pair, const views::GridOptions& options);

} // namespace crosseed::gui
