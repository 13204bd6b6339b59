#include "pipeline/pair_inputs.h"
#include "pipeline/stages.h"

namespace crosseed::pipeline {

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

} // namespace crosseed::pipeline
