#include "views/runs/runs_view.h"
#include "views/runs/loss_panel.h"
#include "views/runs/loss_terms_model.h"
#include "views/runs/probe_panels.h"
#include "views/runs/progress_panel.h"
#include "views/runs/queue_panel.h"
#include "views/runs/run_header.h"
#include "views/shared/data_table.h"
#include <QtWidgets>

namespace crosseed::views {

RunsView::RunsView(QWidget* parent)
    : QWidget(parent), m_queue(new QueuePanel), m_header(new RunHeader), m_runs(new QComboBox), m_loss(new LossPanel),
      m_terms(new Panel(tr("Loss terms"))), m_termsModel(new LossTermsModel(this)), m_progressPanel(new ProgressPanel),
      m_probes(new ProbePanels), m_sides(new QSplitter(Qt::Horizontal)), m_rows(new QSplitter(Qt::Vertical)),
      m_top(new QSplitter(Qt::Horizontal)), m_right(new QSplitter(Qt::Vertical)) {
    buildTerms();
    for (QSplitter* splitter : {m_sides, m_rows, m_top, m_right}) {
        splitter->setChildrenCollapsible(false);
        splitter->setHandleWidth(scaled(6));
    }
    m_right->addWidget(m_terms);
    m_right->addWidget(m_progressPanel);
    m_right->setStretchFactor(1, 1);
    m_top->addWidget(m_loss);
    m_top->addWidget(m_right);
    m_top->setStretchFactor(0, 1);
    m_rows->addWidget(m_top);
    m_rows->addWidget(m_probes);
    m_rows->setStretchFactor(0, 1);
    auto* main = new QWidget;
    auto* column = new QVBoxLayout(main);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(scaled(6));
    column->addWidget(m_header);
    column->addWidget(m_runs);
    column->addWidget(m_rows, 1);
    m_sides->addWidget(m_queue);
    m_sides->addWidget(main);
    m_sides->setStretchFactor(1, 1);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(scaled(6), scaled(6), scaled(6), scaled(6));
    layout->addWidget(m_sides);
    m_sides->setSizes({scaled(285), scaled(1050)});
    m_top->setSizes({scaled(640), scaled(400)});
    m_right->setSizes({scaled(200), scaled(250)});
    m_rows->setSizes({scaled(460), scaled(220)});
    m_runs->setAccessibleName(tr("Which training of this job"));
    m_runs->hide();
    connectAll();
    showHeader();
}

void RunsView::buildTerms() {
    auto* table = new DataTable(tr("Loss terms"));
    table->setData(m_termsModel);
    table->setFilterRow(false);
    table->setItemDelegate(new LossTermDelegate(table));
    table->setSortingEnabled(false);
    const int widths[] = {164, 62, 56, 68, 84};
    for (int column = 0; column < 5; ++column)
        table->setColumnWidth(column, scaled(widths[column]));
    table->horizontalHeader()->setStretchLastSection(true);
    m_terms->setMinimumWidth(scaled(440));
    m_terms->setMinimumHeight(scaled(28 + 26 + 6 * 24 + 4));
    m_terms->setTopic("loss");
    m_terms->setContent(table);
    m_terms->setTableSource([table] {
        return TableSource{"loss-terms", RunsView::tr("Terms of the loss at the latest step"), table->shownTable(), {}};
    });
    m_terms->showEmpty(tr("No training yet"));
    connect(table, &DataTable::topicAsked, this, &RunsView::topicAsked);
    connect(m_termsModel, &LossTermsModel::hiddenChanged, this, [this] { m_loss->setHidden(m_termsModel->hidden()); });
}

void RunsView::connectAll() {
    connect(m_queue, &QueuePanel::jobSelected, this, [this](qint64 job) {
        showHeader();
        Q_EMIT jobSelected(job);
    });
    connect(m_queue, &QueuePanel::addAsked, this, &RunsView::addAsked);
    connect(m_queue, &QueuePanel::startAsked, this, &RunsView::startAsked);
    connect(m_queue, &QueuePanel::pauseAsked, this, &RunsView::pauseAsked);
    connect(m_queue, &QueuePanel::resumeAsked, this, &RunsView::resumeAsked);
    connect(m_queue, &QueuePanel::stopAsked, this, &RunsView::stopAsked);
    connect(m_queue, &QueuePanel::goOnAsked, this, &RunsView::goOnAsked);
    connect(m_queue, &QueuePanel::removeAsked, this, &RunsView::removeAsked);
    connect(m_queue, &QueuePanel::moveAsked, this, &RunsView::moveAsked);
    connect(m_header, &RunHeader::pauseAsked, this, &RunsView::pauseAsked);
    connect(m_header, &RunHeader::resumeAsked, this, &RunsView::resumeAsked);
    connect(m_header, &RunHeader::stopAsked, this, &RunsView::stopAsked);
    connect(m_loss, &LossPanel::comparisonAsked, this, &RunsView::comparisonAsked);
    connect(m_runs, &QComboBox::activated, this,
            [this](int at) { Q_EMIT runAsked(m_runs->itemData(at).toLongLong()); });
    std::vector<Panel*> panels{m_loss, m_terms, m_progressPanel};
    for (Panel* panel : m_probes->panels())
        panels.push_back(panel);
    for (Panel* panel : panels)
        connect(panel, &Panel::topicAsked, this, &RunsView::topicAsked);
}

void RunsView::setQueue(QueuePtr queue) {
    m_queueState = queue;
    m_queue->setQueue(std::move(queue));
    std::int64_t left = 0;
    for (const QueueEntry& entry : m_queueState ? m_queueState->entries : std::vector<QueueEntry>{})
        left += entry.row.status != store::JobStatus::Finished;
    m_queue->setRemark(
        m_queueState && !m_queueState->entries.empty()
            ? tr("%1 · %2 to do").arg(counted(std::ssize(m_queueState->entries), tr("job"), tr("jobs")), count(left))
            : QString());
    showHeader();
}

void RunsView::setProgress(const RunProgress& progress) {
    m_progress = progress;
    m_queue->setProgress(progress);
    showHeader();
}

void RunsView::setCurves(CurvesPtr curves) {
    m_curves = std::move(curves);
    m_loss->setCurves(m_curves);
    m_termsModel->setCurves(m_curves.get(), m_loss->drawing().factor);
    if (m_curves && !m_curves->made.empty())
        m_terms->showContent();
    else
        m_terms->showEmpty(tr("No training here"));
    m_progressPanel->setCurves(m_curves.get());
    m_probes->setCurves(m_curves, m_comparison);
    showHeader();
}

void RunsView::setRuns(const std::vector<ComparisonChoice>& runs, std::int64_t chosen) {
    m_runs->clear();
    for (const ComparisonChoice& run : runs)
        m_runs->addItem(run.title, static_cast<qlonglong>(run.id));
    m_runs->setCurrentIndex(m_runs->findData(static_cast<qlonglong>(chosen)));
    m_runs->setVisible(runs.size() > 1);
}

void RunsView::setChoices(const std::vector<ComparisonChoice>& choices, std::int64_t chosen) {
    m_loss->setChoices(choices, chosen);
}

void RunsView::setComparison(ComparedRunPtr comparison) {
    m_comparison = std::move(comparison);
    m_loss->setComparison(m_comparison);
    m_probes->setCurves(m_curves, m_comparison && m_comparison->universal >= 0 ? m_comparison : nullptr);
}

qint64 RunsView::selectedJob() const {
    return m_queue->currentJob().value;
}

void RunsView::selectJob(qint64 job) {
    m_queue->select(JobId{job});
}

void RunsView::showHeader() {
    m_header->show(m_queueState.get(), m_queue->model()->entry(m_queue->model()->rowOf(m_queue->currentJob())),
                   m_curves.get(), m_progress);
}

QByteArray RunsView::saveState() const {
    QByteArray state;
    QDataStream out(&state, QIODevice::WriteOnly);
    out << m_sides->saveState() << m_rows->saveState() << m_top->saveState() << m_right->saveState();
    return state;
}

void RunsView::restoreState(const QByteArray& state) {
    QDataStream in(state);
    for (QSplitter* splitter : {m_sides, m_rows, m_top, m_right}) {
        QByteArray one;
        in >> one;
        splitter->restoreState(one);
    }
}

} // namespace crosseed::views
