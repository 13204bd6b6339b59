// A table of the window: sorted by its headers (Shift adds a second key), filtered per column by the row under the header, columns chosen
// and moved, Ctrl+C copies the selection as TSV and HTML, everything exports. One class for all tables of all views.
#pragma once
#include "views/shared/table_source.h"
#include <QSortFilterProxyModel>
#include <QTableView>
#include <functional>

namespace crosseed::views {

// Roles beside Qt's that models of the house answer.
enum DataRole {
    SortRole = Qt::UserRole + 1, // number or text to sort and filter by (double, qlonglong or QString; invalid sorts last)
    ExactRole,                   // QString: all digits, for files; absent: what is shown
    TopicRole,                   // headerData: the id of a term (views/shared/terms.h) for F1 and the tool tip
};
// headerData with ExactRole is a column's title in files, where the shown one is short or has two lines.

// Filters and sorts by SortRole over several keys. A filter is text of the filter row: a number column takes ">= .7", "< 3", "5 .. 9" or a
// number (which means what rounds to it: ".94" is .935 to below .945); a text column holds it, letter case aside. An unreadable filter
// passes everything and is drawn in the error colour. NaN counts as invalid: it passes no filter and sorts last either way.
class DataProxy : public QSortFilterProxyModel {
    Q_OBJECT
public:
    explicit DataProxy(QObject* parent = nullptr);
    void setColumnFilter(int column, const QString& text); // empty: none
    QString columnFilter(int column) const;
    bool isFilterReadable(int column) const;
    // A condition beside the columns' filters: search box and chips. Null: none.
    void setCondition(std::function<bool(int sourceRow)> condition);
    void clearFilters();
    bool isFiltered() const;
    // The columns whose filter alone would let nothing through, for "Without Label: seldom there are 31".
    QList<int> filteredColumns() const;
    int rowsWithout(int column) const; // that would be shown without this column's filter
    // Sorts by `column`; `add` keeps the earlier keys before it.
    void sortBy(int column, Qt::SortOrder order, bool add = false);
    QList<std::pair<int, Qt::SortOrder>> sortKeys() const { return m_keys; }
    bool isNumberColumn(int column) const; // by its first valid value

Q_SIGNALS:
    void filtersChanged();

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    struct Filter;
    void readFiltersAnew();
    bool passes(int row, int leftOutColumn) const;
    std::map<int, std::shared_ptr<const Filter>> m_filters;
    std::function<bool(int)> m_condition;
    QList<std::pair<int, Qt::SortOrder>> m_keys;
};

class FilterHeader;

class DataTable : public QTableView {
    Q_OBJECT
public:
    // `name` is what screen readers call it and the key its columns are remembered by.
    explicit DataTable(const QString& name, QWidget* parent = nullptr);

    // Takes no ownership; puts a DataProxy between.
    void setData(QAbstractItemModel* model);
    DataProxy* proxy() const { return m_proxy; }
    void setFilterRow(bool shown);      // the row of fields under the header
    void focusFilter(int column = -1);  // the field of a column; -1: of the current one
    void setSortable(bool sortable);    // off where the order of the rows means something
    int sourceRow(const QModelIndex& index) const; // -1: none
    QList<int> selectedSourceRows() const;
    void selectSourceRow(int row);      // scrolls there; does nothing where it is filtered out

    // The shown rows in their order, all visible columns in theirs; of the selected rows only where `selectionOnly`.
    virtual text::Table shownTable(bool selectionOnly = false) const;
    void copySelection() const;         // TSV and HTML
    QMenu* columnMenu();                // to show and hide columns

    QByteArray saveColumns() const;     // order, widths, hidden ones, sort keys
    void restoreColumns(const QByteArray& state);

Q_SIGNALS:
    void rowChosen(int sourceRow);      // Enter or a double click
    void currentRowChanged(int sourceRow);
    void topicAsked(const QString& topic, const QPoint& globalPosition); // F1 on a header, in a field or on a cell

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;      // hairlines between rows
    bool viewportEvent(QEvent* event) override;        // what is cut stands whole in a tool tip
    void changeEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void askTopic(int column, const QPoint& globalPosition);
    void showMenu(int column, const QPoint& globalPosition);
    void sortByHeader(int column);
    void measureRows();
    DataProxy* m_proxy;
    FilterHeader* m_header = nullptr;
    bool m_sortable = true;
};

} // namespace crosseed::views
