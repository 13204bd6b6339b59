// The alignment in depth (Table B2, Eq. 1): how W and its error depend on the sample. Rows are tokens; W is
// applied as h_B W; the theoretical maximum of a distance ||W - W'||_F is 2 sqrt(D).
#pragma once
#include "align/procrustes.h"
#include <limits>

namespace crosseed::align {

// Rows [first, last) of a matrix.
struct RowRange {
    std::int64_t first = 0, last = 0;
};

// Tokens of a pair inside the matrices they are stored in, nothing copied.
struct TokenSample {
    MatrixView a, b;             // float32 [., D]; row i of a and row i of b are the same token
    std::vector<RowRange> texts; // of each text the tokens that count, in order
    std::int64_t tokens() const;
};

struct StudyOptions {
    // m: the first so many tokens; the whole sample is always the last
    std::vector<std::int64_t> sizes{100, 250, 500, 1000, 2500, 5000, 10000};
    int halves = 30;         // random splits of the texts
    double plateau = 0.01;   // the share of the last error within which the curve counts as flat
    std::uint64_t seed = 42; // of the splits and of the mismatched control
};

// One way to fit, plain or centred, on the whole sample. Errors are measured on the rows as given.
struct StudyFit {
    double nre = 0; // ||H_B W - H_A||_F / ||H_A||_F over the sample
    // over the held-out tokens; NaN where there are none
    double nreHeldOut = std::numeric_limits<double>::quiet_NaN();
    // over the sample's rows without their column means: the common mean, which any fit gets right, does not
    // hide the rest
    double nreCentredRows = 0;
    std::vector<double> singularValues;  // s of what W was fitted on, descending, [D]
    std::int64_t k95 = 0, k99 = 0;       // number of s^2 that make up 95 / 99 % of their sum
    std::int64_t k95OfS = 0, k99OfS = 0; // the same of s itself
    // directions that the tokens determine; below D other rotations fit as well (D - 1 is usual of centred
    // rows, since layer normalisation leaves D - 1 free)
    std::int64_t rank = 0;
};

// The fit on the first `tokens` tokens, measured on the whole sample and on the held-out tokens.
struct SizePoint {
    std::int64_t tokens = 0;
    // directions that they determine; below D W is one of many, in the others nearest to the identity
    std::int64_t rank = 0;
    double nre = 0, nreHeldOut = 0;
    double distance = 0; // ||W(m) - W_ref||_F; W_ref is fitted on the whole sample
    // the same of the centred fit, with its own W_ref
    double centredNre = 0, centredNreHeldOut = 0, centredDistance = 0;
};

// A random half of the texts that have tokens and the texts left over; of an odd number the half is the smaller.
struct HalfSplit {
    std::vector<std::int64_t> texts; // of the half: positions in TokenSample::texts, ascending
    std::int64_t tokens = 0, otherTokens = 0;
    double nre = 0;      // of the half's W over the whole sample
    double nreOther = 0; // of the half's W over the other half
    double distance = 0; // of the half's W to W_ref
    double between = 0;  // between the W of both halves
};

struct Spread {
    double mean = std::numeric_limits<double>::quiet_NaN();
    double deviation = std::numeric_limits<double>::quiet_NaN(); // sample standard deviation (n - 1)
};

struct AlignmentStudy {
    std::int64_t width = 0; // D
    std::int64_t texts = 0, tokens = 0;
    std::int64_t heldOutTexts = 0, heldOutTokens = 0;
    double maximumDistance = 0; // 2 sqrt(D)
    StudyFit plain, centred;
    double centredFromPlain = 0; // distance between the two W
    double nreIdentity = 0, nreIdentityHeldOut = std::numeric_limits<double>::quiet_NaN();
    double nreMismatched = 0, nreMismatchedHeldOut = std::numeric_limits<double>::quiet_NaN();
    // distance of W to the fit on sample and held-out tokens together (Table B2's W_ref of all data); NaN
    // without any
    double distanceToAll = std::numeric_limits<double>::quiet_NaN();
    std::vector<SizePoint> sizes; // tokens rising, the last is the whole sample
    // smallest m of `sizes` from which on every NRE(m) <= (1 + plateau) NRE(whole sample)
    std::int64_t plateauTokens = 0;
    double plateau = 0;
    bool plateauReached = false; // false when that m is the whole sample itself
    std::vector<HalfSplit> halves;
    Spread halfNre, halfNreOther, halfDistance, between;
    std::vector<std::string> warnings; // in plain words
};

// H_A^T H_B and the sums of squares add up over tokens: every size costs one decomposition and no pass over
// the data, every split one product of its half and two. The splits draw texts, not tokens, since the tokens
// of a text are not independent. `heldOut` has no texts where nothing is held out; its rows may lie in other
// matrices. Deterministic in the seed. Throws Error(Shape) when a and b differ or ranges lie outside,
// Error(Usage) for sizes, a number of splits or a plateau below 0, Error(Numeric) for NaN, infinity or activations that
// are all 0, Cancelled.
AlignmentStudy alignmentStudy(const TokenSample& sample, const TokenSample& heldOut,
                              const StudyOptions& options = {}, const ProgressFn& progress = {},
                              std::stop_token stop = {});

} // namespace crosseed::align
