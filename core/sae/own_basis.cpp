#include "sae/exchange.h"
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

namespace crosseed::sae {

namespace {

// Rows times W^T, [n, D].
void turnBack(std::vector<float>& rows, const at::Tensor& w, std::int64_t width) {
    const auto count = static_cast<std::int64_t>(rows.size()) / width;
    const at::Tensor view = at::from_blob(rows.data(), {count, width}, at::kFloat);
    view.copy_(at::mm(view.to(at::kDouble), w.t()));
}

} // namespace

Sae inOwnBasis(const Sae& sae, const DoubleMatrix& w) {
    require(sae.config.normalisation != Normalisation::LayerNorm, ErrorKind::Usage,
            "Layer normalisation does not commute with a rotation: no SAE in model B's own basis computes the same. Export the SAE "
            "and the rotation, and turn B's rows before they are normalised.");
    require(w.rows == sae.config.width && w.cols == sae.config.width, ErrorKind::Shape,
            "The rotation is " + shapeText(w.rows, w.cols) + ", the SAE reads rows of " + std::to_string(sae.config.width) + ".");
    const c10::NoGradGuard noGrad;
    const at::Tensor turn = at::from_blob(const_cast<double*>(w.values.data()), {w.rows, w.cols}, at::kDouble);
    Sae turned = sae;
    for (std::vector<float>* rows :
         {&turned.weights.encoder.values, &turned.weights.decoder.values, &turned.weights.decoderBias})
        turnBack(*rows, turn, sae.config.width);
    return turned;
}

} // namespace crosseed::sae
