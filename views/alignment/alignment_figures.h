// What the plots of the alignment view draw; the same functions draw the exports.
#pragma once
#include "views/alignment/alignment_data.h"
#include "views/shared/plot.h"

namespace crosseed::views {

// Share of the sum of s^2 over the component, both logarithmic, with k95 and k99.
void drawSingularValues(Plot& plot, const AlignmentData& data);
// NRE over the tokens that W was fitted on; the used size is the item "usedPoint".
void drawSizes(Plot& plot, const AlignmentData& data);
// Distance between the two rotations of each split.
void drawHalves(Plot& plot, const AlignmentData& data);
// Density of |cosine| beside that of random directions, with the zone of near-duplicates.
void drawCosines(Plot& plot, const GeometryData& data);

// The size of a mark: on the screen it grows with the font.
double markSize(const Plot& plot, double pixels);
// A note whose height is a share of the plot's, 0 at the top.
QCPItemText* noteAt(Plot& plot, double x, double share, const QString& text, Role role = Role::Secondary,
                    Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter);

} // namespace crosseed::views
