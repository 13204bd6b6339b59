#include "text/splits.h"
#include "base/error.h"
#include "base/random.h"
#include "text/text_numbers.h"
#include <algorithm>
#include <cmath>
#include <string_view>
#include <unordered_map>

namespace crosseed::text {

namespace {

constexpr std::uint64_t splitStream = 2; // of the seed, apart from those that make texts

using SplitOfText = std::vector<std::optional<Split>>; // by the number of the text

bool gives(const std::vector<std::optional<Split>>& given, std::optional<Split> split) {
    return std::find(given.begin(), given.end(), split) != given.end();
}

// Adds a split for each text of `texts`, which are distinct.
void draw(const std::vector<std::uint32_t>& texts, const SplitShares& shares, SplitOfText& splits) {
    const double count = static_cast<double>(texts.size());
    const auto validation = std::llround(count * shares.validation);
    const auto test = std::llround(count * shares.test);
    const auto order = Random(shares.seed, splitStream).permutation(static_cast<std::int64_t>(texts.size()));
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto rank = static_cast<long long>(i);
        const Split split = rank < validation          ? Split::Validation
                            : rank < validation + test ? Split::Test
                                                       : Split::Train;
        splits[texts[static_cast<std::size_t>(order[i])]] = split;
    }
}

// The distinct texts of the documents for which the source gives `split`, in order, without those already in `known`.
std::vector<std::uint32_t> distinctTexts(const TextNumbers& numbers, const std::vector<std::optional<Split>>& given,
                                         std::optional<Split> split, const SplitOfText& known) {
    std::vector<bool> seen(known.size());
    std::vector<std::uint32_t> texts;
    for (std::size_t i = 0; i < given.size(); ++i)
        if (const std::uint32_t text = numbers.of[i]; given[i] == split && !known[text] && !seen[text]) {
            seen[text] = true;
            texts.push_back(text);
        }
    return texts;
}

// Adds the texts of the first `count` documents that the source gives to train.
void keepFirst(std::int64_t count, const TextNumbers& numbers, const std::vector<std::optional<Split>>& given, SplitOfText& splits) {
    for (std::size_t i = 0; i < given.size() && count > 0; ++i)
        if (given[i] == Split::Train) {
            if (!splits[numbers.of[i]])
                splits[numbers.of[i]] = Split::Train;
            --count;
        }
}

// Shares of the rows; the first `keepFirst` stay in train.
void drawRows(std::vector<Document>& documents, const SplitShares& shares) {
    const double count = static_cast<double>(documents.size());
    const auto validation = std::llround(count * shares.validation), test = std::llround(count * shares.test);
    const std::int64_t kept = std::min(shares.keepFirst, std::ssize(documents));
    const auto order = Random(shares.seed, splitStream).permutation(std::ssize(documents) - kept);
    for (Document& document : documents)
        document.split = Split::Train;
    for (std::int64_t i = 0; i < std::min<std::int64_t>(validation + test, std::ssize(order)); ++i)
        documents[static_cast<std::size_t>(kept + order[static_cast<std::size_t>(i)])].split =
            i < validation ? Split::Validation : Split::Test;
}

} // namespace

void assignSplits(std::vector<Document>& documents, const std::vector<std::optional<Split>>& given,
                  const SplitShares& shares) {
    require(shares.validation >= 0 && shares.test >= 0 && shares.validation + shares.test < 1, ErrorKind::Usage,
            "The shares of validation and test must not be negative and must leave texts to train on; their sum is " +
                std::to_string(shares.validation + shares.test) + ".");
    if (shares.byRow) {
        require(std::ranges::all_of(given, [](const auto& split) { return !split.has_value(); }), ErrorKind::Usage,
                "Classes cannot be balanced before the split where the source gives the splits; balance train instead.");
        return drawRows(documents, shares);
    }
    SplitShares open = shares;
    open.validation = gives(given, Split::Validation) ? 0 : shares.validation;
    open.test = gives(given, Split::Test) ? 0 : shares.test;
    const bool hasOpen = gives(given, std::nullopt);
    const bool drawsFromTrain = !hasOpen && gives(given, Split::Train) && !gives(given, Split::Validation);

    const TextNumbers numbers = numberTexts(documents);
    SplitOfText splits(numbers.distinct());
    for (std::size_t i = 0; i < documents.size(); ++i)
        if (given[i] && !(drawsFromTrain && given[i] == Split::Train) && !splits[numbers.of[i]])
            splits[numbers.of[i]] = *given[i];
    if (hasOpen) {
        draw(distinctTexts(numbers, given, std::nullopt, splits), open, splits);
    } else if (drawsFromTrain) {
        open.test = 0;
        keepFirst(shares.keepFirst, numbers, given, splits);
        draw(distinctTexts(numbers, given, Split::Train, splits), open, splits);
    }
    for (std::size_t i = 0; i < documents.size(); ++i) {
        const Split drawn = splits[numbers.of[i]].value_or(Split::Train);
        const bool movesToValidation = drawsFromTrain && given[i] == Split::Train && drawn == Split::Validation;
        documents[i].split = movesToValidation ? drawn : given[i].value_or(drawn);
    }
}

std::int64_t textsInSeveralSplits(const std::vector<Document>& documents) {
    const TextNumbers numbers = numberTexts(documents);
    std::vector<unsigned> splits(numbers.distinct());
    for (std::size_t i = 0; i < documents.size(); ++i)
        splits[numbers.of[i]] |= 1u << static_cast<unsigned>(documents[i].split);
    return std::ranges::count_if(splits, [](unsigned bits) { return (bits & (bits - 1)) != 0; });
}

TextNumbers numberTexts(const std::vector<Document>& documents) {
    TextNumbers numbers;
    std::unordered_map<std::string_view, std::uint32_t> known;
    known.reserve(documents.size());
    numbers.of.reserve(documents.size());
    for (std::size_t i = 0; i < documents.size(); ++i) {
        const auto [number, isNew] = known.try_emplace(documents[i].text, static_cast<std::uint32_t>(numbers.first.size()));
        if (isNew)
            numbers.first.push_back(i);
        numbers.of.push_back(number->second);
    }
    return numbers;
}

} // namespace crosseed::text
