// How a long computation reports and how it is stopped.
#pragma once
#include "base/error.h"
#include <functional>
#include <stop_token>
#include <string>

namespace crosseed {

// One report. `fraction` rises from 0 to 1 within one verb; `message` says what is being done, with its numbers.
struct Progress {
    double fraction = 0;
    std::string message;
};

// Called from the computing thread, as often as the computation likes; the receiver limits the rate.
using ProgressFn = std::function<void(const Progress&)>;

inline void report(const ProgressFn& progress, double fraction, std::string message = {}) {
    if (progress)
        progress({fraction, std::move(message)});
}

// Throws Cancelled when a stop was asked for. To be called at least once a batch.
inline void throwIfStopped(const std::stop_token& stop) {
    if (stop.stop_requested())
        throw Cancelled();
}

// A progress function that maps 0..1 of one part onto from..to of the whole.
inline ProgressFn partOf(const ProgressFn& whole, double from, double to) {
    if (!whole)
        return {};
    return [whole, from, to](const Progress& p) { whole({from + (to - from) * p.fraction, p.message}); };
}

} // namespace crosseed
