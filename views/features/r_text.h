// r as this screen shows it: two digits, ".93"; tool tips and files have all.
#pragma once
#include "views/shared/words.h"
#include <cmath>

namespace crosseed::views {

inline QString rText(double r) {
    if (std::isnan(r))
        return QString::fromUtf8("–");
    const QString text = fixed(r, 2);
    return text.startsWith("0.") ? text.mid(1) : text.startsWith("-0.") ? "-" + text.mid(2) : text;
}

} // namespace crosseed::views
