// The terms of the loss as a table: weight, the latest value without it, the same smoothed, and the share of the whole.
#pragma once
#include "views/runs/loss_look.h"
#include "views/runs/run_values.h"
#include <QAbstractTableModel>
#include <QStyledItemDelegate>
#include <set>

namespace crosseed::views {

class LossTermsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { TermColumn, WeightColumn, RawColumn, SmoothColumn, ShareColumn };
    static constexpr int FractionRole = Qt::UserRole + 50; // of the share's column: 0..1
    using QAbstractTableModel::QAbstractTableModel;

    void setCurves(const RunCurves* curves, double factor);
    const std::set<sae::LossTerm>& hidden() const { return m_hidden; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override; // the check mark: drawn or not
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

Q_SIGNALS:
    void hiddenChanged();

private:
    struct Row {
        sae::LossTerm term;
        double weight, raw, smooth, share; // share NaN: of the whole itself
    };
    QVariant number(const Row& row, int column, bool exact) const;
    std::vector<Row> m_rows;
    std::set<sae::LossTerm> m_hidden;
};

// The term with a piece of its line; the share with its bar.
class LossTermDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

} // namespace crosseed::views
