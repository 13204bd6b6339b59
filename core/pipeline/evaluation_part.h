// The part of an evaluation that the documents with some property make up, and its groups: codes and document rows suffice.
#pragma once
#include "evaluate/evaluation_index.h"
#include "store/corpora.h"
#include "store/runs.h"
#include "text/document_filter.h"

namespace crosseed::pipeline {

struct EvaluationPart {
    evaluate::EvaluationIndex index;
    evaluate::PairMetrics metrics; // computed anew over the part's rows, with the evaluation's own options; no accuracy change (NaN)
};

// Of the evaluated texts those whose documents hold all conditions. Throws Error(Usage) for a column that is not there,
// Error(NotFound) where no text is left.
EvaluationPart partOf(const store::Project& project, CorpusId corpus, const store::EvaluationRow& evaluation,
                      const evaluate::EvaluationIndex& index, const std::vector<text::DocumentCondition>& conditions);
// Of some of the evaluated texts, [B].
EvaluationPart partOf(const store::EvaluationRow& evaluation, const evaluate::EvaluationIndex& index, const std::vector<bool>& keep);

// The value of a column for each evaluated text, [B]; "-" where the cell is empty.
std::vector<std::string> groupsOf(const store::Project& project, CorpusId corpus, const evaluate::EvaluationIndex& index,
                                  const std::string& column);

struct GroupMetrics {
    std::string name;
    std::int64_t texts = 0;
    evaluate::PairMetrics metrics; // over the group's rows, without its feature rows
};
// One of each group, the largest first, of equals by name. Throws Error(Usage) for more than 100 groups.
std::vector<GroupMetrics> metricsByGroup(const store::EvaluationRow& evaluation, const evaluate::EvaluationIndex& index,
                                         const std::vector<std::string>& groups);

} // namespace crosseed::pipeline
