#include "sae/dense_module.h"
#include "sae/learner_module.h"
#include "sae/sparse_module.h"
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <cmath>

namespace crosseed::sae {

namespace {
std::string atStep(std::int64_t step) {
    return "Step " + std::to_string(step) + ": ";
}

bert::AdamwStep adamwOf(const TrainOptions& options, double rate, std::int64_t step, double gradientNorm) {
    bert::AdamwStep out;
    out.learningRate = rate;
    out.beta1 = options.beta1;
    out.beta2 = options.beta2;
    out.epsilon = options.epsilon;
    out.step = step;
    out.gradientScale = bert::clipScale(gradientNorm, options.maxGradNorm);
    return out;
}

class SparseLearner : public Learner {
public:
    SparseLearner(Sae start, const TrainOptions& options, const AdamwMoments* moments)
        : m_sae(std::move(start)), m_options(options), m_pass(m_sae.config),
          m_moments(moments ? *moments : noMoments(m_sae)) {}

    StepOutcome step(const Batch& batch, const std::vector<std::int32_t>& dead, double rate,
                     std::int64_t step) override {
        StepOutcome out;
        try {
            out.terms = m_pass.run(m_sae.weights, batch, m_options, dead);
        } catch (const Error& error) {
            throw Error(error.kind(), error.kind() == ErrorKind::Numeric ? atStep(step) + error.what() : error.what());
        }
        const SaeGradients& g = m_pass.gradients();
        out.gradientNorm =
            std::sqrt(bert::sumOfSquares(g.encoder.values) + bert::sumOfSquares(g.encoderBias) +
                      bert::sumOfSquares(g.decoder.values) + bert::sumOfSquares(g.decoderBias));
        requireFinite(out.terms, out.gradientNorm, step);
        update(adamwOf(m_options, rate, step, out.gradientNorm));
        count(batch, out);
        return out;
    }

    Sae sae() const override { return m_sae; }
    AdamwMoments moments() const override { return m_moments; }

private:
    void update(bert::AdamwStep step) {
        const SaeGradients& g = m_pass.gradients();
        SaeWeights& w = m_sae.weights;
        bert::adamwStep(w.encoderBias, g.encoderBias, m_moments.first[1], m_moments.second[1], step);
        bert::adamwStep(w.decoder.values, g.decoder.values, m_moments.first[2], m_moments.second[2], step);
        bert::adamwStep(w.decoderBias, g.decoderBias, m_moments.first[3], m_moments.second[3], step);
        step.weightDecay = m_options.weightDecay;
        bert::adamwStep(w.encoder.values, g.encoder.values, m_moments.first[0], m_moments.second[0], step);
    }

    void count(const Batch& batch, StepOutcome& out) const {
        const RowCodes& codes = m_pass.codes();
        out.fired.assign(static_cast<std::size_t>(m_sae.config.dictionary), 0);
        out.nonZero.assign(batch.members.size(), 0);
        for (std::int64_t r = 0; r < codes.rows; ++r)
            for (std::int64_t i = codes.begin(r); i < codes.end(r); ++i) {
                const float value = codes.values[static_cast<std::size_t>(i)];
                if (value == 0)
                    continue;
                out.fired[static_cast<std::size_t>(codes.features[static_cast<std::size_t>(i)])] = 1;
                ++out.nonZero[static_cast<std::size_t>(r / batch.tokens)];
                out.negativeCodes += value < 0 ? 1 : 0;
            }
    }

    Sae m_sae;
    TrainOptions m_options;
    SparsePass m_pass;
    AdamwMoments m_moments;
};

class DenseLearner : public Learner {
public:
    DenseLearner(const Sae& start, const TrainOptions& options, at::Device device, const AdamwMoments& moments)
        : m_sae(denseSae(start, device)), m_options(options) {
        const std::vector<at::Tensor> parameters = m_sae.parameters();
        const auto like = [](const std::vector<float>& values, const at::Tensor& p) {
            return at::from_blob(const_cast<float*>(values.data()), p.sizes(), at::kFloat).clone().to(p.device());
        };
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            m_first.push_back(like(moments.first[i], parameters[i]));
            m_second.push_back(like(moments.second[i], parameters[i]));
        }
    }

    StepOutcome step(const Batch& batch, const std::vector<std::int32_t>& dead, double rate,
                     std::int64_t step) override {
        at::Tensor mask = at::zeros({m_sae.config.dictionary}, at::kBool);
        for (const std::int32_t feature : dead)
            mask.data_ptr<bool>()[feature] = true;
        for (at::Tensor& p : m_sae.parameters())
            p.mutable_grad() = at::Tensor();
        StepOutcome out;
        DenseTerms terms;
        {
            const c10::AutoGradMode grad(true);
            terms = denseTerms(m_sae, batch, m_options, mask.to(m_sae.encoder.device()));
            terms.total.backward();
        }
        const c10::NoGradGuard noGrad;
        out.terms = terms.values();
        double squares = 0;
        for (const at::Tensor& p : m_sae.parameters())
            squares += p.grad().square().sum(at::kDouble).item<double>();
        out.gradientNorm = std::sqrt(squares);
        requireFinite(out.terms, out.gradientNorm, step);
        update(adamwOf(m_options, rate, step, out.gradientNorm));
        count(terms, out);
        return out;
    }

    Sae sae() const override { return valuesOf(m_sae); }
    AdamwMoments moments() const override {
        AdamwMoments out;
        for (std::size_t i = 0; i < m_first.size(); ++i) {
            out.first[i] = numbersOf(m_first[i]);
            out.second[i] = numbersOf(m_second[i]);
        }
        return out;
    }

private:
    void update(const bert::AdamwStep& step) {
        const double correction1 = 1 - std::pow(step.beta1, step.step), correction2 = 1 - std::pow(step.beta2, step.step);
        const std::vector<at::Tensor> parameters = m_sae.parameters();
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            at::Tensor weight = parameters[i].detach();
            const at::Tensor gradient = parameters[i].grad() * step.gradientScale;
            weight.mul_(1 - step.learningRate * (i == 0 ? m_options.weightDecay : 0));
            m_first[i].mul_(step.beta1).add_(gradient, 1 - step.beta1);
            m_second[i].mul_(step.beta2).addcmul_(gradient, gradient, 1 - step.beta2);
            const at::Tensor denominator = m_second[i].sqrt().div_(std::sqrt(correction2)).add_(step.epsilon);
            weight.addcdiv_(m_first[i], denominator, -step.learningRate / correction1);
        }
    }

    static void count(const DenseTerms& terms, StepOutcome& out) {
        at::Tensor fired;
        for (const at::Tensor& codes : terms.codes) {
            const at::Tensor active = codes.detach().ne(0);
            out.nonZero.push_back(active.sum().item<std::int64_t>());
            out.negativeCodes += codes.detach().lt(0).sum().item<std::int64_t>();
            fired = fired.defined() ? fired.logical_or(active.any(0)) : active.any(0);
        }
        fired = fired.to(at::kByte).to(at::kCPU).contiguous();
        out.fired.assign(fired.data_ptr<std::uint8_t>(), fired.data_ptr<std::uint8_t>() + fired.numel());
    }

    DenseSae m_sae;
    TrainOptions m_options;
    std::vector<at::Tensor> m_first, m_second;
};
} // namespace

AdamwMoments noMoments(const Sae& sae) {
    const SaeWeights& w = sae.weights;
    AdamwMoments moments;
    moments.first = {std::vector<float>(w.encoder.values.size()), std::vector<float>(w.encoderBias.size()),
                     std::vector<float>(w.decoder.values.size()), std::vector<float>(w.decoderBias.size())};
    moments.second = moments.first;
    return moments;
}

std::unique_ptr<Learner> sparseLearner(Sae start, const TrainOptions& options, const AdamwMoments* moments) {
    return std::make_unique<SparseLearner>(std::move(start), options, moments);
}

std::unique_ptr<Learner> denseLearner(const Sae& start, const TrainOptions& options, at::Device device,
                                      const AdamwMoments* moments) {
    return std::make_unique<DenseLearner>(start, options, device, moments ? *moments : noMoments(start));
}

void requireFinite(const LossTerms& terms, double gradientNorm, std::int64_t step) {
    const std::pair<const char*, double> named[] = {
        {"KL loss", terms.kl},       {"downstream loss", terms.downstream}, {"local loss", terms.local},
        {"cross loss", terms.cross}, {"auxiliary loss", terms.auxiliary},   {"total loss", terms.total},
        {"gradient", gradientNorm}};
    for (const auto& [name, value] : named)
        require(std::isfinite(value), ErrorKind::Numeric,
                atStep(step) + "the " + name + " is " + (std::isnan(value) ? "not a number" : "infinite") +
                    "; lower the learning rate, or check the activations of this layer.");
}

} // namespace crosseed::sae
