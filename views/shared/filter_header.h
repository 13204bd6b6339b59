// The header of a DataTable: titles (a second line is small and grey), the order of sorting, and under each title a field with the
// column's filter. A click sorts, Shift adds a key; the fields are reached with the Tab key before the table.
#pragma once
#include <QHeaderView>
#include <map>

class QLineEdit;

namespace crosseed::views {

class DataProxy;

class FilterHeader : public QHeaderView {
    Q_OBJECT
public:
    FilterHeader(DataProxy* proxy, QWidget* parent);

    void setFilterRow(bool shown);
    bool hasFilterRow() const { return m_shown; }
    QLineEdit* field(int column) const; // null: none
    int columnOf(const QLineEdit* field) const; // -1: none
    QSize sizeHint() const override;
    void placeFields();

Q_SIGNALS:
    void topicAsked(int column, const QPoint& globalPosition); // F1 in a field or with the mouse on a title
    void left();                                               // Enter, Down or Esc in a field: back to the table

protected:
    void paintSection(QPainter* painter, const QRect& rect, int column) const override;
    QSize sectionSizeFromContents(int column) const override;
    void updateGeometries() override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    bool viewportEvent(QEvent* event) override; // tool tips of terms
    void changeEvent(QEvent* event) override;

private:
    void makeFields();
    void showFilters();
    int titleHeight() const;
    int rowHeight() const;
    DataProxy* m_proxy;
    std::map<int, QLineEdit*> m_fields;
    bool m_shown = false;
};

} // namespace crosseed::views
