// The corpora of a project with the numbers of their documents.
#pragma once
#include "store/corpora.h"
#include <array>

namespace crosseed::store {

struct CorpusEntry {
    CorpusId id;
    std::string name;
    std::int64_t texts = 0;
    std::array<std::int64_t, 3> perSplit{}; // train, validation, test
};
// In the order in which they were imported.
std::vector<CorpusEntry> corpusList(const Project& project);

} // namespace crosseed::store
