// How much faster a step of train() is than the plain way of doing the same step.
#pragma once
#include "base/progress.h"
#include <cstdint>
#include <string>
#include <vector>

namespace crosseed::sae {

// A model's shape and the SAE's; weights are random, since time does not depend on them.
struct BenchShape {
    std::string name;
    std::int64_t layers = 6, width = 384, heads = 12, intermediate = 1536; // L is layers - 2
    std::int64_t vocabulary = 30522;
    std::int64_t dictionary = 3072, k = 32;
};
BenchShape miniLmShape();   // 6 layers, D 384, F 3072
BenchShape bertBaseShape(); // 12 layers, D 768, F 6144

struct BenchOptions {
    std::int64_t steps = 12;    // timed of each way, in turn; two more go before to warm up
    std::int64_t batchSize = 16; // texts of 8 to 40 tokens, as tweets have them
    int epochs = 5;             // over which the extraction of the activations, done once, is spread
    std::uint64_t seed = 42;
};

struct BenchResult {
    BenchShape shape;
    double tokensPerStep = 0;  // of one member
    double deadShare = 0;      // of the dictionary, which L_aux reads
    double stepSeconds = 0;    // median of train()'s step
    double extractSeconds = 0; // a batch's share of the extraction: its seconds a batch / epochs
    double plainSeconds = 0;   // median of the plain step: every batch, padded to its longest text, runs through both models
                               // in full for the clean outputs and in full again with the reconstruction, the SAE decodes
                               // densely, and autograd makes all gradients
    double stepRatio = 0;      // plainSeconds / stepSeconds
    double ratio = 0;          // plainSeconds / (stepSeconds + extractSeconds)
    double largestDifference = 0; // between the two ways' total losses, relative, over all timed steps
};

// Two random models, one SAE on both with an arbitrary rotation and all losses on; both ways on the CPU with the same LibTorch,
// the same batches and the same start. Writes the activations into a new folder inside `folder`, which is
// removed again. Throws Error(Io) where none can be made.
BenchResult benchTraining(const BenchShape& shape, const BenchOptions& options, const std::string& folder,
                          const ProgressFn& progress = {}, std::stop_token stop = {});

} // namespace crosseed::sae
