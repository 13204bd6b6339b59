#include "views/counterfactuals/results_delegate.h"
#include "views/counterfactuals/edit_words.h"
#include "views/counterfactuals/results_model.h"
#include "views/shared/data_table.h"
#include "views/shared/palette.h"
#include <QPainter>
#include <QTextLayout>

namespace crosseed::views {

namespace {

constexpr double largestRise = .5; // of the bars' scale; what is larger ends at the edge

void paintBackground(const QStyledItemDelegate&, QPainter* painter, QStyleOptionViewItem option) {
    option.text.clear();
    option.features &= ~QStyleOptionViewItem::HasDisplay;
    option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);
}

QList<QTextLayout::FormatRange> italics(const std::vector<Stretch>& stretches) {
    QList<QTextLayout::FormatRange> formats;
    for (const Stretch& stretch : stretches) {
        QTextLayout::FormatRange range;
        range.start = static_cast<int>(stretch.begin);
        range.length = static_cast<int>(stretch.length);
        range.format.setFontItalic(true);
        formats += range;
    }
    return formats;
}

} // namespace

ItalicsDelegate::ItalicsDelegate(const ResultsModel& model, DataTable& table) : QStyledItemDelegate(&table), m_model(model), m_table(table) {}

void ItalicsDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const CounterfactualLine* line = m_model.line(m_table.sourceRow(index));
    if (!line || line->isRule)
        return QStyledItemDelegate::paint(painter, option, index);
    QStyleOptionViewItem whole = option;
    initStyleOption(&whole, index);
    paintBackground(*this, painter, whole);
    const double pad = scaled(4), width = option.rect.width() - 2 * pad;
    const QString text = QString(index.data().toString()).replace('\n', ' ').replace('\t', ' ');
    const QString elided = QFontMetricsF(whole.font).elidedText(text, Qt::ElideRight, width);
    QTextLayout layout(elided, whole.font);
    QTextOption oneLine;
    oneLine.setWrapMode(QTextOption::NoWrap);
    layout.setTextOption(oneLine);
    layout.setFormats(italics(index.column() == ResultsModel::Original ? line->changedOriginal : line->changedEdited));
    layout.beginLayout();
    QTextLine shown = layout.createLine();
    layout.endLayout();
    painter->save();
    painter->setClipRect(option.rect);
    painter->setPen(colour(Role::Text));
    layout.draw(painter, QPointF(option.rect.left() + pad, option.rect.top() + (option.rect.height() - shown.height()) / 2));
    painter->restore();
}

EffectDelegate::EffectDelegate(const ResultsModel& model, const PlaceboRange& placebo, DataTable& table)
    : QStyledItemDelegate(&table), m_model(model), m_placebo(placebo), m_table(table) {}

void EffectDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QStyleOptionViewItem whole = option;
    initStyleOption(&whole, index);
    const CounterfactualLine* line = m_model.line(m_table.sourceRow(index));
    const std::size_t m = index.column() == ResultsModel::EffectB ? 1 : 0;
    if (!line)
        return;
    paintBackground(*this, painter, whole);
    const double effect = line->members[m].effect, pad = scaled(6);
    if (std::isnan(effect) || line->isRule) {
        painter->save();
        painter->setPen(colour(Role::Text));
        painter->setFont(whole.font);
        painter->drawText(QRectF(option.rect).adjusted(pad, 0, -pad, 0), Qt::AlignRight | Qt::AlignVCenter, whole.text);
        painter->restore();
        return;
    }
    const double number = QFontMetricsF(whole.font).horizontalAdvance("−100.0 %") + pad;
    const QRectF area = QRectF(option.rect).adjusted(pad, 0, -number - pad, 0);
    const auto place = [&](double share) { return area.left() + area.width() * (1 + std::clamp(share, -1.0, largestRise)) / (1 + largestRise); };
    painter->save();
    const evaluate::Interval& band = m_placebo.effects[m];
    if (m_placebo.edits > 0 && !std::isnan(band.low))
        painter->fillRect(QRectF(QPointF(place(band.low), area.top() + 2), QPointF(place(band.high), area.bottom() - 2)), colour(Role::ControlFill));
    const double half = area.height() * .22;
    QRectF bar(QPointF(place(0), area.center().y() - half), QPointF(place(effect), area.center().y() + half));
    painter->fillRect(bar.normalized(), colour(m_placebo.holds(m, effect) ? Role::ControlInk : Role::Secondary));
    painter->fillRect(QRectF(place(0) - .5, area.top() + 3, 1, area.height() - 6), colour(Role::Axis));
    painter->setPen(colour(m_placebo.holds(m, effect) ? Role::Secondary : Role::Text));
    painter->setFont(whole.font);
    painter->drawText(QRectF(option.rect).adjusted(0, 0, -pad, 0), Qt::AlignRight | Qt::AlignVCenter, whole.text);
    painter->restore();
}

} // namespace crosseed::views
