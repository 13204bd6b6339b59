#include "views/comparison/comparison_view.h"
#include "views/comparison/conditions_table.h"
#include "views/comparison/draws_panel.h"
#include "views/comparison/measures.h"
#include "views/comparison/runs_model.h"
#include "views/comparison/trials.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::views {

namespace {
qsizetype runCount(const std::vector<pipeline::FinishedSection>& sections) {
    qsizetype runs = 0;
    for (const auto& section : sections)
        for (const auto& condition : section.conditions)
            runs += std::ssize(condition.runs);
    return runs;
}
} // namespace

ComparisonView::ComparisonView(QWidget* parent) : QWidget(parent) {
    m_drawsPanel = new DrawsPanel(this);
    m_left = new QSplitter(Qt::Vertical);
    m_left->addWidget(makeConditions());
    m_left->addWidget(makeRuns());
    m_left->setSizes({640, 180});
    m_right = new QSplitter(Qt::Vertical);
    m_right->addWidget(m_drawsPanel);
    m_right->addWidget(makeYield());
    m_right->setSizes({400, 420});
    m_columns = new QSplitter(Qt::Horizontal, this);
    m_columns->addWidget(m_left);
    m_columns->addWidget(m_right);
    m_columns->setSizes({904, 428});
    m_columns->setStretchFactor(0, 2);
    m_columns->setStretchFactor(1, 1);
    for (QSplitter* splitter : {m_columns, m_left, m_right}) {
        splitter->setHandleWidth(scaled(6));
        splitter->setChildrenCollapsible(false);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(scaled(6), scaled(6), scaled(6), scaled(6));
    layout->addWidget(m_columns);

    connect(m_drawsPanel, &DrawsPanel::drawsAsked, this, &ComparisonView::drawsAsked);
    connect(m_drawsPanel, &DrawsPanel::testAsked, this, &ComparisonView::testAsked);
    connect(m_drawsPanel, &DrawsPanel::currentChanged, this, &ComparisonView::showYield);
    connect(m_conditions, &DataTable::topicAsked, m_conditionsPanel, &Panel::topicAsked);
    connect(m_runs, &DataTable::topicAsked, m_runsPanel, &Panel::topicAsked);
    setComparison({});
}

void ComparisonView::setEditable(bool editable) {
    m_drawsPanel->setEditable(editable);
}

evaluate::Pooling ComparisonView::pooling() const {
    return m_tabs->currentIndex() == 1 ? evaluate::Pooling::MeanPooled : evaluate::Pooling::PerToken;
}

void ComparisonView::setComparison(ComparisonPtr comparison) {
    m_comparison = std::move(comparison);
    const auto tab = [this](int index, const QString& name, const PooledComparison* values) {
        m_tabs->setTabText(index, values ? tr("%1 · %2").arg(name, counted(runCount(values->sections), tr("run"))) : name);
    };
    tab(0, tr("Per token"), m_comparison ? &m_comparison->perToken : nullptr);
    tab(1, tr("Mean-pooled"), m_comparison ? &m_comparison->meanPooled : nullptr);
    showPooling();
}

void ComparisonView::showPooling() {
    showSections();
    m_drawsPanel->setComparison(m_comparison, pooling());
    showYield();
    Q_EMIT statusChanged();
}

void ComparisonView::showSections() {
    const bool some = m_comparison && !m_comparison->of(pooling()).sections.empty();
    const auto before = hasCell() ? std::pair(m_section, m_condition) : std::pair(-1, -1);
    auto sections = std::make_shared<std::vector<pipeline::FinishedSection>>();
    if (some)
        for (const auto& section : m_comparison->of(pooling()).sections)
            sections->push_back(m_complete->isChecked() ? section.complete() : section);
    m_sections = sections;
    m_section = m_condition = -1;
    m_conditions->setSections(m_sections);
    if (!some) {
        m_conditionsPanel->showEmpty(tr("Nothing finished yet; runs appear as they end."), tr("Go to Models"));
        showRuns();
        return;
    }
    m_conditionsPanel->showContent();
    showNote();
    const auto [section, condition] = before;
    const bool still = section >= 0 && section < std::ssize(*m_sections) &&
                       condition < std::ssize((*m_sections)[static_cast<std::size_t>(section)].conditions);
    const auto& first = m_sections->front();
    m_conditions->choose(still ? ConditionsModel::Place{section, condition}
                               : ConditionsModel::Place{0, static_cast<int>(first.best(m_measure).value_or(0))},
                         m_measure);
}

void ComparisonView::showNote() {
    QStringList sentences{tr("★ best mean of its column, data set and setting.")};
    qsizetype missing = 0;
    bool one = false, paper = false, fair = false;
    for (const auto& section : *m_sections)
        for (const auto& condition : section.conditions) {
            missing += std::ssize(condition.missing);
            one |= condition.runs.size() == 1;
            paper |= condition.paper.has_value();
            fair |= condition.condition == pipeline::Condition::RotatedFair;
        }
    if (one)
        sentences += tr("One pair has no s.d.");
    if (missing > 0)
        sentences += tr("Where pairs are missing, conditions average other pairs: see “complete pairs only”.");
    if (paper)
        sentences += tr("The paper's (%1): bert-base-uncased, means over its seed pairs, with the auxiliary loss; it gives no EV.")
                         .arg(toQt(pipeline::paperTable(pooling())));
    if (hasCell())
        if (const auto lacking = (*m_sections)[static_cast<std::size_t>(m_section)].lacking(); !lacking.empty()) {
            QStringList names;
            for (const auto condition : lacking)
                names += conditionName(condition).toLower();
            sentences += tr("Not trained in the setting of the chosen cell: %1.").arg(names.join("; "));
        }
    m_note->setText(sentences.join(" "));
}

bool ComparisonView::hasCell() const {
    return m_sections && m_section >= 0 && m_section < std::ssize(*m_sections) && m_condition >= 0 &&
           m_condition < std::ssize((*m_sections)[static_cast<std::size_t>(m_section)].conditions);
}

void ComparisonView::chooseCell(int section, int condition, pipeline::Measure measure) {
    m_section = section;
    m_condition = condition;
    m_measure = measure;
    showRuns();
    showNote();
    Q_EMIT statusChanged();
}

QString ComparisonView::cellTitle() const {
    if (!hasCell())
        return {};
    const auto& section = (*m_sections)[static_cast<std::size_t>(m_section)];
    const auto& condition = section.conditions[static_cast<std::size_t>(m_condition)];
    const pipeline::Spread spread = condition.spread(m_measure);
    const QString deviation = deviationText(m_measure, spread.sd);
    return tr("%1 · %2 · %3 = %4, mean of %5")
        .arg(toQt(section.corpus.name), conditionName(condition.condition), measureTitle(m_measure),
             measureText(m_measure, spread.mean) + (deviation.isEmpty() ? QString() : " " + deviation), counted(spread.n, tr("pair")));
}

void ComparisonView::showRuns() {
    const pipeline::FinishedCondition* condition =
        hasCell() ? &(*m_sections)[static_cast<std::size_t>(m_section)].conditions[static_cast<std::size_t>(m_condition)] : nullptr;
    m_runsModel->setCondition(m_sections, condition, m_measure);
    m_runsPanel->setRemark(cellTitle());
    m_open->setEnabled(false);
    if (!condition) {
        m_runsPanel->showEmpty(tr("Choose a cell of the table above."));
        return;
    }
    m_runsPanel->showContent();
    const bool remarks = !condition->missing.empty() ||
                         std::ranges::any_of(condition->runs, [](const pipeline::FinishedRun& run) { return run.older > 0; });
    m_runs->setColumnHidden(RunsModel::Remark, !remarks);
    m_runs->resizeColumnsToContents();
    m_runs->selectSourceRow(0);
}

void ComparisonView::showYield() {
    const int at = m_drawsPanel->current();
    if (at < 0) {
        m_yield->clear();
        m_yieldPanel->setRemark({});
        m_yieldPanel->setFigureSource({});
        m_yieldPanel->showEmpty(tr("The rotation test gives the points: alignment and yield of each trial."));
        return;
    }
    const PairTest& pair = m_comparison->of(pooling()).tests[static_cast<std::size_t>(at)];
    const TestPtr test(m_comparison, &pair);
    m_yieldPanel->showContent();
    m_yieldPanel->setFigureSource(
        [this] { return m_yield->figure("yield-and-alignment", tr("Universal features against alignment quality, 1 − NRE.")); });
    m_yieldPanel->setRemark(tr("%1 of one pair, not independent").arg(counted(std::ssize(pair.test.test.trials), tr("trial"))));
    m_yield->show([test](Plot& plot) { drawYield(plot, test->test); }, [test] { return trialsTable(*test, "yield-and-alignment"); });
}

QString ComparisonView::status() const {
    if (!m_sections || m_sections->empty())
        return tr("nothing finished yet");
    qsizetype conditions = 0;
    for (const auto& section : *m_sections)
        conditions += std::ssize(section.conditions);
    QString text = tr("<b>%1</b> · <b>%2</b>").arg(counted(conditions, tr("condition")), counted(runCount(*m_sections), tr("run")));
    if (hasCell()) {
        const auto& section = (*m_sections)[static_cast<std::size_t>(m_section)];
        text += tr(" · 1 cell selected (%1, %2, %3)")
                    .arg(toQt(section.corpus.name).toHtmlEscaped(),
                         conditionName(section.conditions[static_cast<std::size_t>(m_condition)].condition), measureTitle(m_measure));
    }
    return text;
}

QByteArray ComparisonView::saveState() const {
    QByteArray state;
    QDataStream out(&state, QIODevice::WriteOnly);
    out << quint32(1) << m_columns->saveState() << m_left->saveState() << m_right->saveState() << m_runs->saveColumns()
        << m_tabs->currentIndex() << m_deviations->isChecked() << m_paper->isChecked() << m_complete->isChecked();
    return state;
}

void ComparisonView::restoreState(const QByteArray& state) {
    QDataStream in(state);
    quint32 version = 0;
    QByteArray columns, left, right, runs;
    int tab = 0;
    bool deviations = true, paper = true, complete = false;
    in >> version >> columns >> left >> right >> runs >> tab >> deviations >> paper >> complete;
    if (version != 1 || in.status() != QDataStream::Ok)
        return;
    m_columns->restoreState(columns);
    m_left->restoreState(left);
    m_right->restoreState(right);
    m_runs->restoreColumns(runs);
    m_tabs->setCurrentIndex(std::clamp(tab, 0, 1));
    m_deviations->setChecked(deviations);
    m_paper->setChecked(paper);
    m_complete->setChecked(complete);
    showRuns(); // whether there are remarks is the runs' matter, not the state's
}

} // namespace crosseed::views
