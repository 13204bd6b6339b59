#include "views/contexts/shrinking_row.h"
#include "views/shared/palette.h"
#include <QResizeEvent>

namespace crosseed::views {

ShrinkingRow::ShrinkingRow(QWidget* parent) : QWidget(parent), m_row(new QHBoxLayout(this)) {
    m_row->setContentsMargins(scaled(8), scaled(4), scaled(8), scaled(4));
    m_row->setSpacing(scaled(8));
    m_row->setSizeConstraint(QLayout::SetNoConstraint);
}

QSize ShrinkingRow::minimumSizeHint() const {
    return {scaled(160), m_row->minimumSize().height()};
}

void ShrinkingRow::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    int needed = m_row->contentsMargins().left() + m_row->contentsMargins().right();
    for (int i = 0; i < m_row->count(); ++i) {
        const QWidget* widget = m_row->itemAt(i)->widget();
        const bool optional = std::find(m_optional.begin(), m_optional.end(), widget) != m_optional.end();
        if (widget && !optional && !widget->isHidden()) needed += std::max(widget->minimumSizeHint().width(), widget->minimumWidth()) + m_row->spacing();
    }
    for (QWidget* widget : m_optional) {
        needed += widget->sizeHint().width() + m_row->spacing();
        widget->setVisible(needed <= event->size().width());
    }
}

} // namespace crosseed::views
