#include "text/corpus_health.h"
#include "base/trim.h"
#include "text/unicode_rules.h"
#include <algorithm>

namespace crosseed::text {

namespace {

constexpr Split allSplits[] = {Split::Train, Split::Validation, Split::Test};

unsigned bitOf(Split split) {
    return 1u << static_cast<unsigned>(split);
}

// Of one text, however often it stands there.
struct Spelling {
    std::array<bool, 3> isIn{};  // each split
    std::int32_t label = -1;     // -1: none seen
    bool contradicts = false;
};
using Spellings = std::vector<Spelling>; // by the number of the text

Spellings spellingsOf(const Corpus& corpus, const TextNumbers& numbers, CorpusHealth& health) {
    Spellings spellings(numbers.distinct());
    for (std::size_t i = 0; i < corpus.documents.size(); ++i) {
        const Document& document = corpus.documents[i];
        Spelling& spelling = spellings[numbers.of[i]];
        spelling.isIn[static_cast<std::size_t>(document.split)] = true;
        if (document.label < 0)
            continue;
        spelling.contradicts = spelling.contradicts || (spelling.label >= 0 && spelling.label != document.label);
        spelling.label = document.label;
    }
    health.copies = health.texts - std::ssize(numbers.first);
    health.contradictions = std::ranges::count(spellings, true, &Spelling::contradicts);
    return spellings;
}

void countSplits(const Corpus& corpus, const std::vector<std::int64_t>& lengths, std::int64_t first, CorpusHealth& health) {
    for (const Split split : allSplits) {
        SplitHealth own{split, 0, std::vector<std::int64_t>(corpus.classNames.size()), 0, 0};
        for (std::size_t i = 0; i < corpus.documents.size(); ++i) {
            const Document& document = corpus.documents[i];
            if (document.split != split)
                continue;
            if (own.texts++ < first && !lengths.empty())
                own.firstTokens += lengths[i];
            ++(document.label < 0 ? own.unlabelled : own.perClass[static_cast<std::size_t>(document.label)]);
        }
        if (own.texts > 0)
            health.splits.push_back(std::move(own));
    }
}

void countLeaks(const Corpus& corpus, const TextNumbers& numbers, const Spellings& spellings, const std::vector<unsigned>& near,
                CorpusHealth& health) {
    for (const auto& [earlier, later] : {std::pair(Split::Train, Split::Validation), std::pair(Split::Train, Split::Test),
                                         std::pair(Split::Validation, Split::Test)}) {
        Leak leak{earlier, later};
        for (std::size_t i = 0; i < corpus.documents.size(); ++i) {
            const Document& document = corpus.documents[i];
            if (document.split != later)
                continue;
            if (spellings[numbers.of[i]].isIn[static_cast<std::size_t>(earlier)])
                ++leak.exact;
            else if (near[i] & bitOf(earlier))
                ++leak.near;
        }
        if (leak.exact + leak.near > 0)
            health.leaks.push_back(leak);
    }
}

// Distinct texts that are near one before them.
std::int64_t nearCopies(const Corpus& corpus, const TextNumbers& numbers, const std::vector<unsigned>& near) {
    std::vector<bool> seen(numbers.distinct());
    std::int64_t count = 0;
    for (const Split split : allSplits)
        for (std::size_t i = 0; i < corpus.documents.size(); ++i) {
            if (corpus.documents[i].split != split || seen[numbers.of[i]])
                continue;
            seen[numbers.of[i]] = true;
            count += near[i] != 0;
        }
    return count;
}

} // namespace

CorpusHealth corpusHealth(const Corpus& corpus, const HealthOptions& options, const Tokenizer* tokenizer,
                          const ProgressFn& progress, std::stop_token stop) {
    CorpusHealth health;
    health.texts = std::ssize(corpus.documents);
    report(progress, 0, "copies of texts");
    const TextNumbers numbers = numberTexts(corpus.documents);
    const Spellings spellings = spellingsOf(corpus, numbers, health);
    for (const Document& document : corpus.documents) {
        health.empty += trimmed(document.text).empty();
        health.undecodableTexts += !isUtf8(document.text);
    }
    throwIfStopped(stop);
    report(progress, .2, "near duplicates");
    const std::vector<unsigned> near = nearSplits(corpus, numbers, options, stop);
    health.nearCopies = nearCopies(corpus, numbers, near);
    countLeaks(corpus, numbers, spellings, near, health);
    std::vector<std::int64_t> lengths;
    if (tokenizer) {
        report(progress, .6, "tokens");
        health.tokens = tokenHealth(corpus, *tokenizer, options.maxLength, lengths, stop);
    }
    countSplits(corpus, lengths, options.firstTexts, health);
    report(progress, 1, "health");
    return health;
}

} // namespace crosseed::text
