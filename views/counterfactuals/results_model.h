// The stored counterfactuals of a feature and its rules over many contexts, oldest first: the row of the paper's Table 2, in A and in B.
#pragma once
#include "views/counterfactuals/edit_values.h"
#include "views/shared/table_source.h"
#include <QAbstractTableModel>

namespace crosseed::views {

class ResultsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Number, Original, Edited, Type, Peak, PeakA, EffectA, PeakB, EffectB, Why, Note, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    void setLines(CounterfactualLines lines);
    const CounterfactualLine* line(int row) const; // null: no such row
    int rowOf(std::int64_t key) const;             // -1: none

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override; // the note; asks, stores nothing
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void noteEdited(std::int64_t key, const QString& note);

private:
    QVariant shown(const CounterfactualLine& line, int row, int column) const;
    QVariant sortable(const CounterfactualLine& line, int row, int column) const;
    CounterfactualLines m_lines;
};

// "rank 47, 41 · polite → neutral"; of a rule where its mean lies.
QString whyText(const CounterfactualLine& line);
// Original, Counterfactual, Edit type, Effect in A, Effect in B: the paper's Table 2, with one effect a model.
text::Table paperTable(const std::vector<CounterfactualLine>& lines);

} // namespace crosseed::views
