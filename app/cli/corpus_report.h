// Previews, health and recipes of corpora as text, tables and JSON.
#pragma once
#include "pipeline/corpus_recipe.h"
#include "text/corpus_health.h"
#include "text/table.h"
#include "text/table_preview.h"
#include <nlohmann/json_fwd.hpp>

namespace crosseed::cli {

std::string previewText(const std::string& file, const text::TablePreview& preview, std::size_t shown);
nlohmann::json previewJson(const text::TablePreview& preview);
text::Table previewRows(const text::TablePreview& preview, std::size_t shown);

// What a health report is of, beside the corpus itself.
struct HealthCompany {
    std::string name; // of the file or corpus
    std::vector<std::string> classNames;
    std::vector<text::SourceReport> sources; // of files read now
    text::HealthOptions options;
    std::string tokenizer; // its folder or file; empty: none
    bool skipsBroken = false; // --skip-broken was given, without which import refuses broken rows
};
text::Table healthTable(const text::CorpusHealth& health, const HealthCompany& company);
std::string healthText(const text::CorpusHealth& health, const HealthCompany& company);
nlohmann::json healthJson(const text::CorpusHealth& health, const HealthCompany& company);

} // namespace crosseed::cli
