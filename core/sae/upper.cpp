#include "sae/upper_module.h"
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>

namespace crosseed::sae {

UpperTerms upperTerms(const Batch& batch, std::size_t m, const at::Tensor& reconstruction,
                      const TrainOptions& options) {
    const BatchMember& member = batch.members[m];
    const LossWeights& w = options.weights;
    UpperTerms terms;
    if (w.kl == 0 && w.downstream == 0)
        return terms;
    const at::Tensor leaf = reconstruction.detach().requires_grad_(true);
    bert::BertNetwork::Upper run;
    {
        const c10::AutoGradMode grad(true);
        run = member.upper(leaf);
    }
    // The losses' own gradients are short formulas; only the network needs autograd.
    const c10::NoGradGuard noGrad;
    const at::Tensor clean = at::log_softmax(member.logits, -1);
    const at::Tensor hijacked = at::log_softmax(run.logits, -1);
    const at::Tensor p = clean.exp();
    const auto texts = static_cast<double>(batch.texts);
    terms.kl = (p * (clean - hijacked)).sum().item<double>() / texts;
    const at::Tensor difference = run.next - member.next;
    const double divisor = batch.downstreamDivisor(options.maskDownstream, difference.size(1));
    terms.downstream = at::dot(difference.view(-1), difference.view(-1)).item<double>() / divisor;
    const std::vector<at::Tensor> seeds = {difference * (2 * w.downstream / divisor),
                                           (hijacked.exp() - p) * (w.kl / texts)};
    terms.gradient = torch::autograd::grad({run.next, run.logits}, {leaf}, seeds)[0];
    return terms;
}

} // namespace crosseed::sae
