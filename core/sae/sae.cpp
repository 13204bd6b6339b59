#include "sae/sae.h"
#include "base/random.h"
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <algorithm>
#include <utility>

namespace crosseed::sae {

namespace {
constexpr std::uint64_t initialStream = 101;
} // namespace

Sae initialSae(const SaeConfig& config, std::uint64_t seed) {
    require(config.width >= 1 && config.dictionary >= 1 && config.k >= 1 && config.k <= config.dictionary,
            ErrorKind::Usage,
            "An SAE needs a width and a dictionary of at least 1 and 1 <= k <= dictionary; here they are " +
                std::to_string(config.width) + ", " + std::to_string(config.dictionary) + " and k " +
                std::to_string(config.k) + ".");
    const std::int64_t longer = std::max(config.dictionary, config.width);
    const std::int64_t shorter = std::min(config.dictionary, config.width);
    const c10::NoGradGuard noGrad;
    at::Tensor gaussian = at::empty({longer, shorter}, at::kFloat);
    Random random(seed, initialStream);
    std::generate_n(gaussian.data_ptr<float>(), gaussian.numel(),
                    [&random] { return static_cast<float>(random.normal()); });
    at::Tensor q = std::get<0>(at::linalg_qr(gaussian)); // orthonormal columns
    if (config.dictionary < config.width)
        q = q.t(); // fewer atoms than dimensions: the atoms themselves are orthonormal
    q = q.contiguous();
    Sae sae;
    sae.config = config;
    sae.weights.decoder = FloatMatrix(config.dictionary, config.width);
    std::copy_n(q.data_ptr<float>(), q.numel(), sae.weights.decoder.values.begin());
    sae.weights.encoder = sae.weights.decoder;
    sae.weights.encoderBias.resize(static_cast<std::size_t>(config.dictionary));
    sae.weights.decoderBias.resize(static_cast<std::size_t>(config.width));
    return sae;
}

} // namespace crosseed::sae
