// How cells of the results are drawn: words that differ in italics, effects as bars over the placebo band.
#pragma once
#include "views/counterfactuals/edit_values.h"
#include <QStyledItemDelegate>

namespace crosseed::views {

class DataTable;
class ResultsModel;

class ItalicsDelegate : public QStyledItemDelegate {
public:
    ItalicsDelegate(const ResultsModel& model, DataTable& table);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    const ResultsModel& m_model;
    DataTable& m_table;
};

class EffectDelegate : public QStyledItemDelegate {
public:
    EffectDelegate(const ResultsModel& model, const PlaceboRange& placebo, DataTable& table);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    const ResultsModel& m_model;
    const PlaceboRange& m_placebo;
    DataTable& m_table;
};

} // namespace crosseed::views
