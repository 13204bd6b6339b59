// What searches found as tables for the terminal and files, and as JSON.
#pragma once
#include "evaluate/text_search.h"
#include "evaluate/word_search.h"
#include "reading.h"
#include "store/document_search.h"
#include "store/notes.h"
#include "text/table.h"
#include <map>
#include <nlohmann/json_fwd.hpp>

namespace crosseed::cli {

// What stands beside a feature in every search: r and "universal" of the evaluation, the label of the run.
struct FeatureNames {
    const evaluate::PairMetrics* metrics = nullptr;
    std::map<std::int32_t, std::string> labels;

    FeatureNames(const store::Project& project, const store::EvaluationRow& evaluation);
    double r(std::int32_t feature) const { return metrics->features[static_cast<std::size_t>(feature)].r; }
    bool isUniversal(std::int32_t feature) const { return metrics->features[static_cast<std::size_t>(feature)].universal; }
    std::string label(std::int32_t feature) const;
};

text::Table wordTable(const evaluate::WordSearch& found, const FeatureNames& names);
nlohmann::json wordJson(const evaluate::WordSearch& found, const FeatureNames& names);

text::Table textTable(const evaluate::TextSearch& found, const evaluate::ProbedText& text, const FeatureNames& names);
nlohmann::json textJson(const evaluate::TextSearch& found, const evaluate::ProbedText& text, const FeatureNames& names);

text::Table matchTable(const std::vector<text::NoteMatch>& matches);

text::Table documentTable(const store::DocumentHits& found, const std::vector<std::string>& classNames);
nlohmann::json documentsJson(const store::DocumentHits& found, const std::vector<std::string>& classNames);

} // namespace crosseed::cli
