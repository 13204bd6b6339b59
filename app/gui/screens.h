// The screens' makers, for the catalogue alone; each is defined in the file of its screen.
#pragma once
#include "app/gui/screen.h"

namespace crosseed::gui {

Screen* makeStartScreen(Session& session);
Screen* makeDataScreen(Session& session);
Screen* makeModelsScreen(Session& session);
Screen* makeRunsScreen(Session& session);
Screen* makeAlignmentScreen(Session& session);
Screen* makeFeaturesScreen(Session& session);
Screen* makeContextsScreen(Session& session);
Screen* makeCounterfactualsScreen(Session& session);
Screen* makeComparisonScreen(Session& session);

} // namespace crosseed::gui
