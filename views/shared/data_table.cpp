#include "views/shared/data_table.h"
#include "views/shared/exports.h"
#include "views/shared/filter_header.h"
#include "views/shared/palette.h"
#include "views/shared/words.h"
#include <QtWidgets>
#include <numeric>

namespace crosseed::views {

namespace {
constexpr quint32 stateVersion = 1;

QStringList titles(const QAbstractItemModel* model) {
    QStringList list;
    for (int column = 0; column < model->columnCount(); ++column)
        list += model->headerData(column, Qt::Horizontal).toString();
    return list;
}

bool isRight(const QAbstractItemModel* model, int column) {
    QVariant aligned = model->headerData(column, Qt::Horizontal, Qt::TextAlignmentRole);
    if (!aligned.isValid() && model->rowCount() > 0)
        aligned = model->index(0, column).data(Qt::TextAlignmentRole);
    return aligned.isValid() && (aligned.toInt() & Qt::AlignRight);
}

text::Cell cellOf(const QModelIndex& index) {
    const std::string shown = toStd(index.data(Qt::DisplayRole).toString());
    const QVariant exact = index.data(ExactRole);
    return exact.isValid() ? text::Cell(shown, toStd(exact.toString())) : text::Cell(shown);
}

// Cells begin and end where their titles do.
class CellDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyleOptionViewItem whole(option);
        initStyleOption(&whole, index);
        const QStyle* style = option.widget ? option.widget->style() : QApplication::style();
        style->drawPrimitive(QStyle::PE_PanelItemViewItem, &whole, painter, option.widget);
        QStyleOptionViewItem inside(option);
        inside.rect.adjust(padding(), 0, -padding(), 0);
        QStyledItemDelegate::paint(painter, inside, index);
    }
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        return QStyledItemDelegate::sizeHint(option, index) + QSize(2 * padding(), 0);
    }

private:
    static int padding() { return scaled(4); } // beside the style's own
};

// Shown rows of which any cell is selected, from above.
QList<int> selectedRows(const QItemSelection& selection) {
    QList<int> rows;
    for (const QItemSelectionRange& range : selection)
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows += row;
    std::ranges::sort(rows);
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
}
} // namespace

DataTable::DataTable(const QString& name, QWidget* parent)
    : QTableView(parent), m_proxy(new DataProxy(this)), m_header(new FilterHeader(m_proxy, this)) {
    setAccessibleName(name);
    setHorizontalHeader(m_header);
    setModel(m_proxy);
    setItemDelegate(new CellDelegate(this));
    setShowGrid(false);
    setWordWrap(false);
    setTextElideMode(Qt::ElideRight);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setHorizontalScrollMode(ScrollPerPixel);
    setTabKeyNavigation(false);
    setFrameShape(NoFrame);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    measureRows();
    // A click on a title sorts and must not select its column.
    disconnect(m_header, SIGNAL(sectionPressed(int)), this, SLOT(selectColumn(int)));
    disconnect(m_header, SIGNAL(sectionEntered(int)), this, SLOT(_q_selectColumn(int)));
    connect(m_header, &QHeaderView::sectionClicked, this, &DataTable::sortByHeader);
    connect(m_header, &FilterHeader::topicAsked, this, &DataTable::askTopic);
    connect(m_header, &FilterHeader::left, this, [this] { setFocus(Qt::OtherFocusReason); });
    m_header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_header, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        showMenu(m_header->logicalIndexAt(at), m_header->mapToGlobal(at));
    });
    connect(horizontalScrollBar(), &QAbstractSlider::valueChanged, m_header, &FilterHeader::placeFields);
    connect(this, &QAbstractItemView::doubleClicked, this,
            [this](const QModelIndex& index) { Q_EMIT rowChosen(sourceRow(index)); });
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& index) { Q_EMIT currentRowChanged(sourceRow(index)); });
}

void DataTable::setData(QAbstractItemModel* model) {
    m_proxy->setSourceModel(model);
}

void DataTable::setFilterRow(bool shown) {
    m_header->setFilterRow(shown);
    updateGeometries();
}

void DataTable::setSortable(bool sortable) {
    m_sortable = sortable;
    m_header->setSectionsClickable(sortable);
}

void DataTable::focusFilter(int column) {
    if (column < 0)
        column = currentIndex().isValid() ? currentIndex().column() : m_header->logicalIndex(0);
    for (int place = 0; isColumnHidden(column) && place < m_header->count(); ++place)
        column = m_header->logicalIndex(place);
    if (QLineEdit* field = m_header->field(column)) {
        if (m_proxy->rowCount() > 0)
            scrollTo(m_proxy->index(std::max(0, currentIndex().row()), column));
        field->setFocus(Qt::ShortcutFocusReason);
        field->selectAll();
    }
}

int DataTable::sourceRow(const QModelIndex& index) const {
    return index.isValid() ? m_proxy->mapToSource(index).row() : -1;
}

QList<int> DataTable::selectedSourceRows() const {
    QList<int> rows;
    for (const int row : selectedRows(selectionModel()->selection()))
        rows += sourceRow(m_proxy->index(row, 0));
    return rows;
}

void DataTable::selectSourceRow(int row) {
    if (!m_proxy->sourceModel() || row < 0 || row >= m_proxy->sourceModel()->rowCount())
        return;
    const int column = currentIndex().isValid() ? currentIndex().column() : std::max(0, m_header->logicalIndex(0));
    const QModelIndex index = m_proxy->mapFromSource(m_proxy->sourceModel()->index(row, column));
    if (!index.isValid())
        return;
    if (currentIndex().row() != index.row() || !selectionModel()->isSelected(index))
        setCurrentIndex(index);
    scrollTo(index);
}

text::Table DataTable::shownTable(bool selectionOnly) const {
    text::Table table;
    QList<int> columns;
    for (int place = 0; place < m_header->count(); ++place)
        if (const int column = m_header->logicalIndex(place); !isColumnHidden(column))
            columns += column;
    for (const int column : columns) {
        const QString exact = m_proxy->headerData(column, Qt::Horizontal, ExactRole).toString();
        const QString shown = m_proxy->headerData(column, Qt::Horizontal).toString().replace('\n', ' ');
        table.columns.push_back({toStd(exact.isEmpty() ? shown : exact), isRight(m_proxy, column)});
    }
    QList<int> rows(m_proxy->rowCount());
    std::iota(rows.begin(), rows.end(), 0);
    if (selectionOnly)
        rows = selectedRows(selectionModel()->selection());
    for (const int row : rows) {
        std::vector<text::Cell> cells;
        for (const int column : columns)
            cells.push_back(cellOf(m_proxy->index(row, column)));
        table.rows.push_back(std::move(cells));
    }
    return table;
}

void DataTable::copySelection() const {
    QApplication::clipboard()->setMimeData(clipboardData(shownTable(true)));
}

QMenu* DataTable::columnMenu() {
    auto* menu = new QMenu(tr("Columns"), this);
    connect(menu, &QMenu::aboutToHide, menu, &QObject::deleteLater);
    const int shown = m_header->count() - m_header->hiddenSectionCount();
    for (int place = 0; place < m_header->count(); ++place) {
        const int column = m_header->logicalIndex(place);
        const QString exact = m_proxy->headerData(column, Qt::Horizontal, ExactRole).toString();
        QString title = m_proxy->headerData(column, Qt::Horizontal).toString().replace('\n', ' ');
        if (!exact.isEmpty())
            title = exact;
        if (title.isEmpty())
            continue;
        QAction* action = menu->addAction(title.replace('&', "&&"));
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        action->setEnabled(isColumnHidden(column) || shown > 1); // the last one stays
        connect(action, &QAction::toggled, this, [this, column](bool on) {
            setColumnHidden(column, !on);
            m_header->placeFields();
        });
    }
    return menu;
}

QByteArray DataTable::saveColumns() const {
    QByteArray state;
    QDataStream out(&state, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_4);
    out << stateVersion << titles(m_proxy) << m_header->saveState();
    const auto keys = m_proxy->sortKeys();
    out << static_cast<qint32>(keys.size());
    for (const auto& [column, order] : keys)
        out << static_cast<qint32>(column) << static_cast<qint32>(order);
    return state;
}

void DataTable::restoreColumns(const QByteArray& state) {
    QDataStream in(state);
    in.setVersion(QDataStream::Qt_6_4);
    quint32 version = 0;
    QStringList names;
    QByteArray header;
    qint32 count = 0;
    in >> version;
    if (version != stateVersion)
        return;
    in >> names >> header >> count;
    if (in.status() != QDataStream::Ok || names != titles(m_proxy)) // of a table with other columns
        return;
    const bool stretched = m_header->stretchLastSection(); // not a matter of the person's, as clicking
    m_header->restoreState(header);
    m_header->setStretchLastSection(stretched);
    for (qint32 i = 0; i < count; ++i) {
        qint32 column = 0, order = 0;
        in >> column >> order;
        if (in.status() == QDataStream::Ok && column >= 0 && column < m_proxy->columnCount())
            m_proxy->sortBy(column, order == 0 ? Qt::AscendingOrder : Qt::DescendingOrder, i > 0);
    }
    m_header->setSectionsClickable(m_sortable);
    m_header->placeFields();
}

} // namespace crosseed::views
