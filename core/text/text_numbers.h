// Equal texts known by one number, so that questions about copies need no further look at their bytes.
#pragma once
#include "text/corpus.h"

namespace crosseed::text {

struct TextNumbers {
    std::vector<std::uint32_t> of;  // of each document, from 0 in the order of first appearance
    std::vector<std::size_t> first; // the first document of each number

    std::size_t distinct() const { return first.size(); }
};

// O(bytes).
TextNumbers numberTexts(const std::vector<Document>& documents);

} // namespace crosseed::text
