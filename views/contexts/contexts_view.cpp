#include "views/contexts/contexts_view.h"
#include "views/contexts/concordance_export.h"
#include "views/contexts/concordance_table.h"
#include "views/contexts/scale_legend.h"
#include "views/contexts/shrinking_row.h"
#include "views/shared/icons.h"
#include "views/shared/words.h"
#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

namespace crosseed::views {

using evaluate::ContextOrder;

namespace {
constexpr std::size_t firstLines = 200, moreLines = 400; // texts asked for at once
} // namespace

ContextsView::ContextsView(QWidget* parent) : QWidget(parent) {
    m_choices = new ChoicePanel(this);
    m_lines = new Panel(tr("Contexts"), this);
    m_lines->setTopic("contexts");
    m_document = new DocumentPanel(this);
    auto* content = new QWidget(m_lines);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(toolRow());
    m_table = new ConcordanceTable(m_model, content);
    layout->addWidget(m_table, 1);
    m_lines->setContent(content);
    m_lines->setFigureSource([this] { return figure(); });
    m_lines->setTableSource([this] { return tableSource(); });

    m_down = new QSplitter(Qt::Vertical, this);
    m_down->addWidget(m_lines);
    m_down->addWidget(m_document);
    m_down->setStretchFactor(0, 1);
    m_down->setSizes({scaled(606), scaled(152)});
    m_across = new QSplitter(Qt::Horizontal, this);
    m_across->addWidget(m_choices);
    m_across->addWidget(m_down);
    m_across->setStretchFactor(1, 1);
    m_across->setSizes({scaled(250), scaled(1090)});
    for (QSplitter* splitter : {m_down, m_across}) {
        splitter->setHandleWidth(scaled(6));
        splitter->setChildrenCollapsible(false);
    }
    m_across->setCollapsible(0, true); // room for the lines with a large font
    auto* whole = new QHBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_across);
    connectParts();
    m_model.setShape(m_choices->shape());
    m_model.setGroups(m_choices->groups());
    setFeature(-1, {});
}

QWidget* ContextsView::toolRow() {
    auto* bar = new ShrinkingRow(this);
    QHBoxLayout* row = bar->row();
    m_search = new QLineEdit(bar);
    m_search->setPlaceholderText(tr("word, document or class"));
    m_search->setAccessibleName(tr("Search the lines"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon("search"), QLineEdit::LeadingPosition);
    m_search->setMinimumWidth(scaled(90));
    m_search->setMaximumWidth(scaled(228));
    row->addWidget(m_search, 1);
    const auto chip = [&](const QString& text, const QString& tip, std::vector<ContextOrder> keys) {
        auto* button = new QPushButton(text, bar);
        button->setProperty("kind", "chip");
        button->setFont(smallFont());
        button->setCheckable(true);
        button->setToolTip(tip);
        button->setAccessibleName(text);
        row->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, keys] { m_choices->setKeys(keys); });
        return button;
    };
    m_strongest = chip(tr("strongest first"), tr("By the larger of the two codes"), {ContextOrder::Activation});
    m_words = chip(tr("sort R1, L1, code"), tr("By the word after the token, then by the one before it, then by the code"),
                   {ContextOrder::Right1, ContextOrder::Left1, ContextOrder::Activation});
    m_disagree = chip(tr("A and B disagree most"), tr("By how far the two codes lie apart"), {ContextOrder::Difference});
    bar->setOptional({m_words, m_disagree, m_strongest});
    row->addStretch(0);
    m_more = new QPushButton(tr("Show more"), bar);
    m_more->setProperty("kind", "compact");
    m_more->setAccessibleName(tr("Show more lines"));
    m_more->hide();
    row->addWidget(m_more);
    m_scale = new ScaleLegend(bar);
    row->addWidget(m_scale, 2);
    auto* columns = new QToolButton(bar);
    columns->setIcon(icon("columns"));
    columns->setIconSize({scaled(16), scaled(16)});
    columns->setPopupMode(QToolButton::InstantPopup);
    columns->setToolTip(tr("Columns"));
    columns->setAccessibleName(tr("Columns of the lines"));
    auto* menu = new QMenu(columns);
    columns->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        m_table->fillColumnMenu(*menu);
    });
    row->addWidget(columns);
    return bar;
}

void ContextsView::connectParts() {
    connect(m_choices, &ChoicePanel::featureChosen, this, &ContextsView::featureChosen);
    connect(m_choices, &ChoicePanel::groupsChanged, this, [this] {
        m_model.setGroups(m_choices->groups());
        m_stopped = false;
        askTexts();
    });
    connect(m_choices, &ChoicePanel::shapeChanged, this, [this] {
        const bool strips = m_model.shape().strips;
        m_model.setShape(m_choices->shape());
        if (strips != m_model.shape().strips) m_table->fit();
        m_table->horizontalHeader()->viewport()->update();
        m_document->setShape(m_model.shape(), maximum());
        showSortChips();
    });
    connect(m_choices, &ChoicePanel::optionsChanged, this, [this] {
        m_keepTexts = true;
        m_stopped = false;
        if (m_result && m_feature >= 0) Q_EMIT concordanceAsked(options());
    });
    connect(m_search, &QLineEdit::textChanged, &m_model, &ConcordanceModel::setSearch);
    auto* leave = new QShortcut(Qt::Key_Escape, m_search, nullptr, nullptr, Qt::WidgetShortcut);
    connect(leave, &QShortcut::activated, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_search, &QLineEdit::returnPressed, m_table, qOverload<>(&QWidget::setFocus));
    connect(&m_model, &ConcordanceModel::linesChanged, this, &ContextsView::showCounts);
    connect(m_table, &ConcordanceTable::keyAsked, m_choices, &ChoicePanel::prependKey);
    connect(m_table, &ConcordanceTable::currentLineChanged, this, &ContextsView::showLine);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ContextsView::statusChanged);
    connect(m_table, &ConcordanceTable::opened, this, [this](int row) {
        m_document->show();
        showLine(row);
        m_document->view()->setFocus();
    });
    connect(m_table, &ConcordanceTable::previewed, this, [this] { m_document->setVisible(!m_document->isVisible()); });
    connect(m_table, &ConcordanceTable::edited, this, [this] { edit(); });
    connect(m_document, &DocumentPanel::editAsked, this, &ContextsView::edit);
    connect(m_document->view(), &DocumentView::wordChosen, this, [this](std::int64_t row) {
        if (m_document->text() && m_result) Q_EMIT documentChosen(m_result->index.documentOf(m_document->text()->text), row);
    });
    connect(m_lines, &Panel::stopAsked, this, [this] {
        m_stopped = true;
        m_waiting = false;
        m_lines->showIdle();
        Q_EMIT loadingStopped();
        showCounts();
    });
    connect(m_lines, &Panel::emptyAsked, this, [this] {
        if (m_feature < 0)
            Q_EMIT strongestAsked();
        else
            m_choices->showAnyClass();
    });
    connect(m_more, &QPushButton::clicked, this, [this] {
        m_stopped = false;
        askTexts();
    });
}

void ContextsView::setResult(const ResultPtr& result) {
    m_result = result;
    m_choices->setClasses(result ? result->classNames : std::vector<std::string>(),
                          result ? toQt(text::splitName(result->evaluation.split)) : QString());
    setFeature(-1, {});
}

void ContextsView::setFeatures(const std::vector<FeatureName>& features) {
    m_choices->setFeatures(features);
}

void ContextsView::setFeature(std::int32_t feature, const QString& label) {
    const bool same = feature == m_feature && feature >= 0;
    m_feature = feature;
    m_label = label;
    m_choices->setFeature(feature);
    if (same) return showCounts();
    m_keepTexts = m_waiting = m_stopped = false;
    m_model.setConcordance({}, m_result ? m_result->classNames : std::vector<std::string>(), false);
    m_choices->setConcordance({});
    m_document->setDocument({}, -1, {}, 0, m_model.shape(), {});
    m_lines->clearNotice();
    showCounts();
    showSortChips();
    if (m_result && feature >= 0) {
        m_lines->showBusy(tr("finding the lines"));
        Q_EMIT concordanceAsked(options());
    }
}

void ContextsView::setConcordance(const ConcordancePtr& concordance) {
    if (!concordance || concordance->feature != m_feature) return;
    m_lines->clearNotice();
    m_waiting = false;
    m_model.setConcordance(concordance, m_result ? m_result->classNames : std::vector<std::string>(), m_keepTexts);
    m_keepTexts = true;
    m_choices->setConcordance(concordance);
    m_scale->setMaximum(concordance->maximum);
    m_document->setShape(m_model.shape(), concordance->maximum);
    askTexts();
    if (m_model.rowCount() > 0 && !m_table->currentIndex().isValid()) {
        m_quiet = true; // looking is not choosing
        m_table->chooseRow(std::min(1, m_model.rowCount() - 1));
        m_quiet = false;
    }
}

void ContextsView::addTexts(std::int32_t feature, std::vector<evaluate::CodedText> texts) {
    if (feature != m_feature) return;
    m_waiting = false;
    m_model.addTexts(std::move(texts));
    if (!m_document->text() && m_table->currentIndex().isValid()) {
        m_quiet = true;
        showLine(m_table->currentIndex().row());
        m_quiet = false;
    }
    askTexts();
}

void ContextsView::askTexts() {
    if (!m_waiting && !m_stopped) {
        const auto missing = m_model.missingTexts(m_model.shownTexts() + m_model.shownLookAlikes() == 0 ? firstLines : moreLines);
        if (!missing.empty()) {
            m_waiting = true;
            Q_EMIT textsAsked(missing);
        }
    }
    showCounts();
}

void ContextsView::showFailure(const QString& sentence) {
    m_waiting = false;
    m_stopped = true;
    m_lines->showIdle();
    m_lines->showError(sentence);
}

void ContextsView::showLine(int row) {
    const auto* line = m_model.line(row);
    const evaluate::CodedText* text = m_model.text(row);
    if (line && text)
        m_document->setDocument(std::make_shared<evaluate::CodedText>(*text), line->token, featureName(), maximum(), m_model.shape(), factsOf(*text));
    if (line && !m_quiet) Q_EMIT documentChosen(line->position, line->token);
    Q_EMIT statusChanged();
}

void ContextsView::showDocument(const CodedTextPtr& text, std::int64_t row) {
    if (!text || !m_result || m_feature < 0) return;
    const std::int64_t position = m_result->index.documentOf(text->text);
    const auto* now = m_model.line(m_table->currentIndex().row());
    const int at = now && now->position == position ? -1 : m_model.firstRowOf(position);
    m_quiet = true;
    if (at >= 0) m_table->chooseRow(at);
    m_quiet = false;
    m_document->setDocument(text, row, featureName(), maximum(), m_model.shape(), factsOf(*text));
}

void ContextsView::edit() {
    const auto* line = m_model.line(m_table->currentIndex().row());
    const bool other = m_document->text() && m_result && (!line || line->text != m_document->text()->text);
    if (other)
        Q_EMIT editAsked(m_result->index.documentOf(m_document->text()->text), m_document->view()->node());
    else if (line)
        Q_EMIT editAsked(line->position, line->token);
}

} // namespace crosseed::views
