#include "align/cross_product_module.h"
#include "align/procrustes.h"
#include "base/random.h"
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <array>

namespace crosseed::align {

namespace {

constexpr std::array<std::string_view, 4> names{"true", "identity", "mismatched", "random"};

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

std::string_view rotationName(RotationKind kind) {
    return names[static_cast<std::size_t>(kind)];
}

RotationKind parseRotation(std::string_view name) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name) return static_cast<RotationKind>(i);
    throw Error(ErrorKind::Usage,
                "\"" + std::string(name) + "\" is no rotation; use true, identity, mismatched or random.");
}

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
