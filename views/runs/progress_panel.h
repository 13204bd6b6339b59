// How a training goes, in sentences, and what happened, newest first.
#pragma once
#include "views/runs/run_values.h"
#include "views/shared/panel.h"
#include <QAbstractTableModel>

namespace crosseed::views {

class DataTable;

class EventsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;
    void setEvents(const std::vector<RunEvent>& events); // newest last
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<RunEvent> m_events; // newest first
};

class ProgressPanel : public Panel {
    Q_OBJECT
public:
    explicit ProgressPanel(QWidget* parent = nullptr);
    void setCurves(const RunCurves* curves);
    EventsModel* events() const { return m_events; }

private:
    QWidget* m_remarks;
    QString m_shown; // what m_remarks says
    EventsModel* m_events;
    DataTable* m_table;
};

} // namespace crosseed::views
