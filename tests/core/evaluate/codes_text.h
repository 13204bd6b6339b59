// Codes written as text: one line a row, "feature:value" entries separated by spaces.
#pragma once
#include "evaluate/evaluation_index.h"
#include <sstream>
#include <string>

namespace crosseed::evaluate {

inline sae::SparseCodes codesOf(std::int64_t features, const std::string& rows) {
    sae::SparseCodes codes;
    codes.features = features;
    std::istringstream lines(rows);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream entries(line);
        for (std::string entry; entries >> entry;) {
            const auto colon = entry.find(':');
            codes.indices.push_back(std::stoi(entry.substr(0, colon)));
            codes.values.push_back(std::stof(entry.substr(colon + 1)));
        }
        codes.rowStarts.push_back(static_cast<std::int64_t>(codes.indices.size()));
    }
    return codes;
}

// Codes whose texts do not matter: `starts` as given, else all rows are one text; pieces have no place in a text.
inline EvaluationIndex indexOf(const sae::SparseCodes& a, const sae::SparseCodes& b, std::vector<std::int64_t> starts = {},
                               const std::vector<std::int32_t>& labels = {}, const std::vector<std::int64_t>& copies = {}) {
    text::PackedTokens tokens;
    text::Corpus corpus;
    corpus.classNames = {"anger", "joy", "fear"};
    tokens.starts = starts.empty() ? std::vector<std::int64_t>{0, a.rowCount()} : std::move(starts);
    tokens.ids.resize(static_cast<std::size_t>(tokens.tokenCount()));
    tokens.ranges.resize(tokens.ids.size());
    for (std::int64_t text = 0; text < tokens.textCount(); ++text) {
        const auto t = static_cast<std::size_t>(text);
        tokens.documents.push_back(text);
        corpus.documents.push_back({std::to_string(text), "text " + std::to_string(copies.empty() ? text : copies[t]),
                                    labels.empty() ? -1 : labels[t], text::Split::Test, {}});
    }
    return {a, b, tokens, corpus};
}

} // namespace crosseed::evaluate
