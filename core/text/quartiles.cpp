#include "text/quartiles.h"
#include "base/quantile.h"
#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

namespace crosseed::text {

std::optional<double> parseNumber(std::string_view word, char decimal) {
    std::string plain(word);
    if (decimal != '.') {
        if (plain.find('.') != std::string::npos)
            return std::nullopt;
        std::ranges::replace(plain, decimal, '.');
    }
    std::string_view digits = plain;
    if (digits.starts_with('+'))
        digits.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const bool isWhole = error == std::errc() && end == digits.data() + digits.size() && std::isfinite(value);
    return isWhole ? std::optional(value) : std::nullopt;
}

char guessDecimal(const std::vector<std::string_view>& words) {
    bool comma = false;
    for (const std::string_view word : words) {
        const bool isPoint = parseNumber(word, '.').has_value(), isComma = parseNumber(word, ',').has_value();
        if (isPoint && !isComma)
            return '.';
        comma = comma || (isComma && !isPoint);
    }
    return comma ? ',' : '.';
}

ScoreCuts cutsAt(std::vector<double> scores, double low, double high) {
    std::sort(scores.begin(), scores.end());
    return {quantileOfSorted(scores, low), quantileOfSorted(scores, high)};
}

std::vector<std::int32_t> cutLabels(const std::vector<double>& scores, const ScoreCuts& cuts) {
    std::vector<std::int32_t> labels;
    for (const double score : scores)
        labels.push_back(score <= cuts.low ? 0 : score >= cuts.high ? 2 : 1);
    return labels;
}

} // namespace crosseed::text
