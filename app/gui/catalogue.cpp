#include "app/gui/catalogue.h"
#include "app/gui/screens.h"

namespace crosseed::gui {

const std::vector<ScreenEntry>& catalogue() {
    static const std::vector<ScreenEntry> entries{
        {0, "start", "Start", "start", false, makeStartScreen},
        {1, "data", "Data", "data", true, makeDataScreen},
        {2, "models", "Models", "models", true, makeModelsScreen},
        {3, "runs", "Runs", "runs", true, makeRunsScreen},
        {4, "alignment", "Alignment", "alignment", true, makeAlignmentScreen},
        {5, "features", "Features", "features", true, makeFeaturesScreen},
        {6, "contexts", "Contexts", "contexts", true, makeContextsScreen},
        {7, "counterfactuals", "Counterfactuals", "counterfactuals", true, makeCounterfactualsScreen},
        {8, "comparison", "Comparison", "comparison", true, makeComparisonScreen},
    };
    return entries;
}

} // namespace crosseed::gui
