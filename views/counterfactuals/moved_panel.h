// The features whose peaks an edit changed most, in A and B; a click takes one.
#pragma once
#include "views/counterfactuals/edit_values.h"
#include "views/shared/panel.h"
#include "views/shared/result.h"
#include <QAbstractTableModel>

namespace crosseed::views {

class DataTable;

class MovedModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Feature, Label, Arrow, ChangeA, ChangeB, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    void setAnswer(EditAnswerPtr answer);
    void setNotes(NotesPtr notes);
    const evaluate::MovedFeature& moved(int row) const { return m_answer->result.mostMoved[static_cast<std::size_t>(row)]; }
    double greatestPeak() const { return m_greatest; } // in A, of the listed ones: the arrows' scale

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    EditAnswerPtr m_answer;
    NotesPtr m_notes;
    double m_greatest = 0;
};

class MovedPanel : public Panel {
    Q_OBJECT
public:
    explicit MovedPanel(QWidget* parent = nullptr);
    void setAnswer(EditAnswerPtr answer);
    void setNotes(NotesPtr notes);
    DataTable* table() const { return m_table; }

Q_SIGNALS:
    void featureChosen(std::int32_t feature);

private:
    MovedModel* m_model;
    DataTable* m_table;
};

} // namespace crosseed::views
