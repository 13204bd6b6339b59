#include "text/sample_grammar.h"
#include "base/error.h"
#include <algorithm>
#include <charconv>

namespace crosseed::text {

namespace {

// In an alternative, <name> is another rule, <name?30> that rule in 30 of 100 cases, and [key:…] a planted stretch.
// An alternative stands as often as it should weigh.
struct Rule {
    std::string_view name;
    std::vector<std::string_view> alternatives;
};

// Words of the planted features also stand where they mean something else (a list of rules "other…"): the truth is in
// the context.
const std::vector<Rule>& rules() {
    static const std::vector<Rule> all{
        {"text",
         {"<greeting?20><deference?28><apology?17><other?36><core><closing?16>",
          "<greeting?20><thanks?20><apology?17><other?36><core><closing?12>"}},
        {"core",
         {"<ask>", "<ask>", "<ask>", "<ask>", "<ask>", "<ask>", "<order>", "<order>", "<order>", "<order>", "<order>",
          "<please_first>", "<please_first>", "<please_first>", "<accuse>", "<accuse>", "<accuse>", "<plain>",
          "<plain>", "<plain>", "<plain>", "<plain>", "<plain>"}},
        {"greeting",
         {"[greeting:hi]! ", "[greeting:hello]! ", "[greeting:hi]! ", "[greeting:hello]! ", "[greeting:hi] all! ",
          "[greeting:hello] team! ", "good [greeting:morning]! "}},
        {"deference",
         {"nice [deference:work] on <object>! ", "nice [deference:work] with <object>! ", "great [deference:idea] with <object>! ",
          "nice [deference:work] so far! ", "great [deference:idea]! "}},
        {"thanks",
         {"[thanks:thanks] for the <help>. ", "[thanks:thank] you for the <help>. ",
          "many [thanks:thanks] for the <help>. "}},
        {"closing", {"[thanks:thanks]. ", "[thanks:thank] you. ", "many [thanks:thanks]. ", "[thanks:thanks] a lot. "}},
        {"help", {"help", "quick answer", "<adjective> <thing>", "help with <object>"}},
        {"apology",
         {"[apology:sorry] to bother you. ", "[apology:sorry] for the noise. ", "[apology:sorry] about this. ",
          "[apology:sorry] for the short notice. ",
          "my [apology:apologies] for the late answer. "}},
        {"ask",
         {"[modal:<modal>] you<perhaps?18><please?42> <verb> <object><where?30><when?25><urgent?12><possible?12>? ",
          "[modal:<modal>] you<perhaps?18> <verb> <object><where?30><when?25><urgent?12><comma_please?40>? ",
          "[modal:may] I<perhaps?18><please?30> <verb> <object><where?30><when?25><possible?12>? "}},
        {"modal", {"could", "could", "would", "can"}},
        {"order",
         {"[order:<verb>] <object><where?40><when?30><urgent?30>. ",
          "[order:<verb>] <object><where?40><when?20><urgent?20><comma_please?25>. ",
          "[order:<verb>] <object> and <verb> <object><urgent?25>. "}},
        {"please_first", {"[please_first:please] <verb> <object><where?45><when?35><urgent?20><possible?10>. "}},
        {"accuse",
         {"why did you [accusation:not] <verb> <object><where?35><when?30><urgent?15>? ",
          "you [accusation:people] never <verb> <object><where?35><when?20>. ",
          "you [accusation:people] did not <verb> <object><where?35><when?30>. "}},
        {"plain",
         {"I was [hedge:wondering] if you could <verb> <object><where?30><when?30><urgent?12>. ",
          "[hedge:maybe] we should <verb> <object><where?40><when?30>. ",
          "[hedge:perhaps] the team could <verb> <object><when?40><urgent?12>. ",
          "we have to <verb> <object><where?40><when?40><urgent?18>. ",
          "where is <object><when?30><comma_please?15>? ",
          "who can <verb> <object><where?35><when?35><urgent?12>? ",
          "I need <object><where?20><when?30><urgent?20><comma_please?20><possible?10>. ",
          "is <object> <place> or <place>? ",
          "some people want to <verb> <object><where?30><when?30><possible?12>. ",
          "when did the team <verb> <object>? "}},
        {"perhaps", {" [hedge:maybe]", " [hedge:perhaps]"}},
        {"possible", {" if possible"}},
        {"please", {" [please:please]"}},
        {"comma_please", {", [please:please]"}},
        {"urgent", {" [urgency:asap]", " right [urgency:now]", " [urgency:immediately]"}},
        {"where", {" <place>"}},
        {"when", {" today", " tomorrow", " this week", " before lunch", " after the meeting", " on Monday", " by Friday",
                  " next month"}},
        {"place",
         {"on the right", "on the left", "at the top", "on the wiki", "in the office", "on the main site",
          "in the archive", "in the test folder", "in the lab", "for the team", "for the meeting"}},
        {"other", {"<other_sense>", "<other_sense>", "<other_fact>"}},
        {"other_sense",
         {"the <thing> could fail again. ", "the <thing> would not start. ", "we can see the <thing>. ",
          "the <thing> may be empty. ", "the <thing> is on the right. ", "the right column is <state>. ",
          "the sorry state of the <thing> is known. ", "the thanks page is <state>. ",
          "the hello message is <state>. ", "the good <thing> is <state>. ", "the morning backup is <state>. ",
          "the page says please wait. ", "the nice <thing> is <state>. ", "a great many files are <state>. ",
          "the maybe column is <state>. ", "the work plan is <state>. ", "the idea list is <state>. ",
          "the <thing> failed immediately after the update. ", "some people use the <adjective> <thing>. ",
          "why did the <thing> fail? "}},
        {"other_fact",
         {"the <thing> is <state>. ", "the <adjective> <thing> is <place>. ", "I use the <thing> <place>. ",
          "we moved the <thing> <place>. "}},
        {"state", {"empty", "broken", "old", "wrong", "slow", "long", "new"}},
        {"object", {"the <thing>", "the <thing>", "the <adjective> <thing>", "this <thing>", "the <thing> and the <thing>"}},
        {"adjective",
         {"old", "new", "broken", "long", "short", "second", "first", "last", "empty", "wrong", "shared", "public",
          "blue", "slow", "small", "large", "final"}},
        {"verb",
         {"fix", "check", "update", "remove", "add", "move", "rename", "explain", "review", "send", "open", "close",
          "merge", "restore", "translate", "upload", "restart", "sort", "copy", "replace", "install", "clean",
          "describe", "split", "track", "read"}},
        {"thing",
         {"page",   "server",   "report",   "button",   "table",   "file",    "folder",  "article", "image", "title",
          "form",   "script",   "log",      "password", "invoice", "calendar", "printer", "backup", "build", "query",
          "comment", "section", "template", "account",  "mailbox", "schedule", "diagram", "summary", "chapter",
          "footnote", "cable",  "screen",   "keyboard", "router",  "ticket",  "patch",   "branch",  "menu",  "chart",
          "index"}},
    };
    return all;
}

const Rule& ruleNamed(std::string_view name) {
    const auto& all = rules();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Rule& rule) { return rule.name == name; });
    require(found != all.end(), ErrorKind::Internal, "The sample's grammar has no rule " + std::string(name) + ".");
    return *found;
}

std::size_t featureOf(std::string_view key) {
    const auto& all = plantedFeatures();
    const auto found = std::find_if(all.begin(), all.end(), [&](const PlantedFeature& f) { return f.key == key; });
    require(found != all.end(), ErrorKind::Internal, "The sample plants no feature " + std::string(key) + ".");
    return static_cast<std::size_t>(found - all.begin());
}

class Composer {
public:
    explicit Composer(Random& random) : m_random(random) {}

    SampleText compose() {
        expand(ruleNamed("text"));
        m_result.text.pop_back(); // the space after the last sentence
        return std::move(m_result);
    }

private:
    void expand(const Rule& rule) {
        const auto choice = m_random.below(static_cast<std::int64_t>(rule.alternatives.size()));
        std::string_view rest = rule.alternatives[static_cast<std::size_t>(choice)];
        while (!rest.empty()) {
            const char mark = rest.front();
            rest.remove_prefix(1);
            if (mark == '<') {
                reference(rest.substr(0, rest.find('>')));
                rest.remove_prefix(rest.find('>') + 1);
            } else if (mark == '[') {
                m_result.spans.push_back({featureOf(rest.substr(0, rest.find(':'))), {position(), 0}});
                rest.remove_prefix(rest.find(':') + 1);
            } else if (mark == ']') {
                m_result.spans.back().range.end = position();
            } else {
                write(mark);
            }
        }
    }

    // "name" or "name?percent".
    void reference(std::string_view name) {
        const std::size_t question = name.find('?');
        if (question != std::string_view::npos) {
            int percent = 0;
            std::from_chars(name.data() + question + 1, name.data() + name.size(), percent);
            if (m_random.below(100) >= percent)
                return;
        }
        expand(ruleNamed(name.substr(0, question)));
    }

    void write(char c) {
        if (m_beginsSentence && c >= 'a' && c <= 'z')
            c = static_cast<char>(c - 32);
        m_result.text += c;
        if (c != ' ')
            m_beginsSentence = c == '.' || c == '!' || c == '?';
    }

    std::int32_t position() const { return static_cast<std::int32_t>(m_result.text.size()); }

    Random& m_random;
    SampleText m_result;
    bool m_beginsSentence = true;
};

} // namespace

const std::vector<PlantedFeature>& plantedFeatures() {
    static const std::vector<PlantedFeature> all{
        {"modal", "sentence-initial modal", 2},
        {"hedge", "hedge", 2},
        {"thanks", "thanks", 2},
        {"apology", "apology", 2},
        {"greeting", "greeting", 2},
        {"order", "direct imperative", -3},
        {"urgency", "urgency", -2},
        {"please", "please inside a sentence", 2},
        {"please_first", "please at the beginning", -1},
        {"accusation", "accusation", -4},
        {"deference", "deference", 2},
    };
    return all;
}

SampleText composeText(Random& random) {
    for (;;) {
        SampleText result = Composer(random).compose();
        const auto spaces = std::count(result.text.begin(), result.text.end(), ' ');
        if (spaces >= 4 && spaces <= 19)
            return result;
    }
}

} // namespace crosseed::text
