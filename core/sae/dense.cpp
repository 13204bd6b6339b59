#include "sae/dense_module.h"
#include <ATen/ATen.h>
#include <algorithm>
#include <limits>

namespace crosseed::sae {

namespace {
struct Normalised {
    at::Tensor input, outScale, outShift; // [T, D], [T, 1], [T, 1]
};

Normalised normalise(const at::Tensor& x, const SaeConfig& config) {
    at::Tensor scale = at::ones({x.size(0), 1}, x.options());
    at::Tensor shift = at::zeros_like(scale);
    const auto width = static_cast<double>(config.width);
    if (config.normalisation == Normalisation::Unit)
        scale = x.square().sum(1, true).sqrt().clamp_min(1e-12);
    if (config.normalisation == Normalisation::L2)
        scale = (x.square().sum(1, true) / width).sqrt().clamp_min(1e-12);
    if (config.normalisation == Normalisation::LayerNorm) {
        shift = x.mean(1, true);
        scale = ((x - shift).square().mean(1, true) + 1e-5).sqrt();
    }
    const at::Tensor input = (x - shift) / scale;
    if (config.denormalise)
        return {input, scale, shift};
    return {input, at::ones_like(scale), at::zeros_like(scale)};
}

// The k largest of each row at their places, zeros elsewhere; gradients reach only the chosen.
at::Tensor keepTopK(const at::Tensor& rows, std::int64_t k) {
    const auto [values, places] = at::topk(rows, k, 1);
    return at::zeros_like(rows).scatter(1, places, values);
}

at::Tensor meanSquare(const at::Tensor& difference, double divisor) {
    return difference.square().sum() / divisor;
}

// Members' terms are added up here with their share.
void addUpper(const BatchMember& member, const Batch& batch, const TrainOptions& options, const at::Tensor& hijacked,
              DenseTerms& terms) {
    if (options.weights.kl == 0 && options.weights.downstream == 0)
        return;
    const at::Tensor hidden = member.rotation.defined() ? at::mm(hijacked, member.rotation.t()) : hijacked;
    const auto run = member.upper(hidden);
    const at::Tensor clean = at::log_softmax(member.logits, -1);
    const at::Tensor kl = (clean.exp() * (clean - at::log_softmax(run.logits, -1))).sum(-1).mean();
    terms.kl = terms.kl + kl * batch.memberShare();
    const double divisor = batch.downstreamDivisor(options.maskDownstream, hidden.size(1));
    terms.downstream = terms.downstream + meanSquare(run.next - member.next, divisor) * batch.memberShare();
}

at::Tensor auxiliaryTerm(const at::Tensor& pre, const at::Tensor& residual, const at::Tensor& unitDecoder,
                         const at::Tensor& outScale, const at::Tensor& dead, std::int64_t auxiliaryK) {
    const std::int64_t k = std::min(auxiliaryK, dead.sum().item<std::int64_t>());
    if (k == 0)
        return at::zeros({}, pre.options());
    const at::Tensor allowed =
        pre.masked_fill(dead.logical_not().unsqueeze(0), -std::numeric_limits<float>::infinity());
    const at::Tensor repaired = at::mm(keepTopK(allowed, k), unitDecoder) * outScale;
    return meanSquare(residual.detach() - repaired, static_cast<double>(residual.numel()));
}

at::Tensor leaf(const float* data, at::IntArrayRef shape, at::Device device) {
    return at::from_blob(const_cast<float*>(data), shape, at::kFloat).clone().to(device).requires_grad_(true);
}

} // namespace

std::vector<float> numbersOf(const at::Tensor& tensor) {
    const at::Tensor flat = tensor.detach().to(at::kCPU).contiguous();
    return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

DenseSae denseSae(const Sae& sae, at::Device device) {
    const std::int64_t f = sae.config.dictionary, d = sae.config.width;
    const SaeWeights& w = sae.weights;
    return {sae.config, leaf(w.encoder.values.data(), {f, d}, device), leaf(w.encoderBias.data(), {f}, device),
            leaf(w.decoder.values.data(), {f, d}, device), leaf(w.decoderBias.data(), {d}, device)};
}

Sae valuesOf(const DenseSae& sae) {
    Sae out;
    out.config = sae.config;
    out.weights.encoder = FloatMatrix(sae.config.dictionary, sae.config.width);
    out.weights.decoder = out.weights.encoder;
    out.weights.encoder.values = numbersOf(sae.encoder);
    out.weights.decoder.values = numbersOf(sae.decoder);
    out.weights.encoderBias = numbersOf(sae.encoderBias);
    out.weights.decoderBias = numbersOf(sae.decoderBias);
    return out;
}

LossTerms DenseTerms::values() const {
    return {kl.item<double>(),    downstream.item<double>(), local.item<double>(),
            cross.item<double>(), auxiliary.item<double>(),  total.item<double>()};
}

DenseTerms denseTerms(const DenseSae& sae, const Batch& batch, const TrainOptions& options, const at::Tensor& dead) {
    const at::Tensor zero = at::zeros({}, sae.encoder.options().requires_grad(false));
    DenseTerms terms{zero, zero, zero, zero, zero, zero, {}};
    const at::Tensor unitDecoder = sae.decoder / sae.decoder.square().sum(1, true).sqrt().clamp_min(1e-12);
    const double share = batch.memberShare();
    const LossWeights& w = options.weights;
    for (const BatchMember& member : batch.members) {
        const at::Tensor target = member.rotation.defined() ? at::mm(member.hidden, member.rotation) : member.hidden;
        const Normalised x = normalise(target, sae.config);
        const at::Tensor pre = at::addmm(sae.encoderBias, x.input, sae.encoder.t()); // [T, F]
        at::Tensor codes = keepTopK(pre, sae.config.k);
        if (sae.config.reluAfterTopK)
            codes = at::relu(codes);
        const at::Tensor hijacked = (at::mm(codes, unitDecoder) + sae.decoderBias) * x.outScale + x.outShift; // [T, D]
        addUpper(member, batch, options, hijacked, terms);
        const at::Tensor residual = target - hijacked;
        terms.local = terms.local + meanSquare(residual, static_cast<double>(residual.numel())) * share;
        if (w.auxiliary != 0)
            terms.auxiliary = terms.auxiliary + share * auxiliaryTerm(pre, residual, unitDecoder, x.outScale, dead,
                                                                      options.auxiliaryK);
        terms.codes.push_back(codes);
    }
    if (batch.memberCount() == 2) {
        const at::Tensor difference = terms.codes[0] - terms.codes[1];
        terms.cross = meanSquare(difference, static_cast<double>(options.crossScale == CrossScale::Mean
                                                                     ? difference.numel()
                                                                     : difference.size(0)));
    }
    terms.total = w.kl * terms.kl + w.downstream * terms.downstream + w.local * terms.local + w.cross * terms.cross +
                  w.auxiliary * terms.auxiliary;
    return terms;
}

} // namespace crosseed::sae
