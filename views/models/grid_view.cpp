#include "views/models/grid_view.h"
#include "views/models/paint.h"
#include "views/models/texts.h"
#include "views/shared/palette.h"
#include <QtWidgets>

namespace crosseed::views {

namespace {

struct Sign {
    QString icon;
    Role ink;
};
Sign signOf(GridCell::State state, bool chosen) {
    switch (state) {
    case GridCell::Done: return {"check", Role::Done};
    case GridCell::Running: return {"play", Role::Accent};
    case GridCell::Paused: return {"pause", Role::Secondary};
    case GridCell::Waiting: return {"clock", Role::Secondary};
    case GridCell::Failed: return {chosen ? "add" : "warning", chosen ? Role::Accent : Role::ErrorText};
    case GridCell::Stopped: return {chosen ? "add" : "stop", chosen ? Role::Accent : Role::WarningText};
    case GridCell::Open: break;
    }
    return {"add", chosen ? Role::Accent : Role::Secondary};
}

class CellDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        painter->save();
        const QRect cell = option.rect;
        const bool chosen = index.data(GridTable::ChosenRole).toBool();
        const QString blocked = index.data(GridTable::BlockedRole).toString();
        painter->fillRect(cell, colour(chosen ? Role::Selected : Role::Content));
        painter->setPen(colour(Role::Hairline));
        painter->drawLine(cell.bottomLeft(), cell.bottomRight());
        painter->drawLine(cell.topRight(), cell.bottomRight());
        if (index.column() == 0)
            drawName(painter, cell, index.data().toString(), !blocked.isEmpty());
        else if (!blocked.isEmpty())
            drawWords(painter, cell, "lock", Role::Secondary, blocked, Role::Secondary, Qt::AlignLeft);
        else
            drawState(painter, cell, index, chosen);
        if (chosen) {
            painter->setPen(QPen(colour(Role::Accent), 1));
            painter->drawRect(cell.adjusted(0, 0, -1, -1));
        }
        if (option.state & QStyle::State_HasFocus) {
            painter->setPen(QPen(colour(Role::Text), 1, Qt::DotLine));
            painter->drawRect(cell.adjusted(2, 2, -3, -3));
        }
        painter->restore();
    }

private:
    static void drawName(QPainter* painter, const QRect& cell, const QString& name, bool grey) {
        painter->setPen(colour(grey ? Role::Secondary : Role::Text));
        const QRect room = cell.adjusted(scaled(8), 0, -scaled(2), 0);
        painter->drawText(room, Qt::AlignVCenter | Qt::AlignLeft, painter->fontMetrics().elidedText(name, Qt::ElideMiddle, room.width()));
    }
    static void drawState(QPainter* painter, const QRect& cell, const QModelIndex& index, bool chosen) {
        const auto state = static_cast<GridCell::State>(index.data(GridTable::StateRole).toInt());
        const Sign sign = signOf(state, chosen);
        const Role words = state == GridCell::Done || state == GridCell::Failed ? sign.ink
                           : chosen                                              ? Role::Text
                                                                                 : Role::Secondary;
        drawWords(painter, cell, sign.icon, sign.ink, index.data().toString(), chosen ? Role::Text : words, Qt::AlignHCenter);
    }
    static void drawWords(QPainter* painter, const QRect& cell, const QString& icon, Role ink, const QString& text, Role words,
                          Qt::Alignment alignment) {
        painter->setFont(smallFont());
        const int size = scaled(12), gap = scaled(3);
        const int room = cell.width() - size - gap - scaled(4);
        const QString shown = painter->fontMetrics().elidedText(text, Qt::ElideRight, room);
        const int width = size + gap + painter->fontMetrics().horizontalAdvance(shown);
        const int left = alignment == Qt::AlignLeft ? cell.left() + scaled(8) : cell.left() + std::max(scaled(2), (cell.width() - width) / 2);
        painter->drawPixmap(QPoint(left, cell.center().y() - size / 2), tinted(icon, colour(ink), size));
        painter->setPen(colour(words));
        painter->drawText(QRect(left + size + gap, cell.top(), room + scaled(2), cell.height()), Qt::AlignVCenter | Qt::AlignLeft, shown);
    }
};

} // namespace

GridView::GridView(QWidget* parent) : QTableView(parent), m_table(new GridTable(this)) {
    setAccessibleName(tr("Pairs and conditions"));
    setAccessibleDescription(tr("Space chooses a cell, Shift and Space its row, Control and Space its column."));
    setModel(m_table);
    setItemDelegate(new CellDelegate(this));
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(SingleSelection);
    setTabKeyNavigation(false);
    setEditTriggers(NoEditTriggers);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setSectionsClickable(true);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setDefaultAlignment(Qt::AlignCenter);
    disconnect(horizontalHeader(), SIGNAL(sectionPressed(int)), this, SLOT(selectColumn(int)));
    disconnect(horizontalHeader(), SIGNAL(sectionEntered(int)), this, SLOT(_q_selectColumn(int)));
    connect(horizontalHeader(), &QHeaderView::sectionClicked, this, [this](int column) {
        if (column == 0)
            m_table->toggleAll();
        else
            m_table->toggleColumn(column);
    });
    measure();
}

void GridView::setGrid(std::shared_ptr<const ConditionGrid> grid) {
    m_table->setGrid(std::move(grid));
    spanBlocked();
    layOut();
    updateGeometry();
    if (!currentIndex().isValid() && m_table->rowCount() > 0)
        setCurrentIndex(m_table->index(0, 1));
}

void GridView::spanBlocked() {
    clearSpans();
    for (int row = 0; row < m_table->rowCount(); ++row)
        if (!m_table->index(row, 1).data(GridTable::BlockedRole).toString().isEmpty())
            setSpan(row, 1, 1, conditionCount);
}

void GridView::measure() {
    verticalHeader()->setDefaultSectionSize(std::max(scaled(30), fontMetrics().height() + scaled(8)));
    horizontalHeader()->setFixedHeight(3 * QFontMetrics(tinyFont()).height() + scaled(6));
    layOut();
}

// The pairs' column takes what the conditions leave, each of which is as wide as its words.
void GridView::layOut() {
    const QFontMetrics words(smallFont()), heads(tinyFont());
    int least = words.horizontalAdvance(tr("halted")) + scaled(12 + 3 + 2);
    least = std::max(least, heads.horizontalAdvance(tr("matched")) + scaled(12));
    int name = scaled(48);
    for (int row = 0; row < m_table->rowCount(); ++row)
        name = std::max(name, fontMetrics().horizontalAdvance(m_table->index(row, 0).data().toString()) + scaled(14));
    const int all = viewport()->width();
    name = std::min(name, std::max(scaled(60), all - conditionCount * least));
    const int each = std::max(least, (all - name) / conditionCount);
    setColumnWidth(0, std::max(name, all - conditionCount * each));
    for (int column = 1; column <= conditionCount; ++column)
        setColumnWidth(column, each);
}

QSize GridView::sizeHint() const {
    const int rows = std::clamp(m_table->rowCount(), 1, 8);
    const int bar = horizontalHeader()->length() > viewport()->width() ? horizontalScrollBar()->sizeHint().height() : 0;
    return {scaled(440), horizontalHeader()->height() + rows * verticalHeader()->defaultSectionSize() + bar + 2};
}

void GridView::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    layOut();
    updateGeometry();
}

void GridView::changeEvent(QEvent* event) {
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        measure();
}

void GridView::mousePressEvent(QMouseEvent* event) {
    m_pressed = indexAt(event->pos());
    QTableView::mousePressEvent(event);
}

void GridView::mouseReleaseEvent(QMouseEvent* event) {
    QTableView::mouseReleaseEvent(event);
    const QModelIndex index = indexAt(event->pos());
    if (!index.isValid() || index != m_pressed || event->button() != Qt::LeftButton)
        return;
    if (index.column() == 0)
        m_table->toggleRow(index.row());
    else
        m_table->toggleCell(index.row(), index.column());
}

void GridView::keyPressEvent(QKeyEvent* event) {
    const QModelIndex index = currentIndex();
    const bool choose = event->key() == Qt::Key_Space || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (choose && index.isValid()) {
        if (event->modifiers() & Qt::ShiftModifier || index.column() == 0)
            m_table->toggleRow(index.row());
        else if (event->modifiers() & Qt::ControlModifier)
            m_table->toggleColumn(index.column());
        else
            m_table->toggleCell(index.row(), index.column());
        return;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        m_table->toggleAll();
        return;
    }
    if (event->key() == Qt::Key_Escape && !m_table->choice().empty()) {
        m_table->setChoice({});
        return;
    }
    QTableView::keyPressEvent(event);
}

} // namespace crosseed::views
