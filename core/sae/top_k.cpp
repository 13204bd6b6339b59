#include "sae/top_k.h"
#include <algorithm>
#include <atomic>
#include <bit>
#include <functional>
#include <limits>

namespace crosseed::sae {

namespace {
#define CROSSEED_FAST __attribute__((target_clones("arch=haswell", "default")))

// Integers in the order of the floats.
CROSSEED_FAST void orderedKeys(const float* values, std::int64_t count, std::int32_t* keys) {
    for (std::int64_t i = 0; i < count; ++i) {
        const auto bits = std::bit_cast<std::int32_t>(values[i] + 0.0f); // -0 becomes 0
        keys[i] = bits ^ static_cast<std::int32_t>(static_cast<std::uint32_t>(bits >> 31) >> 1);
    }
}

CROSSEED_FAST std::int32_t countAtLeast(const std::int32_t* keys, std::int64_t count, std::int32_t bound) {
    std::int32_t found = 0;
#pragma omp simd reduction(+ : found)
    for (std::int64_t i = 0; i < count; ++i)
        found += keys[i] >= bound ? 1 : 0;
    return found;
}

CROSSEED_FAST void keyRange(const std::int32_t* keys, std::int64_t count, std::int32_t& low, std::int32_t& high) {
    std::int32_t smallest = keys[0], greatest = keys[0];
#pragma omp simd reduction(min : smallest) reduction(max : greatest)
    for (std::int64_t i = 0; i < count; ++i) {
        smallest = std::min(smallest, keys[i]);
        greatest = std::max(greatest, keys[i]);
    }
    low = smallest;
    high = greatest;
}

// Adds the bias and takes the maximum of each of `groups` interleaved groups. False when a value is not a number.
CROSSEED_FAST bool addBiasAndGroup(float* row, const float* bias, std::int64_t features, std::int64_t groups, float* best) {
    std::int32_t numbers = 1;
    std::fill(best, best + groups, -std::numeric_limits<float>::infinity());
    for (std::int64_t first = 0; first < features; first += groups) {
        const std::int64_t width = std::min(groups, features - first);
        float* at = row + first;
        const float* add = bias + first;
#pragma omp simd reduction(& : numbers)
        for (std::int64_t i = 0; i < width; ++i) {
            const float value = at[i] + add[i];
            at[i] = value;
            numbers &= value == value ? 1 : 0;
            best[i] = best[i] > value ? best[i] : value;
        }
    }
    return numbers != 0;
}

CROSSEED_FAST std::int64_t positionsAtLeast(const float* row, std::int64_t features, float bound, std::int32_t* found) {
    constexpr std::int64_t step = 16;
    std::int64_t n = 0, i = 0;
    for (; i + step <= features; i += step) {
        std::int32_t any = 0;
#pragma omp simd reduction(| : any)
        for (std::int64_t j = 0; j < step; ++j)
            any |= row[i + j] >= bound ? 1 : 0;
        if (any)
            for (std::int64_t j = i; j < i + step; ++j) {
                found[n] = static_cast<std::int32_t>(j);
                n += row[j] >= bound ? 1 : 0;
            }
    }
    for (; i < features; ++i) {
        found[n] = static_cast<std::int32_t>(i);
        n += row[i] >= bound ? 1 : 0;
    }
    return n;
}

// What one thread needs beside its rows.
struct Room {
    std::vector<float> best, values;
    std::vector<std::int32_t> candidates, keys, chosen;
    Room(std::int64_t features, std::int64_t groups, std::int64_t k)
        : best(static_cast<std::size_t>(groups)), values(static_cast<std::size_t>(features)),
          candidates(static_cast<std::size_t>(features) + 1), keys(static_cast<std::size_t>(std::max(features, groups))),
          chosen(static_cast<std::size_t>(std::max(k, groups)) + 1) {}
};

// A lower bound of the k-th largest value of a row: the k-th largest of the groups' maxima, each another element.
float lowerBound(Room& room, std::int64_t k) {
    const auto groups = static_cast<std::int64_t>(room.best.size());
    if (groups < k)
        return -std::numeric_limits<float>::infinity();
    std::nth_element(room.best.begin(), room.best.begin() + (k - 1), room.best.end(), std::greater<float>());
    return room.best[static_cast<std::size_t>(k - 1)];
}

void keepLargest(const float* row, std::int64_t features, std::int64_t k, bool relu, Room& room, std::int64_t r,
                 RowCodes& codes) {
    const std::int64_t n = positionsAtLeast(row, features, lowerBound(room, k), room.candidates.data());
    for (std::int64_t i = 0; i < n; ++i)
        room.values[static_cast<std::size_t>(i)] = row[room.candidates[static_cast<std::size_t>(i)]];
    largest(room.values.data(), n, k, room.chosen.data(), room.keys.data());
    std::int64_t at = codes.begin(r);
    for (std::int64_t i = 0; i < k; ++i) {
        const auto place = static_cast<std::size_t>(room.chosen[static_cast<std::size_t>(i)]);
        if (relu && room.values[place] <= 0)
            continue;
        codes.features[static_cast<std::size_t>(at)] = room.candidates[place];
        codes.values[static_cast<std::size_t>(at++)] = room.values[place];
    }
    codes.counts[static_cast<std::size_t>(r)] = static_cast<std::int32_t>(at - codes.begin(r));
}
} // namespace

void RowCodes::resize(std::int64_t rowCount, std::int64_t entriesARow) {
    rows = rowCount;
    stride = entriesARow;
    counts.resize(static_cast<std::size_t>(rows));
    features.resize(static_cast<std::size_t>(rows * stride));
    values.resize(static_cast<std::size_t>(rows * stride));
}

FeatureEntries byFeature(const RowCodes& codes, std::int64_t features) {
    FeatureEntries out;
    out.starts.assign(static_cast<std::size_t>(features) + 1, 0);
    for (std::int64_t r = 0; r < codes.rows; ++r)
        for (std::int64_t i = codes.begin(r); i < codes.end(r); ++i)
            ++out.starts[static_cast<std::size_t>(codes.features[static_cast<std::size_t>(i)]) + 1];
    for (std::size_t f = 1; f < out.starts.size(); ++f)
        out.starts[f] += out.starts[f - 1];
    out.rows.resize(static_cast<std::size_t>(out.starts.back()));
    out.places.resize(out.rows.size());
    std::vector<std::int32_t> next(out.starts.begin(), out.starts.end() - 1);
    for (std::int64_t r = 0; r < codes.rows; ++r)
        for (std::int64_t i = codes.begin(r); i < codes.end(r); ++i) {
            const auto f = static_cast<std::size_t>(codes.features[static_cast<std::size_t>(i)]);
            const auto at = static_cast<std::size_t>(next[f]++);
            out.rows[at] = static_cast<std::int32_t>(r);
            out.places[at] = static_cast<std::int32_t>(i);
        }
    return out;
}

void largest(const float* values, std::int64_t count, std::int64_t k, std::int32_t* positions, std::int32_t* keys) {
    orderedKeys(values, count, keys);
    std::int32_t low = 0, high = 0;
    keyRange(keys, count, low, high);
    // Bisection on the keys: at least k of them are >= low, fewer than k are > high.
    std::int64_t atLeast = count;
    while (low < high && atLeast != k) {
        const auto middle = static_cast<std::int32_t>(low + (static_cast<std::int64_t>(high) - low + 1) / 2);
        const std::int64_t found = countAtLeast(keys, count, middle);
        if (found >= k) {
            low = middle;
            atLeast = found;
        } else {
            high = middle - 1;
        }
    }
    std::int64_t surplus = atLeast - k; // equal values at the bound that find no room: the last ones
    std::int64_t n = k;
    for (std::int64_t i = count - 1; n > 0; --i) {
        if (keys[i] < low)
            continue;
        if (surplus > 0 && keys[i] == low)
            --surplus;
        else
            positions[--n] = static_cast<std::int32_t>(i);
    }
}

bool selectTopK(float* rows, const float* bias, std::int64_t rowCount, std::int64_t features, std::int64_t k, bool relu,
                RowCodes& codes) {
    codes.resize(rowCount, k);
    // Twice as many groups as wanted values leave some 1.4 k candidates of a row.
    const std::int64_t groups = std::max<std::int64_t>(64, (2 * k + 7) / 8 * 8);
    std::atomic<bool> numbers{true};
#pragma omp parallel
    {
        Room room(features, groups, k);
#pragma omp for schedule(static)
        for (std::int64_t r = 0; r < rowCount; ++r) {
            float* row = rows + r * features;
            if (addBiasAndGroup(row, bias, features, groups, room.best.data()))
                keepLargest(row, features, k, relu, room, r, codes);
            else
                numbers = false;
        }
    }
    return numbers;
}

void selectTopKAmong(const float* rows, std::int64_t rowCount, std::int64_t features,
                     const std::vector<std::int32_t>& allowed, std::int64_t k, RowCodes& codes) {
    const auto count = static_cast<std::int64_t>(allowed.size());
    codes.resize(rowCount, k);
#pragma omp parallel
    {
        Room room(count, 0, k);
#pragma omp for schedule(static)
        for (std::int64_t r = 0; r < rowCount; ++r) {
            const float* row = rows + r * features;
            for (std::int64_t i = 0; i < count; ++i)
                room.values[static_cast<std::size_t>(i)] = row[allowed[static_cast<std::size_t>(i)]];
            std::int32_t* chosen = codes.features.data() + codes.begin(r);
            largest(room.values.data(), count, k, chosen, room.keys.data());
            for (std::int64_t i = 0; i < k; ++i)
                codes.values[static_cast<std::size_t>(codes.begin(r) + i)] =
                    room.values[static_cast<std::size_t>(chosen[i])];
            codes.counts[static_cast<std::size_t>(r)] = static_cast<std::int32_t>(k);
        }
    }
}

} // namespace crosseed::sae
