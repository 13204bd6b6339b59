#include "views/counterfactuals/counterfactuals_view.h"
#include "views/counterfactuals/class_panel.h"
#include "views/counterfactuals/effect_panel.h"
#include "views/counterfactuals/moved_panel.h"
#include "views/counterfactuals/results_panel.h"
#include "views/counterfactuals/sentence_editor.h"
#include "views/shared/data_table.h"
#include <QDataStream>
#include <QIODevice>
#include <QSplitter>
#include <QVBoxLayout>

namespace crosseed::views {

namespace {

QSplitter* splitter(Qt::Orientation orientation, const QList<QWidget*>& widgets, const QList<int>& sizes) {
    auto* splitter = new QSplitter(orientation);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(scaled(6));
    for (int i = 0; i < widgets.size(); ++i) {
        splitter->addWidget(widgets[i]);
        splitter->setStretchFactor(i, sizes[i]);
    }
    splitter->setSizes(sizes);
    return splitter;
}

} // namespace

CounterfactualsView::CounterfactualsView(QWidget* parent)
    : QWidget(parent), m_editor(new SentenceEditor), m_effect(new EffectPanel), m_moved(new MovedPanel), m_classes(new ClassPanel),
      m_results(new ResultsPanel) {
    setAccessibleName("Counterfactuals");
    m_right = splitter(Qt::Vertical, {m_moved, m_classes}, {280, 235});
    m_columns = splitter(Qt::Horizontal, {m_editor, m_effect, m_right}, {635, 353, 337});
    m_rows = splitter(Qt::Vertical, {m_columns, m_results}, {520, 240});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(scaled(6), scaled(6), scaled(6), scaled(6));
    layout->addWidget(m_rows);
    setFocusProxy(m_editor);
}

void CounterfactualsView::setFeature(std::int32_t feature, const QString& label, double maximum) {
    m_maximum = maximum;
    const QString name = feature < 0 ? QString() : featureText(feature);
    m_editor->setFeature(name, label);
    m_effect->setFeature(name);
    m_results->setFeature(name);
    m_editor->showContent();
}

void CounterfactualsView::setEmpty(const QString& sentence, const QString& button) {
    m_editor->setFeature({}, {});
    m_effect->setFeature({});
    m_results->setFeature({});
    setAnswer(nullptr);
    setLines(nullptr);
    m_editor->showEmpty(sentence, button);
}

void CounterfactualsView::setAnswer(EditAnswerPtr answer) {
    m_editor->setAnswer(answer, m_maximum);
    m_effect->setAnswer(answer);
    m_moved->setAnswer(answer);
    m_classes->setAnswer(answer);
}

void CounterfactualsView::setPlacebo(const PlaceboRange& placebo) {
    m_effect->setPlacebo(placebo);
    m_results->setPlacebo(placebo);
}

void CounterfactualsView::setLines(CounterfactualLines lines) {
    m_results->setLines(std::move(lines));
}

void CounterfactualsView::setNotes(NotesPtr notes) {
    m_moved->setNotes(std::move(notes));
}

QByteArray CounterfactualsView::saveState() const {
    QByteArray state;
    QDataStream out(&state, QIODevice::WriteOnly);
    out << m_rows->saveState() << m_columns->saveState() << m_right->saveState() << m_results->table()->saveColumns() << m_moved->table()->saveColumns();
    return state;
}

void CounterfactualsView::restoreState(const QByteArray& state) {
    QDataStream in(state);
    QByteArray rows, columns, right, results, moved;
    in >> rows >> columns >> right >> results >> moved;
    if (in.status() != QDataStream::Ok)
        return;
    m_rows->restoreState(rows);
    m_columns->restoreState(columns);
    m_right->restoreState(right);
    m_results->table()->restoreColumns(results);
    m_moved->table()->restoreColumns(moved);
}

} // namespace crosseed::views
