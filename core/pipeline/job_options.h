// The options of each kind of job, and the job that they make: files and folders are named in full, so that the job can be run from
// anywhere.
#pragma once
#include "pipeline/conditions.h"
#include "pipeline/jobs.h"
#include "pipeline/rotation_test.h"

namespace crosseed::pipeline {

// The two models of a pair by their names, and where in them.
struct PairChoice {
    std::string a, b;
    std::int64_t layer = -1; // 0-based; -1: the last but one
};

// What a pair's stages begin with. Throws Error(NotFound) for a name that the project does not have, Error(Usage) for a layer.
struct ChosenPair {
    store::CorpusRow corpus;
    text::Corpus documents;
    store::PairRow pair;
    std::int64_t layer = 0; // resolved
};
ChosenPair choosePair(store::Project& project, const PairChoice& choice);

struct FineTuneJob {
    std::string corpus; // its name; empty: the latest when the job runs
    std::string name;   // of the model
    std::string accept; // folder of a finished classifier: nothing is trained
    std::uint64_t seed = 42;
    ModelSpec model;
    bert::FineTuneOptions options; // its seed is not read
};
struct ExtractJob {
    std::string model, split = "train";
    std::int64_t layer = -1;
};
struct AlignJob {
    PairChoice pair;
    AlignSpec alignment; // one rotation of each of its kinds
};
struct TrainJob {
    PairChoice pair;
    AlignSpec alignment; // one SAE with each of its rotations
    sae::SaeConfig sae;
    sae::TrainOptions training;
};
struct EvaluateJob {
    std::int64_t run = 0; // as store::runRow() takes it when the job runs
    EvaluationSpec evaluation;
};
struct ConditionsJob {
    PairChoice pair;
    ConditionsSpec spec;
};
struct RotationTestJob {
    PairChoice pair;
    RotationTestSpec spec;
};

JobSpec jobOf(const Recipe& recipe); // "run"
JobSpec jobOf(const FineTuneJob& job);
JobSpec jobOf(const ExtractJob& job);
JobSpec jobOf(const AlignJob& job);
JobSpec jobOf(const TrainJob& job);
JobSpec jobOf(const EvaluateJob& job);
JobSpec jobOf(const ConditionsJob& job);
JobSpec jobOf(const RotationTestJob& job);

// Does what a job's options ask for. Throws Error(BadInput) for a kind or options that this version does not know.
void perform(const StageContext& context, const JobSpec& spec);

} // namespace crosseed::pipeline
