#include "base/parallel.h"
#include "text/corpus_health.h"
#include <algorithm>
#include <cmath>
#include <numeric>
#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <unordered_map>

namespace crosseed::text {

namespace {

constexpr std::int64_t textsAPiece = 1024; // of work for one thread
constexpr std::size_t noSet = SIZE_MAX;

std::uint64_t mixed(std::uint64_t h) { // the finalizer of splitmix64
    h = (h ^ (h >> 30)) * 0xBF58476D1CE4E5B9u;
    h = (h ^ (h >> 27)) * 0x94D049BB133111EBu;
    return h ^ (h >> 31);
}

constexpr std::uint64_t emptyWord = 0xCBF29CE484222325u;

// A hash of each word, in order.
std::vector<std::uint64_t> wordHashes(const std::string& text) {
    std::vector<std::uint64_t> words;
    std::uint64_t word = emptyWord;
    const auto add = [&](UChar32 c) { word = (word ^ static_cast<std::uint64_t>(c)) * 0x100000001B3u; };
    const auto end = [&] {
        if (word != emptyWord)
            words.push_back(mixed(word));
        word = emptyWord;
    };
    const auto* data = reinterpret_cast<const std::uint8_t*>(text.data());
    for (std::size_t at = 0; at < text.size();) {
        if (const std::uint8_t byte = data[at]; byte < 0x80) {
            ++at;
            if (byte >= 'A' && byte <= 'Z')
                add(byte + 32);
            else if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9'))
                add(byte);
            else
                end();
            continue;
        }
        UChar32 c = 0;
        U8_NEXT(data, at, text.size(), c);
        if (c >= 0 && u_isalnum(c))
            add(u_foldCase(c, U_FOLD_CASE_DEFAULT));
        else
            end();
    }
    end();
    return words;
}

// One text: its words as numbers, the rarest first, each once.
struct WordSet {
    std::vector<std::uint32_t> words;
    std::uint64_t sequence = 0; // of the words in order; 0: no word
    std::size_t document = 0;
    unsigned split = 0;         // 1 << split
};

// The first text of each split and spelling, in the order of splits and of the corpus.
std::vector<WordSet> distinctTexts(const Corpus& corpus, const TextNumbers& numbers, std::vector<std::size_t>& setOf) {
    std::vector<WordSet> sets;
    setOf.resize(corpus.documents.size());
    for (const Split split : {Split::Train, Split::Validation, Split::Test}) {
        std::vector<std::size_t> seen(numbers.distinct(), noSet);
        for (std::size_t i = 0; i < corpus.documents.size(); ++i)
            if (corpus.documents[i].split == split) {
                std::size_t& set = seen[numbers.of[i]];
                if (set == noSet) {
                    set = sets.size();
                    sets.push_back({{}, 0, i, 1u << static_cast<unsigned>(split)});
                }
                setOf[i] = set;
            }
    }
    return sets;
}

// Numbers the words from the rarest (0) to the most frequent; of equals by hash.
void numberWords(std::vector<WordSet>& sets, const std::vector<std::vector<std::uint64_t>>& hashes, const std::stop_token& stop) {
    std::unordered_map<std::uint64_t, std::uint32_t> ids;
    std::vector<std::pair<std::uint32_t, std::uint64_t>> frequency;
    for (std::size_t s = 0; s < sets.size(); ++s) {
        for (const std::uint64_t hash : hashes[s]) {
            const auto [id, isNew] = ids.try_emplace(hash, static_cast<std::uint32_t>(ids.size()));
            if (isNew)
                frequency.emplace_back(0, hash);
            ++frequency[id->second].first;
            sets[s].words.push_back(id->second);
            sets[s].sequence = mixed(sets[s].sequence + hash);
        }
    }
    std::vector<std::uint32_t> order(frequency.size()), rank(frequency.size());
    std::iota(order.begin(), order.end(), 0u);
    std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) { return frequency[a] < frequency[b]; });
    for (std::uint32_t r = 0; r < order.size(); ++r)
        rank[order[r]] = r;
    const std::int64_t pieces = (std::ssize(sets) + textsAPiece - 1) / textsAPiece;
    forEachInParallel(pieces, [&](std::int64_t piece) {
        const std::int64_t end = std::min((piece + 1) * textsAPiece, std::ssize(sets));
        for (std::int64_t s = piece * textsAPiece; s < end; ++s) {
            auto& words = sets[static_cast<std::size_t>(s)].words;
            for (std::uint32_t& word : words)
                word = rank[word];
            std::ranges::sort(words);
            words.erase(std::unique(words.begin(), words.end()), words.end());
        }
    }, stop);
}

class Join {
public:
    Join(const std::vector<WordSet>& sets, const HealthOptions& options) : m_sets(sets), m_options(options) {
        std::uint32_t words = 0;
        for (const WordSet& set : sets)
            if (!set.words.empty())
                words = std::max(words, set.words.back() + 1);
        m_starts.resize(words + 1);
        const auto forPrefixes = [&](const auto& use) {
            for (std::size_t s = 0; s < sets.size(); ++s)
                for (std::size_t i = 0; i < prefix(sets[s]); ++i)
                    use(sets[s].words[i], static_cast<std::uint32_t>(s));
        };
        forPrefixes([&](std::uint32_t word, std::uint32_t) { ++m_starts[word + 1]; });
        std::partial_sum(m_starts.begin(), m_starts.end(), m_starts.begin());
        m_entries.resize(m_starts.back());
        std::vector<std::size_t> next(m_starts.begin(), m_starts.end() - 1);
        forPrefixes([&](std::uint32_t word, std::uint32_t set) { m_entries[next[word]++] = set; });
    }

    // Bits of the splits with a text before `s` that is near it; `one` of those texts where none is known yet. `found` are known already.
    unsigned before(std::size_t s, unsigned found, std::size_t& one) const {
        const WordSet& own = m_sets[s];
        const unsigned wanted = 2 * own.split - 1; // its own split and those before it
        for (std::size_t i = 0; i < prefix(own) && found != wanted; ++i) {
            const std::uint32_t word = own.words[i];
            for (std::size_t e = m_starts[word]; e < m_starts[word + 1] && m_entries[e] < s; ++e) // entries rise
                if (const WordSet& other = m_sets[m_entries[e]]; !(found & other.split) && areNear(own, other)) {
                    found |= other.split;
                    one = std::min<std::size_t>(one, m_entries[e]);
                    if (found == wanted)
                        break;
                }
        }
        return found;
    }

private:
    // Two sets as similar as asked for share a word among so many of their rarest (Chaudhuri et al. 2006).
    std::size_t prefix(const WordSet& set) const {
        const auto size = std::ssize(set.words);
        if (size < m_options.nearWords)
            return 0;
        const auto needed = static_cast<std::int64_t>(std::ceil(m_options.nearFrom * static_cast<double>(size) - 1e-9));
        return static_cast<std::size_t>(size - needed + 1);
    }

    bool areNear(const WordSet& x, const WordSet& y) const {
        const auto sizeX = static_cast<double>(x.words.size()), sizeY = static_cast<double>(y.words.size());
        if (std::min(sizeX, sizeY) < m_options.nearFrom * std::max(sizeX, sizeY) - 1e-9)
            return false;
        const double t = m_options.nearFrom;
        const auto needed = static_cast<std::size_t>(std::ceil(t / (1 + t) * (sizeX + sizeY) - 1e-9)); // shared words
        std::size_t i = 0, j = 0, shared = 0;
        while (i < x.words.size() && j < y.words.size()) {
            if (shared + std::min(x.words.size() - i, y.words.size() - j) < needed)
                return false;
            if (x.words[i] == y.words[j]) {
                ++shared, ++i, ++j;
            } else {
                ++(x.words[i] < y.words[j] ? i : j);
            }
        }
        return shared >= needed;
    }

    const std::vector<WordSet>& m_sets;
    const HealthOptions& m_options;
    std::vector<std::size_t> m_starts;    // of each word
    std::vector<std::uint32_t> m_entries; // sets with the word among their rarest
};

} // namespace

std::vector<unsigned> nearSplits(const Corpus& corpus, const TextNumbers& numbers, const HealthOptions& options,
                                 std::stop_token stop, std::vector<std::int64_t>* near) {
    require(options.nearFrom > 0 && options.nearFrom <= 1, ErrorKind::Usage,
            "Near duplicates are as similar as a number above 0 and up to 1 says, not " + std::to_string(options.nearFrom) + ".");
    std::vector<std::size_t> setOf;
    std::vector<WordSet> sets = distinctTexts(corpus, numbers, setOf);
    std::vector<std::vector<std::uint64_t>> hashes(sets.size());
    const std::int64_t pieces = (std::ssize(sets) + textsAPiece - 1) / textsAPiece;
    const auto forEachSet = [&](const auto& work) {
        forEachInParallel(pieces, [&](std::int64_t piece) {
            const std::int64_t end = std::min((piece + 1) * textsAPiece, std::ssize(sets));
            for (std::int64_t s = piece * textsAPiece; s < end; ++s)
                work(static_cast<std::size_t>(s));
        }, stop);
    };
    forEachSet([&](std::size_t s) { hashes[s] = wordHashes(corpus.documents[sets[s].document].text); });
    numberWords(sets, hashes, stop);
    std::vector<unsigned> bits(sets.size());
    std::vector<std::size_t> ones(sets.size(), noSet);
    struct Known {
        unsigned bits = 0;
        std::size_t first = noSet;
    };
    std::unordered_map<std::uint64_t, Known> sequences;
    sequences.reserve(sets.size());
    for (std::size_t s = 0; s < sets.size(); ++s)
        if (!sets[s].words.empty()) {
            Known& known = sequences[sets[s].sequence];
            bits[s] = known.bits;
            ones[s] = known.first;
            known.bits |= sets[s].split;
            known.first = std::min(known.first, s);
        }
    const Join join(sets, options);
    forEachSet([&](std::size_t s) { bits[s] = join.before(s, bits[s], ones[s]); });
    std::vector<unsigned> result;
    for (const std::size_t set : setOf)
        result.push_back(bits[set]);
    if (near) {
        near->clear();
        for (const std::size_t set : setOf)
            near->push_back(ones[set] == noSet ? -1 : static_cast<std::int64_t>(sets[ones[set]].document));
    }
    return result;
}

} // namespace crosseed::text
