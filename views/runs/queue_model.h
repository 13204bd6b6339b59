// The queue as a list: a row a job.
#pragma once
#include "views/runs/run_values.h"
#include <QAbstractListModel>
#include <optional>

namespace crosseed::views {

class QueueModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { TimeRole = Qt::UserRole + 1, DetailRole, StatusRole, FractionRole, LinesRole, ErrorRole };
    using QAbstractListModel::QAbstractListModel;

    // Rows that stay the same job in the same place keep their index.
    void setQueue(QueuePtr queue);
    void setProgress(const RunProgress& progress);
    const QueueState* queue() const { return m_queue.get(); }
    const QueueEntry* entry(int row) const;
    int rowOf(JobId job) const; // -1: none

    int rowCount(const QModelIndex& parent = {}) const override;
    // Display: the title. DetailRole: the line under it. TimeRole: at the right. FractionRole: double, 0..1, invalid
    // without a bar. ErrorRole: the sentence of a job that failed, died or was stopped. LinesRole: its last two lines.
    // Tool tip and accessible text: all.
    QVariant data(const QModelIndex& index, int role) const override;

private:
    bool isCurrent(const QueueEntry& entry) const; // is what the progress is about
    QString detail(int row) const;
    QueuePtr m_queue;
    std::optional<RunProgress> m_progress;
};

// "Resume from step 1,200", "Resume from the beginning of the stage", "Start again".
QString resumeWords(const store::JobRow& job);
// Stopped, failed or died.
bool canGoOn(const store::JobRow& job);
// "step 2340 of 4880" -> "step 2,340 of 4,880".
QString withCounts(const QString& text);

} // namespace crosseed::views
