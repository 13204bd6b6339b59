#include "pipeline/disk_need.h"

namespace crosseed::pipeline {

namespace {
constexpr std::int64_t databaseBytes = 1 << 20; // what SQLite's log takes beside the rows
}

std::int64_t fineTuningBytes(std::int64_t parameters) {
    constexpr std::int64_t copies = 1 + 2 * 4;
    return copies * parameters * std::int64_t{sizeof(float)} + databaseBytes;
}

std::int64_t trainingBytes(const sae::SaeConfig& config, std::int64_t steps) {
    const std::int64_t f = config.dictionary, d = config.width;
    const std::int64_t weights = (2 * f * d + f + d) * std::int64_t{sizeof(float)};
    constexpr std::int64_t stepBytes = 14 * sizeof(double);
    const std::int64_t state = 3 * weights + f * std::int64_t{sizeof(std::int64_t)} + steps * stepBytes;
    return weights + 2 * state + steps * 2 * stepBytes + databaseBytes; // rows twice: in the log and in the file
}

std::int64_t evaluationBytes(const sae::SaeConfig& config, std::int64_t tokens, std::int64_t texts, std::int64_t classes) {
    constexpr std::int64_t rowBytes = 100;
    const std::int64_t codes = (tokens + 1) * std::int64_t{sizeof(std::int64_t)} +
                               tokens * config.k * std::int64_t{sizeof(std::int32_t) + sizeof(float)};
    const std::int64_t state = codes + texts * classes * std::int64_t{sizeof(float)};
    // Both codes; A's state whole, B's old and new; rows of two poolings, in the log and in the file.
    return 2 * codes + 3 * state + config.dictionary * rowBytes * 4 + databaseBytes;
}

} // namespace crosseed::pipeline
