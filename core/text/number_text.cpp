#include "text/number_text.h"
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace crosseed::text {

std::string fixedText(double value, int digits) {
    if (std::isnan(value))
        return "-";
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%.*f", digits, value);
    return buffer;
}

std::string correlationText(double r) {
    std::string text = fixedText(r, 3);
    const auto zero = text.find("0.");
    if (zero == 0 || (zero == 1 && text[0] == '-'))
        text.erase(zero, 1);
    return text;
}

std::string percentText(double percent) {
    return std::isnan(percent) ? "-" : fixedText(percent, 1) + " %";
}

std::string countText(long long value) {
    std::string text = std::to_string(value);
    for (std::ptrdiff_t at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > (value < 0 ? 1 : 0); at -= 3)
        text.insert(static_cast<std::size_t>(at), ",");
    return text;
}

std::string durationText(double seconds) {
    const long total = std::lround(std::max(0.0, seconds));
    char buffer[32];
    if (total >= 3600)
        std::snprintf(buffer, sizeof buffer, "%ld:%02ld:%02ld", total / 3600, total / 60 % 60, total % 60);
    else
        std::snprintf(buffer, sizeof buffer, "%ld:%02ld", total / 60, total % 60);
    return buffer;
}

std::string exactText(double value) {
    if (std::isnan(value))
        return {};
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    return {buffer, end};
}

} // namespace crosseed::text
