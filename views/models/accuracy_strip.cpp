#include "views/models/accuracy_strip.h"
#include "views/models/texts.h"
#include "views/shared/palette.h"
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace crosseed::views {

AccuracyStrip::AccuracyStrip(const AccuracyPicture& picture, QWidget* parent) : QWidget(parent), m_picture(picture) {
    setAccessibleName(tr("Accuracy of A %1, of B %2, of the largest class alone %3")
                          .arg(accuracyText(picture.a), accuracyText(picture.b), accuracyText(picture.largestClass)));
    setToolTip(tr("Accuracy on the validation texts with 95 % intervals; dashed: what answering with the largest class always gets"));
}

QSize AccuracyStrip::sizeHint() const {
    return {scaled(180), scaled(24) + QFontMetrics(tinyFont()).height()};
}

std::pair<double, double> AccuracyStrip::range(const AccuracyPicture& picture) {
    double low = 100 * std::min(picture.lowA, picture.lowB), high = 100 * std::max(picture.highA, picture.highB);
    if (std::isfinite(picture.largestClass)) {
        low = std::min(low, 100 * picture.largestClass);
        high = std::max(high, 100 * picture.largestClass);
    }
    low = std::max(0., 10 * std::floor((low - 2) / 10));
    high = std::min(100., 10 * std::ceil((high + 2) / 10));
    return {low, std::max(high, low + 10)};
}

void AccuracyStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(tinyFont());
    const QFontMetrics metrics(painter.font());
    const auto [low, high] = range(m_picture);
    const double left = scaled(10), width = std::min<double>(this->width(), scaled(230)) - 2 * left;
    const double axis = height() - metrics.height() - scaled(4);
    const auto x = [&, low = low, high = high](double share) { return left + width * (100 * share - low) / (high - low); };

    painter.setPen(QPen(colour(Role::Axis), 1));
    painter.drawLine(QPointF(left, axis), QPointF(left + width, axis));
    const double step = high - low > 50 ? 20 : 10;
    for (double tick = low; tick <= high + 1e-9; tick += step) {
        painter.setPen(QPen(colour(Role::Axis), 1));
        painter.drawLine(QPointF(x(tick / 100), axis), QPointF(x(tick / 100), axis + scaled(3)));
        painter.setPen(colour(Role::Secondary));
        painter.drawText(QRectF(x(tick / 100) - scaled(30), axis + scaled(3), scaled(60), metrics.height()), Qt::AlignCenter,
                         QString::number(tick));
    }
    if (std::isfinite(m_picture.largestClass)) {
        const double at = x(m_picture.largestClass);
        painter.setPen(QPen(colour(Role::Secondary), 1, Qt::DashLine));
        painter.drawLine(QPointF(at, 0), QPointF(at, axis));
        painter.setPen(colour(Role::Secondary));
        const QString text = tr("largest class");
        const double room = metrics.horizontalAdvance(text);
        const double from = at + scaled(3) + room < left + width && x(std::min(m_picture.lowA, m_picture.lowB)) > at + room ? at + scaled(3) : at - room - scaled(3);
        if (from >= 0)
            painter.drawText(QPointF(from, metrics.ascent()), text);
    }
    const auto draw = [&](double value, double lowEnd, double highEnd, double y, Role ink, bool triangle) {
        if (!std::isfinite(value))
            return;
        painter.setPen(QPen(colour(ink), 1.5));
        painter.drawLine(QPointF(x(lowEnd), y), QPointF(x(highEnd), y));
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour(ink));
        const double r = scaled(3.5);
        if (triangle)
            painter.drawPolygon(QPolygonF{{x(value) - r, y + r}, {x(value) + r, y + r}, {x(value), y - r}});
        else
            painter.drawEllipse(QPointF(x(value), y), r, r);
    };
    draw(m_picture.a, m_picture.lowA, m_picture.highA, axis - scaled(14), Role::InkA, false);
    draw(m_picture.b, m_picture.lowB, m_picture.highB, axis - scaled(5), Role::InkB, true);
}

} // namespace crosseed::views
