// A feature in groups of texts: by author, year, class, whatever the documents come with.
#pragma once
#include "evaluate/evaluate.h"
#include "evaluate/evaluation_index.h"
#include <string>
#include <vector>

namespace crosseed::evaluate {

struct GroupRow {
    std::string name;
    std::int64_t texts = 0;
    std::int64_t rows = 0;              // of the codes, or texts when mean-pooled
    std::int64_t firesA = 0, firesB = 0; // tokens
    double meanA = 0, meanB = 0;        // of the code over the rows
    double r = 0;                       // Pearson over the group's rows; NaN where a variance is 0
};

// `groups`: the name of each text's group, [B]. The largest group first, of equals by name. O(firings + texts). Throws Error(Shape)
// unless there is a name for each text.
std::vector<GroupRow> featureInGroups(std::int32_t feature, const EvaluationIndex& index, const std::vector<std::string>& groups,
                                      Pooling pooling);

} // namespace crosseed::evaluate
