// The grid of pairs × conditions: a click on a cell, on a pair's name or on a heading chooses; Space does the same with the keys, Shift+Space
// takes the row, Ctrl+Space the column, Ctrl+A all, Esc none.
#pragma once
#include "views/models/grid_table.h"
#include <QTableView>

namespace crosseed::views {

class GridView : public QTableView {
    Q_OBJECT
public:
    explicit GridView(QWidget* parent = nullptr);
    void setGrid(std::shared_ptr<const ConditionGrid> grid);
    GridTable* table() const { return m_table; }
    QSize sizeHint() const override; // as high as its rows, up to eight

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void measure();
    void layOut();
    void spanBlocked();
    GridTable* m_table;
    QPersistentModelIndex m_pressed;
};

} // namespace crosseed::views
