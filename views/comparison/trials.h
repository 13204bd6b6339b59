// The trials of a rotation test as figures: a strip of draws, yield against alignment, their table and sentences.
#pragma once
#include "views/comparison/comparison_values.h"
#include "views/shared/plot.h"

namespace crosseed::views {

using TestPtr = std::shared_ptr<const PairTest>;

// "0 of 30 random rotations reached 86: p = .032, the smallest that 30 draws can give, (1 + 0) / (30 + 1)."
QString drawsSentence(const pipeline::StoredRotationTest& test);
// "Trained for 35 batches with λ cross 0, so that counts lie below the table's."
QString trainingSentence(const pipeline::StoredRotationTest& test);
// "slope 83.2 · R² .98 · n = 33"
QString regressionText(const evaluate::Regression& regression);

// Features as log (n + 1) along x, draws stacked as dots.
void drawStrip(Plot& plot, const pipeline::StoredRotationTest& test);
// Universal features against 1 - NRE, all trials with the line of the regression.
void drawYield(Plot& plot, const pipeline::StoredRotationTest& test);
// A row a trial: rotation, draw, NRE, 1 - NRE, universal, share.
TableSource trialsTable(const PairTest& test, const QString& name);

} // namespace crosseed::views
