#include "views/contexts/share_bar.h"
#include "views/shared/palette.h"
#include <QPainter>
#include <cmath>

namespace crosseed::views {

ShareBar::ShareBar(QWidget* parent) : QWidget(parent) {
    setFixedSize(scaled(48), scaled(8));
    setFocusPolicy(Qt::NoFocus);
}

void ShareBar::setShare(double share) {
    m_share = std::isfinite(share) ? std::min(std::max(share, 0.0), 1.0) : 0;
    update();
}

void ShareBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), colour(Role::Hairline));
    painter.fillRect(QRectF(0, 0, width() * m_share, height()), colour(Role::Axis));
}

} // namespace crosseed::views
