#include "views/counterfactuals/results_panel.h"
#include "views/counterfactuals/results_delegate.h"
#include "views/counterfactuals/results_model.h"
#include "views/shared/data_table.h"
#include "views/shared/exports.h"
#include "views/shared/icons.h"
#include "views/shared/words.h"
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

namespace crosseed::views {

ResultsPanel::ResultsPanel(QWidget* parent)
    : Panel("Counterfactual results", parent), m_model(new ResultsModel(this)), m_table(new DataTable("Counterfactual results")) {
    setTopic("effect");
    auto* paper = new QPushButton(icon("export"), "Export as Table 2");
    paper->setProperty("kind", "compact");
    paper->setToolTip("Original, counterfactual, edit type and effect, as the paper's Table 2: LaTeX, CSV or XLSX");
    paper->setIconSize(QSize(scaled(16), scaled(16)));
    addHeaderWidget(paper);
    auto* columns = new QToolButton;
    columns->setIcon(icon("columns"));
    columns->setIconSize(QSize(scaled(16), scaled(16)));
    columns->setToolTip("Choose columns");
    columns->setAccessibleName("Choose columns");
    addHeaderWidget(columns);
    m_table->setData(m_model);
    m_table->setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::SelectedClicked);
    auto* italics = new ItalicsDelegate(*m_model, *m_table);
    auto* effects = new EffectDelegate(*m_model, m_placebo, *m_table);
    m_table->setItemDelegateForColumn(ResultsModel::Original, italics);
    m_table->setItemDelegateForColumn(ResultsModel::Edited, italics);
    m_table->setItemDelegateForColumn(ResultsModel::EffectA, effects);
    m_table->setItemDelegateForColumn(ResultsModel::EffectB, effects);
    const int widths[] = {28, 218, 208, 112, 122, 56, 138, 56, 138, 230, 60};
    for (int column = 0; column < ResultsModel::ColumnCount; ++column)
        m_table->setColumnWidth(column, scaled(widths[column]));
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->installEventFilter(this);
    setContent(m_table);
    connect(paper, &QPushButton::clicked, this, &ResultsPanel::exportPaperTable);
    connect(columns, &QToolButton::clicked, this, [this, columns] { m_table->columnMenu()->popup(columns->mapToGlobal(QPoint(0, columns->height()))); });
    connect(m_model, &ResultsModel::noteEdited, this, &ResultsPanel::noteEdited);
    connect(m_table, &DataTable::rowChosen, this, &ResultsPanel::openRow);
    connect(m_table, &QAbstractItemView::clicked, this, [this](const QModelIndex& index) {
        const CounterfactualLine* line = m_model->line(m_table->sourceRow(index));
        if (line && line->isRule && index.column() == ResultsModel::Why)
            showSingles(*line);
    });
    connect(m_table, &DataTable::topicAsked, this, &Panel::topicAsked);
    setTableSource([this] { return TableSource{"counterfactuals-" + m_feature, "Counterfactuals for " + m_feature, m_table->shownTable(), addresses()}; });
    setLines(nullptr);
}

void ResultsPanel::setFeature(const QString& feature) {
    m_feature = feature;
    setRemark(remark());
}

void ResultsPanel::setLines(CounterfactualLines lines) {
    m_lines = std::move(lines);
    m_model->setLines(m_lines);
    setRemark(remark());
    if (m_model->rowCount() > 0)
        showContent();
    else
        showEmpty("No rows yet. Enter in the edit adds one.");
}

void ResultsPanel::setPlacebo(const PlaceboRange& placebo) {
    m_placebo = placebo;
    setRemark(remark());
    m_table->viewport()->update();
}

QString ResultsPanel::remark() const {
    if (m_feature.isEmpty() || m_model->rowCount() == 0)
        return {};
    QString text = QString("%1 for %2").arg(counted(m_model->rowCount(), "row"), m_feature);
    if (m_placebo.edits > 0)
        text += " · grey band: range of " + counted(m_placebo.edits, "placebo edit");
    return text;
}

void ResultsPanel::select(std::int64_t key) {
    m_table->selectSourceRow(m_model->rowOf(key));
}

std::vector<store::Address> ResultsPanel::addresses() const {
    std::vector<store::Address> all;
    for (int row = 0; row < m_model->rowCount(); ++row)
        all.push_back({m_model->line(row)->isRule ? store::Kind::EditStudy : store::Kind::Counterfactual, m_model->line(row)->id});
    return all;
}

TableSource ResultsPanel::paperTable() const {
    return {"table2-" + m_feature, QString("Causal ablation results for feature %1: relative change of the peak activation in A and in B").arg(m_feature.mid(1)),
            m_lines ? views::paperTable(*m_lines) : text::Table{}, addresses()};
}

void ResultsPanel::exportPaperTable() {
    if (Exporter* exporter = exporterOf(this))
        exporter->exportTable(this, paperTable());
}

void ResultsPanel::openRow(int sourceRow) {
    const CounterfactualLine* line = m_model->line(sourceRow);
    if (!line)
        return;
    if (line->isRule)
        showSingles(*line);
    else
        Q_EMIT openAsked(line->key);
}

void ResultsPanel::showSingles(const CounterfactualLine& line) {
    if (Exporter* exporter = exporterOf(this))
        exporter->showData(this, {"rule-" + m_feature, QString("Single results of the rule %1 for %2").arg(line.original, m_feature), line.singles, {{store::Kind::EditStudy, line.id}}});
}

bool ResultsPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_table && event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Delete) {
        std::vector<std::int64_t> keys;
        for (const int row : m_table->selectedSourceRows())
            if (const CounterfactualLine* line = m_model->line(row))
                keys.push_back(line->key);
        if (!keys.empty())
            Q_EMIT removeAsked(keys);
        return true;
    }
    return Panel::eventFilter(watched, event);
}

} // namespace crosseed::views
