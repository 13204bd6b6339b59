#include "evaluate/firings.h"

namespace crosseed::evaluate {

TextPeaks textPeaks(const std::vector<Firing>& firings, const EvaluationIndex& index, bool specialTokens) {
    TextPeaks result;
    std::int64_t text = -1;
    for (const Firing& firing : firings) {
        if (!specialTokens && index.isSpecial(firing.row)) {
            ++result.hiddenSpecial;
            continue;
        }
        if (text < 0 || firing.row >= index.starts()[static_cast<std::size_t>(text) + 1])
            text = index.textOf(firing.row);
        if (result.peaks.empty() || result.peaks.back().text != text)
            result.peaks.push_back({text, firing});
        else if (firing.strength() > result.peaks.back().firing.strength())
            result.peaks.back().firing = firing;
    }
    return result;
}

} // namespace crosseed::evaluate
