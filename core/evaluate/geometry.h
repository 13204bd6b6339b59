// The geometry of a pair and of its dictionary (Fig. 3): principal components of hidden states before and
// after the rotation and of the decoder's atoms, the distribution of |cosine| between atoms beside that of
// random vectors, near-duplicates. Atoms are decoder columns at unit length, as the forward pass has them.
#pragma once
#include "base/matrix.h"
#include "base/progress.h"
#include "evaluate/evaluate.h"
#include "sae/sae.h"
#include <cstdint>
#include <span>
#include <vector>

namespace crosseed::evaluate {

struct HiddenPcaOptions {
    std::int64_t components = 2;
    std::int64_t rows = 2000; // tokens drawn at random, without repetition; 0: all
    std::uint64_t seed = 42;  // of the draw
};

// One basis for three clouds: components and centre are those of A's drawn rows. A component's sign is such
// that its entry of largest magnitude is positive.
struct HiddenPca {
    std::vector<std::int64_t> rows; // drawn, ascending, [n]
    DoubleMatrix a, before, after;  // coordinates of h_A, h_B and h_B W less A's mean, [n, components]
    DoubleMatrix basis;             // [components, D], orthonormal rows
    std::vector<double>
        explainedA; // share of A's variance along each component (n - 1 in both), [components]
    std::vector<double> explainedBefore,
        explainedAfter; // share of B's own variance along the same components
};

// a, b: float32 [N, D], the same tokens; w [D, D], applied as h_B W; `counted`: the rows to draw from,
// ascending (empty: all). Throws Error(Shape) when they do not fit or fewer than 2 rows or components + 1
// dimensions are there, Error(Numeric) when a drawn row has NaN or infinity or all drawn rows of A or of B
// are the same.
HiddenPca hiddenPca(MatrixView a, MatrixView b, const DoubleMatrix& w,
                    std::span<const std::int64_t> counted = {}, const HiddenPcaOptions& options = {});

struct DictionaryPca {
    std::vector<std::int32_t> features; // as given
    DoubleMatrix coordinates;           // of the unit atoms less their mean, [n, components]
    std::vector<double> explained;      // share of the variance, [components]; signs as in HiddenPca
};
// `features`: numbers below F, the atoms to look at. Throws Error(Usage) for a number outside, Error(Shape)
// for fewer than 2 features.
DictionaryPca dictionaryPca(const sae::Sae& sae, std::span<const std::int32_t> features,
                            std::int64_t components = 2);

// Which features are looked at.
enum class AtomChoice : std::uint8_t { All, ActiveInEither, ActiveInBoth };
// Of an evaluation: ActiveInBoth fire on minimumActive rows or more in A and in B, ActiveInEither in one at
// least.
std::vector<std::int32_t> chooseAtoms(const PairMetrics& metrics, AtomChoice choice,
                                         std::int64_t minimumActive = 10);
std::vector<std::int32_t> allFeatures(const sae::Sae& sae);

struct CosineOptions {
    std::int64_t bins = 100;       // of equal width over [0, 1]
    double duplicateFrom = 0.90;   // pairs of |cosine| at least this are near-duplicates
    std::int64_t mostPairs = 1000; // near-duplicate pairs listed; all are counted
};

struct NearDuplicate {
    std::int32_t first = 0, second = 0; // feature numbers, first < second
    double cosine = 0;                  // signed, float64
};

// The n (n - 1) / 2 pairs of n atoms.
struct CosineDistribution {
    std::int64_t features = 0, width = 0, pairs = 0;
    std::vector<std::int64_t> counts;  // [bins]: |cosine| in [i / bins, (i + 1) / bins), 1 in the last
    std::vector<double> expected;      // [bins]: the same for independent random directions in D dimensions
    double mean = 0, expectedMean = 0; // of |cosine|
    double largest = 0;
    std::int64_t duplicates = 0;               // near-duplicate pairs, listed or not
    std::vector<NearDuplicate> nearDuplicates; // by |cosine| falling, then by numbers
};

// Blocks of float32 products, binned block by block: memory grows with n, not with n^2. A |cosine| that
// float32 places within 1e-6 of an edge of a bin may be counted on its other side; near-duplicates are
// decided in float64. The same result for any number of threads. Throws Error(Usage) for options out of range
// and feature numbers outside or not rising, Error(Shape) for fewer than 2 features, Cancelled.
CosineDistribution decoderCosines(const sae::Sae& sae, std::span<const std::int32_t> features,
                                  const CosineOptions& options = {}, const ProgressFn& progress = {},
                                  std::stop_token stop = {});

// P(|cos| <= t) for two independent random directions in D dimensions: density (1 - t^2)^((D-3)/2) over
// B(1/2, (D-1)/2) / 2, summed exactly. t in [0, 1], D >= 2.
double randomCosineShare(double t, std::int64_t width);
// Its mean Gamma(D/2) / (sqrt(pi) Gamma((D+1)/2)), about sqrt(2 / (pi D)).
double randomCosineMean(std::int64_t width);

struct NearFeature {
    std::int32_t feature = 0;
    double cosine = 0; // signed, float64
};
// The `count` features whose |cosine| with `feature`, which is left out, is largest; strongest first, of
// equals by number. `cosines` [F] as sae::atomCosines() gives them; `among` (empty: all) are the
// candidates. Throws Error(Usage) for a number outside [0, F).
std::vector<NearFeature> nearestFeatures(std::span<const double> cosines, std::int32_t feature, std::int64_t count,
                                         std::span<const std::int32_t> among = {});

} // namespace crosseed::evaluate
