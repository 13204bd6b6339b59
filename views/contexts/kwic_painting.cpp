#include "views/contexts/kwic_painting.h"
#include <QFontMetricsF>
#include <QPainter>
#include <QTextLayout>

namespace crosseed::views {

namespace {

// The text's top within the line: in the middle where no strip stands below.
double textTop(const QRectF& area, const QFontMetricsF& metrics, const KwicStyle& style) {
    if (!style.strips) return area.top() + (area.height() - metrics.height()) / 2;
    const double strip = 2 * style.lane + 1;
    return area.top() + std::max(0.0, (area.height() - metrics.height() - strip) / 2);
}

} // namespace

PlacedPart placePart(const ShownPart& part, const QRectF& area, Qt::Alignment alignment, const QFont& font) {
    PlacedPart placed{part.text, area.left(), 0, {}};
    const QFontMetricsF metrics(font);
    const bool toRight = alignment & Qt::AlignRight;
    int cut = 0, kept = static_cast<int>(part.text.size()), shift = 0;
    if (metrics.horizontalAdvance(part.text) > area.width()) {
        placed.text = metrics.elidedText(part.text, toRight ? Qt::ElideLeft : Qt::ElideRight, area.width());
        const int shown = std::max(0, static_cast<int>(placed.text.size()) - 1); // without the dots
        if (toRight) {
            cut = kept - shown;
            shift = 1 - cut;
        } else
            kept = shown;
    }
    QTextLayout layout(placed.text, font);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    if (line.isValid()) line.setNumColumns(static_cast<int>(placed.text.size()));
    layout.endLayout();
    placed.width = line.isValid() ? line.naturalTextWidth() : 0;
    if (toRight) placed.x = area.right() - placed.width;
    if (alignment & Qt::AlignHCenter) placed.x = area.left() + (area.width() - placed.width) / 2;
    for (const ShownWord& word : part.words) {
        const int begin = std::clamp(word.begin, cut, std::max(cut, kept)), end = std::clamp(word.begin + word.length, cut, std::max(cut, kept));
        const double from = line.isValid() ? line.cursorToX(begin + shift) : 0, to = line.isValid() ? line.cursorToX(end + shift) : 0;
        placed.words.push_back(begin < end ? QRectF(placed.x + std::min(from, to), area.top(), std::abs(to - from), area.height())
                                           : QRectF(placed.x, area.top(), 0, area.height()));
    }
    return placed;
}

void paintPart(QPainter& painter, const ShownPart& part, const QRectF& area, Qt::Alignment alignment, const KwicStyle& style) {
    if (part.text.isEmpty()) return;
    painter.save();
    const QFontMetricsF metrics(style.font);
    const PlacedPart placed = placePart(part, area, alignment, style.font);
    const double top = textTop(area, metrics, style), baseline = top + metrics.ascent();
    painter.setFont(style.font);
    painter.setPen(colour(Role::Text, style.theme));
    painter.drawText(QPointF(placed.x, baseline), placed.text);
    const double lane = top + metrics.height();
    for (std::size_t i = 0; i < part.words.size(); ++i) {
        const QRectF& word = placed.words[i];
        if (word.width() <= 0) continue;
        if (part.words[i].decides)
            painter.fillRect(QRectF(word.left(), baseline + 2, word.width(), 1.5), colour(Role::Accent, style.theme));
        if (!style.strips) continue;
        StripStyle strip;
        strip.lane = style.lane;
        strip.theme = style.theme;
        paintStrip(painter, QRectF(word.left(), lane, word.width(), stripHeight(strip)), part.words[i].strip, style.maximum, strip);
    }
    painter.restore();
}

int wordAt(const ShownPart& part, const QRectF& area, Qt::Alignment alignment, const QFont& font, const QPointF& point) {
    const PlacedPart placed = placePart(part, area, alignment, font);
    for (std::size_t i = 0; i < placed.words.size(); ++i)
        if (placed.words[i].contains(point)) return static_cast<int>(i);
    return -1;
}

} // namespace crosseed::views
