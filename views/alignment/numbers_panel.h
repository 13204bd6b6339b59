// Alignment in numbers, whether the sample is large enough, the split halves, and what can be asked for next.
#pragma once
#include "views/alignment/numbers_model.h"
#include "views/shared/panel.h"

class QLabel;
class QVBoxLayout;

namespace crosseed::views {

class DataTable;
class Plot;

class NumbersPanel : public Panel {
    Q_OBJECT
public:
    explicit NumbersPanel(QWidget* parent = nullptr);
    void setData(AlignmentPtr data); // null: none

Q_SIGNALS:
    void sampleAsked(qint64 texts); // another number of texts
    void testAsked();

protected:
    void changeEvent(QEvent* event) override;

private:
    void askForSample();
    void exportHalves();
    void showNotes();
    NumbersModel* m_model;
    DataTable* m_table;
    Plot* m_halves;
    QWidget* m_notes;
    QVBoxLayout* m_noteLayout;
    AlignmentPtr m_data;
};

} // namespace crosseed::views
