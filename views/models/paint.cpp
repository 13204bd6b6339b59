#include "views/models/paint.h"
#include "views/models/model_table.h"
#include "views/shared/icons.h"
#include "views/shared/palette.h"
#include <QApplication>
#include <QPainter>
#include <QPixmapCache>
#include <QTableView>

namespace crosseed::views {

QPixmap tinted(const QString& name, const QColor& colour, int size) {
    const qreal ratio = qApp->devicePixelRatio();
    const QString key = "tinted " + name + colour.name(QColor::HexArgb) + QString::number(size * ratio);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    pixmap = QPixmap(QSize(size, size) * ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    icon(name).paint(&painter, pixmap.rect());
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(pixmap.rect(), colour);
    painter.end();
    pixmap.setDevicePixelRatio(ratio);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

QColor verdictColour(CheckVerdict verdict) {
    switch (verdict) {
    case CheckVerdict::Fine: return colour(Role::Done);
    case CheckVerdict::Look: return colour(Role::WarningText);
    case CheckVerdict::Decide: return colour(Role::ErrorText);
    case CheckVerdict::Unknown: break;
    }
    return colour(Role::Secondary);
}

QString verdictIconName(CheckVerdict verdict) {
    switch (verdict) {
    case CheckVerdict::Fine: return QStringLiteral("check");
    case CheckVerdict::Look: return QStringLiteral("warning");
    case CheckVerdict::Decide: return QStringLiteral("close");
    case CheckVerdict::Unknown: break;
    }
    return QStringLiteral("help");
}

namespace {

void paintProgress(QPainter* painter, const QRect& rect, double fraction, const QString& text) {
    const int barWidth = std::min(scaled(60), rect.width() / 4), height = scaled(5);
    const QRect bar(rect.left() + scaled(6), rect.center().y() - height / 2, barWidth, height);
    painter->setPen(Qt::NoPen);
    painter->setBrush(colour(Role::Hairline));
    painter->drawRoundedRect(bar, 2, 2);
    if (fraction > 0) {
        painter->setBrush(colour(Role::Accent));
        painter->drawRoundedRect(QRect(bar.topLeft(), QSize(static_cast<int>(bar.width() * fraction), height)), 2, 2);
    }
    painter->setPen(colour(Role::Secondary));
    painter->setFont(smallFont());
    const QRect room = rect.adjusted(barWidth + scaled(14), 0, -scaled(6), 0);
    painter->drawText(room, Qt::AlignVCenter | Qt::AlignLeft, painter->fontMetrics().elidedText(text, Qt::ElideRight, room.width()));
}

} // namespace

void ModelDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QVariant progress = index.data(ModelTable::ProgressRole);
    if (progress.isValid() && index.column() >= ModelTable::Accuracy) {
        // One drawing over what is left of the row: drawn by each of its cells, clipped to itself.
        const auto* view = qobject_cast<const QTableView*>(option.widget);
        QRect rest = option.rect;
        if (view)
            for (int column = ModelTable::Accuracy; column < ModelTable::ColumnCount; ++column)
                rest |= view->visualRect(index.siblingAtColumn(column));
        painter->save();
        painter->setClipRect(option.rect);
        paintProgress(painter, rest, progress.toDouble(), index.data(ModelTable::ProgressTextRole).toString());
        painter->restore();
        return;
    }
    QStyledItemDelegate::paint(painter, option, index);
    const QString letter = index.data(ModelTable::LetterRole).toString();
    if (letter.isEmpty() || index.column() != ModelTable::Name)
        return;
    painter->save();
    QFont bold = option.font;
    bold.setBold(true);
    painter->setFont(bold);
    painter->setPen(colour(letter == "A" ? Role::TextA : Role::TextB));
    const int after = option.rect.left() + scaled(6) + QFontMetrics(option.font).horizontalAdvance(index.data().toString()) + scaled(8);
    const int last = option.rect.right() - QFontMetrics(bold).horizontalAdvance(letter) - scaled(2);
    painter->drawText(QRect(std::min(after, last), option.rect.top(), scaled(20), option.rect.height()), Qt::AlignVCenter | Qt::AlignLeft, letter);
    painter->restore();
}

} // namespace crosseed::views
