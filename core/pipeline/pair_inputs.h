// What aligning, training and evaluating a pair read again and again, each computed, loaded and mapped once: thirty draws of a
// rotation test do not load two models thirty times.
#pragma once
#include "bert/activations.h"
#include "pipeline/live_probe.h"
#include "pipeline/stage.h"
#include "sae/sae.h"
#include "store/corpora.h"
#include "store/models.h"
#include <array>
#include <deque>
#include <map>
#include <memory>

namespace crosseed::pipeline {

enum class Side : std::uint8_t { A, B };
inline constexpr std::array<Side, 2> bothSides{Side::A, Side::B};

class PairInputs {
public:
    // `layer` 0-based, as resolveLayer() gives it; `documents` outlive it. Nothing is read before it is asked for.
    PairInputs(const StageContext& context, const store::CorpusRow& corpus, const text::Corpus& documents,
               const store::PairRow& pair, std::int64_t layer);
    ~PairInputs();

    const StageContext& context() const { return m_context; }
    store::Project& project() const { return m_context.project; }
    const store::CorpusRow& corpus() const { return m_corpus; }
    const text::Corpus& documents() const { return m_documents; }
    const store::PairRow& pair() const { return m_pair; }
    std::int64_t layer() const { return m_layer; }
    const store::ModelRow& model(Side side) const { return m_models[static_cast<std::size_t>(side)]; }
    std::int64_t width() const; // D

    // Extracted on the first call, if they are not stored.
    const store::ActivationRow& activationRow(Side side, text::Split split);
    const bert::Activations& activations(Side side, text::Split split);
    const bert::Classifier& classifier(Side side);
    const std::vector<std::int32_t>& labels(text::Split split);
    // Of every token by a stored SAE, in that SAE's own numbering; `rotation` turns the rows first, 0 leaves them as they are. The
    // latest are kept, up to 1 GiB. Errors as evaluate::codesOf() gives them.
    std::shared_ptr<const sae::SparseCodes> codes(Side side, text::Split split, const std::string& saeFile, RotationId rotation,
                                                  const ProgressFn& progress);

    // The first texts of the validation split (of train where there is none), for looking at an SAE while it is trained; nothing of
    // them is stored.
    ProbeTexts probeTexts(const std::vector<Side>& sides);

private:
    const bert::Activations& probeActivations(Side side, text::Split split);
    struct KeptCodes {
        Side side;
        text::Split split;
        std::string saeFile;
        RotationId rotation;
        std::shared_ptr<const sae::SparseCodes> codes;
    };

    StageContext m_context;
    store::CorpusRow m_corpus;
    const text::Corpus& m_documents;
    store::PairRow m_pair;
    std::int64_t m_layer;
    std::array<store::ModelRow, 2> m_models;
    std::array<std::unique_ptr<bert::Classifier>, 2> m_classifiers;
    std::map<std::pair<Side, text::Split>, store::ActivationRow> m_rows;
    std::map<std::pair<Side, text::Split>, std::unique_ptr<bert::Activations>> m_activations;
    std::array<std::unique_ptr<bert::Activations>, 2> m_probe;
    std::map<text::Split, std::vector<std::int32_t>> m_labels;
    std::deque<KeptCodes> m_codes; // oldest first
};

} // namespace crosseed::pipeline
