#include "views/contexts/concordance_table.h"
#include "views/contexts/concordance_delegate.h"
#include "views/contexts/concordance_export.h"
#include "views/shared/exports.h"
#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QScrollBar>

namespace crosseed::views {

using Column = ConcordanceModel::Column;
using evaluate::ContextOrder;

ConcordanceTable::ConcordanceTable(ConcordanceModel& model, QWidget* parent) : QTableView(parent), m_model(model) {
    setAccessibleName(tr("Contexts"));
    setHorizontalHeader(new ConcordanceHeader(model, this));
    setModel(&model);
    setItemDelegate(new ConcordanceDelegate(model, this));
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setTabKeyNavigation(false);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    viewport()->setMouseTracking(true);
    connect(horizontalHeader(), &QHeaderView::sectionClicked, this, &ConcordanceTable::sortBySection);
    connect(&model, &QAbstractItemModel::modelAboutToBeReset, this, [this] {
        m_rebuilding = true;
        m_scrolled = verticalScrollBar()->value();
    });
    connect(&model, &QAbstractItemModel::modelReset, this, &ConcordanceTable::findCurrentAgain);
    fit();
}

// The chosen line stays chosen and the page stays where it was: who sorts wants to see what stands there now.
void ConcordanceTable::findCurrentAgain() {
    spanHeadings();
    const int row = m_text < 0 ? -1 : m_model.rowOf(m_group, m_text);
    setAutoScroll(false);
    if (row >= 0)
        selectionModel()->setCurrentIndex(m_model.index(row, Column::Token), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    setAutoScroll(true);
    updateGeometries();
    verticalScrollBar()->setValue(m_scrolled);
    m_rebuilding = false;
}

void ConcordanceTable::spanHeadings() {
    clearSpans();
    const int line = scaled(m_model.shape().strips ? 30 : 24);
    verticalHeader()->setMinimumSectionSize(1);
    verticalHeader()->setDefaultSectionSize(line);
    for (int row = 0; row < m_model.rowCount(); ++row)
        if (m_model.isHeading(row)) {
            setSpan(row, 0, 1, Column::ColumnCount);
            setRowHeight(row, scaled(24));
        }
}

void ConcordanceTable::fit() {
    spanHeadings();
    QHeaderView* header = horizontalHeader();
    header->setMinimumSectionSize(scaled(24));
    static constexpr double widths[]{42, 54, 54, 58, 0, 92, 0, 88, 96, 40};
    double fixed = 0;
    for (int column = 0; column < Column::ColumnCount; ++column) {
        header->setSectionResizeMode(column, QHeaderView::Fixed);
        if (widths[column] == 0) continue;
        if (isColumnHidden(column)) continue;
        header->resizeSection(column, scaled(widths[column]));
        fixed += scaled(widths[column]);
    }
    const int rest = std::max(scaled(300), viewport()->width() - static_cast<int>(fixed));
    header->resizeSection(Column::Left, rest * 54 / 100);
    header->resizeSection(Column::Right, rest - rest * 54 / 100);
}

void ConcordanceTable::fillColumnMenu(QMenu& menu) {
    for (int column = 0; column < Column::ColumnCount; ++column) {
        if (column == Column::Left || column == Column::Token || column == Column::Right || column == Column::Number) continue;
        const QString title = column == Column::Copies ? tr("× copies") : m_model.headerData(column, Qt::Horizontal).toString();
        QAction* action = menu.addAction(title);
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            setColumnHidden(column, !shown);
            fit();
        });
    }
}

QList<int> ConcordanceTable::hiddenColumns() const {
    QList<int> hidden;
    for (int column = 0; column < Column::ColumnCount; ++column)
        if (isColumnHidden(column)) hidden << column;
    return hidden;
}

void ConcordanceTable::hideColumns(const QList<int>& columns) {
    for (int column = 0; column < Column::ColumnCount; ++column)
        setColumnHidden(column, columns.contains(column));
    fit();
}

std::vector<int> ConcordanceTable::visibleRows() const {
    std::vector<int> rows;
    const int first = rowAt(0), last = rowAt(viewport()->height() - 1);
    for (int row = std::max(0, first); row <= (last < 0 ? m_model.rowCount() - 1 : last); ++row)
        rows.push_back(row);
    return rows;
}

std::vector<int> ConcordanceTable::selectedLines() const {
    std::vector<int> rows;
    for (const QModelIndex& index : selectionModel()->selectedRows())
        if (m_model.line(index.row())) rows.push_back(index.row());
    std::sort(rows.begin(), rows.end());
    return rows;
}

void ConcordanceTable::scrollTo(const QModelIndex& index, ScrollHint hint) {
    const int across = horizontalScrollBar()->value();
    QTableView::scrollTo(index, hint);
    horizontalScrollBar()->setValue(across);
}

void ConcordanceTable::chooseRow(int row) {
    const QModelIndex index = m_model.index(row, Column::Token);
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    scrollTo(index);
}

void ConcordanceTable::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QTableView::currentChanged(current, previous);
    if (m_rebuilding) return;
    if (const auto* line = m_model.line(current.row())) {
        m_group = m_model.groupOf(current.row());
        m_text = line->text;
        Q_EMIT currentLineChanged(current.row());
    }
    viewport()->update();
}

void ConcordanceTable::toggle(int row) {
    const std::size_t group = m_model.groupOf(row);
    m_model.toggle(row);
    for (int r = 0; r < m_model.rowCount(); ++r)
        if (m_model.isHeading(r) && m_model.groupOf(r) == group) return chooseRow(r);
}

void ConcordanceTable::keyPressEvent(QKeyEvent* event) {
    const int row = currentIndex().row();
    const bool heading = m_model.isHeading(row), line = m_model.line(row) != nullptr;
    if (event->matches(QKeySequence::Copy)) return copySelected();
    switch (event->modifiers() & ~Qt::KeypadModifier ? 0 : event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (line) Q_EMIT opened(row);
        else if (heading) toggle(row);
        return;
    case Qt::Key_Space:
        if (line) Q_EMIT previewed(row);
        else if (heading) toggle(row);
        return;
    case Qt::Key_E:
        if (line) Q_EMIT edited(row);
        return;
    case Qt::Key_Left:
        if (heading && !m_model.isFolded(row)) toggle(row);
        else horizontalScrollBar()->triggerAction(QAbstractSlider::SliderSingleStepSub);
        return;
    case Qt::Key_Right:
        if (heading && m_model.isFolded(row)) toggle(row);
        else horizontalScrollBar()->triggerAction(QAbstractSlider::SliderSingleStepAdd);
        return;
    default: QTableView::keyPressEvent(event);
    }
}

void ConcordanceTable::mousePressEvent(QMouseEvent* event) {
    const QModelIndex index = indexAt(event->pos());
    QTableView::mousePressEvent(event);
    if (event->button() == Qt::LeftButton && index.isValid() && m_model.isHeading(index.row())) toggle(index.row());
}

void ConcordanceTable::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    fit();
}

void ConcordanceTable::changeEvent(QEvent* event) {
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) fit();
    if (event->type() == QEvent::PaletteChange) viewport()->update();
}

void ConcordanceTable::copySelected() const {
    const std::vector<int> rows = selectedLines();
    if (!rows.empty()) QApplication::clipboard()->setMimeData(clipboardData(concordanceTable(m_model, rows, {})));
}

void ConcordanceTable::sortBySection(int section) {
    const auto& keys = m_model.shape().keys;
    const ContextOrder first = keys.empty() ? ContextOrder::Activation : keys.front();
    // A further click goes one word further away.
    const auto next = [&](ContextOrder one, ContextOrder two, ContextOrder three) {
        return first == one ? two : first == two ? three : one;
    };
    switch (section) {
    case Column::Difference: return keyAsked(ContextOrder::Difference);
    case Column::Left: return keyAsked(next(ContextOrder::Left1, ContextOrder::Left2, ContextOrder::Left3));
    case Column::Token: return keyAsked(ContextOrder::Node);
    case Column::Right: return keyAsked(next(ContextOrder::Right1, ContextOrder::Right2, ContextOrder::Right3));
    case Column::Class: return keyAsked(ContextOrder::Class);
    case Column::Document: return keyAsked(ContextOrder::Document);
    default: return keyAsked(ContextOrder::Activation);
    }
}

} // namespace crosseed::views
