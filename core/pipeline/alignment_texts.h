// Which stored tokens an alignment counts.
#pragma once
#include "align/alignment_study.h"
#include "bert/activations.h"

namespace crosseed::pipeline {

// The rows of texts first .. first + count - 1 of a split, each without its first and last token unless `specialTokens`.
// count 0: all that follow; fewer are there where the split ends.
std::vector<align::RowRange> alignmentTexts(const bert::Activations& activations, std::int64_t first, std::int64_t count,
                                            bool specialTokens);

// These rows one after another, float32 [n, D].
FloatMatrix alignmentRows(const bert::Activations& activations, const std::vector<align::RowRange>& texts);

} // namespace crosseed::pipeline
