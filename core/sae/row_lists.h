// Many lists of weighted rows of one table: the table is walked in pieces that stay in the processor's second cache.
#pragma once
#include <cstdint>
#include <vector>

namespace crosseed::sae {

// List i has the entries starts[i] .. starts[i+1] - 1 of `index` (rows of the table) and `weights`.
struct RowLists {
    std::vector<std::int64_t> starts;
    const std::int32_t* index = nullptr;
    const float* weights = nullptr;
    std::int64_t count() const { return static_cast<std::int64_t>(starts.size()) - 1; }
};

// out [lists, width]: out[i] = sum of the weighted rows of list i, in list order. Table [tableRows, width].
void sumLists(const float* table, std::int64_t tableRows, std::int64_t width, const RowLists& lists, float* out);

// out[e] = <x row i, table row index[e]> for each entry e of each list i; indices ascend within a list. x [lists, width].
void dotLists(const float* table, std::int64_t tableRows, std::int64_t width, const RowLists& lists, const float* x,
              float* out);

} // namespace crosseed::sae
