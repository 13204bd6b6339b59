// Random numbers that are the same on every computer and with every standard library for the same seed.
#pragma once
#include <cstdint>
#include <vector>

namespace crosseed {

// xoshiro256** seeded by splitmix64 (Blackman and Vigna 2018).
class Random {
public:
    // `stream` separates independent uses of one seed (data order, dropout, initialisation, ...).
    explicit Random(std::uint64_t seed, std::uint64_t stream = 0);
    std::uint64_t next();
    double uniform();                              // [0, 1)
    double normal();                               // mean 0, variance 1 (polar method)
    std::int64_t below(std::int64_t bound);        // 0 .. bound - 1, unbiased; bound >= 1
    std::vector<std::int64_t> permutation(std::int64_t n); // of 0 .. n - 1 (Fisher-Yates)

private:
    std::uint64_t m_state[4];
};

} // namespace crosseed
