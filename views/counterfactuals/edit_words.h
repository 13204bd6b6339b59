// What the editor says in words.
#pragma once
#include "views/counterfactuals/edit_values.h"

namespace crosseed::views {

// "−14.2 %", "+0.9 %", "0 %"; "–" for NaN. `share` .1 is 10 %.
QString signedPercent(double share);
// An activation: "5.84", ".92", ".004", "0"; "–" for NaN.
QString activationText(double value);
// The same with its sign: "+2.72", "−.91"; with so many digits.
QString changeText(double value, int digits = 2);
// "−14.8 [−17.9, −11.6]"
QString meanText(double share, const evaluate::Interval& interval);
// "Mood swap"
QString typeTitle(const QString& editType);

// "word moved, question mark replaced"; "nothing changed".
QString changesText(const evaluate::TextAlignment& alignment);
// Which words the models do not read because the sentence is too long; empty: none.
QString truncationText(const evaluate::ProbedText& text, const QString& which);
// Why the effect is what it is: rank and limit of a silent feature, or where it fires now. Rich text.
QString reasonHtml(const EditAnswer& answer, const PlaceboRange& placebo);
// "polite → neutral, in both models", "polite in both, as before".
QString classText(const EditAnswer& answer);
// Position of the most probable class; -1: no probabilities.
int likeliest(const std::vector<double>& probabilities);

} // namespace crosseed::views
