// The rotation test of a pair (Table D4, Figure D1): the same short training with the true rotation and with controls.
#pragma once
#include "evaluate/rotation_test.h"
#include "pipeline/stages.h"

namespace crosseed::pipeline {

struct RotationTestSpec {
    std::int64_t draws = 30;  // random rotations
    std::uint64_t seed = 42;  // of the random rotations: that of draw i depends on this and i alone
    evaluate::Pooling pooling = evaluate::Pooling::PerToken;
    AlignSpec alignment;
    sae::SaeConfig sae;
    sae::TrainOptions training; // shortTraining() gives the paper's
    EvaluationSpec evaluation;
};
// lambda_cross 0 and 35 batches, as in Appendix D; the schedule is that of these steps.
sae::TrainOptions shortTraining(sae::TrainOptions options);

// One rotation, its run and its evaluation, whose feature rows hold every r.
struct RotationTrial {
    store::RotationRow rotation;
    store::RunRow run;
    store::EvaluationRow evaluation;
    std::int64_t draw = -1; // of a random rotation, from 0
    double nre = 0;         // ||H_B W - H_A||_F / ||H_A||_F on the rows that the true rotation was fitted on
};

struct RotationTest {
    std::vector<RotationTrial> trials; // true, identity, mismatched, then the draws in their order
    evaluate::RankTest rank;           // the true rotation's universal count among the draws'
    evaluate::Regression regression;   // of the universal count on 1 - NRE over all trials
};

// Every run is stored, and what is stored is used again: more draws later keep the first ones. The runs are no results of the
// project (store::RunPurpose::RotationTest). Throws Error(Usage) for fewer than one draw, Cancelled between two trials.
RotationTest runRotationTest(PairInputs& inputs, const RotationTestSpec& spec, const sae::StepFn& onStep = {});

// The seed of a draw's rotation.
std::uint64_t drawSeed(std::uint64_t seed, std::int64_t draw);

// How many features active in both have which r, for each control; those of the draws added up.
struct ControlHistogram {
    std::string kind;             // true, identity, mismatched, random
    std::int64_t trials = 0;      // 1, or the number of draws
    std::vector<std::int64_t> counts; // equal bins over [-1, 1]
};
std::vector<ControlHistogram> controlHistograms(const RotationTest& test, int bins = 40);

} // namespace crosseed::pipeline
