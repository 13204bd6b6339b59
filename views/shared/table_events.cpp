// What a DataTable answers to keys, menus and the mouse.
#include "views/shared/data_table.h"
#include "views/shared/filter_header.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::views {

void DataTable::sortByHeader(int column) {
    const bool add = QApplication::keyboardModifiers() & Qt::ShiftModifier;
    const auto keys = m_proxy->sortKeys();
    const auto found = std::ranges::find_if(keys, [column](const auto& key) { return key.first == column; });
    // Numbers are asked for their largest first.
    auto order = m_proxy->isNumberColumn(column) ? Qt::DescendingOrder : Qt::AscendingOrder;
    if (found != keys.end() && (add || keys.size() == 1))
        order = found->second == Qt::AscendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder;
    m_proxy->sortBy(column, order, add);
}

void DataTable::askTopic(int column, const QPoint& globalPosition) {
    const QString topic = column < 0 ? QString() : m_proxy->headerData(column, Qt::Horizontal, TopicRole).toString();
    if (!topic.isEmpty())
        Q_EMIT topicAsked(topic, globalPosition);
}

void DataTable::showMenu(int column, const QPoint& globalPosition) {
    QMenu menu(this);
    const bool any = m_proxy->rowCount() > 0 && selectionModel()->hasSelection();
    menu.addAction(tr("Copy"), QKeySequence::Copy, this, &DataTable::copySelection)->setEnabled(any);
    if (column >= 0) {
        menu.addSeparator();
        if (m_sortable) {
            menu.addAction(tr("Sort upwards"), this, [=, this] { m_proxy->sortBy(column, Qt::AscendingOrder); });
            menu.addAction(tr("Sort downwards"), this, [=, this] { m_proxy->sortBy(column, Qt::DescendingOrder); });
        }
        if (m_sortable && !m_proxy->sortKeys().isEmpty()) {
            menu.addAction(tr("Then by this column"), this, [=, this] {
                m_proxy->sortBy(column, m_proxy->isNumberColumn(column) ? Qt::DescendingOrder : Qt::AscendingOrder, true);
            });
            menu.addAction(tr("Original order"), this, [this] { m_proxy->sortBy(-1, Qt::AscendingOrder); });
        }
        if (m_header->hasFilterRow())
            menu.addAction(tr("Filter this column"), this, [=, this] { focusFilter(column); });
        if (!m_proxy->headerData(column, Qt::Horizontal, TopicRole).toString().isEmpty())
            menu.addAction(tr("What is this?"), this, [=, this] { askTopic(column, globalPosition); });
    }
    menu.addSeparator();
    menu.addMenu(columnMenu());
    menu.exec(globalPosition);
}

void DataTable::contextMenuEvent(QContextMenuEvent* event) {
    const bool keys = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex at = keys ? currentIndex() : indexAt(event->pos());
    showMenu(at.column(), keys && at.isValid() ? viewport()->mapToGlobal(visualRect(at).bottomLeft()) : event->globalPos());
}

void DataTable::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) {
        copySelection();
        return;
    }
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && state() != EditingState && currentIndex().isValid()) {
        Q_EMIT rowChosen(sourceRow(currentIndex()));
        return;
    }
    if (event->key() == Qt::Key_F1) {
        // Of the title under the mouse, else of the current cell's; where neither has a term the panel explains itself.
        const QPoint mouse = m_header->viewport()->mapFromGlobal(QCursor::pos());
        const bool over = m_header->viewport()->underMouse();
        const int column = over ? m_header->logicalIndexAt(mouse) : currentIndex().column();
        if (column >= 0 && !m_proxy->headerData(column, Qt::Horizontal, TopicRole).toString().isEmpty()) {
            const QPoint below(columnViewportPosition(column), 0);
            askTopic(column, viewport()->mapToGlobal(below));
            return;
        }
        event->ignore();
        return;
    }
    QTableView::keyPressEvent(event);
}

void DataTable::paintEvent(QPaintEvent* event) {
    QTableView::paintEvent(event);
    QPainter painter(viewport());
    painter.setPen(colour(Role::Hairline));
    const int first = rowAt(event->rect().top());
    if (first < 0)
        return;
    const int right = std::min(viewport()->width(), m_header->length() - m_header->offset()) - 1;
    for (int row = first; row < m_proxy->rowCount(); ++row) {
        const int bottom = rowViewportPosition(row) + rowHeight(row) - 1;
        painter.drawLine(0, bottom, right, bottom);
        if (bottom > event->rect().bottom())
            break;
    }
}

bool DataTable::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QModelIndex index = indexAt(help->pos());
        const QString text = index.data(Qt::DisplayRole).toString();
        const bool own = !index.data(Qt::ToolTipRole).toString().isEmpty();
        if (index.isValid() && !own && !text.isEmpty() &&
            fontMetrics().horizontalAdvance(text) > visualRect(index).width() - scaled(8)) {
            QToolTip::showText(help->globalPos(), plainToolTip(text), viewport(), visualRect(index));
            return true;
        }
    }
    return QTableView::viewportEvent(event);
}

void DataTable::measureRows() {
    verticalHeader()->setMinimumSectionSize(scaled(16));
    verticalHeader()->setDefaultSectionSize(scaled(24));
}

void DataTable::changeEvent(QEvent* event) {
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange && m_header)
        measureRows();
}

} // namespace crosseed::views
