// Pictures of every screen of a project, for looking at beside the design.
#pragma once
#include <QString>

class QApplication;

namespace crosseed::gui {

// SCREEN-light.png, SCREEN-dark.png and SCREEN-200.png in `folder`, each 1440 x 900 (twice that for the last). Waits until what the
// screens compute is there. The exit code.
int takeScreenshots(QApplication& app, const QString& file, const QString& folder);

} // namespace crosseed::gui
