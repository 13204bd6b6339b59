#include "views/runs/queue_model.h"
#include <QRegularExpression>
#include <QStringList>

namespace crosseed::views {

using store::JobStatus;

namespace {

QString firstLineOf(const RunProgress& progress) {
    const QString message = withCounts(progress.message.section(':', 0, 0));
    return message.isEmpty() ? progress.stage : message;
}

QStringList lastLines(const store::JobRow& job) {
    QStringList lines = toQt(job.lastLines).split('\n', Qt::SkipEmptyParts);
    return lines.mid(std::max<qsizetype>(0, lines.size() - 2));
}

QString problemOf(const store::JobRow& job) {
    if (job.status == JobStatus::Failed) return toQt(job.error);
    if (job.status == JobStatus::Died)
        return QueueModel::tr("The program ended during “%1”%2.")
            .arg(job.stage.empty() ? toQt(job.title) : toQt(job.stage),
                 job.message.empty() ? QString() : ", " + withCounts(toQt(job.message)).section(':', 0, 0).toLower());
    return {};
}

} // namespace

QString withCounts(const QString& text) {
    static const QRegularExpression number("\\b\\d{4,}\\b");
    QString out;
    qsizetype from = 0;
    for (auto found = number.globalMatch(text); found.hasNext();) {
        const auto match = found.next();
        out += text.mid(from, match.capturedStart() - from) + count(match.captured().toLongLong());
        from = match.capturedEnd();
    }
    return out + text.mid(from);
}

bool canGoOn(const store::JobRow& job) {
    return job.status == JobStatus::Stopped || job.status == JobStatus::Failed || job.status == JobStatus::Died;
}

QString resumeWords(const store::JobRow& job) {
    if (job.stage.empty()) return QueueModel::tr("Start again");
    if (job.resumeFrom.empty()) return QueueModel::tr("Start this stage again");
    return QueueModel::tr("Resume from %1").arg(withCounts(toQt(job.resumeFrom)).section(" of ", 0, 0));
}

void QueueModel::setQueue(QueuePtr queue) {
    const auto ids = [](const QueuePtr& q) {
        std::vector<std::int64_t> out;
        for (const QueueEntry& entry : q ? q->entries : std::vector<QueueEntry>{})
            out.push_back(entry.row.id.value);
        return out;
    };
    const bool same = ids(queue) == ids(m_queue);
    if (!same) beginResetModel();
    m_queue = std::move(queue);
    if (!same)
        endResetModel();
    else if (rowCount() > 0)
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

void QueueModel::setProgress(const RunProgress& progress) {
    m_progress = progress;
    if (const int row = rowOf(progress.job); row >= 0)
        Q_EMIT dataChanged(index(row), index(row), {TimeRole, DetailRole, FractionRole});
}

const QueueEntry* QueueModel::entry(int row) const {
    return m_queue && row >= 0 && row < std::ssize(m_queue->entries) ? &m_queue->entries[static_cast<std::size_t>(row)]
                                                                     : nullptr;
}

int QueueModel::rowOf(JobId job) const {
    for (int row = 0; row < rowCount(); ++row)
        if (entry(row)->row.id == job) return row;
    return -1;
}

int QueueModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_queue ? 0 : static_cast<int>(m_queue->entries.size());
}

bool QueueModel::isCurrent(const QueueEntry& entry) const {
    return m_progress && m_queue->isRunning && m_progress->job == entry.row.id &&
           (entry.row.status == JobStatus::Running || entry.row.status == JobStatus::Paused);
}

QString QueueModel::detail(int row) const {
    const QueueEntry& shown = *entry(row);
    const store::JobRow& job = shown.row;
    switch (job.status) {
    case JobStatus::Waiting: {
        int before = 0;
        for (int i = 0; i < row; ++i)
            before += entry(i)->row.status == JobStatus::Waiting;
        if (before > 0) return tr("waiting, %1 before it").arg(before);
        return m_queue->isRunning ? tr("waiting, first in line") : tr("waiting; the queue is not running");
    }
    case JobStatus::Running:
    case JobStatus::Paused: {
        const QString where =
            isCurrent(shown) ? firstLineOf(*m_progress) : withCounts(toQt(job.message)).section(':', 0, 0);
        if (job.status == JobStatus::Paused) return tr("paused by you, %1").arg(where.toLower());
        if (m_queue->isStopping) return tr("stopping after this batch");
        return m_queue->isPaused ? tr("pausing after this batch") : where.isEmpty() ? toQt(job.stage) : where;
    }
    case JobStatus::Finished:
        return shown.result.isEmpty() ? tr("done") : shown.result;
    case JobStatus::Stopped:
        return job.stage.empty() ? tr("stopped") : tr("stopped during “%1”").arg(toQt(job.stage));
    case JobStatus::Failed:
        return tr("failed");
    case JobStatus::Died:
        return tr("died");
    }
    return {};
}

QVariant QueueModel::data(const QModelIndex& index, int role) const {
    const QueueEntry* shown = index.isValid() ? entry(index.row()) : nullptr;
    if (!shown) return {};
    switch (role) {
    case Qt::DisplayRole:
        return shown->title;
    case DetailRole:
        return detail(index.row());
    case TimeRole:
        return isCurrent(*shown) && m_progress->low >= 0 ? durationRange(m_progress->low, m_progress->high)
                                                         : shown->time;
    case StatusRole:
        return static_cast<int>(shown->row.status);
    case FractionRole:
        return shown->row.status == JobStatus::Running || shown->row.status == JobStatus::Paused
                   ? QVariant(isCurrent(*shown) ? m_progress->fraction : shown->row.progress)
                   : QVariant();
    case ErrorRole:
        return problemOf(shown->row);
    case LinesRole:
        return shown->row.status == JobStatus::Failed || shown->row.status == JobStatus::Died
                   ? QVariant(lastLines(shown->row))
                   : QVariant();
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole: {
        QStringList parts{shown->title, detail(index.row()), problemOf(shown->row)};
        parts.removeAll(QString());
        return role == Qt::ToolTipRole ? plainToolTip(parts.join("\n")) : parts.join(", ");
    }
    default:
        return {};
    }
}

} // namespace crosseed::views
