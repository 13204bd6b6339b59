#include "evaluate/probe.h"
#include "bert/token_batches.h"
#include "evaluate/probe_pass.h"
#include <algorithm>

namespace crosseed::evaluate {

namespace {

const char* nameOf(std::size_t member) {
    return member == 0 ? "A" : "B";
}

std::vector<std::int32_t> numbersOf(const std::vector<std::int32_t>& partners, std::int64_t dictionary) {
    std::vector<std::int32_t> numbers(partners.empty() ? 0 : static_cast<std::size_t>(dictionary), -1);
    for (std::size_t feature = 0; feature < partners.size(); ++feature) {
        const std::int32_t own = partners[feature];
        require(own >= -1 && own < dictionary, ErrorKind::Shape,
                "Feature " + std::to_string(feature) + " is matched with " + std::to_string(own) +
                    ", but the other SAE has only " + std::to_string(dictionary) + " features.");
        if (own < 0)
            continue;
        std::int32_t& number = numbers[static_cast<std::size_t>(own)];
        require(number < 0, ErrorKind::Shape,
                "Features " + std::to_string(number) + " and " + std::to_string(feature) + " are both matched with " +
                    std::to_string(own) + "; a matching is one to one.");
        number = static_cast<std::int32_t>(feature);
    }
    return numbers;
}

// The rows of one text in the pair's numbers, ascending again.
sae::SparseCodes rowsOfText(const sae::SparseCodes& all, std::int64_t first, std::int64_t count,
                            const std::vector<std::int32_t>& numbers) {
    sae::SparseCodes codes;
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

// Row b of the pass's logits belongs to text texts[b].
void distribute(const ProbePass& pass, const text::PackedTokens& tokens, std::span<const std::int64_t> texts,
                std::size_t member, const std::vector<std::int32_t>& numbers,
                const std::vector<std::shared_ptr<ProbedText>>& results) {
    std::int64_t first = 0;
    for (std::size_t b = 0; b < texts.size(); ++b) {
        const std::int64_t count = tokens.lengthOf(texts[b]);
        ProbedMember& probed = results[static_cast<std::size_t>(texts[b])]->members[member];
        probed.codes = rowsOfText(pass.codes, first, count, numbers);
        const MatrixView rows = view(pass.hidden).middleRows(first, count);
        probed.hidden = FloatMatrix(count, rows.cols);
        std::copy_n(rows.data, probed.hidden.values.size(), probed.hidden.values.begin());
        if (!pass.logits.values.empty())
            probed.probabilities = probabilities(view(pass.logits).row(static_cast<std::int64_t>(b)));
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
        std::array<ProbePass, 2> passes;
        sideBySide([&](std::size_t m) { passes[m] = probePass(m_members[m], m_rotations[m], tokens, batch, m_options); });
        for (std::size_t m = 0; m < 2; ++m)
            distribute(passes[m], tokens, batch, m, m_numbers[m], texts);
        for (const std::int64_t text : batch)
            for (ProbedMember& member : texts[static_cast<std::size_t>(text)]->members)
                member.codes.features = featureCount();
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

std::vector<float> Probe::rankedBeforeTopK(const ProbedText& text, std::size_t member, std::int64_t token) const {
    require(token >= 0 && token < text.tokenCount(), ErrorKind::Usage,
            "There is no token " + std::to_string(token) + " in a text of " + std::to_string(text.tokenCount()) + ".");
    FloatMatrix values = sae::preActivations(*m_members[member].sae, view(text.members[member].hidden).middleRows(token, 1));
    std::ranges::sort(values.values, std::ranges::greater());
    return std::move(values.values);
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

PreTopK Probe::beforeTopK(const ProbedText& text, std::size_t member, std::int64_t token, std::int32_t feature) const {
    const std::int32_t own = ownNumber(member, feature);
    const FloatMatrix values =
        sae::preActivations(*m_members[member].sae, view(text.members[member].hidden).middleRows(token, 1));
    const float value = values(0, own);
    return {value, 1 + std::ranges::count_if(values.values, [&](float other) { return other > value; })};
}

std::vector<float> Probe::valuesBeforeTopK(const ProbedText& text, std::size_t member, std::int32_t feature) const {
    return sae::preActivations(*m_members[member].sae, view(text.members[member].hidden), ownNumber(member, feature));
}

std::int64_t Probe::featureCount() const {
    const auto& partners = m_members[0].partners;
    return partners.empty() ? m_members[0].sae->config.dictionary : static_cast<std::int64_t>(partners.size());
}

const std::vector<std::string>& Probe::classNames() const {
    return m_members[0].model->config().classNames;
}

} // namespace crosseed::evaluate
