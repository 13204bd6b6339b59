#include "evaluate/probe_pass.h"
#include "bert/classifier_module.h"
#include "bert/token_batches_module.h"
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <algorithm>
#include <cmath>
#include <exception>
#include <omp.h>

namespace crosseed::evaluate {

namespace {

at::Tensor borrow(const FloatMatrix& m) {
    return at::from_blob(const_cast<float*>(m.values.data()), {m.rows, m.cols}, at::kFloat);
}

FloatMatrix copied(const at::Tensor& tensor) {
    const at::Tensor values = tensor.cpu().contiguous();
    FloatMatrix matrix(values.size(0), values.size(1));
    std::copy_n(values.data_ptr<float>(), matrix.values.size(), matrix.values.begin());
    return matrix;
}

} // namespace

ProbePass probePass(const ProbeMember& member, const FloatMatrix& rotation, const text::PackedTokens& tokens,
                    std::span<const std::int64_t> texts, const ProbeOptions& options) {
    const c10::NoGradGuard noGradients;
    const bert::BertNetwork& network = member.model->network();
    const bert::TextBatch batch = bert::textBatch(tokens, texts, network.device);
    at::Tensor hidden = network.embed(batch.ids, batch.packed);
    for (std::int64_t i = 0; i <= options.layer; ++i)
        hidden = network.layer(i, hidden, batch.packed);
    ProbePass pass;
    if (options.probabilities)
        pass.logits = copied(network.logitsFrom(options.layer, hidden, batch.packed));
    pass.hidden = copied(rotation.values.empty() ? hidden : at::matmul(hidden.cpu(), borrow(rotation)));
    pass.codes = sae::encode(*member.sae, view(pass.hidden), false).codes;
    return pass;
}

std::vector<double> probabilities(std::span<const float> logits) {
    const double largest = *std::ranges::max_element(logits);
    std::vector<double> shares;
    double sum = 0;
    for (const float logit : logits)
        sum += shares.emplace_back(std::exp(logit - largest));
    for (double& share : shares)
        share /= sum;
    return shares;
}

void sideBySide(const std::function<void(std::size_t)>& work) {
    std::array<std::exception_ptr, 2> problems;
#pragma omp parallel for num_threads(2) schedule(static, 1) if (omp_get_max_threads() == 2)
    for (std::size_t m = 0; m < 2; ++m) {
        try {
            work(m);
        } catch (...) {
            problems[m] = std::current_exception();
        }
    }
    for (const std::exception_ptr& problem : problems)
        if (problem)
            std::rethrow_exception(problem);
}

} // namespace crosseed::evaluate
