#include "align/cross_product_module.h"
#include "align/polar_module.h"
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <cmath>
#include <optional>

namespace crosseed::align {

namespace {

constexpr int mostSteps = 30;
constexpr double singular = 1e13; // of the condition number in the 1-norm

double oneNorm(const at::Tensor& x) {
    return x.abs().sum(0).max().item<double>();
}

double infinityNorm(const at::Tensor& x) {
    return x.abs().sum(1).max().item<double>();
}

bool isOrthogonal(const at::Tensor& x) {
    auto gram = at::matmul(x.t(), x);
    gram.diagonal().sub_(1);
    return gram.abs().max().item<double>() < 1e-12;
}

std::optional<at::Tensor> newtonPolar(at::Tensor x) {
    bool scaled = true;
    for (int step = 0; step < mostSteps; ++step) {
        const auto [inverse, info] = at::linalg_inv_ex(x);
        const double norms = oneNorm(x) * infinityNorm(x), inverses = oneNorm(inverse) * infinityNorm(inverse);
        if (info.item<int>() != 0 || !std::isfinite(norms) || !std::isfinite(inverses) || inverses == 0) return {};
        if (step == 0 && std::sqrt(norms * inverses) > singular) return {};
        const double scale = scaled ? std::pow(inverses / norms, 0.25) : 1;
        const auto next = x.mul(0.5 * scale).add_(inverse.t(), 0.5 / scale);
        const double change = (next - x).norm().item<double>() / next.norm().item<double>();
        x = next;
        // Near the factor scaling only disturbs the quadratic convergence; a step from there is exact to rounding.
        if (!scaled && change < 1e-8) return isOrthogonal(x) ? std::optional(x) : std::nullopt;
        if (change < 1e-2) scaled = false;
    }
    return {};
}

} // namespace

at::Tensor polarRotation(const at::Tensor& product) {
    c10::NoGradGuard noGrad;
    if (const auto w = newtonPolar(product.t())) return w->contiguous();
    return fitRotation(product).w;
}

} // namespace crosseed::align
