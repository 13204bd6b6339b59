#include "views/alignment/alignment_view.h"
#include "views/alignment/alignment_figures.h"
#include "views/alignment/alignment_tables.h"
#include "views/alignment/duplicates_panel.h"
#include "views/alignment/numbers_panel.h"
#include "views/alignment/pca_plot.h"
#include "views/shared/panel.h"
#include "views/shared/selection.h"
#include "views/shared/words.h"
#include <QDataStream>
#include <QSplitter>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace crosseed::views {

struct AlignmentView::Parts {
    PcaPlot *before, *after;
    Plot *singular, *sizes, *cosines;
    Panel *beforePanel, *afterPanel, *singularPanel, *sizesPanel, *cosinePanel, *empty;
    NumbersPanel* numbers;
    DuplicatesPanel* duplicates;
    QSplitter *rows, *top, *bottom;
    QStackedLayout* stack;
};

AlignmentView::AlignmentView(QWidget* parent) : QWidget(parent), m_parts(std::make_shared<Parts>()) {
    build();
    connectParts();
    for (Half half : {Half::Alignment, Half::Geometry})
        showAbsent(half);
}

Panel* AlignmentView::figurePanel(const QString& title, const QString& topic, Plot* plot, std::function<TableSource()> table,
                                  const QString& name) {
    auto* panel = new Panel(title, this);
    panel->setContent(plot);
    panel->setTopic(topic);
    panel->setTableSource(table);
    panel->setFigureSource([plot, table, name, title] {
        Figure figure = plot->figure(name, title);
        figure.data = table();
        figure.caption = figure.data.caption;
        return figure;
    });
    return panel;
}

void AlignmentView::build() {
    Parts& p = *m_parts;
    p.before = new PcaPlot(PcaPlot::Cloud::Before, tr("Tokens before the rotation"), this);
    p.after = new PcaPlot(PcaPlot::Cloud::After, tr("Tokens after the rotation"), this);
    p.singular = new Plot(tr("Singular values"), this);
    p.sizes = new Plot(tr("Alignment error and sample size"), this);
    p.cosines = new Plot(tr("Distribution of |cosine|"), this);
    const auto ofPca = [this](bool after) {
        return [this, after] { return m_geometry && m_result ? pcaTable(*m_geometry, *m_result, after) : TableSource(); };
    };
    const auto ofStudy = [this](TableSource (*table)(const AlignmentData&)) {
        return [this, table] { return m_alignment ? table(*m_alignment) : TableSource(); };
    };
    p.beforePanel = figurePanel(tr("Before the rotation"), "pca", p.before, ofPca(false), "pca-before");
    p.afterPanel = figurePanel(tr("After the rotation"), "pca", p.after, ofPca(true), "pca-after");
    p.numbers = new NumbersPanel(this);
    p.singularPanel = figurePanel(tr("Singular values"), "singular-values", p.singular, ofStudy(singularValuesTable), "singular-values");
    p.sizesPanel = figurePanel(tr("Alignment error and sample size"), "sample-size", p.sizes, ofStudy(sizesTable),
                               "alignment-error-by-sample");
    p.cosinePanel = figurePanel(tr("How similar are the features?"), "cosine", p.cosines,
                                [this] { return m_geometry && m_result ? cosineTable(*m_geometry, *m_result) : TableSource(); }, "cosines");
    p.duplicates = new DuplicatesPanel(this);

    p.rows = new QSplitter(Qt::Vertical, this);
    p.top = new QSplitter(Qt::Horizontal, p.rows);
    p.bottom = new QSplitter(Qt::Horizontal, p.rows);
    for (Panel* panel : {p.beforePanel, p.afterPanel, static_cast<Panel*>(p.numbers)})
        p.top->addWidget(panel);
    for (Panel* panel : {p.singularPanel, p.sizesPanel, p.cosinePanel, static_cast<Panel*>(p.duplicates)})
        p.bottom->addWidget(panel);
    for (QSplitter* splitter : {p.rows, p.top, p.bottom}) {
        splitter->setHandleWidth(scaled(6));
        splitter->setChildrenCollapsible(false);
    }
    p.rows->setSizes({scaled(442), scaled(318)});
    p.top->setSizes({scaled(492), scaled(492), scaled(344)});
    p.bottom->setSizes({scaled(325), scaled(325), scaled(325), scaled(344)});
    p.empty = new Panel(tr("Alignment"), this);
    p.empty->setContent(new QWidget(p.empty));
    p.stack = new QStackedLayout;
    p.stack->addWidget(p.rows);
    p.stack->addWidget(p.empty);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(p.stack);
    setFocusProxy(p.before);
}

std::vector<Panel*> AlignmentView::panelsOf(Half half) const {
    const Parts& p = *m_parts;
    return half == Half::Alignment ? std::vector<Panel*>{p.numbers, p.singularPanel, p.sizesPanel}
                                   : std::vector<Panel*>{p.beforePanel, p.afterPanel, p.cosinePanel, p.duplicates};
}

void AlignmentView::connectParts() {
    Parts& p = *m_parts;
    connect(p.before, &PcaPlot::planeChanged, p.after, &PcaPlot::setPlane);
    connect(p.after, &PcaPlot::planeChanged, p.before, &PcaPlot::setPlane);
    for (PcaPlot* plot : {p.before, p.after})
        connect(plot, &PcaPlot::tokenChosen, this, &AlignmentView::chooseToken);
    for (Half half : {Half::Alignment, Half::Geometry})
        for (Panel* panel : panelsOf(half)) {
            connect(panel, &Panel::stopAsked, this, [this, half] { Q_EMIT stopAsked(half); });
            connect(panel, &Panel::topicAsked, this, &AlignmentView::topicAsked);
            const bool isNumbers = panel == p.numbers;
            connect(panel, &Panel::noticeAsked, this, [this, half, isNumbers] {
                if (isNumbers && m_leadsBack && m_alignment)
                    Q_EMIT studyAsked(m_alignment->used.texts);
                else
                    Q_EMIT againAsked(half);
            });
        }
    connect(p.empty, &Panel::emptyAsked, this, &AlignmentView::emptyAsked);
    connect(p.numbers, &NumbersPanel::sampleAsked, this, &AlignmentView::studyAsked);
    connect(p.numbers, &NumbersPanel::testAsked, this, &AlignmentView::testAsked);
    connect(p.duplicates, &DuplicatesPanel::borderAsked, this, &AlignmentView::geometryAsked);
    connect(p.duplicates, &DuplicatesPanel::pairSelected, this, [this](qint32 first, qint32 second) {
        if (m_selection)
            m_selection->select({first, second}, first);
    });
    connect(p.duplicates, &DuplicatesPanel::pairOpened, this, [this](qint32 first, qint32 second) {
        if (m_selection)
            m_selection->select({first, second}, first);
        Q_EMIT featureOpened(first);
    });
}

void AlignmentView::setSelection(Selection* selection) {
    m_selection = selection;
    connect(selection, &Selection::featuresChanged, this, &AlignmentView::followSelection);
    connect(selection, &Selection::documentChanged, this, &AlignmentView::followSelection);
    followSelection();
}

void AlignmentView::setNotes(NotesPtr notes) {
    m_parts->duplicates->setNotes(std::move(notes));
}

void AlignmentView::setAlignment(AlignmentPtr data) {
    Parts& p = *m_parts;
    m_alignment = std::move(data);
    p.numbers->setData(m_alignment);
    if (m_alignment) {
        p.stack->setCurrentWidget(p.rows);
        p.singular->show([data = m_alignment](Plot& plot) { drawSingularValues(plot, *data); },
                         [data = m_alignment] { return singularValuesTable(*data); });
        p.sizes->show([data = m_alignment](Plot& plot) { drawSizes(plot, *data); }, [data = m_alignment] { return sizesTable(*data); });
        for (Panel* panel : panelsOf(Half::Alignment))
            panel->showContent();
    } else {
        p.singular->clear();
        p.sizes->clear();
        showAbsent(Half::Alignment);
    }
    p.numbers->clearNotice();
    m_leadsBack = m_alignment && m_alignment->isOther();
    if (m_leadsBack)
        p.numbers->showStale(tr("Studied with %1; the run's rotation was fitted on %2.")
                                 .arg(counted(m_alignment->texts(), "text"), count(m_alignment->used.texts)),
                             tr("Back to %1").arg(count(m_alignment->used.texts)));
    showRemarks();
    Q_EMIT statusChanged();
}

void AlignmentView::setGeometry(GeometryPtr data, ResultPtr result) {
    Parts& p = *m_parts;
    m_geometry = std::move(data);
    m_result = std::move(result);
    p.before->setData(m_geometry, m_result);
    p.after->setData(m_geometry, m_result);
    if (m_geometry) {
        for (Panel* panel : panelsOf(Half::Geometry))
            panel->showContent();
        p.stack->setCurrentWidget(p.rows);
        p.cosines->show([data = m_geometry](Plot& plot) { drawCosines(plot, *data); },
                        [data = m_geometry, of = m_result] { return cosineTable(*data, *of); });
    } else {
        p.cosines->clear();
        showAbsent(Half::Geometry);
    }
    p.duplicates->setData(m_geometry, m_result); // says where there are none
    p.beforePanel->clearNotice();
    followSelection();
    showRemarks();
}

void AlignmentView::showRemarks() {
    Parts& p = *m_parts;
    const QString basis = m_geometry ? tr("%1 tokens, in the basis of A").arg(count(std::ssize(m_geometry->study.hidden.rows))) : QString();
    const auto remark = [&](double nre) { return m_alignment ? tr("NRE %1 · %2").arg(errorText(nre), basis) : basis; };
    p.beforePanel->setRemark(remark(m_alignment ? identityError(m_alignment->study) : 0));
    p.afterPanel->setRemark(remark(m_alignment ? usedError(*m_alignment) : 0));
    p.singularPanel->setRemark(m_alignment ? tr("of H_Aᵀ H_B") : QString());
}

void AlignmentView::chooseToken(qint64 row) {
    if (m_selection && m_result)
        m_selection->selectDocument(m_result->index.documentOf(m_result->index.textOf(row)), row);
}

void AlignmentView::followSelection() {
    if (!m_selection)
        return;
    m_parts->before->setToken(m_selection->token());
    m_parts->after->setToken(m_selection->token());
    m_parts->duplicates->setSelection(m_selection->features());
    Q_EMIT statusChanged();
}

void AlignmentView::showBusy(Half half, const QString& what, double fraction) {
    m_parts->stack->setCurrentWidget(m_parts->rows);
    panelsOf(half).front()->showBusy(what, fraction);
}

void AlignmentView::showStopping(Half half) {
    panelsOf(half).front()->showStopping();
}

void AlignmentView::showIdle(Half half) {
    panelsOf(half).front()->showIdle();
}

void AlignmentView::showError(Half half, const QString& sentence, const QString& button) {
    m_parts->stack->setCurrentWidget(m_parts->rows);
    if (half == Half::Alignment)
        m_leadsBack = false;
    panelsOf(half).front()->showIdle();
    panelsOf(half).front()->showError(sentence, button);
}

void AlignmentView::showStopped(Half half, const QString& sentence, const QString& button) {
    showError(half, {}, {});
    panelsOf(half).front()->showStale(sentence, button);
}

void AlignmentView::showAbsent(Half half) {
    for (Panel* panel : panelsOf(half))
        panel->showEmpty(tr("Not computed yet."));
}

void AlignmentView::showEmpty(const QString& sentence, const QString& button) {
    m_parts->empty->showEmpty(sentence, button);
    m_parts->stack->setCurrentWidget(m_parts->empty);
}

QString AlignmentView::status() const {
    QStringList parts;
    if (m_alignment)
        parts << tr("<b>%1</b> alignment tokens").arg(count(m_alignment->study.tokens));
    if (m_selection && m_result && m_selection->token() >= 0 && m_selection->token() < m_result->index.rowCount())
        parts << tr("<b>1</b> token selected (“%1”, row %2)")
                     .arg(toQt(m_result->index.nodeOf(m_selection->token())).toHtmlEscaped(), count(m_selection->token()));
    if (m_selection && !m_selection->features().empty()) {
        QStringList names;
        for (std::size_t i = 0; i < std::min<std::size_t>(3, m_selection->features().size()); ++i)
            names << featureText(m_selection->features()[i]);
        const auto all = std::ssize(m_selection->features());
        parts << tr("<b>%1</b> %2 selected (%3%4)")
                     .arg(count(all), all == 1 ? tr("feature") : tr("features"), names.join(", "), all > 3 ? ", …" : "");
    }
    return parts.join(" · ");
}

QByteArray AlignmentView::saveState() const {
    QByteArray state;
    QDataStream out(&state, QIODevice::WriteOnly);
    out << m_parts->rows->saveState() << m_parts->top->saveState() << m_parts->bottom->saveState() << m_parts->duplicates->saveColumns();
    return state;
}

void AlignmentView::restoreState(const QByteArray& state) {
    QDataStream in(state);
    QByteArray rows, top, bottom, columns;
    in >> rows >> top >> bottom >> columns;
    if (in.status() != QDataStream::Ok)
        return;
    m_parts->rows->restoreState(rows);
    m_parts->top->restoreState(top);
    m_parts->bottom->restoreState(bottom);
    m_parts->duplicates->restoreColumns(columns);
}

} // namespace crosseed::views
