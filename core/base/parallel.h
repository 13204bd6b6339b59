// A loop over independent pieces on all threads that OpenMP was given.
#pragma once
#include "base/progress.h"
#include <atomic>
#include <cstdint>
#include <exception>

namespace crosseed {

// Calls work(i) for 0 <= i < count, in any order, several at once; what each call writes must be its own. The first exception,
// or Cancelled after a stop was asked for, is thrown when all threads have ended.
template <typename Work> void forEachInParallel(std::int64_t count, const Work& work, const std::stop_token& stop = {}) {
    std::exception_ptr problem;
    std::atomic<bool> failed = false;
#pragma omp parallel for schedule(dynamic)
    for (std::int64_t i = 0; i < count; ++i) {
        if (failed || stop.stop_requested())
            continue;
        try {
            work(i);
        } catch (...) {
            if (!failed.exchange(true))
                problem = std::current_exception();
        }
    }
    if (problem)
        std::rethrow_exception(problem);
    throwIfStopped(stop);
}

} // namespace crosseed
