#include "sae/row_lists.h"
#include "sae/row_kernels.h"
#include <algorithm>
#include <cstring>

namespace crosseed::sae {

namespace {
constexpr std::int64_t columnsAtOnce = 64;      // what the summing kernel keeps in registers
constexpr std::int64_t floatsOfBlock = 1 << 15; // 128 KiB
} // namespace

void sumLists(const float* table, std::int64_t tableRows, std::int64_t width, const RowLists& lists, float* out) {
    std::vector<float> packed(static_cast<std::size_t>(tableRows * std::min(columnsAtOnce, width)));
    for (std::int64_t c = 0; c < width; c += columnsAtOnce) {
        const std::int64_t columns = std::min(columnsAtOnce, width - c);
#pragma omp parallel
        {
#pragma omp for schedule(static)
            for (std::int64_t r = 0; r < tableRows; ++r)
                std::memcpy(packed.data() + r * columns, table + r * width + c,
                            static_cast<std::size_t>(columns) * sizeof(float));
#pragma omp for schedule(dynamic, 16)
            for (std::int64_t i = 0; i < lists.count(); ++i) {
                const std::int64_t from = lists.starts[static_cast<std::size_t>(i)];
                weightedRowSum(packed.data(), columns, lists.index + from, lists.weights + from,
                               lists.starts[static_cast<std::size_t>(i) + 1] - from, columns, out + i * width + c,
                               false);
            }
        }
    }
}

void dotLists(const float* table, std::int64_t tableRows, std::int64_t width, const RowLists& lists, const float* x,
              float* out) {
    const std::int64_t rowsOfBlock = std::max<std::int64_t>(16, floatsOfBlock / width);
    std::vector<std::int64_t> next(lists.starts.begin(), lists.starts.end() - 1);
    for (std::int64_t first = 0; first < tableRows; first += rowsOfBlock) {
        const std::int64_t bound = first + rowsOfBlock;
#pragma omp parallel for schedule(static)
        for (std::int64_t i = 0; i < lists.count(); ++i) {
            const std::int64_t from = next[static_cast<std::size_t>(i)];
            const std::int64_t end = lists.starts[static_cast<std::size_t>(i) + 1];
            std::int64_t to = from;
            while (to < end && lists.index[to] < bound)
                ++to;
            rowDots(table, width, lists.index + from, to - from, x + i * width, width, out + from);
            next[static_cast<std::size_t>(i)] = to;
        }
    }
}

} // namespace crosseed::sae
