#include "evaluate/placebo.h"
#include "base/error.h"
#include "base/trim.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/random.h"
#include "evaluate/edit_rule.h"
#include "evaluate/words.h"
#include <algorithm>
#include <span>

namespace crosseed::evaluate {

namespace {

using Names = std::span<const std::string_view>;

// None that is also a common word (Mark, Grace, Will, Rose, ...).
constexpr std::string_view womensNames[] = {"Mary",  "Anna",  "Emma",   "Sarah", "Laura", "Julia",  "Lisa",   "Karen",
                                            "Susan", "Linda", "Nancy",  "Emily", "Megan", "Olivia", "Sophie", "Alice",
                                            "Helen", "Maria", "Rachel", "Jessica"};
constexpr std::string_view mensNames[] = {"John",  "Peter",  "Michael", "David",  "James",  "Thomas", "Daniel", "Paul",
                                          "Kevin", "Robert", "Steven",  "Andrew", "Martin", "Simon",  "Brian",  "George",
                                          "Henry", "Adam",   "Ryan",    "Justin"};

constexpr std::string_view defaultPairs[][2] = {
    {"big", "large"}, {"large", "big"}, {"small", "little"}, {"quick", "fast"}, {"fast", "quick"},
    {"quickly", "rapidly"}, {"begin", "start"}, {"buy", "purchase"}, {"assist", "help"}, {"happy", "glad"},
    {"glad", "happy"}, {"sad", "unhappy"}, {"angry", "furious"}, {"furious", "angry"}, {"smart", "clever"},
    {"clever", "smart"}, {"difficult", "tricky"}, {"easy", "simple"}, {"simple", "easy"},
    {"reply", "answer"}, {"maybe", "perhaps"}, {"perhaps", "maybe"}, {"child", "kid"}, {"children", "kids"},
    {"kids", "children"}, {"shop", "store"}, {"movie", "film"}, {"film", "movie"}, {"jobs", "positions"},
    {"speak", "talk"}, {"choose", "pick"}, {"fix", "repair"}, {"repair", "fix"}, {"often", "frequently"},
    {"almost", "nearly"}, {"nearly", "almost"}, {"entire", "whole"}, {"incorrect", "wrong"},
    {"wonderful", "marvellous"}, {"awful", "terrible"}, {"terrible", "awful"}, {"horrible", "awful"},
    {"scared", "afraid"}, {"afraid", "scared"}, {"funny", "amusing"}, {"beautiful", "lovely"},
    {"lovely", "beautiful"}, {"strange", "odd"}, {"weird", "strange"}, {"error", "mistake"},
    {"mistake", "error"}, {"really", "truly"}, {"truly", "really"}, {"completely", "totally"},
    {"totally", "completely"}, {"sofa", "couch"}, {"sick", "ill"}, {"rich", "wealthy"}, {"road", "street"},
    {"photo", "picture"}, {"mother", "mum"}, {"mom", "mum"}, {"father", "dad"}, {"dad", "father"},
    {"amazing", "astonishing"}, {"delighted", "pleased"}, {"fear", "dread"}, {"worried", "anxious"},
    {"anxious", "worried"}, {"rage", "fury"}, {"hilarious", "funny"}, {"depressed", "miserable"},
    {"miserable", "depressed"}};

std::string withFinalMark(const std::string& text) {
    const std::vector<Word> words = wordsOf(text);
    const auto isFinal = [](const Word& word) { return word.key == "." || word.key == "!" || word.key == "?"; };
    std::size_t first = words.size();
    while (first > 0 && isFinal(words[first - 1]))
        --first;
    if (words.empty() || first == 0)
        return text;
    const auto endOf = [](const Word& word) { return static_cast<std::size_t>(word.range.end); };
    if (first == words.size())
        return text.substr(0, endOf(words.back())) + "." + text.substr(endOf(words.back()));
    const Word& mark = words[first];
    if (words.size() - first > 1)
        return text.substr(0, endOf(mark)) + text.substr(endOf(words.back()));
    if (mark.key == ".")
        return text.substr(0, static_cast<std::size_t>(mark.range.begin)) + text.substr(endOf(mark));
    return text.substr(0, endOf(mark)) + mark.key + text.substr(endOf(mark));
}

// Drawn from the text and the seed alone, not from what was edited before it.
std::string otherName(Names names, std::ptrdiff_t own, Random& random) {
    const std::int64_t drawn = random.below(std::ssize(names) - 1);
    return std::string(names[static_cast<std::size_t>(drawn >= own ? drawn + 1 : drawn)]);
}

std::string withOtherNames(const std::string& text, std::uint64_t seed) {
    Random random(seed, std::stoull(hashOf(text).substr(0, 15), nullptr, 16));
    std::string out = text;
    std::vector<std::pair<std::string, std::string>> swaps;
    std::ptrdiff_t shift = 0;
    for (const Word& word : wordsOf(text)) {
        const std::string name = written(text, word.range);
        auto known = std::ranges::find(swaps, name, &std::pair<std::string, std::string>::first);
        for (const Names list : {Names(womensNames), Names(mensNames)}) {
            const auto found = std::ranges::find(list, name);
            if (known == swaps.end() && found != list.end())
                known = swaps.insert(swaps.end(), {name, otherName(list, found - list.begin(), random)});
        }
        if (known == swaps.end())
            continue;
        out.replace(static_cast<std::size_t>(word.range.begin + shift), name.size(), known->second);
        shift += std::ssize(known->second) - std::ssize(name);
    }
    return out;
}

std::string withSynonyms(const std::string& text, const SynonymList& synonyms) {
    std::vector<EditRule> rules;
    for (const auto& [word, synonym] : synonyms.pairs)
        rules.push_back({false, {word}, synonym});
    return applyRules(rules, text).text;
}

} // namespace

std::string_view placeboName(Placebo placebo) {
    constexpr std::string_view names[] = {"punctuation", "names", "synonyms"};
    return names[static_cast<std::size_t>(placebo)];
}

SynonymList defaultSynonyms() {
    SynonymList list;
    for (const auto& pair : defaultPairs)
        list.pairs.emplace_back(pair[0], pair[1]);
    return list;
}

SynonymList parseSynonyms(std::string_view text, const std::string& file) {
    SynonymList list;
    std::int64_t line = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string entry(trimmed(text.substr(begin, end - begin)));
        begin = end + 1;
        ++line;
        if (entry.empty() || entry.front() == '#')
            continue;
        const auto equals = entry.find('=');
        const std::string synonym = equals == std::string::npos ? "" : std::string(trimmed(std::string_view(entry).substr(equals + 1)));
        const auto words = wordsOf(entry.substr(0, std::min(equals, entry.size())));
        require(words.size() == 1 && !synonym.empty(), ErrorKind::BadInput,
                file + ", line " + std::to_string(line) + ": \"" + entry +
                    "\" is not \"word = synonym\" with one word on the left.");
        if (std::ranges::find(list.pairs, words[0].key, &std::pair<std::string, std::string>::first) == list.pairs.end())
            list.pairs.emplace_back(words[0].key, synonym);
    }
    require(!list.pairs.empty(), ErrorKind::BadInput, file + " holds no line \"word = synonym\".");
    return list;
}

SynonymList readSynonyms(const std::filesystem::path& file) {
    return parseSynonyms(readFile(file), file.string());
}

std::string placeboEdit(Placebo placebo, const std::string& text, const SynonymList& synonyms, std::uint64_t seed) {
    switch (placebo) {
    case Placebo::Punctuation:
        return withFinalMark(text);
    case Placebo::Names:
        return withOtherNames(text, seed);
    case Placebo::Synonyms:
        break;
    }
    return withSynonyms(text, synonyms);
}

} // namespace crosseed::evaluate
