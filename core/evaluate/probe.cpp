#include "evaluate/probe.h"
#include "bert/classifier_module.h"
#include "bert/token_batches.h"
#include "bert/token_batches_module.h"
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <algorithm>
#include <cmath>
#include <exception>
#include <omp.h>

namespace crosseed::evaluate {

namespace {

at::Tensor borrow(MatrixView m) {
    return at::from_blob(const_cast<float*>(m.data), {m.rows, m.cols}, at::kFloat);
}

const char* nameOf(std::size_t member) {
    return member == 0 ? "A" : "B";
}

std::vector<double> softmax(std::span<const float> logits) {
    const double largest = *std::ranges::max_element(logits);
    std::vector<double> shares;
    double sum = 0;
    for (const float logit : logits)
        sum += shares.emplace_back(std::exp(logit - largest));
    for (double& share : shares)
        share /= sum;
    return shares;
}

std::vector<std::int32_t> numbersOf(const std::vector<std::int32_t>& partners, std::int64_t dictionary) {
    std::vector<std::int32_t> numbers(partners.empty() ? 0 : static_cast<std::size_t>(dictionary), -1);
    for (std::size_t feature = 0; feature < partners.size(); ++feature) {
        const std::int32_t own = partners[feature];
        require(own >= -1 && own < dictionary, ErrorKind::Shape,
                "Feature " + std::to_string(feature) + " is matched with " + std::to_string(own) +
                    ", but the other SAE has only " + std::to_string(dictionary) + " features.");
        if (own >= 0)
            numbers[static_cast<std::size_t>(own)] = static_cast<std::int32_t>(feature);
    }
    return numbers;
}

// The rows of one text in the pair's numbers, ascending again.
sae::SparseCodes rowsOfText(const sae::SparseCodes& all, std::int64_t first, std::int64_t count,
                            const std::vector<std::int32_t>& numbers) {
    sae::SparseCodes codes;
    codes.features = all.features;
    std::vector<std::pair<std::int32_t, float>> row;
    for (auto r = static_cast<std::size_t>(first); r < static_cast<std::size_t>(first + count); ++r) {
        row.clear();
        for (auto i = static_cast<std::size_t>(all.rowStarts[r]); i < static_cast<std::size_t>(all.rowStarts[r + 1]); ++i) {
            const std::int32_t own = all.indices[i];
            const std::int32_t number = numbers.empty() ? own : numbers[static_cast<std::size_t>(own)];
            if (number >= 0)
                row.emplace_back(number, all.values[i]);
        }
        std::ranges::sort(row);
        for (const auto& [feature, value] : row) {
            codes.indices.push_back(feature);
            codes.values.push_back(value);
        }
        codes.rowStarts.push_back(std::ssize(codes.indices));
    }
    return codes;
}

struct Outcome {
    FloatMatrix hidden; // [N, D], as the SAE takes it
    sae::SparseCodes codes;
    FloatMatrix logits; // [B, C], empty unless asked for
};

FloatMatrix copied(const at::Tensor& tensor) {
    const at::Tensor values = tensor.cpu().contiguous();
    FloatMatrix matrix(values.size(0), values.size(1));
    std::copy_n(values.data_ptr<float>(), matrix.values.size(), matrix.values.begin());
    return matrix;
}

Outcome run(const ProbeMember& member, const FloatMatrix& rotation, const text::PackedTokens& tokens,
            std::span<const std::int64_t> texts, const ProbeOptions& options) {
    const bert::BertNetwork& network = member.model->network();
    const bert::TextBatch batch = bert::textBatch(tokens, texts, network.device);
    at::Tensor hidden = network.embed(batch.ids, batch.packed);
    for (std::int64_t i = 0; i <= options.layer; ++i)
        hidden = network.layer(i, hidden, batch.packed);
    Outcome outcome;
    if (options.probabilities)
        outcome.logits = copied(network.logitsFrom(options.layer, hidden, batch.packed));
    outcome.hidden = copied(rotation.values.empty() ? hidden : at::matmul(hidden.cpu(), borrow(view(rotation))));
    outcome.codes = sae::encode(*member.sae, view(outcome.hidden), false).codes;
    return outcome;
}

// With two threads a thread a model: products of so few rows share two threads badly. With more of them one model after the
// other, each with all.
template <typename Work> void bothSideBySide(const Work& work) {
    std::array<std::exception_ptr, 2> problems;
#pragma omp parallel for num_threads(2) schedule(static, 1) if (omp_get_max_threads() == 2)
    for (std::size_t m = 0; m < 2; ++m) {
        try {
            const c10::NoGradGuard noGradients;
            work(m);
        } catch (...) {
            problems[m] = std::current_exception();
        }
    }
    for (const std::exception_ptr& problem : problems)
        if (problem)
            std::rethrow_exception(problem);
}

// Row b of the outcome belongs to text texts[b].
void distribute(const Outcome& outcome, const text::PackedTokens& tokens, std::span<const std::int64_t> texts,
                std::size_t member, const std::vector<std::int32_t>& numbers,
                const std::vector<std::shared_ptr<ProbedText>>& results) {
    std::int64_t first = 0;
    for (std::size_t b = 0; b < texts.size(); ++b) {
        const std::int64_t count = tokens.lengthOf(texts[b]);
        ProbedMember& probed = results[static_cast<std::size_t>(texts[b])]->members[member];
        probed.codes = rowsOfText(outcome.codes, first, count, numbers);
        const MatrixView rows = view(outcome.hidden).middleRows(first, count);
        probed.hidden = FloatMatrix(count, rows.cols);
        std::copy_n(rows.data, probed.hidden.values.size(), probed.hidden.values.begin());
        if (!outcome.logits.values.empty())
            probed.probabilities = softmax(view(outcome.logits).row(static_cast<std::int64_t>(b)));
        first += count;
    }
}

text::PackedTokens packed(const std::vector<std::shared_ptr<ProbedText>>& texts) {
    text::PackedTokens tokens;
    for (const auto& text : texts) {
        tokens.ids.insert(tokens.ids.end(), text->ids.begin(), text->ids.end());
        tokens.starts.push_back(std::ssize(tokens.ids));
    }
    return tokens;
}

} // namespace

float ProbedText::code(std::size_t member, std::int64_t token, std::int32_t feature) const {
    const sae::SparseCodes& codes = members[member].codes;
    const auto begin = codes.indices.begin() + codes.rowStarts[static_cast<std::size_t>(token)];
    const auto end = codes.indices.begin() + codes.rowStarts[static_cast<std::size_t>(token) + 1];
    const auto found = std::lower_bound(begin, end, feature);
    return found == end || *found != feature ? 0.0f : codes.values[static_cast<std::size_t>(found - codes.indices.begin())];
}

Probe::Probe(const text::Tokenizer& tokenizer, ProbeMember a, ProbeMember b, const ProbeOptions& options)
    : m_tokenizer(tokenizer), m_members{std::move(a), std::move(b)}, m_options(options) {
    require(m_members[0].model && m_members[1].model && m_members[0].sae && m_members[1].sae, ErrorKind::Internal,
            "A probe needs two models and their SAEs.");
    if (m_options.layer < 0)
        m_options.layer = bert::defaultLayer(m_members[0].model->config());
    check();
    for (std::size_t m = 0; m < 2; ++m) {
        m_numbers[m] = numbersOf(m_members[m].partners, m_members[m].sae->config.dictionary);
        if (const DoubleMatrix* w = m_members[m].rotation) {
            m_rotations[m] = FloatMatrix(w->rows, w->cols);
            std::ranges::transform(w->values, m_rotations[m].values.begin(),
                                   [](double value) { return static_cast<float>(value); });
        }
    }
}

void Probe::check() const {
    for (std::size_t m = 0; m < 2; ++m) {
        const ProbeMember& member = m_members[m];
        const bert::BertConfig& config = member.model->config();
        const std::string name = std::string("Model ") + nameOf(m);
        require(m_options.layer + 1 < config.layers, ErrorKind::Usage,
                name + " has " + std::to_string(config.layers) + " layers, so layer " + std::to_string(m_options.layer) +
                    " has none above it; choose 0 to " + std::to_string(config.layers - 2) + ".");
        require(member.sae->config.width == config.hiddenSize, ErrorKind::Shape,
                name + " is " + std::to_string(config.hiddenSize) + " wide, its SAE " +
                    std::to_string(member.sae->config.width) + "; take the SAE that was trained on this pair.");
        require(!member.rotation || (member.rotation->rows == config.hiddenSize && member.rotation->cols == config.hiddenSize),
                ErrorKind::Shape, "The rotation does not fit model " + std::string(nameOf(m)) + "; align the pair again.");
        require(m_tokenizer.size() <= config.vocabSize, ErrorKind::Shape,
                name + " knows " + std::to_string(config.vocabSize) + " pieces, the tokenizer " +
                    std::to_string(m_tokenizer.size()) + "; take the model's own tokenizer.");
        require(member.partners.empty() || static_cast<std::int64_t>(member.partners.size()) == featureCount(),
                ErrorKind::Shape, "The matching of model " + std::string(nameOf(m)) + " does not cover all features.");
    }
    require(!m_members[1].partners.empty() || m_members[1].sae->config.dictionary == featureCount(), ErrorKind::Shape,
            "The two SAEs have dictionaries of different sizes; match their features first.");
}

std::shared_ptr<ProbedText> Probe::tokenized(const std::string& text) const {
    const text::Encoding encoding = m_tokenizer.encode(text, m_options.maxLength);
    auto probed = std::make_shared<ProbedText>();
    probed->text = text;
    probed->ids = encoding.ids;
    probed->ranges = encoding.ranges;
    probed->truncated = encoding.truncated;
    for (const std::int32_t id : encoding.ids)
        probed->pieces.push_back(m_tokenizer.piece(id));
    return probed;
}

void Probe::compute(const Fresh& texts, const ProgressFn& progress, const std::stop_token& stop) const {
    const text::PackedTokens tokens = packed(texts);
    for (const ProbeMember& member : m_members)
        bert::checkTokens(member.model->config(), tokens);
    const auto batches = bert::batchesByLength(tokens, bert::tokensAtOnce(m_members[0].model->config()));
    double done = 0;
    for (const std::vector<std::int64_t>& batch : batches) {
        throwIfStopped(stop);
        std::array<Outcome, 2> outcomes;
        bothSideBySide([&](std::size_t m) { outcomes[m] = run(m_members[m], m_rotations[m], tokens, batch, m_options); });
        for (std::size_t m = 0; m < 2; ++m)
            distribute(outcomes[m], tokens, batch, m, m_numbers[m], texts);
        report(progress, ++done / static_cast<double>(batches.size()),
               std::to_string(texts.size()) + " texts through both models");
    }
}

void Probe::keep(const std::shared_ptr<const ProbedText>& text) {
    m_order.push_front(text->text);
    m_kept[text->text] = {text, m_order.begin()};
    m_keptTokens += text->tokenCount();
    while (m_keptTokens > m_options.keptTokens && m_order.size() > 1) {
        const auto oldest = m_kept.find(m_order.back());
        m_keptTokens -= oldest->second.value->tokenCount();
        m_kept.erase(oldest);
        m_order.pop_back();
    }
}

ProbedTexts Probe::probe(std::span<const std::string> texts, const ProgressFn& progress, std::stop_token stop) {
    std::unordered_map<std::string, std::shared_ptr<const ProbedText>> known;
    Fresh fresh;
    for (const std::string& text : texts) {
        if (known.count(text))
            continue;
        if (const auto kept = m_kept.find(text); kept != m_kept.end()) {
            m_order.splice(m_order.begin(), m_order, kept->second.place);
            known[text] = kept->second.value;
        } else {
            fresh.push_back(tokenized(text));
            known[text] = fresh.back();
        }
    }
    if (!fresh.empty())
        compute(fresh, progress, stop);
    for (const auto& text : fresh)
        keep(text);
    report(progress, 1, std::to_string(known.size()) + " texts");
    ProbedTexts results;
    for (const std::string& text : texts)
        results.push_back(known.at(text));
    return results;
}

std::shared_ptr<const ProbedText> Probe::probe(const std::string& text) {
    return probe(std::span(&text, 1)).front();
}

bool Probe::hasFeature(std::size_t member, std::int32_t feature) const {
    require(feature >= 0 && feature < featureCount(), ErrorKind::Usage,
            "There is no feature " + std::to_string(feature) + "; choose 0 to " + std::to_string(featureCount() - 1) + ".");
    const auto& partners = m_members[member].partners;
    return partners.empty() || partners[static_cast<std::size_t>(feature)] >= 0;
}

std::int32_t Probe::ownNumber(std::size_t member, std::int32_t feature) const {
    require(hasFeature(member, feature), ErrorKind::NotFound,
            "Feature " + std::to_string(feature) + " has no partner in model " + nameOf(member) + ".");
    const auto& partners = m_members[member].partners;
    return partners.empty() ? feature : partners[static_cast<std::size_t>(feature)];
}

FloatMatrix Probe::rowsBeforeTopK(const ProbedText& text, std::size_t member, std::int64_t first,
                                  std::int64_t count) const {
    return sae::preActivations(*m_members[member].sae, view(text.members[member].hidden).middleRows(first, count));
}

PreTopK Probe::beforeTopK(const ProbedText& text, std::size_t member, std::int64_t token, std::int32_t feature) const {
    const std::int32_t own = ownNumber(member, feature);
    const FloatMatrix values = rowsBeforeTopK(text, member, token, 1);
    const float value = values(0, own);
    return {value, 1 + std::ranges::count_if(values.values, [&](float other) { return other > value; })};
}

std::vector<double> Probe::valuesBeforeTopK(const ProbedText& text, std::size_t member, std::int32_t feature) const {
    const std::int32_t own = ownNumber(member, feature);
    const FloatMatrix values = rowsBeforeTopK(text, member, 0, text.tokenCount());
    std::vector<double> column;
    for (std::int64_t token = 0; token < values.rows; ++token)
        column.push_back(values(token, own));
    return column;
}

std::int64_t Probe::featureCount() const {
    const auto& partners = m_members[0].partners;
    return partners.empty() ? m_members[0].sae->config.dictionary : static_cast<std::int64_t>(partners.size());
}

const std::vector<std::string>& Probe::classNames() const {
    return m_members[0].model->config().classNames;
}

} // namespace crosseed::evaluate
