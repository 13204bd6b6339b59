// A figure that a person exports: painted anew in the light print palette at the wished width, with its data beside it.
#pragma once
#include "views/shared/palette.h"
#include "views/shared/table_source.h"
#include <QSizeF>
#include <functional>

class QCPPainter; // QCustomPlot's QPainter

namespace crosseed::views {

struct Figure {
    QString name;    // of the file, without ending
    QString caption; // one sentence
    QSizeF size{120, 80}; // millimetres at first
    // Paints the figure into 0, 0, size in units of 1/96 inch, in the colours of `theme`, with vector drawing only. The painter's device has
    // 96 dots an inch (set so also where it is scaled, or fonts would grow twice).
    std::function<void(QCPPainter& painter, const QSizeF& size, Theme theme)> paint;
    TableSource data;
};

} // namespace crosseed::views
