#include "views/contexts/scale_legend.h"
#include "views/shared/strip.h"
#include "views/shared/words.h"
#include <QFontMetrics>
#include <QPainter>

namespace crosseed::views {

namespace {
QString words() {
    return ScaleLegend::tr("A above, B below, one scale");
}
} // namespace

ScaleLegend::ScaleLegend(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(words());
    setToolTip(tr("Height and colour of a strip are the code; the scale ends at the feature's maximum over the counted tokens of both models"));
}

void ScaleLegend::setMaximum(double maximum) {
    m_maximum = maximum;
    setAccessibleDescription(tr("0 to %1").arg(fixed(maximum, 1)));
    update();
}

QSize ScaleLegend::sizeHint() const {
    return {QFontMetrics(smallFont()).horizontalAdvance(words()) + scaled(140), scaled(24)};
}

QSize ScaleLegend::minimumSizeHint() const {
    return {scaled(90), scaled(24)};
}

void ScaleLegend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setFont(smallFont());
    painter.setPen(colour(Role::Secondary));
    const int text = QFontMetrics(smallFont()).horizontalAdvance(words()), wedge = scaled(130);
    if (width() >= text + wedge + scaled(10)) // where there is no room the tool tip says it
        painter.drawText(QRect(0, 0, width() - wedge - scaled(10), height()), Qt::AlignRight | Qt::AlignVCenter, words());
    const double tall = scaled(18), wide = std::min(wedge, width());
    paintScale(painter, QRectF(width() - wide, (height() - tall) / 2, wide, tall), m_maximum, theme());
}

} // namespace crosseed::views
