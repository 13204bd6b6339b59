#include "views/data/preview_table.h"
#include "views/shared/exports.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::views {

namespace {
// The use of a column in a chip above its name.
class UseHeader : public QHeaderView {
public:
    explicit UseHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent) {
        setSectionsClickable(true);
        setHighlightSections(false);
        setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    }

protected:
    QSize sectionSizeFromContents(int section) const override {
        const QString name = model()->headerData(section, orientation(), Qt::DisplayRole).toString();
        return {fontMetrics().horizontalAdvance(name) + scaled(16), scaled(48)};
    }
    void paintSection(QPainter* painter, const QRect& rect, int section) const override {
        painter->save();
        painter->fillRect(rect, colour(Role::PanelHeader));
        painter->setPen(colour(Role::Hairline));
        painter->drawLine(rect.topRight(), rect.bottomRight());
        painter->setPen(colour(Role::Border));
        painter->drawLine(rect.bottomLeft(), rect.bottomRight());
        const QVariant use = model()->headerData(section, orientation(), PreviewModel::UseRole);
        const auto align =
            static_cast<Qt::Alignment>(model()->headerData(section, orientation(), Qt::TextAlignmentRole).toInt());
        const QRect inner = rect.adjusted(scaled(6), 0, -scaled(6), 0);
        const int half = rect.height() / 2;
        if (use.isValid())
            paintUse(painter, QRect(inner.left(), inner.top(), inner.width(), half),
                     static_cast<ColumnUse>(use.toInt()), align);
        const QRect line(inner.left(), inner.top() + half, inner.width(), half);
        painter->setFont(font());
        painter->setPen(colour(Role::Text));
        painter->drawText(
            line, int(align | Qt::AlignVCenter),
            fontMetrics().elidedText(model()->headerData(section, orientation(), Qt::DisplayRole).toString(),
                                     Qt::ElideRight, line.width()));
        painter->restore();
    }

private:
    void paintUse(QPainter* painter, const QRect& area, ColumnUse use, Qt::Alignment align) const {
        painter->setFont(smallFont());
        const QString name =
            use == ColumnUse::LeftOut ? QCoreApplication::translate("PreviewTable", "left out") : useName(use);
        const int width = QFontMetrics(smallFont()).horizontalAdvance(name) + scaled(14);
        QRect chip(area.left(), area.center().y() - scaled(8), std::min(width, area.width()), scaled(17));
        if (align & Qt::AlignRight)
            chip.moveRight(area.right());
        if (use != ColumnUse::LeftOut) {
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(colour(use == ColumnUse::Kept ? Role::Hairline : Role::Selected));
            painter->drawRoundedRect(chip, chip.height() / 2., chip.height() / 2.);
        }
        painter->setPen(colour(use == ColumnUse::LeftOut || use == ColumnUse::Kept ? Role::Secondary : Role::Accent));
        painter->drawText(chip, Qt::AlignCenter, name);
    }
};

// Text with boxed bytes, the mark of a copy, the colour of a class.
class CellDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyleOptionViewItem cell = option;
        initStyleOption(&cell, index);
        painter->save();
        const bool isSelected = option.state & QStyle::State_Selected;
        const bool isBad = index.siblingAtColumn(0).isValid() && rowIsBad(index);
        const bool isEmpty = index.data(PreviewModel::EmptyRole).toBool();
        painter->fillRect(option.rect, colour(isSelected ? Role::Selected
                                              : isBad    ? Role::ErrorBack
                                              : isEmpty  ? Role::Stripe
                                                         : Role::Content));
        painter->setPen(colour(Role::Hairline));
        painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
        if (option.state & QStyle::State_HasFocus) {
            painter->setPen(QPen(colour(Role::Accent), 1, Qt::DotLine));
            painter->drawRect(option.rect.adjusted(0, 0, -1, -2));
        }
        QRect area = option.rect.adjusted(scaled(6), 0, -scaled(6), 0);
        if (const QVariant place = index.data(PreviewModel::ClassRole); place.isValid()) {
            painter->fillRect(area.left(), area.center().y() - scaled(4), scaled(9), scaled(9),
                              classColour(place.toInt(), theme()));
            area.setLeft(area.left() + scaled(15));
        }
        if (const QString mark = index.data(PreviewModel::MarkRole).toString(); !mark.isEmpty())
            area.setLeft(paintMark(painter, area, mark));
        const QStringList bad = index.data(PreviewModel::BadBytesRole).toStringList();
        const bool isText = index.data(PreviewModel::MarkRole).isValid();
        if (!bad.isEmpty())
            paintBytes(painter, area, cell.text, bad);
        else
            paintText(painter, area, cell, isText && isEmpty, index);
        painter->restore();
    }

private:
    static bool rowIsBad(const QModelIndex& index) {
        for (int column = 1; column < index.model()->columnCount(); ++column)
            if (!index.siblingAtColumn(column).data(PreviewModel::BadBytesRole).toStringList().isEmpty())
                return true;
        return false;
    }
    static void paintText(QPainter* painter, const QRect& area, const QStyleOptionViewItem& cell, bool isEmpty,
                          const QModelIndex& index) {
        QFont font = cell.font;
        font.setItalic(isEmpty);
        painter->setFont(font);
        const QVariant ink = index.data(Qt::ForegroundRole);
        painter->setPen(isEmpty ? colour(Role::Secondary) : ink.isValid() ? ink.value<QColor>() : colour(Role::Text));
        const QString text = isEmpty ? QCoreApplication::translate("PreviewTable", "empty") : cell.text;
        painter->drawText(area, int(cell.displayAlignment),
                          cell.fontMetrics.elidedText(text, Qt::ElideRight, area.width()));
    }
    static int paintMark(QPainter* painter, const QRect& area, const QString& mark) {
        painter->setFont(smallFont());
        const int width = QFontMetrics(smallFont()).horizontalAdvance(mark) + scaled(12);
        const QRect chip(area.left(), area.center().y() - scaled(8), width, scaled(17));
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(colour(Role::Hairline));
        painter->drawRoundedRect(chip, chip.height() / 2., chip.height() / 2.);
        painter->setPen(colour(Role::Text));
        painter->drawText(chip, Qt::AlignCenter, mark);
        painter->setRenderHint(QPainter::Antialiasing, false);
        return chip.right() + scaled(6);
    }
    // Runs between the replacement characters, which become boxes.
    static void paintBytes(QPainter* painter, const QRect& area, const QString& text, const QStringList& bytes) {
        painter->setClipRect(area);
        int x = area.left(), next = 0;
        const QStringList runs = text.split(QChar::ReplacementCharacter);
        for (qsizetype run = 0; run < runs.size(); ++run) {
            painter->setFont(QApplication::font());
            painter->setPen(colour(Role::Text));
            const int width = QFontMetrics(painter->font()).horizontalAdvance(runs[run]);
            painter->drawText(QRect(x, area.top(), width + 1, area.height()), Qt::AlignVCenter | Qt::AlignLeft,
                              runs[run]);
            x += width + scaled(1);
            if (run + 1 == runs.size() || x > area.right())
                break;
            const QString hex = next < bytes.size() ? bytes[next++] : QString("FFFD");
            painter->setFont(smallFont());
            const QRect box(x, area.center().y() - scaled(8),
                            QFontMetrics(smallFont()).horizontalAdvance(hex) + scaled(6), scaled(17));
            painter->setPen(colour(Role::ErrorEdge));
            painter->setBrush(colour(Role::Content));
            painter->drawRoundedRect(box, 2, 2);
            painter->setPen(colour(Role::ErrorText));
            painter->drawText(box, Qt::AlignCenter, hex);
            x = box.right() + scaled(2);
        }
    }
};
} // namespace

PreviewTable::PreviewTable(QWidget* parent) : QTableView(parent), m_model(new PreviewModel(this)) {
    setModel(m_model);
    setHorizontalHeader(new UseHeader(this));
    setItemDelegate(new CellDelegate(this));
    setAccessibleName(tr("Preview of the rows"));
    setShowGrid(false);
    setSelectionBehavior(SelectRows);
    setTabKeyNavigation(false);
    setWordWrap(false);
    setHorizontalScrollMode(ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(scaled(24));
    verticalHeader()->setMinimumSectionSize(scaled(18));
    horizontalHeader()->setMinimumSectionSize(scaled(34));
    connect(horizontalHeader(), &QHeaderView::sectionClicked, this, &PreviewTable::offerUses);
    connect(this, &QTableView::doubleClicked, this,
            [this](const QModelIndex& index) { Q_EMIT rowChosen(m_model->rowAt(index.row())); });
}

void PreviewTable::setPreview(PreviewPtr preview, int source) {
    m_model->setPreview(std::move(preview), source);
    setWidths();
}

// Columns get what their first rows need, the text gets what is left; kept while the columns stay the same.
void PreviewTable::setWidths() {
    QStringList names;
    for (int column = 0; column < m_model->columnCount(); ++column)
        names << m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    const QString shape = names.join('\t') + (m_model->preview() && m_model->preview()->isWhole ? "\twhole" : "");
    int rest = viewport()->width(), textColumn = -1;
    for (int column = 0; column < m_model->columnCount(); ++column) {
        if (m_model->rowCount() > 0 && m_model->data(m_model->index(0, column), PreviewModel::MarkRole).isValid()) {
            textColumn = column;
            continue;
        }
        int width = fontMetrics().horizontalAdvance(names[column]) + scaled(18);
        for (int row = 0; row < std::min(50, m_model->rowCount()); ++row)
            width = std::max(width, fontMetrics().horizontalAdvance(m_model->index(row, column).data().toString()) +
                                        scaled(14));
        if (const QVariant use = m_model->headerData(column, Qt::Horizontal, PreviewModel::UseRole); use.isValid())
            width = std::max(width, fontMetrics().horizontalAdvance(useName(static_cast<ColumnUse>(use.toInt()))) +
                                        scaled(28));
        if (column == m_model->columnCount() - 3)
            width += scaled(16);
        width = std::min(width, scaled(160));
        if (m_shape != shape)
            setColumnWidth(column, width);
        rest -= columnWidth(column);
    }
    if (textColumn >= 0 && m_shape != shape)
        setColumnWidth(textColumn, std::max(rest, scaled(220)));
    m_shape = shape;
}

void PreviewTable::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    if (event->oldSize().width() != event->size().width()) {
        m_shape.clear();
        setWidths();
    }
}

QMenu* PreviewTable::useMenu(int column) {
    const QVariant use = m_model->headerData(column, Qt::Horizontal, PreviewModel::UseRole);
    if (!use.isValid())
        return nullptr;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const std::string name = m_model->columnName(column);
    auto* group = new QActionGroup(menu);
    for (const ColumnUse own : columnUses) {
        const QString words = own == ColumnUse::Text    ? tr("Text")
                              : own == ColumnUse::Label ? tr("Class, each value one")
                              : own == ColumnUse::Score ? tr("Score, cut at its quartiles")
                              : own == ColumnUse::Id    ? tr("Id")
                              : own == ColumnUse::Split ? tr("Split")
                              : own == ColumnUse::Kept  ? tr("Kept with each text")
                                                        : tr("Left out");
        QAction* action = menu->addAction(words, this, [this, name, own] { Q_EMIT useAsked(name, own); });
        action->setCheckable(true);
        action->setChecked(static_cast<int>(own) == use.toInt());
        group->addAction(action);
    }
    return menu;
}

void PreviewTable::offerUses(int column) {
    if (QMenu* menu = useMenu(column))
        menu->popup(horizontalHeader()->mapToGlobal(
            QPoint(horizontalHeader()->sectionViewportPosition(column), horizontalHeader()->height())));
}

void PreviewTable::contextMenuEvent(QContextMenuEvent* event) {
    const int column =
        event->reason() == QContextMenuEvent::Mouse ? columnAt(event->pos().x()) : currentIndex().column();
    offerUses(column);
}

text::Table PreviewTable::shownTable(bool selectionOnly) const {
    text::Table table;
    for (int column = 0; column < m_model->columnCount(); ++column)
        table.columns.push_back(
            {toStd(m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString()),
             (m_model->headerData(column, Qt::Horizontal, Qt::TextAlignmentRole).toInt() & Qt::AlignRight) != 0});
    const QModelIndexList chosen = selectionModel()->selectedRows();
    const auto add = [&](int row) {
        auto& cells = table.rows.emplace_back();
        for (int column = 0; column < m_model->columnCount(); ++column) {
            const QString shown = m_model->index(row, column).data().toString();
            const bool isCount = column == 0 || column == m_model->columnCount() - 1; // "1,234"; files hold 1234
            cells.push_back(isCount ? text::Cell(toStd(shown), toStd(QString(shown).remove(','))) : text::Cell(toStd(shown)));
        }
    };
    if (selectionOnly)
        for (const QModelIndex& index : chosen)
            add(index.row());
    else
        for (int row = 0; row < m_model->rowCount(); ++row)
            add(row);
    return table;
}

void PreviewTable::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) {
        QGuiApplication::clipboard()->setMimeData(clipboardData(shownTable(true)));
        return;
    }
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid()) {
        Q_EMIT rowChosen(m_model->rowAt(currentIndex().row()));
        return;
    }
    QTableView::keyPressEvent(event);
}

} // namespace crosseed::views
