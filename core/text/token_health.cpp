#include "base/parallel.h"
#include "base/quantile.h"
#include "text/corpus_health.h"
#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace crosseed::text {

namespace {

constexpr std::int64_t wordsAPiece = 512; // of work for one thread
constexpr std::size_t mostUnknown = 10;   // words that are named

struct WordTokens {
    std::int32_t pieces = 0, unknown = 0;
    std::int64_t occurrences = 0;
};

template <typename Use> void forWords(std::string_view text, const Use& use) {
    constexpr std::string_view space = " \t\r\n";
    for (std::size_t begin = text.find_first_not_of(space); begin != std::string_view::npos;) {
        const std::size_t end = std::min(text.find_first_of(space, begin), text.size());
        use(text.substr(begin, end - begin));
        begin = text.find_first_not_of(space, end);
    }
}

// Each word once, in the order of first appearance, and the words of all texts one after another.
struct Words {
    std::vector<std::string_view> distinct;
    std::vector<WordTokens> tokens;         // of the distinct ones
    std::vector<std::uint32_t> inTexts;     // numbers of words
    std::vector<std::size_t> ends;          // in `inTexts`, of each text
};

Words wordsOf(const Corpus& corpus) {
    Words words;
    std::unordered_map<std::string_view, std::uint32_t> numbers;
    for (const Document& document : corpus.documents) {
        forWords(document.text, [&](std::string_view word) {
            const auto [number, isNew] = numbers.try_emplace(word, static_cast<std::uint32_t>(words.distinct.size()));
            if (isNew) {
                words.distinct.push_back(word);
                words.tokens.emplace_back();
            }
            ++words.tokens[number->second].occurrences;
            words.inTexts.push_back(number->second);
        });
        words.ends.push_back(words.inTexts.size());
    }
    return words;
}

// WordPiece never looks across white space, so a word is tokenized once however often it stands there.
void tokenizeEach(Words& words, const Tokenizer& tokenizer, const std::stop_token& stop) {
    const std::int32_t unknown = tokenizer.idOf("[UNK]").value_or(-1);
    const std::int64_t count = std::ssize(words.distinct);
    forEachInParallel((count + wordsAPiece - 1) / wordsAPiece, [&](std::int64_t piece) {
        for (std::int64_t w = piece * wordsAPiece; w < std::min((piece + 1) * wordsAPiece, count); ++w) {
            const std::vector<std::int32_t> ids = tokenizer.encode(words.distinct[static_cast<std::size_t>(w)]).ids;
            WordTokens& tokens = words.tokens[static_cast<std::size_t>(w)];
            tokens.pieces = static_cast<std::int32_t>(ids.size()) - 2;
            tokens.unknown = static_cast<std::int32_t>(std::ranges::count(ids, unknown));
        }
    }, stop);
}

} // namespace

TokenHealth tokenHealth(const Corpus& corpus, const Tokenizer& tokenizer, int maxLength, std::vector<std::int64_t>& lengths,
                        std::stop_token stop, std::vector<std::int64_t>* unknown) {
    const std::int64_t texts = std::ssize(corpus.documents);
    Words words = wordsOf(corpus);
    tokenizeEach(words, tokenizer, stop);
    lengths.assign(static_cast<std::size_t>(texts), 0);
    if (unknown)
        unknown->assign(static_cast<std::size_t>(texts), 0);
    for (std::size_t text = 0, i = 0; text < words.ends.size(); ++text)
        for (; i < words.ends[text]; ++i) {
            const WordTokens& tokens = words.tokens[words.inTexts[i]];
            lengths[text] += tokens.pieces;
            if (unknown)
                (*unknown)[text] += tokens.unknown;
        }

    TokenHealth health;
    for (std::size_t w = 0; w < words.distinct.size(); ++w)
        if (const WordTokens& tokens = words.tokens[w]; tokens.unknown > 0) {
            health.unknown += tokens.unknown * tokens.occurrences;
            health.unknownWords.emplace_back(words.distinct[w], tokens.occurrences);
        }
    std::ranges::stable_sort(health.unknownWords, [](const auto& a, const auto& b) { return a.second > b.second; });
    health.unknownWords.resize(std::min(health.unknownWords.size(), mostUnknown));
    std::vector<std::int64_t> sorted = lengths;
    std::ranges::sort(sorted);
    for (std::size_t i = 0; i < TokenHealth::levels.size(); ++i)
        health.quantiles[i] = quantileOfSorted(sorted, TokenHealth::levels[i]);
    health.tokens = std::accumulate(lengths.begin(), lengths.end(), std::int64_t{0});
    health.cutTexts = std::ranges::count_if(lengths, [&](std::int64_t n) { return maxLength > 0 && n + 2 > maxLength; });
    const auto share = [](std::int64_t part, std::int64_t whole) {
        return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
    };
    health.mean = share(health.tokens, texts);
    health.cutShare = share(health.cutTexts, texts);
    health.unknownShare = share(health.unknown, health.tokens);
    return health;
}

} // namespace crosseed::text
