#include "views/contexts/document_panel.h"
#include "views/shared/icons.h"
#include "views/shared/words.h"
#include <QApplication>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <qcustomplot.h>

namespace crosseed::views {

DocumentPanel::DocumentPanel(QWidget* parent) : Panel(tr("Whole document"), parent) {
    m_edit = new QPushButton(icon("counterfactuals"), tr("Edit this sentence"), this);
    m_edit->setProperty("kind", "compact");
    m_edit->setFont(smallFont());
    m_edit->setIconSize({scaled(14), scaled(14)});
    m_edit->setToolTip(tr("Takes the sentence to Counterfactuals (E)"));
    m_edit->setAccessibleName(tr("Edit this sentence"));
    addHeaderWidget(m_edit);
    auto* content = new QWidget(this);
    auto* layout = new QHBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* scroll = new QScrollArea(content);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view = new DocumentView(scroll);
    scroll->setWidget(m_view);
    layout->addWidget(scroll, 3);
    auto* side = new QScrollArea(content);
    side->setWidgetResizable(true);
    side->setFocusPolicy(Qt::NoFocus);
    side->setMinimumWidth(scaled(110));
    side->setMaximumWidth(scaled(270));
    side->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    side->setAccessibleName(tr("What is known of the document"));
    auto* facts = new QWidget(side);
    m_facts = new QFormLayout(facts);
    m_facts->setContentsMargins(scaled(10), scaled(8), scaled(8), scaled(8));
    m_facts->setVerticalSpacing(scaled(2));
    m_facts->setRowWrapPolicy(QFormLayout::WrapLongRows);
    m_facts->setHorizontalSpacing(scaled(14));
    side->setWidget(facts);
    layout->addWidget(side, 1);
    setContent(content);
    setTopic("wordpiece");
    connect(m_edit, &QPushButton::clicked, this, &DocumentPanel::editAsked);
    setDocument({}, -1, {}, 0, {}, {});
}

void DocumentPanel::setDocument(const CodedTextPtr& text, std::int64_t node, const QString& feature, double maximum,
                                const LineShape& shape, const std::vector<DocumentFact>& facts) {
    m_text = text;
    m_feature = feature;
    m_maximum = maximum;
    m_shape = shape;
    m_edit->setEnabled(text != nullptr);
    m_view->setText(text, node, maximum, shape);
    setTitle(text ? tr("Whole document %1").arg(toQt(text->document.id)) : tr("Whole document"));
    setRemark(text ? tr("every code of %1 in it").arg(feature) : QString());
    setFigureSource(text ? [this] { return figure(); } : std::function<Figure()>());
    setTableSource(text ? [this] { return table(); } : std::function<TableSource()>());
    fill(facts);
    if (text)
        showContent();
    else
        showEmpty(tr("Choose a line to see its whole document here"));
}

void DocumentPanel::setShape(const LineShape& shape, double maximum) {
    if (m_shape == shape && m_maximum == maximum) return;
    m_shape = shape;
    m_maximum = maximum;
    m_view->setText(m_text, m_view->node(), maximum, shape);
}

void DocumentPanel::fill(const std::vector<DocumentFact>& facts) {
    while (m_facts->rowCount() > 0)
        m_facts->removeRow(0);
    if (!m_text) return;
    std::vector<DocumentFact> all = facts;
    const auto& text = *m_text;
    all.push_back({tr("fires at"), tr("%1 of %2 tokens in A, %3 in B").arg(count(text.firesA), count(text.tokens), count(text.firesB))});
    for (const DocumentFact& fact : all) {
        auto* name = new QLabel(fact.name);
        name->setProperty("kind", "secondary");
        auto* value = new QLabel(fact.value);
        for (QLabel* label : {name, value}) // columns of the corpus are no markup
            label->setTextFormat(Qt::PlainText);
        value->setAccessibleName(fact.name);
        value->setWordWrap(true);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_facts->addRow(name, value);
    }
}

Figure DocumentPanel::figure() const {
    Figure figure;
    figure.name = "document-" + toQt(m_text->document.id).replace('/', '-') + "-" + m_feature;
    figure.caption = tr("The codes of %1 in document %2: A above, B below").arg(m_feature, toQt(m_text->document.id));
    figure.data = table();
    const ShownPart part = shownDocument(*m_text, m_shape);
    QFont font = QApplication::font();
    font.setPixelSize(12); // units of the figure
    const double width = 160 * 96 / 25.4;
    figure.size = QSizeF(160, (DocumentLayout(part, font, width, 5.5).height() + 4) * 25.4 / 96);
    const double maximum = m_maximum;
    figure.paint = [part, maximum, font](QCPPainter& painter, const QSizeF& size, Theme theme) {
        DocumentLayout(part, font, size.width(), 5.5).paint(painter, maximum, theme, -1, -1);
    };
    return figure;
}

TableSource DocumentPanel::table() const {
    TableSource source;
    source.name = "document-" + toQt(m_text->document.id).replace('/', '-') + "-" + m_feature;
    source.caption = tr("The codes of %1 in document %2").arg(m_feature, toQt(m_text->document.id));
    source.table.columns = {{"word", false}, {"pieces", false}, {"A"}, {"B"}};
    const ShownPart part = shownDocument(*m_text, m_shape);
    const int digits = m_maximum >= 1 || !(m_maximum > 0) ? 2 : m_maximum >= .1 ? 3 : 4; // of a small scale more, so that codes differ
    for (const ShownWord& word : part.words)
        source.table.rows.push_back({toStd(word.strip.word), toStd(word.strip.pieces), text::fixedCell(word.strip.a, digits),
                                     text::fixedCell(word.strip.b, digits)});
    return source;
}

} // namespace crosseed::views
