#include "views/data/class_bar.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <QtWidgets>
#include <numeric>

namespace crosseed::views {

namespace {
constexpr std::size_t mostNamed = 12; // classes; a tool tip has the others
}

ClassBar::ClassBar(PreviewPtr preview, QWidget* parent) : QWidget(parent), m_preview(std::move(preview)) {
    QStringList words;
    for (const Part& part : parts(scaled(300)))
        words << part.text;
    setAccessibleName(QCoreApplication::translate("ClassBar", "Balance of classes: %1").arg(words.join(", ")));
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

QSize ClassBar::sizeHint() const {
    return {scaled(200), heightForWidth(scaled(300))};
}

int ClassBar::heightForWidth(int width) const {
    const QFontMetrics metrics(smallFont());
    double bottom = scaled(14);
    const std::vector<Part> all = parts(width);
    for (std::size_t i = 0; i < std::min(all.size(), mostNamed); ++i)
        bottom = std::max(bottom, all[i].words.y() + metrics.height());
    return static_cast<int>(bottom) + scaled(2);
}

// Names stand in rows, as many in each as fit.
std::vector<ClassBar::Part> ClassBar::parts(int width) const {
    const QFontMetrics metrics(smallFont());
    const double square = metrics.height() * .6 + scaled(4), gap = scaled(12);
    const double all =
        static_cast<double>(std::accumulate(m_preview->perClass.begin(), m_preview->perClass.end(), std::int64_t{0}));
    std::vector<Part> parts;
    double x = 0;
    QPointF words(0, scaled(16));
    for (std::size_t c = 0; c < m_preview->perClass.size() && all > 0; ++c) {
        const double share = width * static_cast<double>(m_preview->perClass[c]) / all;
        const QString text = metrics.elidedText(toQt(m_preview->corpus.classNames[c]), Qt::ElideRight, scaled(120)) +
                             " " + count(m_preview->perClass[c]);
        const double needed = square + metrics.horizontalAdvance(text);
        if (words.x() > 0 && words.x() + needed > width)
            words = QPointF(0, words.y() + metrics.height());
        parts.push_back({QRectF(x, 0, std::max(0., share - 1), scaled(12)), words,
                         classPlace(m_preview->spec, static_cast<std::int32_t>(c)), text});
        words.rx() += needed + gap;
        x += share;
    }
    return parts;
}

void ClassBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setFont(smallFont());
    const QFontMetrics metrics(smallFont());
    const double side = metrics.height() * .6;
    const std::vector<Part> all = parts(width());
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Part& part = all[i];
        painter.fillRect(part.bar, classColour(part.place, theme()));
        if (i >= mostNamed)
            continue;
        painter.fillRect(QRectF(part.words.x(), part.words.y() + (metrics.height() - side) / 2, side, side),
                         classColour(part.place, theme()));
        painter.setPen(colour(Role::Secondary));
        painter.drawText(QPointF(part.words.x() + side + scaled(4), part.words.y() + metrics.ascent()), part.text);
    }
}

bool ClassBar::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip)
        for (const Part& part : parts(width()))
            if (auto* help = static_cast<QHelpEvent*>(event);
                part.bar.left() <= help->pos().x() && help->pos().x() <= part.bar.right() + 1) {
                QToolTip::showText(help->globalPos(), part.text, this);
                return true;
            }
    return QWidget::event(event);
}

} // namespace crosseed::views
