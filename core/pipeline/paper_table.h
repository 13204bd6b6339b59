// What the paper reports for each data set and condition, to stand beside one's own numbers.
#pragma once
#include "pipeline/conditions.h"

namespace crosseed::pipeline {

// Means over seed pairs of bert-base-uncased with the auxiliary loss. Per token: Table 1 (five pairs); mean-pooled: Table C3 (two).
struct PaperRow {
    double top10R = 0, top100R = 0;
    double universal = 0;
    double universalShare = 0; // %
    double dead = 0;           // %
    double accuracyChange = 0; // percentage points; NaN where the paper gives none
};
// Recognises the data set by the corpus's name ("tweeteval", "politeness" or "sst" in it). Nothing for others and for condition
// 3 fair, which the paper has not.
std::optional<PaperRow> paperRow(const std::string& corpusName, Condition condition, evaluate::Pooling pooling);
// "Table 1" or "Table C3".
std::string_view paperTable(evaluate::Pooling pooling);

} // namespace crosseed::pipeline
