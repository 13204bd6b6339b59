// One-to-one matching of A's features to B's (conditions 2 and 3, method.md section 6).
#pragma once
#include "evaluate/feature_sums.h"
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace crosseed::evaluate {

struct MatchOptions {
    std::int64_t minimumActive = 10; // takes part: fires on at least so many rows of its own model, and varies
};

struct Matching {
    // [F], B's feature for each of A's: a permutation. First the matched ones; a feature that is not matched keeps its number
    // where it is free on both sides, the rest are paired in ascending order. Such pairs are never active in both on the
    // rows of the fit (a feature without a variance aside), so they change no metric; nothing is lost.
    std::vector<std::int32_t> partner;
    std::vector<std::uint8_t> matched; // [F], by A's feature: 1 where the pair is one of the matching
    std::int64_t activeA = 0, activeB = 0; // features that took part
    std::int64_t pairs = 0;            // min(activeA, activeB): pairs are forced, as linear_sum_assignment does, even where
                                       // only a negative r is left
    double totalR = 0;                 // sum of r over the pairs
};

// The matching of greatest total Pearson r over all rows, between features active in A and features active in B. r of a pair that
// never fires together is -n mean_A mean_B / sqrt(SS_A SS_B), so only pairs that do need sums: O(sum over rows of codes_A times
// codes_B). r is kept as a 32-bit whole number of 2^-31, 4 bytes for each pair of active features: with n pairs the total is
// within n 2^-31 of the greatest. Deterministic. Throws Error(Shape) when the codes do not belong together, Error(Numeric) for
// NaN. Rows: tokens (float) or texts (double, meanPool()).
template <typename Value> Matching matchFeatures(const CodeRows<Value>& a, const CodeRows<Value>& b, const MatchOptions& options = {});

// B's codes in A's numbering: column j of the result is column partner[j] of `b`. Throws Error(Shape) unless `partner` is a
// permutation of b's features.
sae::SparseCodes renumbered(const sae::SparseCodes& b, const std::vector<std::int32_t>& partner);

// B's SAE in A's numbering: it gives renumbered() codes and the same reconstruction.
sae::Sae renumbered(const sae::Sae& b, const std::vector<std::int32_t>& partner);

// safetensors: partner int32 [F], matched uint8 [F]; the numbers and `metadata` as text. readMatching(writeMatching(m)) = m.
// Throws Error(BadInput) unless partner is a permutation.
void writeMatching(const std::filesystem::path& file, const Matching& matching,
                   const std::map<std::string, std::string>& metadata = {});
Matching readMatching(const std::filesystem::path& file);

} // namespace crosseed::evaluate
