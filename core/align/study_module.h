// What the parts of the alignment study share. Needs LibTorch.
#pragma once
#include "align/alignment_study.h"
#include "align/token_sums_module.h"
#include <ATen/core/Tensor.h>
#include <functional>

namespace crosseed::align {

// The sums that everything is computed from, and the rotations of the whole sample.
struct StudyBench {
    const TokenSample& sample;
    std::vector<std::int64_t> rows; // of the sample's tokens
    TokenSums whole, heldOut;
    at::Tensor plain, centred; // W of the whole sample

    double heldOutError(const at::Tensor& w) const; // NaN where nothing is held out
};

double distanceBetween(const at::Tensor& x, const at::Tensor& y); // ||x - y||_F

// task(0) .. task(count - 1), several at once and each on one thread, so that what comes out does not depend
// on the number of threads. `done` is called after each, with how many are finished, never twice at a time.
// Rethrows the first exception.
void runTasks(std::int64_t count, const std::function<void(std::int64_t)>& task,
              const std::function<void(std::int64_t)>& done, const std::stop_token& stop);

// Random splits of the sample's texts in two, by Random(options.seed, a stream of their own): one permutation
// of the B texts that have tokens a split, the half is its first floor(B / 2). None where B < 2.
std::vector<HalfSplit> randomHalves(const StudyBench& bench, const StudyOptions& options,
                                    const ProgressFn& progress, const std::stop_token& stop);

} // namespace crosseed::align
