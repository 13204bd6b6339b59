// The sample: short requests of our own making, with labels of politeness and known features behind them.
#pragma once
#include "text/corpus.h"
#include "text/sample_grammar.h"
#include "text/tokens.h"
#include <cstdint>
#include <string>
#include <vector>

namespace crosseed::text {

struct SampleOptions {
    std::int64_t count = 4000; // texts, all different
    std::uint64_t seed = 1;
};

struct SampleCorpus {
    Corpus corpus;                               // classes impolite, neutral, polite; 75/10/15 % train/validation/test
    std::vector<std::string> plantedNames;       // P features
    std::vector<std::vector<PlantedSpan>> spans; // one list a document
};

// The same texts and labels for the same options everywhere. The label is decided by the sum of the weights of the
// planted features in the text (below -1 impolite, above 2 polite); 5 % of the texts get one of the other two labels.
// Throws Error(Usage) for a count below 1 or beyond what the grammar can say differently.
SampleCorpus sampleCorpus(const SampleOptions& options);

// A WordPiece vocabulary for a corpus in plain English: [PAD] [UNK] [CLS] [SEP] [MASK], the printable ASCII characters
// without capitals, alone and as "##" pieces, then all whole words of ASCII letters and digits, lower-cased and sorted.
std::vector<std::string> sampleVocabulary(const Corpus& corpus);

// [N], one a token: 1 where its bytes touch a span of the planted feature, 0 elsewhere and for special tokens. `tokens`
// are of documents of sample.corpus. Throws Error(Shape) for a feature or a document that is not there.
std::vector<std::uint8_t> plantedTruth(const SampleCorpus& sample, const PackedTokens& tokens, std::size_t planted);

} // namespace crosseed::text
