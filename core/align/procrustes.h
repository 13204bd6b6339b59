// The orthogonal Procrustes rotation of model B's activations onto model A's (Eq. 1) and its controls.
#pragma once
#include "base/matrix.h"
#include "base/progress.h"
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crosseed::align {

enum class RotationKind : std::uint8_t { True, Identity, Mismatched, Random };
std::string_view rotationName(RotationKind kind); // "true", "identity", "mismatched", "random"
RotationKind parseRotation(std::string_view name);

struct AlignOptions {
    bool centred = false; // subtract the column means before fitting (not the paper's); errors are measured
                          // on the rows as given
    std::uint64_t seed = 42; // of the mismatched control's shuffle
};

struct Alignment {
    DoubleMatrix w;          // float64 [D, D], applied to rows: h_B W; orthogonal, det +1 or -1
    std::int64_t tokens = 0; // N
    double nre = 0;          // ||H_B W - H_A||_F / ||H_A||_F
    double nreIdentity = 0;  // the same with W = I
    double nreMismatched =
        0; // the same with W fitted on shuffled token correspondences, measured on the true ones
    std::vector<double> singularValues;  // s of H_A^T H_B, descending, [D]
    std::int64_t k95 = 0, k99 = 0;       // number of s^2 that make up 95 / 99 % of their sum
    std::int64_t k95OfS = 0, k99OfS = 0; // the same of s itself
    bool unique = true; // false when the tokens do not span all D directions (always when N < D): other
                        // rotations fit as well
    std::vector<std::string> warnings; // in plain words
};

// W = argmin over O(D) of ||H_B W - H_A||_F (Eq. 1): with H_A^T H_B = U S V^T, W = V U^T. SVD in float64. In
// directions that the tokens do not span W is the rotation nearest to the identity. a, b: float32 [N, D], the
// same tokens. Throws Error(Shape) when they differ, Error(Numeric) for NaN or infinity (naming model and
// row) and for activations that are all 0. Memory is bounded by a block of rows and a few [D, D].
Alignment align(MatrixView a, MatrixView b, const AlignOptions& options = {}, const ProgressFn& progress = {},
                std::stop_token stop = {});

// The rotation of a control: Identity, Mismatched (fitted on b's rows shuffled with the seed) or Random
// (Haar: QR of a Gaussian matrix with the signs of R's diagonal, drawn with the seed; only the width of `a`
// is read). True gives align().w. True and Mismatched are fitted on centred rows when the options say so.
DoubleMatrix controlRotation(RotationKind kind, MatrixView a, MatrixView b, const AlignOptions& options = {});

// ||H_B W - H_A||_F / ||H_A||_F in float64; also for tokens that W was not fitted on.
double normalisedResidualError(MatrixView a, MatrixView b, const DoubleMatrix& w);

} // namespace crosseed::align
