// Counterfactuals as the paper's Table 2 and as sentences, from their stored JSON: old rows are shown without a model.
#pragma once
#include "store/counterfactuals.h"
#include "text/table.h"
#include <nlohmann/json.hpp>
#include <vector>

namespace crosseed::cli {

struct ShownCounterfactual {
    nlohmann::json result; // as pipeline::resultJson() gives it
    std::int64_t id = 0;   // of the row, 0: not saved
    std::int64_t run = 0;
    std::string note;
};
ShownCounterfactual shown(const store::CounterfactualRow& row);
nlohmann::json toJson(const ShownCounterfactual& row); // the result with its id, run and note

// Original, Counterfactual, Edit type, Effect in A, Effect in B, Peak in A, Peak in B; the feature first where there are several.
text::Table table2(const std::vector<ShownCounterfactual>& rows);
// The same with numbers apart, for a CSV file: peaks before and after, special tokens, reasons, class probabilities, note.
text::Table detailTable(const std::vector<ShownCounterfactual>& rows);
// Peaks, reasons and class probabilities as lines; features of one pair, which follow one another, under one heading.
std::string detailText(const std::vector<ShownCounterfactual>& rows);

// Summary, placebos with their band, and the lines of a rule over many texts.
text::Table studyLineTable(const nlohmann::json& study);
std::string studyText(const nlohmann::json& study);

} // namespace crosseed::cli
