// The values of all features at one token before Top-K, the largest first: who is kept, and where the feature at hand stands.
#pragma once
#include "views/counterfactuals/edit_values.h"
#include "views/shared/plot.h"

namespace crosseed::views {

// Ranks that are drawn: 1 .. `shown`; a feature that comes later stands apart, behind a gap.
struct RankWindow {
    std::int64_t shown = 0;
    double place = 0;      // of the feature on the axis
    bool isApart = false;
};
RankWindow rankWindow(const RankedToken& ranked);

// `member` 0 is A, 1 is B. Shows nothing for a token that is none.
void showRanks(Plot& plot, EditAnswerPtr answer, std::size_t member);

} // namespace crosseed::views
