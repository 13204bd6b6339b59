#include "align/cross_product_module.h"
#include "align/procrustes.h"
#include "base/random.h"
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

namespace crosseed::align {

namespace {

// A factor Q of QR alone is not Haar distributed: LAPACK fixes R's signs its own way (Mezzadri 2007).
DoubleMatrix haarRotation(std::int64_t d, std::uint64_t seed) {
    Random random(seed);
    DoubleMatrix gaussian(d, d);
    for (double& value : gaussian.values)
        value = random.normal();
    c10::NoGradGuard noGrad;
    const auto [q, r] = at::linalg_qr(tensorOf(gaussian));
    const auto diagonal = r.diagonal();
    const auto signs = at::where(diagonal < 0, at::full_like(diagonal, -1), at::ones_like(diagonal));
    return matrixOf(q * signs);
}

} // namespace

DoubleMatrix controlRotation(RotationKind kind, MatrixView a, MatrixView b, const AlignOptions& options) {
    switch (kind) {
    case RotationKind::True:
        return matrixOf(fitRotation(productToFit(crossProduct(a, b), options)).w);
    case RotationKind::Identity: {
        DoubleMatrix w(a.cols, a.cols);
        for (std::int64_t i = 0; i < a.cols; ++i)
            w(i, i) = 1;
        return w;
    }
    case RotationKind::Mismatched:
        return matrixOf(
            fitRotation(productToFit(crossProduct(a, b, Random(options.seed).permutation(b.rows)), options)).w);
    case RotationKind::Random:
        return haarRotation(a.cols, options.seed);
    }
    throw Error(ErrorKind::Internal, "A rotation of unknown kind was asked for.");
}

} // namespace crosseed::align
