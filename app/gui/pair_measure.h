// What running a pair's models for a moment tells, and the card that says it beside the checks of their files.
#pragma once
#include "app/gui/grid_rows.h"
#include "pipeline/pair_check.h"
#include "views/models/models_data.h"
#include <QString>
#include <optional>

namespace crosseed::gui {

struct MeasuredPair {
    double accuracyA = views::notKnown, accuracyB = views::notKnown; // 0..1, of the validation texts with a label
    std::int64_t texts = 0;                                          // so many
    double agreement = views::notKnown;                              // share on which both say the same class
    double differenceLow = 0, differenceHigh = 0;                    // 95 % interval of A - B, text by text, 0..1
    double macroF1A = views::notKnown, macroF1B = views::notKnown;
    pipeline::PairCost cost;                                         // of Joint, full with the grid's settings then
    std::int64_t dictionary = 0, k = 0;                              // of these settings
    std::string preset;
    bool whileBusy = false;                                          // something was training meanwhile: the times are too long
};

// Runs both models on the validation texts, then times a few batches. Errors as cleanAccuracies() and pairCost() throw them.
MeasuredPair measurePair(store::Project& project, const store::PairRow& pair, const views::GridOptions& options, const ProgressFn& progress,
                         std::stop_token stop);

// For the window's memory. An empty text or another one's: nothing.
QString measuredText(const MeasuredPair& measured);
std::optional<MeasuredPair> measuredFrom(const QString& text);

// The checks in the order of what needs a decision. `check` null: the files could not be read, `problem` says why. What was not measured is
// not known, never fine. `joint`: seconds of trainings of this size in the project; below 0: there are none.
std::shared_ptr<const views::PairCard> pairCard(const GridRows& rows, const store::PairRow& pair, const pipeline::PairCheck* check,
                                                const QString& problem, const std::optional<MeasuredPair>& measured,
                                                const views::GridOptions& options, double jointLow = -1, double jointHigh = -1,
                                                const QString& timesFrom = {});
views::CheckVerdict worstOf(const views::PairCard& card);

// Wilson's 95 % interval of a share of `texts`.
std::pair<double, double> shareInterval(double share, std::int64_t texts);

// Accuracy and macro-F1 of a model on the validation texts: of its training's kept evaluation; NaN where it was finished elsewhere.
std::pair<double, double> trainedScores(const store::ModelRow& model);

} // namespace crosseed::gui
