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

void mark(TextFindings* findings, std::size_t text, Finding finding) {
    if (findings)
        findings->bits[text] |= 1u << static_cast<unsigned>(finding);
}

void countLeaks(const Corpus& corpus, const TextNumbers& numbers, const Spellings& spellings, const std::vector<unsigned>& near,
                CorpusHealth& health, TextFindings* findings) {
    for (const auto& [earlier, later] : {std::pair(Split::Train, Split::Validation), std::pair(Split::Train, Split::Test),
                                         std::pair(Split::Validation, Split::Test)}) {
        Leak leak{earlier, later};
        for (std::size_t i = 0; i < corpus.documents.size(); ++i) {
            const Document& document = corpus.documents[i];
            if (document.split != later)
                continue;
            if (spellings[numbers.of[i]].isIn[static_cast<std::size_t>(earlier)]) {
                ++leak.exact;
                mark(findings, i, Finding::Leak);
            } else if (near[i] & bitOf(earlier)) {
                ++leak.near;
                mark(findings, i, Finding::NearLeak);
            }
        }
        if (leak.exact + leak.near > 0)
            health.leaks.push_back(leak);
    }
}

// Distinct texts that are near one before them.
std::int64_t nearCopies(const Corpus& corpus, const TextNumbers& numbers, const std::vector<unsigned>& near, TextFindings* findings) {
    std::vector<bool> seen(numbers.distinct());
    std::int64_t count = 0;
    for (const Split split : allSplits)
        for (std::size_t i = 0; i < corpus.documents.size(); ++i) {
            if (corpus.documents[i].split != split || seen[numbers.of[i]])
                continue;
            seen[numbers.of[i]] = true;
            if (near[i] != 0) {
                ++count;
                mark(findings, i, Finding::NearCopy);
            }
        }
    return count;
}

void markTexts(const Corpus& corpus, const TextNumbers& numbers, const Spellings& spellings, const std::vector<std::int64_t>& near,
               TextFindings& findings) {
    for (std::size_t i = 0; i < corpus.documents.size(); ++i) {
        if (trimmed(corpus.documents[i].text).empty())
            mark(&findings, i, Finding::Empty);
        if (!isUtf8(corpus.documents[i].text))
            mark(&findings, i, Finding::Undecodable);
        if (spellings[numbers.of[i]].contradicts)
            mark(&findings, i, Finding::Contradiction);
        findings.like[i] = near[i];
        if (const std::size_t first = numbers.first[numbers.of[i]]; first != i) {
            mark(&findings, i, Finding::Copy);
            findings.like[i] = static_cast<std::int64_t>(first);
        }
    }
}

} // namespace

std::int64_t TextFindings::count(Finding finding) const {
    return std::ranges::count_if(bits, [&](unsigned own) { return own >> static_cast<unsigned>(finding) & 1u; });
}

CorpusHealth corpusHealth(const Corpus& corpus, const HealthOptions& options, const Tokenizer* tokenizer,
                          const ProgressFn& progress, std::stop_token stop, TextFindings* findings) {
    if (findings)
        *findings = {std::vector<unsigned>(corpus.documents.size()), std::vector<std::int64_t>(corpus.documents.size(), -1), {}};
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
    std::vector<std::int64_t> nearTo;
    const std::vector<unsigned> near = nearSplits(corpus, numbers, options, stop, findings ? &nearTo : nullptr);
    health.nearCopies = nearCopies(corpus, numbers, near, findings);
    countLeaks(corpus, numbers, spellings, near, health, findings);
    if (findings)
        markTexts(corpus, numbers, spellings, nearTo, *findings);
    std::vector<std::int64_t> lengths;
    if (tokenizer) {
        report(progress, .6, "tokens");
        std::vector<std::int64_t> unknown;
        health.tokens = tokenHealth(corpus, *tokenizer, options.maxLength, lengths, stop, &unknown);
        for (std::size_t i = 0; findings && i < lengths.size(); ++i) {
            if (options.maxLength > 0 && lengths[i] + 2 > options.maxLength)
                mark(findings, i, Finding::Cut);
            if (unknown[i] > 0)
                mark(findings, i, Finding::Unknown);
        }
        if (findings)
            findings->tokens = lengths;
    }
    countSplits(corpus, lengths, options.firstTexts, health);
    report(progress, 1, "health");
    return health;
}

} // namespace crosseed::text
