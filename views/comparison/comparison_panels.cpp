// The panels of the view, as they are made.
#include "views/comparison/comparison_view.h"
#include "views/comparison/conditions_table.h"
#include "views/comparison/measures.h"
#include "views/comparison/runs_model.h"
#include "views/comparison/trials.h"
#include "views/shared/panel.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::views {

namespace {
QPushButton* chip(const QString& text, bool on, QWidget* parent) {
    auto* button = new QPushButton(text, parent);
    button->setProperty("kind", "chip");
    button->setFont(smallFont());
    button->setCheckable(true);
    button->setChecked(on);
    return button;
}

std::vector<store::Address> addressesOf(const std::vector<pipeline::FinishedSection>& sections) {
    std::vector<store::Address> of;
    for (const auto& section : sections)
        for (const auto& condition : section.conditions)
            for (const auto& run : condition.runs)
                of.push_back({store::Kind::Evaluation, run.evaluation.id.value});
    return of;
}
} // namespace

Panel* ComparisonView::makeConditions() {
    m_conditionsPanel = new Panel(tr("Conditions compared"), this);
    m_conditionsPanel->setRemark(tr("mean ± s.d. over seed pairs"));
    m_conditionsPanel->setTopic("conditions");
    auto* content = new QWidget(m_conditionsPanel);
    m_tabs = new QTabBar(content);
    m_tabs->setAccessibleName(tr("Pooling"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->addTab(tr("Per token"));
    m_tabs->addTab(tr("Mean-pooled"));
    m_deviations = chip(tr("± s.d."), true, content);
    m_paper = chip(tr("paper beside ours"), true, content);
    m_complete = chip(tr("complete pairs only"), false, content);
    m_complete->setToolTip(tr("Means over the pairs that all conditions of a section have"));
    auto* line = new QHBoxLayout;
    line->setContentsMargins(scaled(8), scaled(2), scaled(8), 0);
    line->setSpacing(scaled(4));
    line->addWidget(m_tabs, 1);
    for (QPushButton* button : {m_deviations, m_paper, m_complete})
        line->addWidget(button, 0, Qt::AlignVCenter);
    m_conditions = new ConditionsTable(content);
    m_note = new QLabel(content);
    m_note->setWordWrap(true);
    m_note->setFont(smallFont());
    m_note->setProperty("kind", "secondary");
    m_note->setContentsMargins(scaled(10), scaled(3), scaled(10), scaled(4));
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(line);
    layout->addWidget(m_conditions, 1);
    layout->addWidget(m_note);
    m_conditionsPanel->setContent(content);
    m_conditionsPanel->setTableSource([this] {
        const bool token = pooling() == evaluate::Pooling::PerToken;
        return TableSource{token ? "conditions-per-token" : "conditions-mean-pooled",
                           tr("Conditions, %1%2: mean and standard deviation over seed pairs%3.")
                               .arg(toQt(evaluate::poolingName(pooling())),
                                    m_sections && m_sections->size() == 1 ? " (" + sectionTitle(m_sections->front()) + ")" : QString(),
                                    m_conditions->conditions().hasPaper() ? tr("; the paper's values are its %1").arg(toQt(pipeline::paperTable(pooling())))
                                                         : QString()),
                           m_conditions->shownTable(), m_sections ? addressesOf(*m_sections) : std::vector<store::Address>()};
    });
    connect(m_conditionsPanel, &Panel::emptyAsked, this, &ComparisonView::modelsAsked);
    connect(m_tabs, &QTabBar::currentChanged, this, &ComparisonView::showPooling);
    for (QPushButton* button : {m_deviations, m_paper})
        connect(button, &QPushButton::toggled, this,
                [this] { m_conditions->setShown(m_deviations->isChecked(), m_paper->isChecked()); });
    connect(m_complete, &QPushButton::toggled, this, &ComparisonView::showSections);
    connect(m_conditions, &ConditionsTable::cellChosen, this, &ComparisonView::chooseCell);
    return m_conditionsPanel;
}

Panel* ComparisonView::makeRuns() {
    m_runsPanel = new Panel(tr("Runs behind the cell"), this);
    m_runsModel = new RunsModel(this);
    m_runs = new DataTable(tr("Runs behind the cell"), m_runsPanel);
    m_runs->setData(m_runsModel);
    m_runs->horizontalHeader()->setStretchLastSection(true);
    m_open = new QPushButton(tr("Show its features"), m_runsPanel);
    m_open->setProperty("kind", "compact");
    m_open->setFont(smallFont());
    m_open->setToolTip(tr("Makes the selected run the result of all screens"));
    m_runsPanel->addHeaderWidget(m_open);
    m_runsPanel->setContent(m_runs);
    m_runsPanel->setTableSource([this] {
        std::vector<store::Address> of;
        for (int row = 0; row < m_runsModel->rowCount(); ++row)
            if (const auto* run = m_runsModel->runAt(row))
                of.push_back({store::Kind::Evaluation, run->evaluation.id.value});
        return TableSource{"runs-behind-the-cell", cellTitle(), m_runs->shownTable(), of};
    });
    const auto open = [this](int row) {
        if (const auto* run = m_runsModel->runAt(row))
            Q_EMIT resultAsked(run->evaluation.id.value);
    };
    connect(m_runs, &DataTable::rowChosen, this, open);
    connect(m_open, &QPushButton::clicked, this, [this, open] { open(m_runs->sourceRow(m_runs->currentIndex())); });
    connect(m_runs, &DataTable::currentRowChanged, this, [this](int row) { m_open->setEnabled(m_runsModel->runAt(row) != nullptr); });
    return m_runsPanel;
}

Panel* ComparisonView::makeYield() {
    m_yieldPanel = new Panel(tr("Yield and alignment"), this);
    m_yieldPanel->setTopic("yield-regression");
    m_yield = new Plot(tr("Universal features against alignment quality"), m_yieldPanel);
    m_yieldPanel->setContent(m_yield);
    return m_yieldPanel;
}

} // namespace crosseed::views
