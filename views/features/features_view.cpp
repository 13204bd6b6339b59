#include "views/features/features_view.h"
#include "views/features/feature_page.h"
#include "views/features/feature_table.h"
#include "views/features/threshold_panel.h"
#include "views/shared/data_table.h"
#include "views/shared/palette.h"
#include <QDataStream>
#include <QSplitter>
#include <QVBoxLayout>

namespace crosseed::views {

namespace {
constexpr std::int64_t contextsOnPage = 50, contextsABand = 10;
}

FeaturesView::FeaturesView(QWidget* parent) : QWidget(parent), m_model(new FeatureModel(this)) {
    setAccessibleName(tr("Features"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_across = new QSplitter(Qt::Horizontal, this);
    m_down = new QSplitter(Qt::Vertical, m_across);
    m_threshold = new ThresholdPanel(m_down);
    m_table = new FeatureTable(*m_model, m_down);
    m_page = new FeaturePageView(*m_model, m_across);
    m_down->addWidget(m_threshold);
    m_down->addWidget(m_table);
    m_across->addWidget(m_down);
    m_across->addWidget(m_page);
    for (QSplitter* splitter : {m_across, m_down}) {
        splitter->setHandleWidth(scaled(6));
        splitter->setChildrenCollapsible(false);
        splitter->setStretchFactor(1, splitter == m_down ? 1 : 0);
        splitter->setStretchFactor(0, splitter == m_down ? 0 : 1);
    }
    m_down->setSizes({scaled(244), scaled(520)});
    m_across->setSizes({scaled(908), scaled(426)});
    layout->addWidget(m_across);
    makeConnections();
    setResult(nullptr);
}

void FeaturesView::makeConnections() {
    connect(m_threshold, &ThresholdPanel::moved, this, &FeaturesView::showThreshold);
    connect(m_threshold, &ThresholdPanel::chosen, this, &FeaturesView::thresholdChosen);
    connect(m_threshold, &ThresholdPanel::rotationTestAsked, this, &FeaturesView::rotationTestAsked);
    connect(m_table, &FeatureTable::selected, this, &FeaturesView::selected);
    connect(m_table, &FeatureTable::shownChanged, this, [this] {
        m_table->select(m_selected, m_feature); // what a filter hid and now shows again
        m_page->setSteps(m_table->neighbour(-1) >= 0, m_table->neighbour(1) >= 0);
        Q_EMIT statusChanged();
    });
    connect(m_table, &FeatureTable::chosen, this, [this](std::int32_t feature) {
        Q_EMIT selected({feature}, feature);
        Q_EMIT contextsScreenAsked();
    });
    connect(m_table, &FeatureTable::wordAsked, this, &FeaturesView::wordAsked);
    connect(m_table, &FeatureTable::codebookAsked, this, &FeaturesView::codebookAsked);
    connect(m_table, &FeatureTable::topicAskedAt, m_table, &Panel::topicAsked);
    connect(m_page, &FeaturePageView::stepAsked, this, &FeaturesView::step);
    connect(m_page, &FeaturePageView::contextsAsked, this, [this](evaluate::ContextGroup group) {
        m_group = group;
        ask();
    });
    connect(m_page, &FeaturePageView::contextsScreenAsked, this, &FeaturesView::contextsScreenAsked);
    connect(m_page, &FeaturePageView::counterfactualAsked, this, &FeaturesView::counterfactualAsked);
    connect(m_page, &FeaturePageView::lineSelected, this, &FeaturesView::lineSelected);
    connect(m_page, &FeaturePageView::noteEdited, this, &FeaturesView::noteEdited);
    connect(m_model, &FeatureModel::noteEdited, this, &FeaturesView::noteEdited);
}

void FeaturesView::setResult(ResultPtr result) {
    m_page->flush();
    m_selected.clear();
    m_feature = -1;
    m_threshold->setResult(result);
    m_model->setResult(result);
    m_page->setFeature(-1);
    if (!result) {
        m_threshold->showEmpty(tr("No result yet; train a pair on Models."));
        m_table->showEmpty(tr("No features yet."));
    } else {
        m_threshold->showContent();
        m_table->showContent();
    }
    Q_EMIT statusChanged();
}

void FeaturesView::setIntervals(IntervalsPtr intervals) {
    m_model->setIntervals(std::move(intervals));
}

void FeaturesView::setWarnings(WarningsPtr warnings) {
    m_model->setWarnings(std::move(warnings));
    m_table->refilter();
}

void FeaturesView::setNotes(NotesPtr notes) {
    m_model->setNotes(std::move(notes));
    m_table->refilter();
    m_page->showNote();
}

void FeaturesView::setThreshold(double r, std::int64_t minimumRows) {
    m_threshold->setThreshold(r, minimumRows);
    showThreshold(r, minimumRows);
}

void FeaturesView::showThreshold(double r, std::int64_t minimumRows) {
    if (r != m_model->threshold() || minimumRows != m_model->minimumRows()) {
        m_model->setThreshold(r, minimumRows);
        m_table->thresholdChanged();
    }
    m_page->showPlace(yield().universal);
    Q_EMIT statusChanged();
}

void FeaturesView::setControls(ControlsPtr controls) {
    m_threshold->setControls(std::move(controls));
}

void FeaturesView::setEditable(bool editable) {
    m_model->setEditable(editable);
    m_page->setEditable(editable);
}

void FeaturesView::select(const std::vector<std::int32_t>& features, std::int32_t current) {
    m_selected = features;
    m_table->select(features, current);
    if (current != m_feature)
        showFeature(current);
    m_page->setSteps(m_table->neighbour(-1) >= 0, m_table->neighbour(1) >= 0);
    Q_EMIT statusChanged();
}

void FeaturesView::showFeature(std::int32_t feature) {
    m_feature = feature;
    m_page->setFeature(feature);
    m_page->showPlace(yield().universal);
    ask();
}

void FeaturesView::ask() {
    if (m_feature < 0 || !m_model->result())
        return;
    PageQuestion question;
    question.feature = m_feature;
    question.contexts.group = m_group;
    question.contexts.count = m_group == evaluate::ContextGroup::Bands ? contextsABand : contextsOnPage;
    Q_EMIT pageAsked(question);
}

void FeaturesView::setPage(FeaturePagePtr page) {
    m_page->setPage(std::move(page));
}

void FeaturesView::setContexts(std::int32_t feature, ContextsPtr contexts) {
    if (feature == m_feature)
        m_page->setContexts(std::move(contexts));
}

void FeaturesView::setFiring(const QString& word, FeatureSetPtr firing) {
    m_table->tableBar()->setFiring(word, std::move(firing));
}

void FeaturesView::toggleStar() {
    if (m_feature >= 0)
        m_model->setData(m_model->index(m_feature, FeatureModel::Star), !m_model->note(m_feature).star);
}

void FeaturesView::step(int by) {
    if (const std::int32_t next = m_table->neighbour(by); next >= 0)
        Q_EMIT selected({next}, next);
}

void FeaturesView::focusSearch() {
    m_table->bar()->focusSearch();
}

evaluate::ThresholdYield FeaturesView::yield() const {
    return m_threshold->yield();
}

QByteArray FeaturesView::saveState() const {
    QByteArray state;
    QDataStream out(&state, QIODevice::WriteOnly);
    out << m_across->saveState() << m_down->saveState() << m_table->saveState();
    return state;
}

void FeaturesView::restoreState(const QByteArray& state) {
    QByteArray across, down, table;
    QDataStream in(state);
    in >> across >> down >> table;
    if (in.status() != QDataStream::Ok)
        return;
    m_across->restoreState(across);
    m_down->restoreState(down);
    m_table->restoreState(table);
}

} // namespace crosseed::views
