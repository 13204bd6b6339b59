// The tokens of many texts, packed one after another: what the models, the SAE and the evaluation count as rows.
#pragma once
#include "text/corpus.h"
#include "text/tokenizer.h"
#include <cstdint>
#include <functional>
#include <vector>

namespace crosseed::text {

// N tokens of B texts, special tokens included, no padding. Text b owns tokens starts[b] .. starts[b+1] - 1.
struct PackedTokens {
    std::vector<std::int32_t> ids;       // [N]
    std::vector<ByteRange> ranges;       // [N], bytes in the text's own UTF-8
    std::vector<std::int64_t> starts{0}; // [B + 1]
    std::vector<std::int64_t> documents; // [B], position in Corpus::documents
    std::vector<std::int32_t> labels;    // [B], -1 where there is none

    std::int64_t textCount() const { return static_cast<std::int64_t>(starts.size()) - 1; }
    std::int64_t tokenCount() const { return starts.back(); }
    std::int64_t lengthOf(std::int64_t text) const {
        return starts[static_cast<std::size_t>(text) + 1] - starts[static_cast<std::size_t>(text)];
    }
};

// Tokenizes the given documents in the given order (positions in corpus.documents).
PackedTokens tokenize(const Corpus& corpus, const std::vector<std::int64_t>& documents, const Tokenizer& tokenizer,
                      int maxLength);
// All documents of one split, in corpus order.
PackedTokens tokenize(const Corpus& corpus, Split split, const Tokenizer& tokenizer, int maxLength);

} // namespace crosseed::text
