#include "views/shared/words.h"
#include <cmath>

namespace crosseed::views {

namespace {
struct Unit {
    double seconds;
    const char* name;
};
Unit unitOf(double seconds) {
    return seconds < 90 ? Unit{1, "s"} : seconds < 90 * 60 ? Unit{60, "min"} : Unit{3600, "h"};
}
QString in(const Unit& unit, double seconds) {
    const double value = seconds / unit.seconds;
    return QString::number(value, 'f', unit.seconds > 60 && value < 10 ? 1 : 0);
}
} // namespace

QString durationRange(double lowSeconds, double highSeconds) {
    if (!(highSeconds >= 0))
        return "not known yet";
    if (highSeconds < 1)
        return "under 1 s";
    const Unit unit = unitOf(highSeconds);
    const QString low = in(unit, std::max(lowSeconds, 0.)), high = in(unit, highSeconds);
    return (low == high ? high : low + "–" + high) + " " + unit.name;
}

QString bytesText(double bytes) {
    const char* units[] = {"B", "kB", "MB", "GB", "TB"};
    int unit = 0;
    for (; bytes >= 1000 && unit < 4; ++unit)
        bytes /= 1000;
    return QString::number(bytes, 'f', unit > 0 && bytes < 100 ? 1 : 0) + " " + units[unit];
}

QString plainToolTip(const QString& text) {
    return text.isEmpty() ? QString() : "<span>" + text.toHtmlEscaped().replace('\n', "<br>") + "</span>";
}

} // namespace crosseed::views
