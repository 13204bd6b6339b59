#include "views/shared/plot_clip.h"
#include <array>
#include <cmath>
#include <limits>
#include <qcustomplot.h>

namespace crosseed::views {

namespace {
// Lines are straight on the paper: values of a logarithmic axis are compared by their logarithms.
double onPaper(const QCPAxis& axis, double value) {
    return axis.scaleType() == QCPAxis::stLogarithmic ? std::log(std::max(value, std::numeric_limits<double>::min())) : value;
}
double fromPaper(const QCPAxis& axis, double at) {
    return axis.scaleType() == QCPAxis::stLogarithmic ? std::exp(at) : at;
}

// Where the line from a to b reaches the height `border`.
QCPGraphData crossing(const QCPGraph& graph, const QCPGraphData& a, const QCPGraphData& b, double border) {
    const QCPAxis &x = *graph.keyAxis(), &y = *graph.valueAxis();
    const double from = onPaper(y, a.value), to = onPaper(y, b.value);
    const double share = (onPaper(y, border) - from) / (to - from);
    const double key = onPaper(x, a.key) + share * (onPaper(x, b.key) - onPaper(x, a.key));
    return {fromPaper(x, key), border};
}

QVector<QCPGraphData> cutLine(const QCPGraph& graph, const QCPRange& range) {
    const bool joined = graph.lineStyle() == QCPGraph::lsLine; // points alone cross nothing
    QVector<QCPGraphData> cut;
    const QCPGraphData* before = nullptr;
    for (const QCPGraphData& point : *graph.data()) {
        const bool inside = range.contains(point.value);
        if (joined && before && std::isfinite(before->value) && std::isfinite(point.value))
            for (const double border : before->value < point.value ? std::array{range.lower, range.upper}
                                                                   : std::array{range.upper, range.lower})
                if ((before->value < border) != (point.value < border) && before->value != border && point.value != border)
                    cut += crossing(graph, *before, point, border);
        cut += inside ? point : QCPGraphData(point.key, std::numeric_limits<double>::quiet_NaN());
        before = &point;
    }
    return cut;
}

QVector<QCPGraphData> clamped(const QCPGraph& graph, const QCPRange& range) {
    QVector<QCPGraphData> cut;
    for (const QCPGraphData& point : *graph.data())
        cut += QCPGraphData(point.key, std::isnan(point.value) ? point.value : std::clamp(point.value, range.lower, range.upper));
    return cut;
}
} // namespace

void clipToAxes(QCustomPlot& plot) {
    for (int i = 0; i < plot.graphCount(); ++i) {
        QCPGraph& graph = *plot.graph(i);
        const QCPRange keys = graph.keyAxis()->range(), values = graph.valueAxis()->range();
        graph.data()->removeBefore(keys.lower);
        graph.data()->removeAfter(keys.upper);
        const bool filled = graph.brush().style() != Qt::NoBrush || graph.channelFillGraph();
        const bool line = graph.lineStyle() == QCPGraph::lsLine && !filled;
        graph.data()->set(graph.lineStyle() == QCPGraph::lsNone || line ? cutLine(graph, values) : clamped(graph, values), true);
    }
}

} // namespace crosseed::views
