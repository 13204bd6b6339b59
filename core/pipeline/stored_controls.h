// What rotation tests and controls of a pair left in the project, read back without computing.
#pragma once
#include "pipeline/rotation_test.h"
#include <optional>

namespace crosseed::pipeline {

// The trials of one way of training and aligning that are stored: of a finished test all, of one that was stopped those it came to.
struct StoredRotationTest {
    RotationTest test;     // trials: true, identity, mismatched as far as they are there, then the draws; rank is of no draws, p 1, where
                           // the true rotation is missing; regression as runRotationTest() has it
    RotationTestSpec spec; // that gives these trials again; `draws` counts those of its seed, so that more go on from there
    std::int64_t layer = 0;
    std::int64_t otherSeeds = 0; // draws of `test` that come from another seed than the spec's
    double secondsATrial = 0;    // of training, the mean over the trials, as they were timed; without their evaluation
};

// All tests of a pair, the latest first, with the latest evaluation of each trial in that pooling; a trial that was not evaluated on
// `split` is left out. Feature rows come with the evaluations, so that other thresholds need no models: 33 trials of 6,144 features
// read in about half a second.
std::vector<StoredRotationTest> storedRotationTests(const store::Project& project, PairId pair, evaluate::Pooling pooling,
                                                    text::Split split = text::Split::Test);

// Runs of the pair that were trained exactly as `run`, but with another kind of rotation, or with another random one; evaluated as
// above. They are the fairest controls of a result, where a recipe or the conditions made them.
std::vector<RotationTrial> controlsOf(const store::Project& project, const store::RunRow& run, evaluate::Pooling pooling,
                                      text::Split split = text::Split::Test);

// The latest of the tests that stands for a run: same pair, layer and SAE configuration. Null: none.
const StoredRotationTest* testFor(const std::vector<StoredRotationTest>& tests, const store::RunRow& run);

// A rotation test for a joint run of the project: its data, alignment and SAE with shortTraining(), thresholds and pooling of
// `evaluation`. Where a test stands for it already, that one with thirty draws more. Nothing for runs that were imported, matched or
// trained on one model each, which have no rotation to test.
std::optional<RotationTestSpec> rotationTestOf(const store::Project& project, const store::RunRow& run,
                                               const store::EvaluationRow& evaluation, const StoredRotationTest* stored);

} // namespace crosseed::pipeline
