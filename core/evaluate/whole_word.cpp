#include "evaluate/whole_word.h"
#include "base/error.h"
#include "text/unicode_rules.h"
#include <algorithm>
#include <vector>

namespace crosseed::evaluate {

namespace {

struct Character {
    char32_t value = 0;
    std::size_t bytes = 1;
};

bool continues(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

// What is not UTF-8 counts byte by byte as U+FFFD: no white space and no punctuation.
Character characterAt(std::string_view text, std::size_t at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) return {lead, 1};
    const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || at + bytes > text.size()) return {0xFFFD, 1};
    char32_t value = lead & (0x7F >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) {
        if (!continues(text[at + i])) return {0xFFFD, 1};
        value = value << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3F);
    }
    return {value, bytes};
}

char32_t characterBefore(std::string_view text, std::size_t end) {
    std::size_t at = end - 1;
    while (at > 0 && end - at < 4 && continues(text[at]))
        --at;
    return characterAt(text, at).value;
}

bool standsAlone(char32_t c) {
    return text::isPunctuation(c) || text::isCjkIdeograph(c);
}

bool hasWhitespace(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); at += characterAt(text, at).bytes)
        if (text::isWhitespace(characterAt(text, at).value)) return true;
    return false;
}

bool sameWord(text::ByteRange left, text::ByteRange right, std::string_view original) {
    if (left.begin == left.end || right.begin == right.end) return false;
    if (right.begin < left.end) return true; // pieces of one character: a Hangul syllable comes apart in the tokenizer
    const auto end = static_cast<std::size_t>(left.end), begin = static_cast<std::size_t>(right.begin);
    return !standsAlone(characterBefore(original, end)) && !standsAlone(characterAt(original, begin).value) &&
           !hasWhitespace(original.substr(end, begin - end));
}

std::vector<text::ByteRange> wordsBetweenSpaces(std::string_view text) {
    std::vector<text::ByteRange> words;
    bool inside = false;
    for (std::size_t at = 0; at < text.size();) {
        const Character c = characterAt(text, at);
        const bool space = text::isWhitespace(c.value);
        if (!space && !inside) words.push_back({static_cast<std::int32_t>(at), 0});
        at += c.bytes;
        if (!space) words.back().end = static_cast<std::int32_t>(at);
        inside = !space;
    }
    return words;
}

std::string oneLine(std::string_view text, std::int32_t begin, std::int32_t end) {
    std::string line(text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)));
    std::ranges::replace_if(
        line, [](char c) { return c >= '\t' && c <= '\r'; }, ' ');
    return line;
}

} // namespace

text::ByteRange wholeWord(const text::PackedTokens& tokens, std::int64_t text, std::int64_t row,
                          std::string_view original) {
    const auto range = [&](std::int64_t r) { return tokens.ranges[static_cast<std::size_t>(r)]; };
    const std::int64_t firstRow = tokens.starts[static_cast<std::size_t>(text)];
    const std::int64_t endRow = tokens.starts[static_cast<std::size_t>(text) + 1];
    if (range(row).begin == range(row).end) { // [CLS] or [SEP]
        const std::int32_t at = row > firstRow ? range(row - 1).end : 0;
        return {at, at};
    }
    std::int64_t first = row, last = row;
    while (first > firstRow && sameWord(range(first - 1), range(first), original))
        --first;
    while (last + 1 < endRow && sameWord(range(last), range(last + 1), original))
        ++last;
    return {range(first).begin, range(last).end};
}

std::vector<std::string_view> wholeWords(std::string_view text) {
    std::vector<std::string_view> words;
    bool goesOn = false;
    for (std::size_t at = 0; at < text.size();) {
        const Character c = characterAt(text, at);
        const bool alone = standsAlone(c.value);
        if (text::isWhitespace(c.value))
            goesOn = false;
        else if (goesOn && !alone)
            words.back() = text.substr(static_cast<std::size_t>(words.back().data() - text.data()),
                                       words.back().size() + c.bytes);
        else {
            words.push_back(text.substr(at, c.bytes));
            goesOn = !alone;
        }
        at += c.bytes;
    }
    return words;
}

WordInContext wordInContext(text::ByteRange node, std::string_view original, int words) {
    require(node.begin >= 0 && node.begin <= node.end && node.end <= std::ssize(original), ErrorKind::Shape,
            "A word ends at byte " + std::to_string(node.end) + " of a text of " + std::to_string(original.size()) +
                " bytes; evaluate again with this corpus.");
    std::int32_t begin = node.begin, end = node.end;
    int left = 0, right = 0;
    const auto all = wordsBetweenSpaces(original);
    for (auto word = all.rbegin(); word != all.rend() && left < words; ++word)
        if (word->begin < node.begin) {
            begin = word->begin;
            ++left;
        }
    for (auto word = all.begin(); word != all.end() && right < words; ++word)
        if (word->end > node.end) {
            end = word->end;
            ++right;
        }
    return {oneLine(original, begin, node.begin), oneLine(original, node.begin, node.end), oneLine(original, node.end, end),
            {begin, end}};
}

} // namespace crosseed::evaluate
