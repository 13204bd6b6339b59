// The result that all views show: one evaluation of one run, whole, never changed once it is made.
#pragma once
#include "evaluate/contexts.h"
#include "evaluate/evaluation_index.h"
#include "evaluate/feature_table.h"
#include "store/corpora.h"
#include "store/models.h"
#include "store/runs.h"
#include "text/feature_note.h"
#include <QString>
#include <map>
#include <memory>

namespace crosseed::views {

struct Result {
    store::CorpusRow corpus;
    store::PairRow pair;
    std::string modelA, modelB;            // their names
    store::RunRow run;
    store::EvaluationRow evaluation;       // with the metrics and a row a feature
    double universalR = 0.70;              // that the evaluation was made with
    std::int64_t minimumActive = 10;
    std::int64_t k = 0, layers = 0;        // of the SAE; of the models
    bool joint = true;                     // one SAE reads both models
    std::vector<std::string> classNames, extraColumns;
    evaluate::EvaluationIndex index;
    evaluate::DocumentFn documentOf;       // may be called from any thread
    std::vector<evaluate::FeatureSummary> features; // [F] by feature number, without intervals
    double explainedA = 0, explainedB = 0; // explained variance

    const evaluate::PairMetrics& metrics() const { return evaluation.metrics; }
    std::int64_t featureCount() const { return static_cast<std::int64_t>(features.size()); }
};
using ResultPtr = std::shared_ptr<const Result>;

// Intervals of r of all features [F], computed after the result is shown.
using IntervalsPtr = std::shared_ptr<const std::vector<evaluate::Interval>>;

// What a person wrote about features; features without a note are not in it.
using Notes = std::map<std::int32_t, text::FeatureNote>;
using NotesPtr = std::shared_ptr<const Notes>;

// "Pair 42 · 137 · Joint, full · K 32 · layer 10 (11th of 12) · per token · test split"
QString resultTitle(const Result& result);
// "f389"
QString featureText(std::int32_t feature);
// The label, or an empty string.
QString labelOf(const Notes& notes, std::int32_t feature);

} // namespace crosseed::views
