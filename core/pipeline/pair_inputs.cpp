#include "pipeline/pair_inputs.h"
#include "align/rotation_file.h"
#include "pipeline/stages.h"

namespace crosseed::pipeline {

namespace {

constexpr std::size_t mostKept = std::size_t{1} << 30; // bytes

std::size_t sizeOf(const sae::SparseCodes& codes) {
    return codes.rowStarts.size() * sizeof(std::int64_t) + codes.indices.size() * (sizeof(std::int32_t) + sizeof(float));
}

text::PackedTokens firstTexts(text::PackedTokens tokens, std::int64_t count) {
    const auto texts = static_cast<std::size_t>(std::min(count, tokens.textCount()));
    const auto rows = static_cast<std::size_t>(tokens.starts[texts]);
    tokens.ids.resize(rows);
    tokens.ranges.resize(rows);
    tokens.starts.resize(texts + 1);
    tokens.documents.resize(texts);
    tokens.labels.resize(texts);
    return tokens;
}

} // namespace

PairInputs::PairInputs(const StageContext& context, const store::CorpusRow& corpus, const text::Corpus& documents,
                       const store::PairRow& pair, std::int64_t layer)
    : m_context(context), m_corpus(corpus), m_documents(documents), m_pair(pair), m_layer(layer),
      m_models{store::modelRow(context.project, pair.a), store::modelRow(context.project, pair.b)} {}

PairInputs::~PairInputs() = default;

std::int64_t PairInputs::width() const {
    return configOf(project(), model(Side::A)).hiddenSize;
}

const store::ActivationRow& PairInputs::activationRow(Side side, text::Split split) {
    const auto known = m_rows.find({side, split});
    if (known != m_rows.end())
        return known->second;
    return m_rows[{side, split}] = extractActivations(m_context, m_corpus, m_documents, model(side), split, m_layer);
}

const bert::Activations& PairInputs::activations(Side side, text::Split split) {
    const std::string file = activationRow(side, split).file;
    std::unique_ptr<bert::Activations>& mapped = m_activations[{side, split}];
    if (!mapped)
        mapped = std::make_unique<bert::Activations>(project().resolve(file));
    return *mapped;
}

const bert::Classifier& PairInputs::classifier(Side side) {
    std::unique_ptr<bert::Classifier>& loaded = m_classifiers[static_cast<std::size_t>(side)];
    if (!loaded)
        loaded = std::make_unique<bert::Classifier>(
            bert::Classifier::load(project().resolve(model(side).folder), m_context.device));
    return *loaded;
}

const std::vector<std::int32_t>& PairInputs::labels(text::Split split) {
    const auto known = m_labels.find(split);
    if (known != m_labels.end())
        return known->second;
    return m_labels[split] = tokensOf(project(), model(Side::A), m_documents, split).labels;
}

ProbeTexts PairInputs::probeTexts(const std::vector<Side>& sides) {
    ProbeTexts texts;
    for (const text::Document& document : m_documents.documents) {
        texts.testTexts += document.split == text::Split::Test;
        if (document.split == text::Split::Validation)
            texts.split = text::Split::Validation;
    }
    for (const Side side : sides)
        texts.activations.push_back(&probeActivations(side, texts.split));
    return texts;
}

const bert::Activations& PairInputs::probeActivations(Side side, text::Split split) {
    std::unique_ptr<bert::Activations>& mapped = m_probe[static_cast<std::size_t>(side)];
    if (mapped)
        return *mapped;
    const text::PackedTokens tokens = firstTexts(tokensOf(project(), model(side), m_documents, split), probeTextCount);
    bert::ExtractOptions options;
    options.layer = m_layer;
    const auto file = project().temporaryFile(side == Side::A ? "probe-a" : "probe-b");
    bert::extractActivations(classifier(side), tokens, file, options, {}, m_context.stop);
    mapped = std::make_unique<bert::Activations>(file);
    std::filesystem::remove(file); // the map holds what it said
    return *mapped;
}

std::shared_ptr<const sae::SparseCodes> PairInputs::codes(Side side, text::Split split, const std::string& saeFile,
                                                          RotationId rotation, const ProgressFn& progress) {
    for (const KeptCodes& kept : m_codes)
        if (kept.side == side && kept.split == split && kept.saeFile == saeFile && kept.rotation == rotation)
            return kept.codes;
    DoubleMatrix w;
    if (rotation)
        w = align::readRotation(project().resolve(store::rotationRow(project(), rotation).file));
    auto made = std::make_shared<const sae::SparseCodes>(evaluate::codesOf(sae::readSae(project().resolve(saeFile)),
                                                                           activations(side, split), rotation ? &w : nullptr,
                                                                           progress, m_context.stop));
    m_codes.push_back({side, split, saeFile, rotation, made});
    std::size_t bytes = 0;
    for (const KeptCodes& kept : m_codes)
        bytes += sizeOf(*kept.codes);
    for (; bytes > mostKept && m_codes.size() > 1; m_codes.pop_front())
        bytes -= sizeOf(*m_codes.front().codes);
    return made;
}

} // namespace crosseed::pipeline
