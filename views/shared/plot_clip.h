// Cuts what a plot draws at its axes. The SVG generator knows no clipping, so that exports must not draw beyond them.
#pragma once

class QCustomPlot;

namespace crosseed::views {

// Of all graphs: points beyond the axes go, lines end where they cross them, fills and steps end at the border.
void clipToAxes(QCustomPlot& plot);

} // namespace crosseed::views
