// The near-duplicate features as a table; from which |cosine| on is set in the header.
#pragma once
#include "views/alignment/duplicates_model.h"
#include "views/shared/panel.h"

class QDoubleSpinBox;

namespace crosseed::views {

class DataTable;

class DuplicatesPanel : public Panel {
    Q_OBJECT
public:
    explicit DuplicatesPanel(QWidget* parent = nullptr);
    void setData(GeometryPtr data, ResultPtr result);
    void setNotes(NotesPtr notes) { m_model->setNotes(std::move(notes)); }
    // Marks the row of these two features where there is one; asks for nothing.
    void setSelection(const std::vector<std::int32_t>& features);
    QByteArray saveColumns() const;
    void restoreColumns(const QByteArray& state);

Q_SIGNALS:
    void pairSelected(qint32 first, qint32 second);
    void pairOpened(qint32 first, qint32 second); // double click or Enter
    void borderAsked(double cosine);

private:
    void tell(int row);
    TableSource source() const;
    DuplicatesModel* m_model;
    DataTable* m_table;
    QDoubleSpinBox* m_border;
    ResultPtr m_result;
    bool m_marking = false;
};

} // namespace crosseed::views
