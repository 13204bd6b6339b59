// An evaluation opened for questions about its features: no model, no corpus in memory.
#pragma once
#include "pipeline/stages.h"
#include "store/audit.h"

namespace crosseed::cli {

struct Reading {
    store::RunRow run;
    store::EvaluationRow evaluation; // with its metrics
    text::Corpus head;               // names of classes and further columns; no documents
    evaluate::EvaluationIndex index;
    store::DocumentReader documents;
    std::string part; // of the texts, in words; empty: all

    // What every number was computed with: "run 3 (joint, full), per token, test split".
    std::string source() const;
    std::string className(std::int32_t label) const; // "-" for -1
    double universalR() const;
    std::vector<store::Address> address() const { return {{store::Kind::Evaluation, evaluation.id.value}}; }
};

Reading readEvaluation(const store::Project& project, const store::EvaluationRow& evaluation);
// The latest evaluation with that pooling of a run as store::runRow() takes it.
// With conditions ("author=Ann") of their texts only: index and metrics are the part's.
Reading readEvaluation(const store::Project& project, RunId run, evaluate::Pooling pooling, const std::vector<std::string>& where = {});

// per_token or mean_pooled, as the options name them.
evaluate::Pooling poolingOf(const std::string& name);

} // namespace crosseed::cli
