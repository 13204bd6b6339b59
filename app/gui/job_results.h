// What finished jobs came to: the runs that they trained, and a run's curves as they are stored.
#pragma once
#include "store/jobs.h"
#include "store/project.h"
#include "store/runs.h"
#include "views/runs/run_values.h"
#include <map>

namespace crosseed::gui {

struct JobRun {
    store::RunRow run;
    QString title;               // "run 3: seed-42 & seed-137, joint, full"
    QString brief;               // "run 3, joint, full"
    QString result;              // "889 universal, 57.9 % · 62.4 % dead"; empty: not evaluated
    std::int64_t universal = -1; // of its latest evaluation per token; below 0: none
    std::int64_t steps = 0;
};

// By the job's number, oldest run first. Runs of a training or a recipe are known by their configuration, those of a
// table or a rotation test by their pair, purpose and time; other jobs train nothing.
using JobResults = std::map<std::int64_t, std::vector<JobRun>>;
JobResults jobResults(const store::Project& project, const std::vector<store::JobRow>& jobs);

// The stored steps of a run, of its own training or of A's SAE where the models have one each.
std::vector<sae::StepReport> storedSteps(const store::Project& project, const store::RunRow& run);
views::CurvesPtr storedCurves(const store::Project& project, const JobRun& run);

// "seed-42 & seed-137 — SAE" of "train seed-42 & seed-137".
QString jobTitle(const store::JobRow& job);
// At the right of an entry: how long it took ("51 min"), or when it ended ("11:42").
QString jobTime(const store::JobRow& job);
// "K 32 of 6,144 · layer 10 (11th) · batch 16 · seed 42".
QString trainingText(const sae::SaeConfig& sae, const sae::TrainOptions& training, std::int64_t layer);

} // namespace crosseed::gui
