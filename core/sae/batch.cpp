#include "sae/batch_module.h"
#include <ATen/ATen.h>
#include <algorithm>
#include <cstring>

namespace crosseed::sae {

namespace {
// Rows of the given texts, one after another.
at::Tensor gatherTexts(MatrixView all, std::span<const std::int64_t> starts, const std::vector<std::int64_t>& texts,
                       std::int64_t tokens) {
    at::Tensor out = at::empty({tokens, all.cols}, at::kFloat);
    auto* to = out.data_ptr<float>();
    for (const std::int64_t text : texts) {
        const auto t = static_cast<std::size_t>(text);
        const std::int64_t count = (starts[t + 1] - starts[t]) * all.cols;
        std::memcpy(to, all.data + starts[t] * all.cols, static_cast<std::size_t>(count) * sizeof(float));
        to += count;
    }
    return out;
}

at::Tensor gatherRows(MatrixView all, const std::vector<std::int64_t>& rows) {
    at::Tensor out = at::empty({static_cast<std::int64_t>(rows.size()), all.cols}, at::kFloat);
    auto* to = out.data_ptr<float>();
    for (const std::int64_t row : rows) {
        const auto values = all.row(row);
        to = std::copy(values.begin(), values.end(), to);
    }
    return out;
}

at::Tensor rotationTensor(const Member& member, at::Device device) {
    if (!member.rotation)
        return {};
    const DoubleMatrix& w = *member.rotation;
    return at::from_blob(const_cast<double*>(w.values.data()), {w.rows, w.cols}, at::kDouble).to(at::kFloat).to(device);
}

void checkMember(const Member& member, std::int64_t width) {
    require(member.model && member.train, ErrorKind::Usage, "A member of the pair has no model or no activations.");
    const bert::Activations& train = *member.train;
    require(train.hidden().cols == width, ErrorKind::Shape,
            "The SAE is " + std::to_string(width) + " wide, the activations " + std::to_string(train.hidden().cols) +
                "; give the SAE the model's hidden size.");
    require(member.model->config().hiddenSize == width && train.layer() + 1 < member.model->config().layers,
            ErrorKind::Shape, "The activations of layer " + std::to_string(train.layer()) +
                                  " are not of this model; extract them again.");
    require(!member.rotation || (member.rotation->rows == width && member.rotation->cols == width), ErrorKind::Shape,
            "The rotation is not " + shapeText(width, width) + "; align this pair at this layer.");
}
} // namespace

double totalOf(const LossTerms& t, const LossWeights& w) {
    return w.kl * t.kl + w.downstream * t.downstream + w.local * t.local + w.cross * t.cross +
           w.auxiliary * t.auxiliary;
}

BatchReader::BatchReader(const std::vector<Member>& members, std::int64_t width) : m_members(members) {
    require(members.size() == 1 || members.size() == 2, ErrorKind::Usage,
            "An SAE is trained on one or two models, not on " + std::to_string(members.size()) + ".");
    for (const Member& member : members)
        checkMember(member, width);
    const auto starts = members.front().train->starts();
    for (const Member& member : members) {
        require(std::ranges::equal(member.train->starts(), starts), ErrorKind::Shape,
                "The two models' activations do not cover the same texts; extract both from one corpus.");
        m_rotations.push_back(rotationTensor(member, device()));
    }
    require(starts.size() > 1, ErrorKind::Shape, "There are no texts to train on.");
}

at::Device BatchReader::device() const {
    return m_members.front().model->network().device;
}

BatchMember BatchReader::readMember(std::size_t m, const std::vector<std::int64_t>& texts,
                                    const bert::PackedBatch& shape) const {
    const Member& member = m_members[m];
    const bert::Activations& train = *member.train;
    const std::int64_t tokens = shape.starts.back();
    BatchMember out;
    out.hidden = gatherTexts(train.hidden(), train.starts(), texts, tokens).to(device());
    out.next = gatherTexts(train.next(), train.starts(), texts, tokens).to(device());
    out.logits = gatherRows(train.logits(), texts).to(device());
    out.rotation = m_rotations[m];
    out.upper = [network = &member.model->network(), layer = train.layer(), shape](const at::Tensor& hidden) {
        return network->runFrom(layer, hidden, shape);
    };
    return out;
}

Batch BatchReader::read(const std::vector<std::int64_t>& texts) const {
    const auto starts = m_members.front().train->starts();
    std::vector<std::int64_t> lengths;
    for (const std::int64_t text : texts)
        lengths.push_back(starts[static_cast<std::size_t>(text) + 1] - starts[static_cast<std::size_t>(text)]);
    const bert::PackedBatch shape = bert::packedBatch(lengths, device());
    Batch batch;
    batch.texts = shape.texts;
    batch.tokens = shape.starts.back();
    batch.maxLength = shape.maxLength;
    for (std::size_t m = 0; m < m_members.size(); ++m)
        batch.members.push_back(readMember(m, texts, shape));
    return batch;
}

} // namespace crosseed::sae
