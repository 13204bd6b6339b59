#include "views/runs/progress_panel.h"
#include "views/shared/data_table.h"
#include "views/shared/icons.h"
#include <QtWidgets>

namespace crosseed::views {

void EventsModel::setEvents(const std::vector<RunEvent>& events) {
    // Another run may have as many.
    if (std::ranges::equal(events.rbegin(), events.rend(), m_events.begin(), m_events.end(), [](const RunEvent& a, const RunEvent& b) {
            return a.step == b.step && a.time == b.time && a.kind == b.kind && a.sentence == b.sentence;
        }))
        return;
    beginResetModel();
    m_events.assign(events.rbegin(), events.rend());
    endResetModel();
}

int EventsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_events.size());
}

int EventsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : 3;
}

QVariant EventsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const RunEvent& event = m_events[static_cast<std::size_t>(index.row())];
    if (role == Qt::DisplayRole)
        return index.column() == 0   ? (event.step > 0 ? count(event.step) : QString())
               : index.column() == 1 ? event.time
                                     : event.sentence;
    if (role == SortRole)
        return index.column() == 0 ? QVariant(static_cast<qlonglong>(event.step)) : data(index, Qt::DisplayRole);
    if (role == ExactRole && index.column() == 0 && event.step > 0) return QString::number(event.step);
    if (role == Qt::ToolTipRole) return plainToolTip(event.sentence);
    if (role == Qt::TextAlignmentRole)
        return int((index.column() == 0 ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::FontRole) return index.column() == 2 ? smallFont() : tabularFont();
    const bool isWarning =
        event.kind == "warning" || event.kind == "nan" || event.kind == "failed" || event.kind == "outlier";
    if (role == Qt::ForegroundRole && isWarning)
        return colour(event.kind == "nan" || event.kind == "failed" ? Role::ErrorText : Role::WarningText);
    return {};
}

QVariant EventsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section > 2) return {};
    if (role == Qt::DisplayRole) return section == 0 ? tr("step") : section == 1 ? tr("time") : tr("event");
    if (role == Qt::TextAlignmentRole) return int((section == 0 ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

ProgressPanel::ProgressPanel(QWidget* parent)
    : Panel(tr("How it goes"), parent), m_remarks(new QWidget), m_events(new EventsModel(this)),
      m_table(new DataTable(tr("Events of the run"))) {
    auto* content = new QWidget;
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* remarks = new QVBoxLayout(m_remarks);
    remarks->setContentsMargins(scaled(10), scaled(8), scaled(10), scaled(8));
    remarks->setSpacing(scaled(6));
    layout->addWidget(m_remarks);
    m_table->setData(m_events);
    m_table->setFilterRow(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setColumnWidth(0, scaled(56));
    m_table->setColumnWidth(1, scaled(52));
    layout->addWidget(m_table, 1);
    setContent(content);
    setTableSource([this] { return TableSource{"events", tr("Events of the run"), m_table->shownTable(), {}}; });
    showEmpty(tr("Nothing happened yet"));
}

void ProgressPanel::setCurves(const RunCurves* curves) {
    if (!curves || (curves->events.empty() && curves->remarks.empty())) {
        showEmpty(curves ? tr("No events were kept of this run") : tr("Nothing happened yet"));
        return;
    }
    QString now;
    for (const RunRemark& remark : curves->remarks)
        now += remark.sentence + "\n";
    if (now != m_shown) {
        m_shown = now;
        qDeleteAll(m_remarks->findChildren<QWidget*>(Qt::FindDirectChildrenOnly));
        for (const RunRemark& remark : curves->remarks) {
            auto* row = new QWidget;
            auto* line = new QHBoxLayout(row);
            line->setContentsMargins(0, 0, 0, 0);
            line->setSpacing(scaled(8));
            auto* sign = new QLabel;
            sign->setPixmap(icon(remark.isWarning ? "warning" : "check").pixmap(scaled(16)));
            line->addWidget(sign, 0, Qt::AlignTop);
            auto* text = new QLabel(remark.sentence);
            text->setWordWrap(true);
            text->setFont(smallFont());
            line->addWidget(text, 1);
            m_remarks->layout()->addWidget(row);
        }
    }
    m_events->setEvents(curves->events);
    showContent();
}

} // namespace crosseed::views
