#include "views/shared/plot.h"
#include "views/shared/plot_clip.h"
#include <QMouseEvent>
#include <cmath>

namespace crosseed::views {

namespace {
void dressAxis(QCPAxis* axis, Theme ink, const QFont& font) {
    const QColor line = colour(Role::Axis, ink);
    axis->setBasePen(QPen(line, 1));
    axis->setTickPen(QPen(line, 1));
    axis->setSubTickPen(QPen(line, 1));
    axis->setTickLengthIn(0);
    axis->setTickLengthOut(4);
    axis->setSubTickLengthIn(0);
    axis->setSubTickLengthOut(0);
    axis->setTickLabelColor(colour(Role::Secondary, ink));
    axis->setLabelColor(colour(Role::Secondary, ink));
    axis->setTickLabelFont(font);
    axis->setLabelFont(font);
    axis->setSelectedTickLabelFont(font);
    axis->grid()->setPen(QPen(colour(Role::Grid, ink), 1));
    axis->grid()->setSubGridVisible(false);
    axis->grid()->setZeroLinePen(QPen(colour(Role::Grid, ink), 1));
    axis->setTickLabelPadding(3);
    axis->setLabelPadding(2);
}
} // namespace

Plot::Plot(const QString& name, QWidget* parent) : QCustomPlot(parent), m_ink(theme()) {
    setAccessibleName(name);
    setAccessibleDescription(tr("A figure; the table button of its panel shows its data."));
    setFocusPolicy(Qt::StrongFocus);
    setInteraction(QCP::iRangeZoom, true);
    setInteraction(QCP::iRangeDrag, true);
    axisRect()->setRangeZoom(Qt::Horizontal);
    axisRect()->setRangeDrag(Qt::Horizontal);
    setMinimumSize(scaled(80), scaled(60));
    dress();
}

Plot::Plot(Theme ink, std::function<void(Plot&)> draw) : m_draw(std::move(draw)), m_ink(ink), m_export(true) {
    dress();
}

void Plot::show(std::function<void(Plot&)> draw, std::function<TableSource()> data) {
    m_draw = std::move(draw);
    m_data = std::move(data);
    drawAnew();
    replot(QCustomPlot::rpQueuedReplot);
}

void Plot::redraw(bool keepRanges) {
    const QCPRange x = xAxis->range(), y = yAxis->range();
    drawAnew();
    if (keepRanges && m_draw) {
        xAxis->setRange(x);
        yAxis->setRange(y);
    }
    replot(QCustomPlot::rpQueuedReplot);
}

void Plot::clear() {
    show({}, {});
}

void Plot::drawAnew() {
    clearPlottables();
    clearItems();
    dress();
    if (m_draw)
        m_draw(*this);
}

void Plot::dress() {
    setBackground(QBrush(colour(Role::Content)));
    setNotAntialiasedElements(QCP::aeNone);
    setAntialiasedElements(QCP::aePlottables | QCP::aeItems | QCP::aeScatters);
    const QFont font = textFont();
    for (QCPAxis* axis : {xAxis, yAxis}) {
        dressAxis(axis, m_ink, font);
        axis->setScaleType(QCPAxis::stLinear);
        axis->setTicker(QSharedPointer<QCPAxisTicker>(new QCPAxisTicker));
        axis->setNumberFormat("g");
        axis->setNumberPrecision(6);
        axis->setLabel({});
    }
    xAxis->grid()->setVisible(false);
    axisRect()->setupFullAxesBox(false);
    xAxis2->setVisible(false);
    yAxis2->setVisible(false);
}

// A printed figure does not grow with the screen's text.
QFont Plot::textFont() const {
    QFont font = tinyFont();
    if (m_export)
        font.setPointSizeF(8);
    return font;
}

QPen Plot::pen(Role role, double width, Qt::PenStyle style) const {
    QPen pen(colour(role), width, style);
    pen.setCapStyle(Qt::FlatCap);
    return pen;
}

QCPGraph* Plot::line(const QVector<double>& x, const QVector<double>& y, const QPen& pen) {
    QCPGraph* graph = addGraph();
    graph->setPen(pen);
    graph->setData(x, y);
    return graph;
}

QCPGraph* Plot::steps(const QVector<double>& edges, const QVector<double>& counts, const QPen& pen, const QColor& fill) {
    QVector<double> x = edges, y = counts;
    y.resize(x.size());
    if (!x.isEmpty())
        y.last() = 0;
    QCPGraph* graph = line(x, y, pen);
    graph->setLineStyle(QCPGraph::lsStepLeft);
    graph->setAdaptiveSampling(false);
    if (fill.isValid())
        graph->setBrush(fill);
    return graph;
}

QCPGraph* Plot::points(const QVector<double>& x, const QVector<double>& y, QCPScatterStyle::ScatterShape shape, const QColor& ink,
                       double size) {
    QCPGraph* graph = line(x, y, Qt::NoPen);
    graph->setLineStyle(QCPGraph::lsNone);
    graph->setAdaptiveSampling(false);
    QColor fill = ink;
    fill.setAlphaF(0.55f * static_cast<float>(ink.alphaF()));
    graph->setScatterStyle(QCPScatterStyle(shape, QPen(ink, 0.8), QBrush(fill), size));
    return graph;
}

QCPItemStraightLine* Plot::vertical(double x, const QPen& pen) {
    auto* item = new QCPItemStraightLine(this);
    item->setPen(pen);
    const bool logarithmic = yAxis->scaleType() == QCPAxis::stLogarithmic;
    item->point1->setCoords(x, logarithmic ? 1 : 0);
    item->point2->setCoords(x, logarithmic ? 2 : 1);
    return item;
}

QCPItemStraightLine* Plot::horizontal(double y, const QPen& pen) {
    auto* item = new QCPItemStraightLine(this);
    item->setPen(pen);
    const bool logarithmic = xAxis->scaleType() == QCPAxis::stLogarithmic;
    item->point1->setCoords(logarithmic ? 1 : 0, y);
    item->point2->setCoords(logarithmic ? 2 : 1, y);
    return item;
}

QCPItemText* Plot::note(double x, double y, const QString& text, Role role, Qt::Alignment alignment) {
    auto* item = new QCPItemText(this);
    item->setText(text);
    item->setColor(colour(role));
    item->setFont(textFont());
    item->setPositionAlignment(alignment);
    item->setTextAlignment(alignment & Qt::AlignRight ? Qt::AlignRight : Qt::AlignLeft);
    item->setPadding(QMargins(3, 1, 3, 1));
    item->position->setCoords(x, y);
    item->setClipToAxisRect(false);
    return item;
}

void Plot::setLogarithmic(QCPAxis* axis) {
    axis->setScaleType(QCPAxis::stLogarithmic);
    axis->setTicker(QSharedPointer<QCPAxisTicker>(new QCPAxisTickerLog));
    axis->setNumberFormat("gb");
    axis->setNumberPrecision(3);
}

void Plot::setLabels(const QString& x, const QString& y) {
    xAxis->setLabel(x);
    yAxis->setLabel(y);
}

Figure Plot::figure(const QString& name, const QString& caption) const {
    Figure figure;
    figure.name = name;
    figure.caption = caption;
    const double shape = width() > 0 ? static_cast<double>(height()) / width() : 0.66;
    figure.size = {120, std::clamp(120 * shape, 30., 240.)};
    figure.paint = [draw = m_draw](QCPPainter& painter, const QSizeF& size, Theme ink) {
        Plot plot(ink, draw);
        plot.drawAnew();
        clipToAxes(plot);
        plot.setBackground(QBrush(Qt::NoBrush));
        plot.toPainter(&painter, static_cast<int>(std::lround(size.width())), static_cast<int>(std::lround(size.height())));
    };
    if (m_data)
        figure.data = m_data();
    return figure;
}

void Plot::setZoomable(bool zoomable) {
    setInteraction(QCP::iRangeZoom, zoomable);
    setInteraction(QCP::iRangeDrag, zoomable);
}

void Plot::changeEvent(QEvent* event) {
    QCustomPlot::changeEvent(event);
    if (m_export || (event->type() != QEvent::PaletteChange && event->type() != QEvent::FontChange))
        return;
    m_ink = theme();
    redraw();
}

void Plot::mouseDoubleClickEvent(QMouseEvent* event) {
    QCustomPlot::mouseDoubleClickEvent(event);
    redraw(false);
    Q_EMIT zoomReset();
}

} // namespace crosseed::views
