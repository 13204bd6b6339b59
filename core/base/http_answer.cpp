#include "base/http_answer.h"
#include <algorithm>
#include <charconv>

namespace crosseed {

namespace {

std::string lowered(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return out;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto begin = text.find_first_not_of(blanks);
    return begin == std::string_view::npos ? std::string_view() : text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

// The whole text as a number, or nothing.
std::optional<std::uintmax_t> numberOf(std::string_view text) {
    std::uintmax_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    return problem == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::string hashOfEtag(std::string_view etag) {
    if (etag.starts_with("W/"))
        etag.remove_prefix(2);
    if (etag.size() >= 2 && etag.starts_with('"') && etag.ends_with('"'))
        etag = etag.substr(1, etag.size() - 2);
    const std::string digits = lowered(etag);
    return digits.size() == 64 && digits.find_first_not_of("0123456789abcdef") == std::string::npos ? digits : "";
}

} // namespace

void HttpAnswer::addLine(std::string_view line) {
    if (line.starts_with("HTTP/")) {
        const auto blank = line.find(' ');
        status = 0;
        if (blank != std::string_view::npos)
            std::from_chars(line.data() + blank + 1, line.data() + line.size(), status);
        etag.clear();
        length.reset();
        range.clear();
        chunked = false;
        framed = line.starts_with("HTTP/2") || line.starts_with("HTTP/3");
        return;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos)
        return;
    const std::string name = lowered(line.substr(0, colon));
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (name == "etag")
        etag = value;
    else if (name == "content-length")
        length = numberOf(value);
    else if (name == "content-range")
        range = value;
    else if (name == "transfer-encoding" && lowered(value).ends_with("chunked"))
        chunked = true;
    else if (name == "x-linked-etag")
        linkedEtag = value;
    else if (name == "x-linked-size")
        linkedSize = numberOf(value);
    else if (name == "x-repo-commit")
        commit = value;
}

std::optional<std::uintmax_t> HttpAnswer::total() const {
    if (status == 206) {
        const auto slash = range.rfind('/');
        return slash == std::string::npos ? std::nullopt : numberOf(std::string_view(range).substr(slash + 1));
    }
    return chunked ? std::nullopt : length;
}

std::uintmax_t HttpAnswer::rangeBegin() const {
    constexpr std::string_view unit = "bytes ";
    if (status != 206 || !range.starts_with(unit))
        return 0;
    const auto dash = range.find('-');
    return dash == std::string::npos ? 0
                                     : numberOf(std::string_view(range).substr(unit.size(), dash - unit.size())).value_or(0);
}

std::string HttpAnswer::hash() const {
    const std::string linked = hashOfEtag(linkedEtag);
    return linked.empty() ? hashOfEtag(etag) : linked;
}

} // namespace crosseed
