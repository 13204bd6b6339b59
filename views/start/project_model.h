// Recent projects as a table: pinned, thumbnail, project, data, pairs done, universal, share, last opened.
#pragma once
#include "views/start/start_view.h"
#include <QAbstractTableModel>
#include <QStyledItemDelegate>

namespace crosseed::views {

class ProjectModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Pin, Thumbnail, Name, Data, Pairs, Universal, Share, Opened, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    void set(const std::vector<ProjectSummary>& projects);
    const ProjectSummary& project(int row) const { return m_projects[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(m_projects.size()); }
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVariant shown(const ProjectSummary& project, int column) const;
    QVariant sorted(const ProjectSummary& project, int column) const;
    std::vector<ProjectSummary> m_projects;
};

// The pin, the small histogram of r, and the project's name over its folder.
class ProjectDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    ProjectDelegate(const ProjectModel& model, std::function<int(const QModelIndex&)> sourceRow, QObject* parent);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintHistogram(QPainter& painter, const QRect& rect, const ProjectSummary& project) const;
    void paintName(QPainter& painter, const QRect& rect, const ProjectSummary& project) const;
    const ProjectModel& m_model;
    std::function<int(const QModelIndex&)> m_sourceRow;
};

} // namespace crosseed::views
