#include "evaluate/edit_rule.h"
#include "base/error.h"
#include "base/trim.h"
#include "evaluate/words.h"
#include <algorithm>
#include <cctype>
#include <span>

namespace crosseed::evaluate {

namespace {

EditRule parseRule(const std::string& text) {
    const auto arrow = text.find("->");
    require(arrow != std::string::npos, ErrorKind::Usage,
            "The rule \"" + std::string(trimmed(text)) + "\" has no \"->\"; write for example \"^would -> is\".");
    require(text.find("->", arrow + 2) == std::string::npos, ErrorKind::Usage,
            "The rule \"" + std::string(trimmed(text)) + "\" has more than one \"->\"; put \"|\" between two rules.");
    EditRule rule;
    std::string from(trimmed(std::string_view(text).substr(0, arrow)));
    rule.to = trimmed(std::string_view(text).substr(arrow + 2));
    if (from.starts_with('^')) {
        rule.atStart = true;
        from.erase(0, 1);
    }
    for (const Word& word : wordsOf(from))
        rule.from.push_back(word.key);
    require(!rule.from.empty(), ErrorKind::Usage,
            "The rule \"" + std::string(trimmed(text)) + "\" has no word before \"->\"; say which word to change.");
    require(from.find('^') == std::string::npos, ErrorKind::Usage,
            "In the rule \"" + std::string(trimmed(text)) + "\" \"^\" stands inside; it means the beginning of the text and comes first.");
    return rule;
}

bool isUpper(char c) {
    return std::isupper(static_cast<unsigned char>(c)) != 0;
}
bool isLower(char c) {
    return std::islower(static_cast<unsigned char>(c)) != 0;
}

std::string capitalised(std::string word) {
    if (!word.empty() && isLower(word.front()))
        word.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(word.front())));
    return word;
}

std::string likeMatched(const std::string& to, const std::string& matched) {
    if (std::ranges::count_if(matched, isUpper) > 1 && std::ranges::none_of(matched, isLower)) {
        std::string upper = to;
        std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        return upper;
    }
    return isUpper(matched.front()) ? capitalised(to) : to;
}

bool matches(const EditRule& rule, std::span<const Word> words, bool isStart) {
    if ((rule.atStart && !isStart) || rule.from.size() > words.size())
        return false;
    for (std::size_t i = 0; i < rule.from.size(); ++i)
        if (words[i].key != rule.from[i])
            return false;
    return true;
}

} // namespace

std::vector<EditRule> parseRules(const std::string& text) {
    std::vector<EditRule> rules;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('|', begin), text.size());
        rules.push_back(parseRule(text.substr(begin, end - begin)));
        begin = end + 1;
    }
    return rules;
}

RuleResult applyRules(const std::vector<EditRule>& rules, std::string_view text) {
    const std::vector<Word> words = wordsOf(text);
    RuleResult result;
    std::size_t copied = 0; // bytes of `text` that are done
    bool capitaliseNext = false;
    const auto copyTo = [&](std::size_t end) {
        std::string part(text.substr(copied, end - copied));
        result.text += capitaliseNext ? capitalised(part) : part;
        capitaliseNext = capitaliseNext && part.empty();
        copied = std::max(copied, end);
    };
    for (std::size_t w = 0; w < words.size();) {
        const auto rule = std::ranges::find_if(
            rules, [&](const EditRule& r) { return matches(r, std::span(words).subspan(w), w == 0); });
        if (rule == rules.end()) {
            ++w;
            continue;
        }
        const std::size_t last = w + rule->from.size() - 1;
        const auto begin = static_cast<std::size_t>(words[w].range.begin);
        auto end = static_cast<std::size_t>(words[last].range.end);
        const std::string matched(text.substr(begin, end - begin));
        copyTo(begin);
        if (!rule->to.empty()) {
            result.text += likeMatched(rule->to, capitaliseNext ? capitalised(matched) : matched);
            capitaliseNext = false;
        } else if (last + 1 < words.size() && !words[last + 1].punctuation) {
            end = static_cast<std::size_t>(words[last + 1].range.begin);
            capitaliseNext = capitaliseNext || (w == 0 && isUpper(matched.front()));
        } else {
            result.text.erase(result.text.find_last_not_of(" \t\r\n") + 1);
        }
        copied = end;
        ++result.matches;
        w = last + 1;
    }
    copyTo(text.size());
    return result;
}

} // namespace crosseed::evaluate
