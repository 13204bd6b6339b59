// What an evaluation's index owns when it was built, not mapped; for the files that build one only.
#pragma once
#include "evaluate/evaluation_index.h"

namespace crosseed::evaluate {

struct EvaluationIndex::Owned {
    struct Column {
        std::vector<std::int64_t> starts;
        std::vector<std::int32_t> rows;
        std::vector<float> values;
    };
    Column a, b;
    std::vector<std::int64_t> firstCopies, wordStarts{0};
    std::vector<std::int32_t> ranges, words, wordRanges;
    std::vector<std::uint8_t> wordBytes;
    text::PackedTokens tokens;
};

} // namespace crosseed::evaluate
