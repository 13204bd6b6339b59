#include "views/shared/data_window.h"
#include "views/shared/data_table.h"
#include "views/shared/table_model.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::views {

DataWindow::DataWindow(const TableSource& source, Exporter* exporter, QWidget* parent) : QWidget(parent, Qt::Window) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(source.name.isEmpty() ? tr("Data") : source.name);
    auto* model = new TableModel(this);
    model->setTable(std::make_shared<text::Table>(source.table));
    m_table = new DataTable(tr("Data of %1").arg(source.name), this);
    m_table->setData(model);
    m_table->setFilterRow(true);
    m_table->resizeColumnsToContents();

    auto* caption = new QLabel(source.caption, this);
    caption->setWordWrap(true);
    caption->setVisible(!source.caption.isEmpty());
    auto* shown = new QLabel(this);
    shown->setProperty("kind", "secondary");
    auto* copy = new QPushButton(tr("&Copy all"), this);
    auto* exports = new QPushButton(tr("&Export …"), this);
    auto* close = new QPushButton(tr("Close"), this);
    auto* line = new QHBoxLayout;
    line->addWidget(shown, 1);
    for (QPushButton* button : {copy, exports, close})
        line->addWidget(button);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(caption);
    layout->addWidget(m_table, 1);
    layout->addLayout(line);

    const auto count = [this, shown] {
        const int all = m_table->proxy()->sourceModel()->rowCount(), now = m_table->proxy()->rowCount();
        shown->setText(now == all ? counted(all, tr("row")) : tr("%1 of %2 rows").arg(views::count(now), views::count(all)));
    };
    connect(m_table->proxy(), &DataProxy::filtersChanged, this, count);
    connect(copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setMimeData(clipboardData(m_table->shownTable())); });
    connect(exports, &QPushButton::clicked, this, [this, exporter, source] {
        TableSource now = source;
        now.table = m_table->shownTable();
        exporter->exportTable(this, now);
    });
    connect(close, &QPushButton::clicked, this, &QWidget::close);
    count();
    resize(std::clamp(m_table->horizontalHeader()->length() + scaled(60), scaled(420), scaled(1100)), scaled(520));
    m_table->setFocus();
}

void DataWindow::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QWidget::keyPressEvent(event);
}

} // namespace crosseed::views
