#include "text/tokens.h"
#include "base/error.h"

namespace crosseed::text {

PackedTokens tokenize(const Corpus& corpus, const std::vector<std::int64_t>& documents, const Tokenizer& tokenizer,
                      int maxLength) {
    PackedTokens tokens;
    tokens.starts.reserve(documents.size() + 1);
    tokens.documents = documents;
    tokens.labels.reserve(documents.size());
    for (const std::int64_t position : documents) {
        require(position >= 0 && position < static_cast<std::int64_t>(corpus.documents.size()), ErrorKind::Shape,
                "There is no document " + std::to_string(position) + " in a corpus of " +
                    std::to_string(corpus.documents.size()) + ".");
        const Document& document = corpus.documents[static_cast<std::size_t>(position)];
        const Encoding encoding = tokenizer.encode(document.text, maxLength);
        tokens.ids.insert(tokens.ids.end(), encoding.ids.begin(), encoding.ids.end());
        tokens.ranges.insert(tokens.ranges.end(), encoding.ranges.begin(), encoding.ranges.end());
        tokens.starts.push_back(static_cast<std::int64_t>(tokens.ids.size()));
        tokens.labels.push_back(document.label);
    }
    return tokens;
}

PackedTokens tokenize(const Corpus& corpus, Split split, const Tokenizer& tokenizer, int maxLength) {
    return tokenize(corpus, documentsOf(corpus, split), tokenizer, maxLength);
}

} // namespace crosseed::text
