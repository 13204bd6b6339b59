// How a feature's activation goes with the classes of the texts.
#pragma once
#include "evaluate/evaluation_index.h"
#include <limits>
#include <vector>

namespace crosseed::evaluate {

// Means are over tokens: what a token of the class's texts shows on average. The statistics are over texts, one value each, the
// mean of (a + b) / 2 over its tokens, since tokens of one text are not independent.
struct ClassAssociation {
    std::vector<double> meansA, meansB; // [C]
    std::vector<double> means;          // [C], of (a + b) / 2
    std::int32_t topClass = -1;         // the class with the highest mean, -1 where none is above 0
    double topClassShare = 0;           // its mean as a share of the sum of the classes' means above 0, 0..1
    double etaSquared = std::numeric_limits<double>::quiet_NaN(); // share of the texts' variance between classes, 0..1
    double kruskalWallis = std::numeric_limits<double>::quiet_NaN(); // H, corrected for ties (Kruskal and Wallis 1952)
    double p = std::numeric_limits<double>::quiet_NaN(); // of H, chi-squared with C - 1 degrees of freedom; without any
                                                         // correction for the number of features that are looked at
};

// `firings` of one feature. Texts without a class do not count. NaN where fewer than two classes have texts or all values are
// equal. O(firings log firings).
ClassAssociation classAssociation(const std::vector<Firing>& firings, const EvaluationIndex& index);

} // namespace crosseed::evaluate
