#include "evaluate/edit_type.h"
#include "evaluate/words.h"
#include <algorithm>
#include <span>
#include <string>
#include <vector>

namespace crosseed::evaluate {

namespace {

using Keys = std::vector<std::string>;

constexpr std::string_view modals[] = {"can",    "could",   "may",      "might",    "must",    "shall",    "should",
                                       "will",   "would",   "ought",    "cannot",   "can't",   "couldn't", "mightn't",
                                       "mustn't", "shan't", "shouldn't", "won't",   "wouldn't"};
constexpr std::string_view auxiliaries[] = {"am",     "is",     "are",    "was",    "were",    "be",      "been",
                                            "being",  "do",     "does",   "did",    "have",    "has",     "had",
                                            "isn't",  "aren't", "wasn't", "weren't", "don't",  "doesn't", "didn't",
                                            "haven't", "hasn't", "hadn't", "not",   "to"};
constexpr std::string_view beginners[] = {"am",     "is",     "are",     "was",    "were",    "do",      "does",    "did",
                                          "have",   "has",    "had",     "isn't",  "aren't",  "wasn't",  "weren't", "don't",
                                          "doesn't", "didn't", "haven't", "hasn't", "hadn't"};
constexpr std::string_view questionWords[] = {"what", "who", "whom", "whose", "which", "when", "where", "why", "how"};
// Those that wrap a wish up in another sentence, and those that only ask.
constexpr std::string_view wrappingFrames[] = {"would you mind", "do you mind", "would it be possible", "is it possible",
                                               "would it be ok", "is it ok if", "i was wondering", "i wonder",
                                               "i am wondering", "i'm wondering", "i would appreciate", "i'd appreciate"};
constexpr std::string_view askingFrames[] = {"would you", "could you", "can you", "will you", "may i",
                                             "might i",   "could i",   "can i",   "can we",   "could we"};

bool isAmong(std::span<const std::string_view> list, std::string_view word) {
    return std::ranges::find(list, word) != list.end();
}
bool isModal(const std::string& word) {
    return isAmong(modals, word);
}
bool beginsQuestion(const std::string& word) {
    return isModal(word) || isAmong(beginners, word);
}

Keys keysWithoutMarks(const std::vector<Word>& words) {
    Keys keys;
    for (const Word& word : words)
        if (!word.punctuation)
            keys.push_back(word.key);
    return keys;
}

bool beginsWith(std::span<const Word> words, std::string_view frame) {
    std::string begin;
    for (std::size_t i = 0; i < words.size() && begin.size() < frame.size(); ++i)
        begin += (begin.empty() ? "" : " ") + words[i].key;
    return begin == frame;
}

// 0: none, 1: asks, 2: wraps up.
int frameOf(const std::vector<Word>& words) {
    int found = 0;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0 && !words[i - 1].punctuation && words[i - 1].key != "please")
            continue;
        const auto rest = std::span(words).subspan(i);
        const auto begins = [&](std::string_view frame) { return beginsWith(rest, frame); };
        if (std::ranges::any_of(wrappingFrames, begins))
            return 2;
        if (std::ranges::any_of(askingFrames, begins))
            found = 1;
    }
    return found;
}

bool interrogative(const std::vector<Word>& words) {
    bool finalMark = false;
    for (auto word = words.rbegin(); word != words.rend() && word->punctuation; ++word) {
        if (word->key == "?" || word->key == "\xEF\xBC\x9F")
            return true;
        finalMark = finalMark || word->key == "." || word->key == "!";
    }
    const Keys keys = keysWithoutMarks(words);
    if (finalMark || keys.empty())
        return false;
    return beginsQuestion(keys[0]) || (keys.size() > 1 && isAmong(questionWords, keys[0]) && beginsQuestion(keys[1]));
}

// One auxiliary changed places with at most two words next to it.
bool isInversion(const Keys& a, const Keys& b) {
    const auto first = static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
    std::size_t end = a.size();
    while (end > first && a[end - 1] == b[end - 1])
        --end;
    if (end - first < 2 || end - first > 3)
        return false;
    Keys turned(a.begin() + static_cast<std::ptrdiff_t>(first), a.begin() + static_cast<std::ptrdiff_t>(end));
    const Keys wanted(b.begin() + static_cast<std::ptrdiff_t>(first), b.begin() + static_cast<std::ptrdiff_t>(end));
    if (beginsQuestion(turned.front())) {
        std::ranges::rotate(turned, turned.begin() + 1);
        if (turned == wanted)
            return true;
        std::ranges::rotate(turned, turned.end() - 1);
    }
    if (!beginsQuestion(turned.back()))
        return false;
    std::ranges::rotate(turned, turned.end() - 1);
    return turned == wanted;
}

// Words of one that the other lacks, with multiplicity, both ways.
Keys changedWords(Keys a, Keys b) {
    std::ranges::sort(a);
    std::ranges::sort(b);
    Keys changed;
    std::ranges::set_symmetric_difference(a, b, std::back_inserter(changed));
    return changed;
}

bool isModalSwap(const Keys& changed) {
    return std::ranges::any_of(changed, isModal) &&
           std::ranges::all_of(changed, [](const std::string& w) { return isModal(w) || isAmong(auxiliaries, w); });
}

} // namespace

std::string_view editTypeName(EditType type) {
    constexpr std::string_view names[] = {"modal swap", "mood swap", "reposition", "directness swap", "other"};
    return names[static_cast<std::size_t>(type)];
}

EditType suggestEditType(std::string_view original, std::string_view edited) {
    const auto wordsA = wordsOf(original), wordsB = wordsOf(edited);
    const Keys a = keysWithoutMarks(wordsA), b = keysWithoutMarks(wordsB);
    const bool moodChanges = interrogative(wordsA) != interrogative(wordsB);
    const Keys changed = changedWords(a, b);
    if (changed.empty() && a != b)
        return moodChanges && isInversion(a, b) ? EditType::MoodSwap : EditType::Reposition;
    const int frameA = frameOf(wordsA), frameB = frameOf(wordsB);
    if (frameA != frameB && (std::min(frameA, frameB) == 0 || std::max(frameA, frameB) == 2))
        return EditType::DirectnessSwap;
    if (moodChanges)
        return EditType::MoodSwap;
    return isModalSwap(changed) ? EditType::ModalSwap : EditType::Other;
}

} // namespace crosseed::evaluate
