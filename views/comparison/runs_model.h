// The runs behind a cell: a row a pair; pairs without a run say why.
#pragma once
#include "views/comparison/comparison_values.h"
#include <QAbstractTableModel>

namespace crosseed::views {

class RunsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Pair, FirstMeasure, Nre = FirstMeasure + static_cast<int>(pipeline::allMeasures.size()), Run, Finished, Remark, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    // `condition` belongs to `owner`, which is kept; null: none. `measure` stands in bold.
    void setCondition(std::shared_ptr<const void> owner, const pipeline::FinishedCondition* condition, pipeline::Measure measure);
    // Null: none, or a pair without a run.
    const pipeline::FinishedRun* runAt(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QVariant missing(std::size_t place, int column, int role) const;
    QVariant shown(const pipeline::FinishedRun& run, int column) const;
    std::shared_ptr<const void> m_owner;
    const pipeline::FinishedCondition* m_condition = nullptr;
    pipeline::Measure m_measure = pipeline::Measure::Top100R;
};

} // namespace crosseed::views
