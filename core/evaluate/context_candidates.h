// Which texts a feature's contexts are made of, before any document is read: one candidate a text, with the token that is its node.
#pragma once
#include "base/random.h"
#include "evaluate/firings.h"
#include <string>

namespace crosseed::evaluate {

struct ContextCandidate {
    std::int64_t text = 0;
    Firing firing; // row: of the node
    std::int64_t copies = 1;
};
using ContextCandidates = std::vector<ContextCandidate>;

// By max(a, b), falling; of equals the earlier text first.
bool isStronger(const ContextCandidate& x, const ContextCandidate& y);
// One for each text that the feature peaks in, strongest first; with `fold` one for texts that are the same, with their number.
ContextCandidates candidatesOf(const std::vector<TextPeak>& peaks, const EvaluationIndex& index, bool fold);
// Texts with a word that is a frequent node of `candidates` (the ten most frequent ones), in which it is silent in both models; the
// first such word of each. In the texts' order.
ContextCandidates silentLookAlikes(const ContextCandidates& candidates, const std::vector<Firing>& firings,
                                   const EvaluationIndex& index, bool fold);
// At most `count` of them, drawn without putting back.
ContextCandidates sampleOf(const ContextCandidates& candidates, std::int64_t count, Random& random);
// The word `distance` words before (negative) or after the node's, in lower case; empty at the edge of the text. Punctuation
// marks are words.
std::string neighbourWord(const EvaluationIndex& index, const ContextCandidate& candidate, int distance);

} // namespace crosseed::evaluate
