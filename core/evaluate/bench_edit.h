// How long one edit takes once a pair is loaded.
#pragma once
#include "base/progress.h"
#include <cstdint>

namespace crosseed::evaluate {

struct BenchEditOptions {
    std::int64_t layers = 12, width = 768, heads = 12, intermediate = 3072, vocabulary = 30522; // bert-base; L is layers - 2
    std::int64_t dictionary = 6144, k = 32;
    std::int64_t words = 20;  // of a sentence, so many pieces; 22 tokens with [CLS] and [SEP]
    std::int64_t features = 20; // asked for, so that some of them fall silent and need a reason
    std::int64_t edits = 15;  // timed; two more go before to warm up
    std::uint64_t seed = 42;
};

struct BenchEditResult {
    std::int64_t tokens = 0;   // of one sentence
    double pairSeconds = 0;    // median: original and edit, both new, through both models, codes, effects,
                               // reasons and the features that moved most
    double editSeconds = 0;    // median: the same when the original is known, as while one types
    double pairLowest = 0, editLowest = 0; // the fastest of each
};

// Two random models of that shape, one SAE on both with a random rotation; random sentences of one-piece words that differ in
// one word. Writes a vocabulary into a new temporary folder, which is removed again.
BenchEditResult benchEdit(const BenchEditOptions& options = {}, const ProgressFn& progress = {}, std::stop_token stop = {});

} // namespace crosseed::evaluate
