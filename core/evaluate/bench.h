// How long questions about features take on an evaluation of a given size, with made-up codes.
#pragma once
#include "base/progress.h"
#include <cstdint>
#include <string>

namespace crosseed::evaluate {

struct FeatureBenchOptions {
    std::int64_t tokens = 100000;   // of the evaluation split
    std::int64_t dictionary = 6144; // F
    std::int64_t k = 32;            // codes a token
    std::int64_t draws = 1000;      // of the bootstrap
    std::uint64_t seed = 42;
};

// Seconds. Pages and contexts are of the 100 features that fire most, so that rarer ones are faster.
struct FeatureBenchResult {
    std::int64_t texts = 0, words = 0, entries = 0; // entries: codes of both models that are not 0
    double indexSeconds = 0; // to make and write the index, once an evaluation
    double openSeconds = 0;  // to map it
    double pageMedian = 0, pageLongest = 0;
    double contextsMedian = 0, contextsLongest = 0; // 100 lines, in the order of the word to the right
    double tableSeconds = 0;          // all F rows
    double tableIntervalSeconds = 0;  // all F rows with intervals
};

// Texts of 6 to 24 words out of 20,000, features as frequent as words are (the j-th most frequent one is drawn in proportion to
// 1 / j); B fires where A does in three of four cases. Writes the index into a new folder inside `folder`, which is removed
// again. Throws Error(Io) where none can be made.
FeatureBenchResult benchFeatures(const FeatureBenchOptions& options, const std::string& folder,
                                 const ProgressFn& progress = {}, std::stop_token stop = {});

} // namespace crosseed::evaluate
