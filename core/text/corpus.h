// A corpus as values: labelled documents in a fixed order, each in one split.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crosseed::text {

enum class Split : std::uint8_t { Train, Validation, Test };

// "train", "validation", "test"; parseSplit also takes "val" and "dev", and throws Error(BadInput) for other words.
std::string_view splitName(Split split);
Split parseSplit(std::string_view name);

struct Document {
    std::string id;                 // of the source: its id column, or split and row ("train/17", from 0)
    std::string text;               // UTF-8 as in the source, unchanged
    std::int32_t label = 0;         // index into Corpus::classNames, -1 where the source has none
    Split split = Split::Train;
    std::vector<std::string> extra; // one value for each of Corpus::extraColumns
};

struct Corpus {
    std::vector<std::string> classNames;
    std::vector<std::string> extraColumns;
    std::vector<Document> documents;
};

// Positions in `documents` of one split, in order.
std::vector<std::int64_t> documentsOf(const Corpus& corpus, Split split);

// SHA-256 over ids, texts, labels, splits and class names: two corpora with one hash give one result.
std::string contentHash(const Corpus& corpus);

} // namespace crosseed::text
