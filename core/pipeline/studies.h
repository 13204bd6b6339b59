// Studies of a pair from stored activations and weights: nothing of them is stored. Activations that are not there yet are
// extracted once.
#pragma once
#include "pipeline/stages.h"
#include "pipeline/study_options.h"
#include <nlohmann/json_fwd.hpp>

namespace crosseed::pipeline {

// align::alignmentStudy() on the spec's sample; texts are counted in the order of the split. Throws Error(Usage) for a
// negative number of texts, and where the held-out split is that of the sample.
align::AlignmentStudy studyAlignment(const StageContext& context, const store::CorpusRow& corpus,
                                     const text::Corpus& documents, const store::PairRow& pair, std::int64_t layer,
                                     const StudySpec& spec);

// Fig. 3 of one run, with the run's own rotation.
struct GeometryStudy {
    evaluate::HiddenPca hidden;
    std::vector<std::int64_t> texts; // of each drawn row, position in the split
    evaluate::DictionaryPca dictionary;
    evaluate::CosineDistribution cosines;
};
// The atoms are those of the SAE that reads `model`, B's in the run's numbering; a joint run has one SAE for both.
// Throws Error(NotFound) where the features are those of an evaluation and the run has none.
GeometryStudy studyGeometry(const StageContext& context, const text::Corpus& documents, const store::RunRow& run,
                            const GeometrySpec& spec, Side model = Side::A);

nlohmann::json resultJson(const align::AlignmentStudy& study); // with the texts of each half
nlohmann::json resultJson(const GeometryStudy& study);         // with coordinates and near-duplicates

} // namespace crosseed::pipeline
