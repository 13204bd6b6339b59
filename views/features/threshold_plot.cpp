#include "views/features/threshold_plot.h"
#include "views/features/threshold_figure.h"
#include <QKeyEvent>
#include <QMouseEvent>
#include <cmath>

namespace crosseed::views {

namespace {
constexpr double lowest = -1, highest = 1;
double toTwoDigits(double r) {
    return std::round(std::clamp(r, lowest, highest) * 100) / 100;
}
} // namespace

ThresholdPlot::ThresholdPlot(QWidget* parent) : Plot(tr("Histogram of r with the threshold of universal features"), parent) {
    setMouseTracking(true);
    setZoomable(false);
    setAccessibleDescription(tr("Left and Right move the threshold; the table button of the panel shows the counts."));
}

void ThresholdPlot::setResult(ResultPtr result) {
    m_result = std::move(result);
    count();
}

void ThresholdPlot::setControls(ControlsPtr controls) {
    m_controls = std::move(controls);
    count();
}

void ThresholdPlot::setThreshold(double r, std::int64_t minimumRows) {
    const bool anew = minimumRows != m_rows;
    if (r == m_r && !anew)
        return;
    m_r = r;
    m_rows = minimumRows;
    if (anew)
        count();
    else
        showAll();
}

void ThresholdPlot::count() {
    m_data.reset();
    if (m_result)
        m_data = std::make_shared<ThresholdCounts>(thresholdCounts(m_result->metrics().features, m_controls.get(), m_rows));
    showAll();
}

void ThresholdPlot::showAll() {
    if (!m_data)
        clear();
    else
        show([data = m_data, r = m_r](Plot& plot) { drawThreshold(plot, *data, r); }, [this] { return table(); });
    update();
}

TableSource ThresholdPlot::table() const {
    return m_data ? thresholdTable(*m_data, m_result->evaluation.id) : TableSource();
}

double ThresholdPlot::thresholdPixel() const {
    return xAxis->coordToPixel(m_r);
}

bool ThresholdPlot::isNearLine(const QPointF& at) const {
    return m_data && std::abs(at.x() - thresholdPixel()) <= 6;
}

double ThresholdPlot::rAt(double x) const {
    return toTwoDigits(xAxis->pixelToCoord(x));
}

void ThresholdPlot::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && isNearLine(event->position())) {
        m_dragging = true;
        event->accept();
        return;
    }
    Plot::mousePressEvent(event);
}

void ThresholdPlot::mouseMoveEvent(QMouseEvent* event) {
    if (!m_dragging) {
        setCursor(isNearLine(event->position()) ? Qt::SizeHorCursor : Qt::ArrowCursor);
        Plot::mouseMoveEvent(event);
        return;
    }
    const double r = rAt(event->position().x());
    if (r == m_r)
        return;
    setThreshold(r, m_rows);
    Q_EMIT moved(r);
}

void ThresholdPlot::mouseReleaseEvent(QMouseEvent* event) {
    if (std::exchange(m_dragging, false))
        Q_EMIT released(m_r);
    else
        Plot::mouseReleaseEvent(event);
}

void ThresholdPlot::keyPressEvent(QKeyEvent* event) {
    const double step = event->modifiers() & Qt::ShiftModifier ? .05 : .01;
    const bool left = event->key() == Qt::Key_Left;
    if (!m_data || (!left && event->key() != Qt::Key_Right)) {
        Plot::keyPressEvent(event);
        return;
    }
    setThreshold(toTwoDigits(m_r + (left ? -step : step)), m_rows);
    Q_EMIT moved(m_r);
    Q_EMIT released(m_r);
}

// The handle below the axis belongs to the screen and not to the figure that is exported.
void ThresholdPlot::paintEvent(QPaintEvent* event) {
    Plot::paintEvent(event);
    if (!m_data || !xAxis->range().contains(m_r))
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double x = thresholdPixel(), y = axisRect()->bottom() + 2, half = scaled(6);
    painter.setPen(hasFocus() ? QPen(colour(Role::Text), 1.5) : QPen(Qt::NoPen));
    painter.setBrush(colour(Role::Accent));
    painter.drawPolygon(QPolygonF{{x - half, y}, {x + half, y}, {x + half, y + half}, {x, y + 2 * half}, {x - half, y + half}});
}

} // namespace crosseed::views
