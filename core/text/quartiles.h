// Numbers out of tables, and scores cut into three classes.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace crosseed::text {

// A finite number with that decimal mark ('.' or ','), the whole word of it; nothing for other words.
std::optional<double> parseNumber(std::string_view word, char decimal);
// ',' where a word is a number only with a decimal comma and none is one only with a point; else '.'.
char guessDecimal(const std::vector<std::string_view>& words);

struct ScoreCuts {
    double low = 0, high = 0;
};
// The quantiles of N finite scores at two levels, interpolated linearly as numpy.quantile does by default; .25 and .75 are
// the quartiles. NaN of no scores.
ScoreCuts cutsAt(std::vector<double> scores, double low, double high);
// For each score 0 (up to the low cut), 2 (from the high cut on) or 1; [N]. Where both cuts are equal, 0 wins.
std::vector<std::int32_t> cutLabels(const std::vector<double>& scores, const ScoreCuts& cuts);

} // namespace crosseed::text
