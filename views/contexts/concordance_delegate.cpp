#include "views/contexts/concordance_delegate.h"
#include "views/shared/words.h"
#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace crosseed::views {

using Column = ConcordanceModel::Column;

KwicStyle kwicStyle(const ConcordanceModel& model, Theme theme) {
    KwicStyle style;
    style.maximum = model.concordance() ? model.concordance()->maximum : 0;
    style.strips = model.shape().strips;
    style.lane = scaled(11) / 2.0;
    style.theme = theme;
    return style;
}

const ShownPart* partOf(const ShownLine& line, int column) {
    return column == Column::Left ? &line.left : column == Column::Token ? &line.node : column == Column::Right ? &line.right : nullptr;
}

Qt::Alignment alignmentOf(int column) {
    return column == Column::Left ? Qt::AlignRight : column == Column::Token ? Qt::AlignHCenter : Qt::AlignLeft;
}

QRectF textArea(const QRectF& cell) {
    return cell.adjusted(scaled(6), 1, -scaled(6), -1);
}

QFont fontOf(int column, const QFont& font) {
    QFont own = font;
    own.setBold(column == Column::Token);
    return own;
}

void ConcordanceDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    painter->save();
    const bool heading = m_model.isHeading(index.row()), selected = option.state & QStyle::State_Selected;
    const QRectF cell(option.rect);
    painter->fillRect(cell, colour(selected ? Role::Selected : heading ? Role::Stripe : Role::Content));
    painter->fillRect(QRectF(cell.left(), cell.bottom() - 1, cell.width(), 1), colour(Role::Hairline));
    const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
    const bool current = view && view->currentIndex().row() == index.row();
    if (index.column() == 0 && (selected || (current && view->hasFocus())))
        painter->fillRect(QRectF(cell.left(), cell.top(), scaled(3), cell.height()), colour(Role::Accent));
    if (heading)
        paintHeading(*painter, option, index.row());
    else
        paintCell(*painter, cell, option, index);
    painter->restore();
}

void ConcordanceDelegate::paintHeading(QPainter& painter, const QStyleOptionViewItem& option, int row) const {
    const QPointF centre(option.rect.left() + scaled(16), option.rect.center().y() + .5);
    const double wide = scaled(4), half = wide / 2;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour(Role::Text), 1.3));
    painter.drawPolyline(m_model.isFolded(row) ? QPolygonF{centre + QPointF(-half, -wide), centre + QPointF(half, 0), centre + QPointF(-half, wide)}
                                               : QPolygonF{centre + QPointF(-wide, -half), centre + QPointF(0, half), centre + QPointF(wide, -half)});
    QFont bold = option.font;
    bold.setBold(true);
    const QString name = m_model.heading(row);
    QRectF area = QRectF(option.rect).adjusted(scaled(30), 0, 0, 0);
    painter.setFont(bold);
    painter.setPen(colour(Role::Text));
    painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft, name);
    area.setLeft(area.left() + QFontMetricsF(bold).horizontalAdvance(name) + scaled(8));
    painter.setFont(option.font);
    painter.setPen(colour(Role::Secondary));
    painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft, m_model.headingRemark(row));
}

void ConcordanceDelegate::paintCell(QPainter& painter, const QRectF& cell, const QStyleOptionViewItem& option,
                                    const QModelIndex& index) const {
    const int row = index.row(), column = index.column();
    const QRectF area = textArea(cell);
    if (const ShownPart* part = partOf(m_model.shown(row), column)) {
        KwicStyle style = kwicStyle(m_model, theme());
        style.font = fontOf(column, option.font);
        painter.setClipRect(cell);
        return paintPart(painter, *part, area, alignmentOf(column), style);
    }
    const evaluate::ConcordanceLine& line = *m_model.line(row);
    Role role = Role::Text;
    if (column == Column::Number || column == Column::Copies) role = Role::Secondary;
    if (column == Column::A) role = line.a == 0 ? Role::Secondary : Role::TextA;
    if (column == Column::B) role = line.b == 0 ? Role::Secondary : Role::TextB;
    QRectF at = area;
    if (column == Column::Class && line.label >= 0) {
        const double side = scaled(8);
        painter.fillRect(QRectF(at.left(), at.center().y() - side / 2, side, side), classColour(line.label, theme()));
        at.setLeft(at.left() + side + scaled(6));
    }
    const QString text = index.data(Qt::DisplayRole).toString();
    painter.setFont(option.font);
    painter.setPen(colour(role));
    const auto alignment = static_cast<Qt::Alignment>(index.data(Qt::TextAlignmentRole).toInt());
    painter.drawText(at, static_cast<int>(alignment), QFontMetricsF(option.font).elidedText(text, Qt::ElideRight, at.width()));
}

bool ConcordanceDelegate::helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                                    const QModelIndex& index) {
    const int row = index.row();
    const ShownPart* part = m_model.line(row) ? partOf(m_model.shown(row), index.column()) : nullptr;
    if (!part || !m_model.text(row)) return QStyledItemDelegate::helpEvent(event, view, option, index);
    const QRectF area = textArea(option.rect);
    const int word = wordAt(*part, area, alignmentOf(index.column()), fontOf(index.column(), option.font), event->pos());
    if (word < 0) {
        QToolTip::hideText();
        return true;
    }
    QToolTip::showText(event->globalPos(), wordToolTip(*m_model.text(row), part->words[static_cast<std::size_t>(word)].row), view);
    return true;
}

ConcordanceHeader::ConcordanceHeader(const ConcordanceModel& model, QWidget* parent)
    : QHeaderView(Qt::Horizontal, parent), m_model(model) {
    setSectionsClickable(true);
    setHighlightSections(false);
    setAccessibleName(tr("Columns of the contexts"));
}

QSize ConcordanceHeader::sectionSizeFromContents(int section) const {
    return {QHeaderView::sectionSizeFromContents(section).width(), scaled(26)};
}

namespace {
// The keys that stand over a column, in their order: "R1", "L1".
QStringList keysOver(const LineShape& shape, int column) {
    using enum evaluate::ContextOrder;
    QStringList keys;
    for (const evaluate::ContextOrder key : shape.keys) {
        const bool left = key == Left1 || key == Left2 || key == Left3, right = key == Right1 || key == Right2 || key == Right3;
        if (left ? column == Column::Left : right ? column == Column::Right : false) keys << orderText(key, true);
        if ((key == Difference && column == Column::Difference) || (key == Node && column == Column::Token) ||
            (key == Class && column == Column::Class) || (key == Document && column == Column::Document))
            keys << QString();
    }
    return keys;
}
} // namespace

void ConcordanceHeader::paintSection(QPainter* painter, const QRect& rect, int section) const {
    painter->save();
    painter->setClipRect(rect);
    painter->fillRect(rect, colour(Role::PanelHeader));
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colour(Role::Border));
    const QAbstractItemModel& model = m_model;
    const QString title = model.headerData(section, Qt::Horizontal, Qt::DisplayRole).toString();
    const QStringList keys = keysOver(m_model.shape(), section);
    QFont font = this->font();
    font.setBold(section == Column::A || section == Column::B || section == Column::Token);
    const QFontMetricsF metrics(font);
    QString whole;
    for (const QString& key : keys)
        whole += key.isEmpty() ? "" : key + " ";
    if (!keys.isEmpty()) whole += section == Column::Right || section == Column::Left ? "▴  " : "▴ ";
    const double keyWidth = metrics.horizontalAdvance(whole), width = keyWidth + metrics.horizontalAdvance(title);
    const QRectF area = QRectF(rect).adjusted(scaled(section < Column::Left ? 2 : 6), 0, -scaled(6), 0);
    const auto alignment = static_cast<Qt::Alignment>(model.headerData(section, Qt::Horizontal, Qt::TextAlignmentRole).toInt());
    double x = alignment & Qt::AlignRight ? area.right() - width : alignment & Qt::AlignHCenter ? area.center().x() - width / 2 : area.left();
    painter->setFont(font);
    const double baseline = area.center().y() + (metrics.ascent() - metrics.descent()) / 2;
    painter->setPen(colour(Role::Text));
    painter->drawText(QPointF(x, baseline), whole);
    double under = x;
    for (const QString& key : keys) {
        if (!key.isEmpty())
            painter->fillRect(QRectF(under, baseline + 2, metrics.horizontalAdvance(key), 1.5), colour(Role::Accent));
        under += metrics.horizontalAdvance(key + " ");
    }
    painter->setPen(colour(section == Column::A ? Role::TextA : section == Column::B ? Role::TextB : Role::Text));
    painter->drawText(QPointF(x + keyWidth, baseline), title);
    painter->restore();
}

} // namespace crosseed::views
