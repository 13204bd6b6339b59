#include "views/features/feature_table.h"
#include "views/features/empty_filter.h"
#include "views/shared/data_table.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::views {

namespace {
// A cell with two numbers is two cells in a file, so that a sheet can reckon with them.
void splitPairs(text::Table& table, const QString& title, const char* first, const char* second, const QString& between) {
    const auto found = std::ranges::find(table.columns, toStd(title), &text::Column::title);
    if (found == table.columns.end())
        return; // hidden
    const auto at = found - table.columns.begin();
    *found = {first, true};
    table.columns.insert(table.columns.begin() + at + 1, {second, true});
    for (auto& row : table.rows) {
        const QString shown = toQt(row[static_cast<std::size_t>(at)].shown), exact = toQt(row[static_cast<std::size_t>(at)].exact);
        const auto part = [&](int i) { return text::Cell(toStd(shown.section(between, i, i)), toStd(exact.section(' ', i, i))); };
        row[static_cast<std::size_t>(at)] = part(0);
        row.insert(row.begin() + at + 1, part(1));
    }
}
} // namespace

FeatureTable::FeatureTable(FeatureModel& model, QWidget* parent) : Panel(tr("Shared features"), parent), m_model(model) {
    setTopic("universal");
    m_stack = new QStackedWidget;
    m_tell = new QTimer(this);
    m_tell->setSingleShot(true);
    connect(m_tell, &QTimer::timeout, this, &FeatureTable::tellSelection);
    for (const auto kind : {FilterBar::Kind::Table, FilterBar::Kind::Codebook})
        makePage(m_pages[static_cast<int>(kind)], kind);
    dressTable();
    dressCodebook();
    makeHeader();
    setContent(m_stack);
    setTableSource([this] {
        TableSource source;
        source.name = isCodebook() ? "codebook" : "features";
        source.caption = isCodebook() ? tr("Codebook of the labelled features.") : tr("Features of the two models and their correlation.");
        source.table = front()->shownTable();
        const auto title = [this](int column) { return m_model.headerData(column, Qt::Horizontal, ExactRole).toString(); };
        splitPairs(source.table, title(FeatureModel::Density), "Density in A, %", "Density in B, %", " / ");
        splitPairs(source.table, title(FeatureModel::IntervalOfR), "r from", "r to", QString::fromUtf8(" – "));
        if (m_model.result())
            source.of = {{store::Kind::Evaluation, m_model.result()->evaluation.id.value}};
        return source;
    });
    measure();
    showCodebook(false);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &FeatureTable::resultChanged);
    resultChanged();
}

void FeatureTable::makePage(Page& page, FilterBar::Kind kind) {
    const bool codebook = kind == FilterBar::Kind::Codebook;
    page.widget = new QWidget(m_stack);
    auto* layout = new QVBoxLayout(page.widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    page.bar = new FilterBar(kind, page.widget);
    page.table = new DataTable(codebook ? tr("Codebook") : tr("Shared features"), page.widget);
    page.table->setData(&m_model);
    page.table->setEditTriggers(codebook ? QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed
                                         : QAbstractItemView::EditTriggers(QAbstractItemView::EditKeyPressed));
    page.empty = new EmptyFilter(page.table->viewport());
    layout->addWidget(page.bar);
    layout->addWidget(page.table, 1);
    m_stack->addWidget(page.widget);
    connect(page.bar, &FilterBar::changed, this, [this, &page] {
        page.table->proxy()->setCondition([this, filter = page.bar->filter()](int row) { return passes(filter, m_model, row); });
    });
    connect(page.bar, &FilterBar::wordAsked, this, &FeatureTable::wordAsked);
    connect(page.bar, &FilterBar::entered, this, [this, &page] {
        const int row = page.table->sourceRow(page.table->proxy()->index(0, 0));
        if (row < 0)
            return;
        page.table->selectSourceRow(row);
        page.table->setFocus();
        Q_EMIT selected({row}, row); // also where it was the current one already
    });
    connect(page.table, &DataTable::topicAsked, this, &FeatureTable::topicAskedAt);
    connect(page.table, &DataTable::rowChosen, this, [this, &page, codebook](int row) {
        const QModelIndex index = page.table->currentIndex();
        if (codebook && index.isValid() && index.flags() & Qt::ItemIsEditable)
            page.table->edit(index);
        else if (row >= 0)
            Q_EMIT chosen(row);
    });
    connect(page.table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this, &page] {
        if (!m_quiet && page.table == front())
            m_tell->start();
    });
    connect(page.table->proxy(), &DataProxy::filtersChanged, this, [this, &page] { showEmptiness(page); });
    connect(page.empty, &EmptyFilter::clearThisAsked, this, [&page] {
        if (const auto clear = page.clearBlamed)
            clear();
    });
    connect(page.empty, &EmptyFilter::clearAllAsked, this, &FeatureTable::clearFilters);
}

void FeatureTable::makeHeader() {
    auto* group = new QButtonGroup(this);
    const auto toggle = [&](const QString& title) {
        auto* button = new QPushButton(title);
        button->setProperty("kind", "compact");
        button->setFont(smallFont());
        button->setCheckable(true);
        button->setAccessibleName(tr("Show as %1").arg(title));
        group->addButton(button);
        addHeaderWidget(button);
        return button;
    };
    m_tableButton = toggle(tr("Table"));
    m_codebookButton = toggle(tr("Codebook"));
    connect(group, &QButtonGroup::buttonClicked, this, [this](QAbstractButton* button) { showCodebook(button == m_codebookButton); });
}

bool FeatureTable::isCodebook() const {
    return m_stack->currentIndex() == 1;
}

DataTable* FeatureTable::front() const {
    return m_pages[m_stack->currentIndex()].table;
}

FilterBar* FeatureTable::bar() const {
    return m_pages[m_stack->currentIndex()].bar;
}

void FeatureTable::showCodebook(bool codebook) {
    m_stack->setCurrentIndex(codebook);
    (codebook ? m_codebookButton : m_tableButton)->setChecked(true);
    setTitle(codebook ? tr("Codebook") : tr("Shared features"));
    showCounts();
    Q_EMIT shownChanged();
}

void FeatureTable::resultChanged() {
    FeatureFilter filter;
    filter.universal = filter.activeInBoth = true;
    m_pages[0].bar->setFilter(filter);
    filter = {};
    filter.labelled = true;
    m_pages[1].bar->setFilter(filter);
    for (Page& page : m_pages)
        showEmptiness(page);
}

void FeatureTable::refilter() {
    for (Page& page : m_pages)
        Q_EMIT page.bar->changed();
    for (Page& page : m_pages)
        page.table->viewport()->update();
}

void FeatureTable::thresholdChanged() {
    const FeatureFilter& filter = m_pages[0].bar->filter();
    if (filter.universal || filter.activeInBoth)
        Q_EMIT m_pages[0].bar->changed();
    for (Page& page : m_pages)
        page.table->viewport()->update();
}

void FeatureTable::select(const std::vector<std::int32_t>& features, std::int32_t current) {
    m_quiet = true;
    for (Page& page : m_pages) {
        if (current < 0 || !page.table->proxy()->mapFromSource(m_model.index(current, 0)).isValid()) {
            page.table->clearSelection(); // the selected feature is none of those shown
            continue;
        }
        const QModelIndex now = page.table->currentIndex();
        if (page.table->sourceRow(now) != current || !page.table->selectionModel()->isRowSelected(now.row(), {}))
            page.table->selectSourceRow(current);
        for (const std::int32_t feature : features)
            if (const QModelIndex index = page.table->proxy()->mapFromSource(m_model.index(feature, 0)); index.isValid())
                page.table->selectionModel()->select(index, QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
    m_quiet = false;
    m_tell->stop();
}

void FeatureTable::tellSelection() {
    std::vector<std::int32_t> features;
    for (const int row : front()->selectedSourceRows())
        features.push_back(row);
    const std::int32_t current = front()->sourceRow(front()->currentIndex());
    if (!features.empty() && current >= 0)
        Q_EMIT selected(features, current);
}

std::int32_t FeatureTable::neighbour(int by) const {
    const DataTable* table = front();
    const int rows = table->proxy()->rowCount();
    const QModelIndex current = table->currentIndex();
    const int row = current.isValid() ? current.row() + by : by > 0 ? 0 : rows - 1;
    return row < 0 || row >= rows ? -1 : table->sourceRow(table->proxy()->index(row, 0));
}

int FeatureTable::shownCount() const {
    return front()->proxy()->rowCount();
}

void FeatureTable::clearFilters() {
    Page& page = m_pages[m_stack->currentIndex()];
    page.table->proxy()->clearFilters();
    page.bar->setFilter({});
}

// The first filter without which something would be left: columns first, since they are typed and easily forgotten.
void FeatureTable::showEmptiness(Page& page) {
    showCounts();
    Q_EMIT shownChanged();
    DataProxy* proxy = page.table->proxy();
    if (proxy->rowCount() > 0 || m_model.rowCount() == 0) {
        page.empty->hide();
        return;
    }
    page.clearBlamed = {};
    for (int column = 0; column < m_model.columnCount(); ++column) {
        const QString typed = proxy->columnFilter(column);
        const int without = typed.isEmpty() ? 0 : proxy->rowsWithout(column);
        if (without > 0) {
            page.clearBlamed = [proxy, column] { proxy->setColumnFilter(column, {}); };
            page.empty->blame(tr("%1: %2").arg(m_model.headerData(column, Qt::Horizontal, ExactRole).toString(), typed), without);
            return;
        }
    }
    bool anyColumn = false;
    for (int column = 0; column < m_model.columnCount(); ++column)
        anyColumn |= !proxy->columnFilter(column).isEmpty();
    for (const FilterPart& part : partsOf(page.bar->filter())) {
        int without = 0;
        for (int row = 0; row < m_model.rowCount() && !anyColumn; ++row)
            without += passes(part.without, m_model, row);
        if (without > 0) {
            page.clearBlamed = [bar = page.bar, filter = part.without] { bar->setFilter(filter); };
            page.empty->blame(part.name, without);
            return;
        }
    }
    page.empty->blame({}, 0);
}

QByteArray FeatureTable::saveState() const {
    QByteArray state;
    QDataStream out(&state, QIODevice::WriteOnly);
    out << m_pages[0].table->saveColumns() << m_pages[1].table->saveColumns() << isCodebook();
    return state;
}

void FeatureTable::restoreState(const QByteArray& state) {
    QByteArray columns, codebook;
    bool front = false;
    QDataStream in(state);
    in >> columns >> codebook >> front;
    if (in.status() != QDataStream::Ok)
        return;
    showCodebook(front);
    m_pages[0].table->restoreColumns(columns);
    m_pages[1].table->restoreColumns(codebook);
}

void FeatureTable::changeEvent(QEvent* event) {
    Panel::changeEvent(event);
    if (event->type() == QEvent::FontChange && m_stack)
        measure();
}

} // namespace crosseed::views
