#include "align/cross_product_module.h"
#include "bert/classifier_module.h"
#include "bert/fine_tune.h"
#include "evaluate/evaluate.h"
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <algorithm>
#include <cmath>

namespace crosseed::evaluate {

namespace {

constexpr std::int64_t tokensPerBatch = 2048; // bounds the memory, not the result

at::Tensor borrow(MatrixView m) {
    return at::from_blob(const_cast<float*>(m.data), {m.rows, m.cols}, at::kFloat);
}

double sumOfSquares(const at::Tensor& difference) {
    return difference.to(at::kDouble).square_().sum().item<double>();
}

void check(const sae::Sae& sae, const Member& member, const std::vector<std::int32_t>& labels) {
    require(member.model && member.activations, ErrorKind::Internal,
            "An evaluation needs a model and its activations.");
    const bert::Activations& activations = *member.activations;
    const bert::BertConfig& config = member.model->config();
    const std::int64_t d = activations.hidden().cols;
    require(sae.config.width == d, ErrorKind::Shape,
            "The SAE is made for " + std::to_string(sae.config.width) + " columns but the activations have " +
                std::to_string(d) + "; train it on this pair.");
    require(!member.rotation || (member.rotation->rows == d && member.rotation->cols == d), ErrorKind::Shape,
            "The rotation does not fit activations of " + std::to_string(d) +
                " columns; align this pair again.");
    require(config.hiddenSize == d && activations.layer() >= 0 && activations.layer() + 1 < config.layers &&
                activations.logits().cols == static_cast<std::int64_t>(config.classNames.size()),
            ErrorKind::Shape, "The activations are not those of this model; extract them again.");
    require(static_cast<std::int64_t>(labels.size()) == activations.textCount(), ErrorKind::Shape,
            "There are " + std::to_string(labels.size()) + " labels for " +
                std::to_string(activations.textCount()) + " texts.");
    require(activations.tokenCount() > 0, ErrorKind::Shape, "The evaluation split has no texts.");
}

// Over the whole set: a mean of each batch would make every batch look better explained than it is.
at::Tensor columnMeans(MatrixView m, const std::stop_token& stop) {
    at::Tensor sum = at::zeros({m.cols}, at::kDouble);
    for (std::int64_t first = 0; first < m.rows; first += tokensPerBatch) {
        throwIfStopped(stop);
        sum += borrow(m.middleRows(first, std::min(tokensPerBatch, m.rows - first))).to(at::kDouble).sum(0);
    }
    return sum / static_cast<double>(m.rows);
}

void append(sae::SparseCodes& all, const sae::SparseCodes& batch) {
    const std::int64_t shift = all.rowStarts.back();
    for (std::size_t row = 1; row < batch.rowStarts.size(); ++row)
        all.rowStarts.push_back(batch.rowStarts[row] + shift);
    all.indices.insert(all.indices.end(), batch.indices.begin(), batch.indices.end());
    all.values.insert(all.values.end(), batch.values.begin(), batch.values.end());
}

// Texts [first, end) of one batch: whole texts, at least one.
std::int64_t batchEnd(std::span<const std::int64_t> starts, std::int64_t first) {
    const std::int64_t limit = starts[static_cast<std::size_t>(first)] + tokensPerBatch;
    const auto past = std::upper_bound(starts.begin() + first, starts.end(), limit);
    return std::max(first + 1, static_cast<std::int64_t>(past - starts.begin()) - 1);
}

bert::PackedBatch packedTexts(std::span<const std::int64_t> starts, std::int64_t first, std::int64_t end,
                              at::Device device) {
    std::vector<std::int64_t> lengths;
    for (auto text = static_cast<std::size_t>(first); text < static_cast<std::size_t>(end); ++text)
        lengths.push_back(starts[text + 1] - starts[text]);
    return bert::packedBatch(lengths, device);
}

// One pass over the split; what it sums up is turned into means by finish().
class Hijacker {
public:
    Hijacker(const sae::Sae& sae, const Member& member, at::Tensor mean)
        : m_sae(sae), m_activations(*member.activations), m_network(member.model->network()),
          m_mean(std::move(mean)) {
        if (member.rotation) m_rotation = align::tensorOf(*member.rotation).to(at::kFloat);
        m_state.logits = FloatMatrix(m_activations.logits().rows, m_activations.logits().cols);
        m_state.codes.features = sae.config.dictionary;
    }

    const HijackState& state() const { return m_state; }

    void goOnFrom(HijackState state) {
        const auto starts = m_activations.starts();
        require(state.texts <= m_activations.textCount() &&
                    state.codes.rowCount() == starts[static_cast<std::size_t>(state.texts)] &&
                    state.codes.features == m_sae.config.dictionary && state.logits.rows == m_state.logits.rows &&
                    state.logits.cols == m_state.logits.cols,
                ErrorKind::Shape, "The state to go on from belongs to another evaluation; begin this one from its first text.");
        m_state = std::move(state);
    }

    void addTexts(std::int64_t first, std::int64_t end) {
        const auto starts = m_activations.starts();
        const std::int64_t row = starts[static_cast<std::size_t>(first)];
        const std::int64_t count = starts[static_cast<std::size_t>(end)] - row;
        const auto hidden = borrow(m_activations.hidden().middleRows(row, count)); // [n, D]
        const auto target = m_rotation.defined() ? at::matmul(hidden, m_rotation).contiguous() : hidden;
        const auto encoded = sae::encode(m_sae, {target.data_ptr<float>(), count, target.size(1)}, true);
        append(m_state.codes, encoded.codes);
        const auto reconstruction = borrow(view(encoded.reconstruction));
        m_state.residual += sumOfSquares(reconstruction - target);
        m_state.spread += sumOfSquares(hidden.to(at::kDouble) - m_mean);

        const auto injected =
            m_rotation.defined() ? at::matmul(reconstruction, m_rotation.t()) : reconstruction;
        const auto upper = m_network.runFrom(m_activations.layer(), injected.to(m_network.device),
                                             packedTexts(starts, first, end, m_network.device));
        m_state.downstream +=
            sumOfSquares(upper.next.to(at::kCPU) - borrow(m_activations.next().middleRows(row, count)));
        borrow(view(m_state.logits).middleRows(first, end - first)).copy_(upper.logits);
        m_state.texts = end;
    }

    MemberOutcome finish(const std::vector<std::int32_t>& labels) {
        const MatrixView clean = m_activations.logits(), hijacked = view(m_state.logits);
        m_outcome.codes = std::move(m_state.codes);
        m_outcome.cleanAccuracy = bert::accuracy(clean, labels);
        m_outcome.hijackedAccuracy = bert::accuracy(hijacked, labels);
        const auto changed = borrow(clean).argmax(1) != borrow(hijacked).argmax(1);
        m_outcome.flipped = changed.sum().item<std::int64_t>();
        const auto logClean = at::log_softmax(borrow(clean).to(at::kDouble), 1); // [B, C]
        const auto logHijacked = at::log_softmax(borrow(hijacked).to(at::kDouble), 1);
        m_outcome.kl = (logClean.exp() * (logClean - logHijacked)).sum(1).mean().item<double>();

        const auto tokens = static_cast<double>(m_activations.tokenCount());
        const double elements = tokens * static_cast<double>(m_activations.hidden().cols);
        m_outcome.downstream = m_state.downstream / elements;
        m_outcome.local = m_state.residual / elements;
        m_outcome.explainedVariance = 1 - m_state.residual / m_state.spread;
        m_outcome.l0 = static_cast<double>(m_outcome.codes.values.size()) / tokens;
        m_outcome.negativeCodes =
            std::ranges::count_if(m_outcome.codes.values, [](float v) { return v < 0; });
        return std::move(m_outcome);
    }

private:
    const sae::Sae& m_sae;
    const bert::Activations& m_activations;
    const bert::BertNetwork& m_network;
    at::Tensor m_rotation; // float32 [D, D], undefined: none
    at::Tensor m_mean;     // float64 [D], of the activations as they are
    HijackState m_state;
    MemberOutcome m_outcome;
};

} // namespace

sae::SparseCodes codesOf(const sae::Sae& sae, const bert::Activations& activations, const DoubleMatrix* rotation,
                         const ProgressFn& progress, std::stop_token stop) {
    const c10::NoGradGuard noGrad;
    const at::Tensor w = rotation ? align::tensorOf(*rotation).to(at::kFloat) : at::Tensor();
    sae::SparseCodes codes;
    codes.features = sae.config.dictionary;
    const MatrixView hidden = activations.hidden();
    for (std::int64_t first = 0; first < hidden.rows; first += tokensPerBatch) {
        throwIfStopped(stop);
        const MatrixView rows = hidden.middleRows(first, std::min(tokensPerBatch, hidden.rows - first));
        const at::Tensor turned = rotation ? at::matmul(borrow(rows), w).contiguous() : borrow(rows);
        append(codes, sae::encode(sae, {turned.data_ptr<float>(), rows.rows, rows.cols}, false).codes);
        report(progress, static_cast<double>(first + rows.rows) / static_cast<double>(hidden.rows), "Encoding");
    }
    return codes;
}

MemberOutcome hijack(const sae::Sae& sae, const Member& member, const std::vector<std::int32_t>& labels,
                     const ProgressFn& progress, std::stop_token stop, const HijackCheckpoints& checkpoints) {
    check(sae, member, labels);
    const c10::NoGradGuard noGrad;
    Hijacker hijacker(sae, member, columnMeans(member.activations->hidden(), stop));
    const auto starts = member.activations->starts();
    const std::int64_t texts = member.activations->textCount();
    if (checkpoints.from)
        hijacker.goOnFrom(std::move(*checkpoints.from));
    CheckpointClock clock(checkpoints.everySeconds, checkpoints.pause);
    for (std::int64_t first = hijacker.state().texts; first < texts;) {
        if (checkpoints.keep && (stop.stop_requested() || clock.due()))
            checkpoints.keep(hijacker.state());
        throwIfStopped(stop);
        const std::int64_t end = batchEnd(starts, first);
        hijacker.addTexts(first, end);
        first = end;
        report(progress, static_cast<double>(end) / static_cast<double>(texts),
               "SAE and upper layers on " + std::to_string(end) + " of " + std::to_string(texts) + " texts");
    }
    if (checkpoints.keep) // the other model's pass may be stopped
        checkpoints.keep(hijacker.state());
    MemberOutcome outcome = hijacker.finish(labels);
    require(std::isfinite(outcome.kl) && std::isfinite(outcome.downstream) && std::isfinite(outcome.local),
            ErrorKind::Numeric,
            "The hijacked model gives NaN or infinity; train the SAE again with a lower learning rate.");
    return outcome;
}

} // namespace crosseed::evaluate
