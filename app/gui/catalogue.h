// The screens in the rail's order. A new one is one line in catalogue.cpp.
#pragma once
#include "app/gui/screen.h"
#include <functional>
#include <vector>

namespace crosseed::gui {

struct ScreenEntry {
    int number;             // Ctrl+number
    QString id;             // "features"
    QString title;
    QString icon;           // of resources/icons
    bool needsProject;
    std::function<Screen*(Session&)> make;
};
const std::vector<ScreenEntry>& catalogue();

} // namespace crosseed::gui
