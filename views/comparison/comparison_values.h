// What the Comparison view shows: conditions and rotation tests that the project has finished, in both poolings. The two never mix.
#pragma once
#include "pipeline/finished_conditions.h"
#include "pipeline/stored_controls.h"
#include <memory>

namespace crosseed::views {

struct PairTest {
    pipeline::PairName pair;
    std::string modelA, modelB, corpus;
    pipeline::StoredRotationTest test;
};

// Of one pooling.
struct PooledComparison {
    std::vector<pipeline::FinishedSection> sections;
    std::vector<PairTest> tests; // the latest of a pair first
};

struct Comparison {
    PooledComparison perToken, meanPooled;
    // Whether a rotation test can be begun for the shown result, and what it was timed to take; below 0: not known.
    bool canTest = false;
    double testLowSeconds = -1, testHighSeconds = -1;

    const PooledComparison& of(evaluate::Pooling pooling) const {
        return pooling == evaluate::Pooling::PerToken ? perToken : meanPooled;
    }
};
using ComparisonPtr = std::shared_ptr<const Comparison>;

} // namespace crosseed::views
