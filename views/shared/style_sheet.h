// The style sheet of the window, made of the palette. For palette.cpp.
#pragma once
#include "views/shared/palette.h"
#include <QString>

namespace crosseed::views {

QString styleSheet(Theme theme);

} // namespace crosseed::views
