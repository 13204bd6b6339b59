#include "text/corpus.h"
#include "base/error.h"
#include "base/hash.h"

namespace crosseed::text {

std::string_view splitName(Split split) {
    switch (split) {
    case Split::Train:
        return "train";
    case Split::Validation:
        return "validation";
    case Split::Test:
        return "test";
    }
    throw Error(ErrorKind::Internal, "A split has no name.");
}

Split parseSplit(std::string_view name) {
    if (name == "train")
        return Split::Train;
    if (name == "validation" || name == "val" || name == "dev")
        return Split::Validation;
    if (name == "test")
        return Split::Test;
    throw Error(ErrorKind::BadInput, "\"" + std::string(name) +
                                         "\" is not a split; the splits are train, validation (or val, dev) and test.");
}

std::vector<std::int64_t> documentsOf(const Corpus& corpus, Split split) {
    std::vector<std::int64_t> positions;
    for (std::size_t i = 0; i < corpus.documents.size(); ++i)
        if (corpus.documents[i].split == split)
            positions.push_back(static_cast<std::int64_t>(i));
    return positions;
}

namespace {
// The length before each text keeps ("ab", "c") and ("a", "bc") apart.
void addText(Hasher& hasher, std::string_view text) {
    hasher.add(std::to_string(text.size())).add(":").add(text);
}
} // namespace

std::string contentHash(const Corpus& corpus) {
    Hasher hasher;
    addText(hasher, std::to_string(corpus.classNames.size()));
    for (const std::string& name : corpus.classNames)
        addText(hasher, name);
    for (const Document& document : corpus.documents) {
        addText(hasher, document.id);
        addText(hasher, document.text);
        addText(hasher, std::to_string(document.label));
        addText(hasher, splitName(document.split));
    }
    return hasher.hex();
}

} // namespace crosseed::text
