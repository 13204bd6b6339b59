// What is wrong with a corpus, and what its models will see of it, before an hour is spent on it.
#pragma once
#include "base/progress.h"
#include "text/text_numbers.h"
#include "text/tokenizer.h"
#include <array>
#include <optional>

namespace crosseed::text {

struct HealthOptions {
    double nearFrom = 0.80;      // Jaccard similarity of two texts' sets of words, from here on they are near duplicates
    std::int64_t nearWords = 5;  // of texts with so many different words at least; shorter ones only when their words are the same
    int maxLength = 128;         // tokens a text, [CLS] and [SEP] included
    std::int64_t firstTexts = 500; // of each split, whose tokens are counted as the paper's Table B2 does
};

struct SplitHealth {
    Split split = Split::Train;
    std::int64_t texts = 0;
    std::vector<std::int64_t> perClass; // [C]
    std::int64_t unlabelled = 0;
    std::int64_t firstTokens = 0; // of its first texts, without [CLS] and [SEP], uncut; 0 without a tokenizer
};

// Texts of `later` that stand in `earlier` too, copies counted.
struct Leak {
    Split earlier = Split::Train, later = Split::Test;
    std::int64_t exact = 0; // byte for byte
    std::int64_t near = 0;  // not exactly, but nearly
};

struct TokenHealth {
    // Tokens of a text without [CLS] and [SEP], uncut: least, 5 %, 25 %, median, 75 %, 95 %, most.
    static constexpr std::array<double, 7> levels{0, .05, .25, .5, .75, .95, 1};
    std::array<double, 7> quantiles{};
    double mean = 0;
    std::int64_t tokens = 0;
    std::int64_t cutTexts = 0;     // longer than the maximum length
    double cutShare = 0;           // of the texts, 0..1
    std::int64_t unknown = 0;      // [UNK]
    double unknownShare = 0;       // of the tokens, 0..1
    std::vector<std::pair<std::string, std::int64_t>> unknownWords; // what became [UNK], the ten most frequent
};

struct CorpusHealth {
    std::int64_t texts = 0;
    std::int64_t empty = 0;       // nothing but white space
    std::int64_t copies = 0;      // texts that an earlier one equals byte for byte
    std::int64_t nearCopies = 0;  // other texts that are near an earlier one
    std::int64_t contradictions = 0; // distinct texts that stand there with more than one class
    std::int64_t undecodableTexts = 0; // with bytes that are not UTF-8
    std::vector<SplitHealth> splits;   // that have texts
    std::vector<Leak> leaks;           // that are there
    std::optional<TokenHealth> tokens; // with a tokenizer
};

enum class Finding : std::uint8_t { Empty, Copy, NearCopy, Contradiction, Undecodable, Leak, NearLeak, Cut, Unknown };

// What stands behind the counts, text by text.
struct TextFindings {
    std::vector<unsigned> bits;       // [texts] 1 << Finding
    std::vector<std::int64_t> like;   // [texts] the other text that a copy or a near copy is like; -1: none
    std::vector<std::int64_t> tokens; // [texts] without [CLS] and [SEP], uncut; empty without a tokenizer

    bool has(std::size_t text, Finding finding) const { return bits[text] >> static_cast<unsigned>(finding) & 1u; }
    std::int64_t count(Finding finding) const;
};

// Words: stretches of letters and digits, in lower case; texts whose word sequences are the same are near, whatever their length.
// Near duplicates are found exactly, not by chance (prefix filtering over rare words: Chaudhuri et al. 2006, Xiao et al. 2008), so the
// same corpus gives the same numbers always; an earlier text is one before it in the corpus, a leak goes over splits in the order train,
// validation, test. Throws Error(Usage) for a similarity outside (0, 1], Cancelled.
CorpusHealth corpusHealth(const Corpus& corpus, const HealthOptions& options = {}, const Tokenizer* tokenizer = nullptr,
                          const ProgressFn& progress = {}, std::stop_token stop = {}, TextFindings* findings = nullptr);

// For each text the splits in which it is near to a text before it (in the order train, validation, test, then the corpus's), as
// bits 1 << split, those with the very same text included where it is not the first of them; [texts]. `near` receives
// for each text one of those that it is near to, -1 where there is none.
std::vector<unsigned> nearSplits(const Corpus& corpus, const TextNumbers& numbers, const HealthOptions& options = {},
                                 std::stop_token stop = {}, std::vector<std::int64_t>* near = nullptr);

// The tokens of each text without [CLS] and [SEP], uncut, in `lengths` [texts]; how many of them are [UNK] in `unknown`.
TokenHealth tokenHealth(const Corpus& corpus, const Tokenizer& tokenizer, int maxLength, std::vector<std::int64_t>& lengths,
                        std::stop_token stop = {}, std::vector<std::int64_t>* unknown = nullptr);

} // namespace crosseed::text
