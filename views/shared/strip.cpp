#include "views/shared/strip.h"
#include "views/shared/words.h"
#include <QLinearGradient>
#include <QPainter>
#include <cmath>

namespace crosseed::views {

namespace {

constexpr double hairline = 1;
constexpr double smallestMark = 1; // what fires a little must not look like 0

// How far the mark reaches into its lane.
double reach(double value, double maximum, double lane) {
    if (!(value > 0) || !(maximum > 0)) return 0;
    return std::max(smallestMark, lane * std::min(value / maximum, 1.0));
}

QString numberText(double value) {
    QString text = fixed(value, 2);
    if (text.startsWith("0.")) text.remove(0, 1);
    return text;
}

// In the mark where it fits, else on the side away from the hairline.
void paintNumber(QPainter& painter, const QRectF& mark, double value, bool up, const QColor& ink, const QColor& inside) {
    QFont font = painter.font();
    if (font.pointSizeF() > 0) font.setPointSizeF(font.pointSizeF() * 12 / 13);
    painter.save();
    painter.setFont(font);
    const QFontMetricsF metrics(font);
    const QString text = numberText(value);
    const bool fits = mark.height() >= metrics.ascent() + 2 && mark.width() >= metrics.horizontalAdvance(text) + 4;
    const double centre = fits ? mark.center().y()
                          : up ? mark.top() - metrics.height() / 2
                               : mark.bottom() + metrics.height() / 2;
    painter.setPen(fits ? inside : ink);
    const double width = metrics.horizontalAdvance(text) + 2;
    painter.drawText(QRectF(mark.center().x() - width / 2, centre - metrics.height() / 2, width, metrics.height()),
                     Qt::AlignCenter, text);
    painter.restore();
}

void paintMark(QPainter& painter, const QRectF& mark, double value, double maximum, bool up, bool special,
               const StripStyle& style) {
    if (mark.height() <= 0) return;
    const QColor fill = magnitude(std::min(value / maximum, 1.0), style.theme);
    if (special) {
        painter.setPen(QPen(colour(Role::Axis, style.theme), 0.8, Qt::DashLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(mark.adjusted(0.4, 0.4, -0.4, -0.4));
    } else
        painter.fillRect(mark, fill);
    if (!style.numbers) return;
    const QColor light(Qt::white), dark = colour(Role::Text, Theme::Light);
    const QColor ink = colour(special ? Role::Secondary : Role::Text, style.theme);
    paintNumber(painter, mark, value, up, ink, special ? ink : contrast(light, fill) >= contrast(dark, fill) ? light : dark);
}

} // namespace

double stripHeight(const StripStyle& style) {
    return 2 * style.lane + hairline;
}

void paintStrip(QPainter& painter, const QRectF& word, const StripWord& value, double maximum, const StripStyle& style) {
    painter.save();
    painter.setOpacity(painter.opacity() * style.opacity);
    const double line = std::round(word.top() + style.lane); // a whole pixel, so that it stays one line
    painter.fillRect(QRectF(word.left(), line, word.width(), hairline), colour(Role::Border, style.theme));
    const double a = reach(value.a, maximum, style.lane), b = reach(value.b, maximum, style.lane);
    paintMark(painter, {word.left(), line - a, word.width(), a}, value.a, maximum, true, value.special, style);
    paintMark(painter, {word.left(), line + hairline, word.width(), b}, value.b, maximum, false, value.special, style);
    painter.restore();
}

void paintScale(QPainter& painter, const QRectF& area, double maximum, Theme theme) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QFontMetricsF metrics(painter.font());
    const QString low = "0", high = fixed(maximum, maximum >= 1 ? 1 : maximum >= .1 ? 2 : 3);
    const double gap = metrics.horizontalAdvance(' ') + 2;
    const QRectF wedge = area.adjusted(metrics.horizontalAdvance(low) + gap, area.height() * .22,
                                       -metrics.horizontalAdvance(high) - gap, -area.height() * .22);
    painter.setPen(colour(Role::Secondary, theme));
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter, low);
    painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter, high);
    if (wedge.width() > 0) {
        QLinearGradient gradient(wedge.topLeft(), wedge.topRight());
        constexpr int stops = 16;
        for (int i = 0; i <= stops; ++i)
            gradient.setColorAt(double(i) / stops, magnitude(double(i) / stops, theme));
        painter.setPen(Qt::NoPen);
        painter.setBrush(gradient);
        painter.drawPolygon(QPolygonF{wedge.bottomLeft() - QPointF(0, 1), wedge.topRight(), wedge.bottomRight(), wedge.bottomLeft()});
    }
    painter.restore();
}

} // namespace crosseed::views
