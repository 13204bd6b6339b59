// The words and numbers of this screen.
#pragma once
#include "views/models/models_data.h"

namespace crosseed::views {

// "67.3 %" of .673; a dash where it is not known.
QString accuracyText(double share);
// "10 (11th of 12)": 0-based and as people count; without "of" where `layers` is 0.
QString layerText(std::int64_t layer, std::int64_t layers);
QString ordinal(std::int64_t number); // "11th"
// "46–58 min"; "not known" below 0.
QString rangeText(double low, double high);
QString diskText(double bytes); // "540 MB"; "not known" below 0, "0" for nothing

// "Indep.,\nmatched": the heading of a column, at most three lines; the whole name with its code.
QString conditionHeading(pipeline::Condition condition);
QString conditionFullName(pipeline::Condition condition);

QString verdictText(CheckVerdict verdict); // "fine", "look", "decide", "not known"

// The seeds of "512, 513"; empty where one is no whole number from 0 on, or stands twice.
std::vector<std::uint64_t> seedsIn(const QString& text);

} // namespace crosseed::views
