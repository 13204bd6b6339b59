// The preview as a table: a second header line with the use of each column and a menu that changes it, bytes that
// cannot be read boxed, copies and empty rows marked.
#pragma once
#include "text/table.h"
#include "views/data/preview_model.h"
#include <QTableView>

namespace crosseed::views {

class PreviewTable : public QTableView {
    Q_OBJECT
public:
    explicit PreviewTable(QWidget* parent = nullptr);
    PreviewModel* previewModel() const { return m_model; }
    void setPreview(PreviewPtr preview, int source);
    QMenu* useMenu(int column); // owned by this; null where the column is not the file's
    text::Table shownTable(bool selectionOnly = false) const;

Q_SIGNALS:
    void useAsked(const std::string& column, crosseed::views::ColumnUse use);
    void rowChosen(std::int64_t row); // of the file, from 0; Enter or a double click

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void setWidths();
    void offerUses(int column);
    PreviewModel* m_model;
    QString m_shape; // of the columns whose widths were set
};

} // namespace crosseed::views
