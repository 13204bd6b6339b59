// Which text is for training, which for choosing, which for judging: what is drawn has one split for each text.
#pragma once
#include "text/corpus.h"
#include <optional>

namespace crosseed::text {

struct SplitShares {
    double validation = 0.10, test = 0.15; // of the distinct texts; train is the rest
    std::uint64_t seed = 1;
    std::int64_t keepFirst = 0; // so many documents that the source gives to train stay there: their texts are not drawn
    bool byRow = false;         // each document is drawn by itself, so that copies of one text may leak; `given` gives none then
};

// Sets the split of each document. given[i] is what the source says of document i.
// - A given split stays, so that texts that the source gives to several splits stand in several: import warns of them, and leaves
//   them out of the earlier splits only when asked to (TableOptions::dropLeaks). But where all are given, train among them and validation not, the validation texts are drawn
//   from the texts of train.
// - A document without one takes the split that the source gives the same text elsewhere; the other texts are drawn at
//   random, each text once however many documents have it. A split that the source gives elsewhere gets no share.
// Throws Error(Usage) for shares that are negative or leave nothing to train on, and where splits by row meet given ones.
void assignSplits(std::vector<Document>& documents, const std::vector<std::optional<Split>>& given,
                  const SplitShares& shares);

// The number of distinct texts that stand in more than one split.
std::int64_t textsInSeveralSplits(const std::vector<Document>& documents);

} // namespace crosseed::text
