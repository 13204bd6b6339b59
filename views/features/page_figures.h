// The two figures of a feature's page: how strongly it fires, and its mean code by class.
#pragma once
#include "evaluate/feature_page.h"
#include "views/shared/plot.h"
#include "views/shared/result.h"

namespace crosseed::views {

using FeaturePagePtr = std::shared_ptr<const evaluate::FeaturePage>;

void drawCodes(Plot& plot, const evaluate::ActivationHistogram& histogram);
void drawClasses(Plot& plot, const evaluate::ClassAssociation& association, const std::vector<std::string>& classNames);
// Bins, then classes: part, from, to or class, A, B.
TableSource figuresTable(const evaluate::FeaturePage& page, const Result& result);
// The page's numbers: name, A, B.
TableSource numbersTable(const evaluate::FeaturePage& page, const Result& result);

} // namespace crosseed::views
