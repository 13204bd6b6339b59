#include "base/parallel.h"
#include "base/quantile.h"
#include "text/corpus_health.h"
#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_map>

namespace crosseed::text {

namespace {

constexpr std::int64_t textsAPiece = 8192; // of work for one thread
constexpr std::size_t mostUnknown = 10;    // words that are named

struct WordTokens {
    std::int32_t pieces = 0, unknown = 0;
};
struct Piece {
    std::int64_t unknown = 0;
    std::map<std::string, std::int64_t> unknownWords;
};

// WordPiece never looks across white space, so a word is tokenized once however often it stands there.
class WordCache {
public:
    explicit WordCache(const Tokenizer& tokenizer) : m_tokenizer(tokenizer), m_unknown(tokenizer.idOf("[UNK]").value_or(-1)) {}

    const WordTokens& operator()(std::string_view word) {
        const auto [entry, isNew] = m_words.try_emplace(word);
        if (isNew) {
            const std::vector<std::int32_t> ids = m_tokenizer.encode(word).ids;
            entry->second = {static_cast<std::int32_t>(ids.size()) - 2,
                             static_cast<std::int32_t>(std::count(ids.begin(), ids.end(), m_unknown))};
        }
        return entry->second;
    }

private:
    const Tokenizer& m_tokenizer;
    std::int32_t m_unknown;
    std::unordered_map<std::string_view, WordTokens> m_words;
};

template <typename Use> void forWords(std::string_view text, const Use& use) {
    constexpr std::string_view space = " \t\r\n";
    for (std::size_t begin = text.find_first_not_of(space); begin != std::string_view::npos;) {
        const std::size_t end = std::min(text.find_first_of(space, begin), text.size());
        use(text.substr(begin, end - begin));
        begin = text.find_first_not_of(space, end);
    }
}

} // namespace

TokenHealth tokenHealth(const Corpus& corpus, const Tokenizer& tokenizer, int maxLength, std::vector<std::int64_t>& lengths,
                        std::stop_token stop) {
    const std::int64_t texts = std::ssize(corpus.documents);
    lengths.assign(static_cast<std::size_t>(texts), 0);
    std::vector<Piece> pieces(static_cast<std::size_t>((texts + textsAPiece - 1) / textsAPiece));
    forEachInParallel(std::ssize(pieces), [&](std::int64_t p) {
        Piece& piece = pieces[static_cast<std::size_t>(p)];
        WordCache cache(tokenizer);
        for (std::int64_t t = p * textsAPiece; t < std::min((p + 1) * textsAPiece, texts); ++t)
            forWords(corpus.documents[static_cast<std::size_t>(t)].text, [&](std::string_view word) {
                const WordTokens& tokens = cache(word);
                lengths[static_cast<std::size_t>(t)] += tokens.pieces;
                piece.unknown += tokens.unknown;
                if (tokens.unknown > 0)
                    ++piece.unknownWords[std::string(word)];
            });
    }, stop);

    TokenHealth health;
    std::map<std::string, std::int64_t> unknown;
    for (const Piece& piece : pieces) {
        health.unknown += piece.unknown;
        for (const auto& [word, count] : piece.unknownWords)
            unknown[word] += count;
    }
    health.unknownWords.assign(unknown.begin(), unknown.end());
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
