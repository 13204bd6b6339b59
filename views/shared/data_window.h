// A table in a window of its own: the data behind a figure, sorted, filtered, copied and exported like all tables.
#pragma once
#include "views/shared/exports.h"
#include <QWidget>

namespace crosseed::views {

class DataTable;

class DataWindow : public QWidget {
    Q_OBJECT
public:
    // Deletes itself when it is closed. `exporter` outlives it.
    DataWindow(const TableSource& source, Exporter* exporter, QWidget* parent);
    DataTable* table() const { return m_table; }

protected:
    void keyPressEvent(QKeyEvent* event) override; // Esc closes

private:
    DataTable* m_table;
};

} // namespace crosseed::views
