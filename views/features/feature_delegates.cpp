#include "views/features/feature_delegates.h"
#include "views/features/r_text.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <QAbstractProxyModel>
#include <QApplication>
#include <QMouseEvent>
#include <QPainter>
#include <cmath>

namespace crosseed::views {

FeatureAt featureAt(const QModelIndex& index) {
    QModelIndex source = index;
    while (const auto* proxy = qobject_cast<const QAbstractProxyModel*>(source.model()))
        source = proxy->mapToSource(source);
    return {qobject_cast<const FeatureModel*>(source.model()), source.row()};
}

int paintChip(QPainter* painter, const QRect& area, const QString& text, const QFont& font) {
    const QFontMetrics metrics(font);
    const int width = std::min(metrics.horizontalAdvance(text) + scaled(14), area.width());
    if (!painter)
        return width;
    const int height = std::min(area.height() - 2, metrics.height() + scaled(2));
    const QRectF chip(area.left(), area.center().y() + 1 - height / 2., width, height);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(colour(Role::Rail));
    painter->drawRoundedRect(chip, height / 2., height / 2.);
    painter->setFont(font);
    painter->setPen(colour(Role::Text));
    painter->drawText(chip, Qt::AlignCenter, metrics.elidedText(text, Qt::ElideRight, width - scaled(10)));
    painter->restore();
    return width;
}

void FeatureDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QStyleOptionViewItem filled = option;
    initStyleOption(&filled, index);
    const QWidget* widget = option.widget;
    QStyle* style = widget ? widget->style() : QApplication::style();
    const FeatureAt at = featureAt(index);
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &filled, painter, widget);
    if (!at.model || !at.model->result())
        return;
    painter->save();
    const QRect area = option.rect.adjusted(scaled(4), 0, -scaled(4), 0);
    painter->setClipRect(option.rect);
    painter->setFont(option.font);
    painter->setPen(colour(Role::Text));
    paintIn(*painter, area, filled, at);
    painter->restore();
}

void StarDelegate::paintIn(QPainter& painter, const QRect& area, const QStyleOptionViewItem& option, const FeatureAt& at) const {
    if (option.state & QStyle::State_Selected)
        painter.fillRect(QRect(option.rect.left(), option.rect.top(), scaled(3), option.rect.height()), colour(Role::Accent));
    const bool star = at.model->note(at.row).star;
    QPolygonF points; // drawn here: parsing a picture for each of 40 rows would be felt while scrolling
    for (int i = 0; i < 10; ++i) {
        const double angle = -M_PI / 2 + M_PI / 5 * i, radius = scaled(i % 2 ? 3 : 7);
        points.append(QPointF(area.center().x() + 1 + radius * std::cos(angle), area.center().y() + 1 + radius * std::sin(angle)));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour(star ? Role::Accent : Role::Secondary), 1, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
    painter.setBrush(star ? QBrush(colour(Role::Accent)) : QBrush(Qt::NoBrush));
    painter.drawPolygon(points);
}

bool StarDelegate::editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option, const QModelIndex& index) {
    const auto* mouse = event->type() == QEvent::MouseButtonRelease ? static_cast<QMouseEvent*>(event) : nullptr;
    const FeatureAt at = featureAt(index);
    if (!mouse || mouse->button() != Qt::LeftButton || !option.rect.contains(mouse->pos()) || !at.model)
        return false;
    return model->setData(index, !at.model->note(at.row).star);
}

void LabelDelegate::paintIn(QPainter& painter, const QRect& area, const QStyleOptionViewItem&, const FeatureAt& at) const {
    const text::FeatureNote note = at.model->note(at.row);
    QRect words = area;
    if (!note.note.empty()) {
        const int size = scaled(10), fold = size / 2;
        const QPoint corner(area.right() - size, area.center().y() - size / 2);
        painter.setPen(QPen(colour(Role::Secondary), 1));
        painter.drawPolyline(QPolygon{corner, corner + QPoint(size, 0), corner + QPoint(size, fold), corner + QPoint(fold, size),
                                      corner + QPoint(0, size), corner});
        painter.drawPolyline(QPolygon{corner + QPoint(size, fold), corner + QPoint(fold, fold), corner + QPoint(fold, size)});
        painter.setPen(colour(Role::Text));
        words.setRight(corner.x() - scaled(4));
    }
    if (note.label.empty())
        painter.setPen(colour(Role::Secondary));
    const QString text = note.label.empty() ? FeatureModel::tr("no label yet") : toQt(note.label);
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft, painter.fontMetrics().elidedText(text, Qt::ElideRight, words.width()));
}

void TagsDelegate::paintIn(QPainter& painter, const QRect& area, const QStyleOptionViewItem&, const FeatureAt& at) const {
    const std::vector<std::string> tags = at.model->note(at.row).tags;
    if (tags.empty())
        return;
    const QString more = tags.size() > 1 ? QString("+%1").arg(tags.size() - 1) : QString();
    const int moreWidth = more.isEmpty() ? 0 : paintChip(nullptr, area, more, smallFont()) + scaled(3);
    const int used = paintChip(&painter, area.adjusted(0, 0, -moreWidth, 0), toQt(tags.front()), smallFont());
    if (!more.isEmpty())
        paintChip(&painter, area.adjusted(used + scaled(3), 0, 0, 0), more, smallFont());
}

void RDelegate::paintIn(QPainter& painter, const QRect& area, const QStyleOptionViewItem&, const FeatureAt& at) const {
    const QString text = rText(at.model->summary(at.row).r);
    painter.setFont(tabularFont());
    painter.drawText(area, Qt::AlignVCenter | Qt::AlignRight, text);
    if (at.model->warnings(at.row).empty())
        return;
    const int size = scaled(12), width = painter.fontMetrics().horizontalAdvance(text);
    const QPointF tip(area.right() - width - scaled(6) - size / 2., area.center().y() - size / 2. + 1);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour(Role::WarningText), 1.2));
    painter.setBrush(colour(Role::WarningBack));
    painter.drawPolygon(QPolygonF{tip, tip + QPointF(-size / 2., size - 1), tip + QPointF(size / 2., size - 1)});
    painter.drawLine(tip + QPointF(0, size * .38), tip + QPointF(0, size * .6));
    painter.drawPoint(tip + QPointF(0, size * .78));
}

void IntervalDelegate::paintIn(QPainter& painter, const QRect& area, const QStyleOptionViewItem&, const FeatureAt& at) const {
    const double from = at.model->threshold() - .1;
    const auto x = [&](double r) { return area.left() + area.width() * std::clamp((r - from) / (1.02 - from), 0., 1.); };
    painter.setPen(QPen(colour(Role::Accent), 1, Qt::DotLine));
    painter.drawLine(QPointF(x(at.model->threshold()), area.top() + 3), QPointF(x(at.model->threshold()), area.bottom() - 2));
    const evaluate::Interval interval = at.model->interval(at.row);
    const double r = at.model->summary(at.row).r, y = area.center().y() + .5;
    if (std::isnan(interval.low) || interval.high < from)
        return;
    painter.setPen(QPen(colour(Role::Text), 1));
    painter.drawLine(QPointF(x(interval.low), y), QPointF(x(interval.high), y));
    const double tick = scaled(3);
    for (const double end : {interval.low, interval.high})
        if (end >= from)
            painter.drawLine(QPointF(x(end), y - tick), QPointF(x(end), y + tick));
    if (r < from)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(colour(Role::Text));
    painter.drawEllipse(QPointF(x(r), y), scaled(2.4), scaled(2.4));
}

void ClassDelegate::paintIn(QPainter& painter, const QRect& area, const QStyleOptionViewItem&, const FeatureAt& at) const {
    const evaluate::ClassAssociation& association = at.model->summary(at.row).association;
    if (association.topClass < 0)
        return;
    const int lane = scaled(18), height = scaled(6);
    const int width = std::max(1, static_cast<int>(std::lround(lane * association.topClassShare)));
    painter.fillRect(QRect(area.left(), area.center().y() - height / 2 + 1, width, height), classColour(association.topClass, theme()));
    const QRect words = area.adjusted(lane + scaled(4), 0, 0, 0);
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(at.model->className(at.row), Qt::ElideRight, words.width()));
}

void CodesDelegate::paintIn(QPainter& painter, const QRect& area, const QStyleOptionViewItem&, const FeatureAt& at) const {
    const auto codes = at.model->codes(at.row);
    if (!codes || codes->countsA.empty())
        return;
    std::int64_t most = 1;
    for (const auto* counts : {&codes->countsA, &codes->countsB})
        most = std::max(most, *std::ranges::max_element(*counts));
    const auto bins = static_cast<double>(codes->countsA.size());
    const double lane = area.height() / 2. - 3, middle = area.center().y() + .5, step = std::min<double>(area.width() / bins, scaled(6));
    const auto bar = [&](std::size_t i, std::int64_t n, double sign, Role ink) {
        if (n == 0)
            return;
        const double height = std::max(1., lane * std::sqrt(static_cast<double>(n) / static_cast<double>(most)));
        painter.fillRect(QRectF(area.left() + step * static_cast<double>(i), sign > 0 ? middle - height : middle + 1, step - 1, height), colour(ink));
    };
    for (std::size_t i = 0; i < codes->countsA.size(); ++i) {
        bar(i, codes->countsA[i], 1, Role::InkA);
        bar(i, codes->countsB[i], -1, Role::InkB);
    }
}

} // namespace crosseed::views
