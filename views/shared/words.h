// Between the engine's UTF-8 and Qt's strings; numbers as people read them (text/number_text.h) as QStrings.
#pragma once
#include "text/number_text.h"
#include <QString>
#include <string>
#include <string_view>

namespace crosseed::views {

inline QString toQt(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }
inline std::string toStd(const QString& text) { return text.toStdString(); }

inline QString correlation(double r) { return toQt(text::correlationText(r)); }            // ".940"
inline QString fixed(double value, int digits) { return toQt(text::fixedText(value, digits)); }
inline QString percent(double value) { return toQt(text::percentText(value)); }             // "12.3 %"
inline QString count(long long value) { return toQt(text::countText(value)); }              // "12,345"
// "1 feature", "2 features".
inline QString counted(long long value, const QString& one, const QString& many = {}) {
    return count(value) + " " + (value == 1 ? one : many.isEmpty() ? one + "s" : many);
}
// "24–31 min", "2–3 h", "under 1 min".
QString durationRange(double lowSeconds, double highSeconds);
QString bytesText(double bytes); // "4.9 MB"
// A tool tip that shows a person's text as it is: Qt would take "<b>" in it as markup, and "&amp;" without markup as written.
QString plainToolTip(const QString& text);

} // namespace crosseed::views
