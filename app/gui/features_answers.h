// What the Features screen computes on its lanes: plain functions of a result, on any thread.
#pragma once
#include "store/project.h"
#include "views/features/features_view.h"
#include "views/shared/result.h"
#include <stop_token>

namespace crosseed::gui {

views::FeaturePagePtr pageOf(const views::Result& result, std::int32_t feature);
views::ContextsPtr contextsOf(const views::Result& result, const views::PageQuestion& question);
// `intervals` may be null: without the warnings that need them. Throws Cancelled.
views::WarningsPtr warningsOf(const views::Result& result, const views::IntervalsPtr& intervals, std::stop_token stop);
// Features that fire on at least a tenth of a word's occurrences in one of the models. Throws Cancelled.
views::FeatureSetPtr featuresFiringOn(const views::Result& result, const QString& word, std::stop_token stop);

// The codebook of a run, in the format of the file's ending; remembered among the project's exports. Throws Error.
void writeCodebookFile(const store::Project& project, const store::RunRow& run, const QString& file);

} // namespace crosseed::gui
