// Edits written as rules: "^would -> is | could -> can".
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace crosseed::evaluate {

// One word or several in a row, replaced.
struct EditRule {
    bool atStart = false;          // "^": only at the beginning of the text
    std::vector<std::string> from; // keys of wordsOf(), at least one
    std::string to;                // as written; empty: the words are deleted
};

// Rules separated by "|", each "words -> words" with "^" for the beginning of the text. Throws Error(Usage) that quotes the
// rule for one without "->" or with two (a forgotten "|"), without words at its left, or with "^" in the middle.
std::vector<EditRule> parseRules(const std::string& text);

struct RuleResult {
    std::string text;
    int matches = 0; // places that were changed
};

// One pass from left to right; at each word the first rule that matches is applied, and its result is not looked at again.
// Words match whatever their case. What replaces them is capitalised as they were: all in capitals where the matched words
// are and have more than one letter in all, with a capital first letter where the first has one, else as the rule has it.
// With deleted words the white space behind them goes, before a punctuation mark and at the end of the text that in front of
// them; where they had a capital letter at the beginning of the text, the next word takes it over.
RuleResult applyRules(const std::vector<EditRule>& rules, std::string_view text);

} // namespace crosseed::evaluate
