#include "bert/classifier_module.h"
#include <ATen/ATen.h>
#include <cmath>

namespace crosseed::bert {

namespace {

// One 64-bit hash a group of four values: a counter-based generator has no order to keep.
std::uint64_t mixed(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

void fillMask(float* mask, std::int64_t count, double p, std::uint64_t key) {
    const auto threshold = static_cast<std::uint32_t>(std::lround(p * 65536));
    const auto kept = static_cast<float>(65536.0 / (65536.0 - threshold));
    const std::int64_t groups = (count + 3) / 4;
#pragma omp parallel for
    for (std::int64_t g = 0; g < groups; ++g) {
        const std::uint64_t bits = mixed(key + static_cast<std::uint64_t>(g) * 0x9e3779b97f4a7c15ULL);
        for (std::int64_t i = 4 * g; i < std::min(4 * g + 4, count); ++i)
            mask[i] = ((bits >> (16 * (i & 3))) & 0xffff) < threshold ? 0.0f : kept;
    }
}

} // namespace

at::Tensor dropped(const at::Tensor& x, double p, DropoutStream* stream) {
    if (!stream || p <= 0)
        return x;
    if (!x.device().is_cpu())
        return at::dropout(x, p, true);
    at::Tensor mask = at::empty(x.sizes(), x.options().requires_grad(false));
    fillMask(mask.data_ptr<float>(), mask.numel(), p, mixed(stream->seed * 0x2545f4914f6cdd1dULL + ++stream->counter));
    return x * mask;
}

} // namespace crosseed::bert
