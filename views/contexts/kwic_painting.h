// How a stretch of a concordance line is painted: its text, the strips under its words and the accent under the words that decide the
// order. The table's delegate, the whole document and the exported figure call the same functions.
#pragma once
#include "views/contexts/shown_line.h"
#include <QFont>
#include <QRectF>

namespace crosseed::views {

struct KwicStyle {
    double maximum = 0;     // of the strips' scale
    bool strips = true;
    double lane = 5.5;
    Theme theme = Theme::Light;
    QFont font;
};

// A stretch placed on one line: shortened with "…" on the side away from the node where it does not fit.
struct PlacedPart {
    QString text;
    double x = 0, width = 0;
    std::vector<QRectF> words; // one for each word, of no width where it was cut off; y and height as the line's text
};
PlacedPart placePart(const ShownPart& part, const QRectF& area, Qt::Alignment alignment, const QFont& font);

// `area` is a line of the table: text above, strip below.
void paintPart(QPainter& painter, const ShownPart& part, const QRectF& area, Qt::Alignment alignment, const KwicStyle& style);
// The word at a point of the area; -1: none.
int wordAt(const ShownPart& part, const QRectF& area, Qt::Alignment alignment, const QFont& font, const QPointF& point);

} // namespace crosseed::views
