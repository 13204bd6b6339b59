#include "bert/dropout.h"
#include "base/random.h"
#include <algorithm>

namespace crosseed::bert {

namespace {

constexpr std::int64_t chunkSize = 1 << 14;
constexpr std::uint64_t dropoutStream = 0xd409; // separates these masks from other uses of the seed

// Two rounds of the 32-bit finaliser "lowbias32" (Wellons 2018) with a key before each: vectorised, and its bits pass for
// independent from one index and one key to the next.
__attribute__((target_clones("arch=skylake-avx512", "arch=haswell", "default"))) void
fillChunk(float* __restrict mask, std::int64_t first, std::int64_t count, std::uint32_t key1, std::uint32_t key2,
          std::uint32_t threshold, float kept) {
#pragma omp simd
    for (std::int64_t i = 0; i < count; ++i) {
        std::uint32_t h = static_cast<std::uint32_t>(first + i) ^ key1;
        for (int round = 0; round < 2; ++round) {
            h ^= h >> 16;
            h *= 0x7feb352du;
            h ^= h >> 15;
            h *= 0x846ca68bu;
            h ^= h >> 16;
            h += key2;
        }
        mask[i] = h >= threshold ? kept : 0.0f;
    }
}

} // namespace

void fillDropoutMask(std::span<float> mask, double rate, std::uint64_t seed, std::uint64_t counter) {
    Random keys(seed ^ counter * 0x9e3779b97f4a7c15ULL, dropoutStream);
    const std::uint64_t key = keys.next();
    const auto threshold = static_cast<std::uint32_t>(std::min(rate * 0x1p32, 0x1p32 - 1));
    const auto kept = static_cast<float>(1 / (1 - rate));
    const auto total = static_cast<std::int64_t>(mask.size());
    const std::int64_t chunks = (total + chunkSize - 1) / chunkSize;
#pragma omp parallel for schedule(static)
    for (std::int64_t c = 0; c < chunks; ++c)
        fillChunk(mask.data() + c * chunkSize, c * chunkSize, std::min(chunkSize, total - c * chunkSize),
                  static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32), threshold, kept);
}

} // namespace crosseed::bert
