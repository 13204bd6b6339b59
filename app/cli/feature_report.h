// Features, their pages and their contexts as text, tables and JSON, each with what it was computed with.
#pragma once
#include "evaluate/contexts.h"
#include "evaluate/feature_page.h"
#include "evaluate/geometry.h"
#include "reading.h"
#include "store/notes.h"
#include "text/table.h"
#include <nlohmann/json_fwd.hpp>

namespace crosseed::cli {

text::Table featureTableOf(const Reading& reading, const std::vector<evaluate::FeatureSummary>& features);
nlohmann::json featuresJson(const Reading& reading, const std::vector<evaluate::FeatureSummary>& features);
// The table under a line that says which features of how many these are.
std::string featuresText(const Reading& reading, const std::vector<evaluate::FeatureSummary>& features,
                         const evaluate::FeatureTableOptions& options);
// The first `top` universal features.
std::vector<evaluate::FeatureSummary> universalFeatures(const Reading& reading, std::int64_t top);

// What a page shows beside the evaluation's part: from the SAE and from the person.
struct PageCompany {
    std::vector<evaluate::NearFeature> nearest; // by decoder cosine, among features active in both
    text::FeatureNote note;
};
PageCompany companyOf(const store::Project& project, const Reading& reading, std::int32_t feature);
std::string pageText(const Reading& reading, const evaluate::FeaturePage& page, const PageCompany& company);
nlohmann::json pageJson(const Reading& reading, const evaluate::FeaturePage& page, const PageCompany& company);

// `options`: that the contexts were made with.
std::string contextsText(const Reading& reading, std::int32_t feature, const evaluate::Contexts& contexts,
                         const evaluate::ContextOptions& options);
nlohmann::json contextsJson(const Reading& reading, std::int32_t feature, const evaluate::Contexts& contexts,
                            const evaluate::ContextOptions& options);

} // namespace crosseed::cli
