#include "views/runs/loss_panel.h"
#include "views/shared/plot.h"
#include <QtWidgets>

namespace crosseed::views {

LossPanel::LossPanel(QWidget* parent)
    : Panel(tr("Loss"), parent), m_plot(new Plot(tr("Loss against training step"))), m_compare(new QComboBox) {
    setRemark(tr("each term with its weight"));
    setTopic("loss");
    m_compare->setFont(smallFont());
    m_compare->setAccessibleName(tr("Compare with a finished run"));
    m_compare->setToolTip(tr("The whole loss of a finished run, drawn grey"));
    m_compare->setMaximumWidth(scaled(170));
    m_compare->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_compare->setMinimumContentsLength(14);
    addHeaderWidget(m_compare);
    addHeaderWidget(chip(tr("log axis"), tr("Logarithmic axis of the loss"), &LossDrawing::logarithmic));
    addHeaderWidget(chip(tr("raw"), tr("Also the value of each step, faint"), &LossDrawing::raw));
    addHeaderWidget(
        chip(tr("smooth .82"), tr("A moving average that remembers .82 of itself a step"), &LossDrawing::isSmoothed));
    setContent(m_plot);
    setFigureSource([this] {
        return m_plot->figure("loss", m_drawing.curves ? tr("Loss of %1").arg(m_drawing.curves->title) : QString());
    });
    connect(m_plot, &QCustomPlot::mouseWheel, this, [this] { m_isZoomed = true; });
    connect(m_plot, &Plot::zoomReset, this, [this] { m_isZoomed = false; });
    connect(m_compare, &QComboBox::activated, this,
            [this](int at) { Q_EMIT comparisonAsked(m_compare->itemData(at).toLongLong()); });
    setChoices({}, 0);
    showEmpty(tr("No training yet; its curves appear with its first step"));
}

QPushButton* LossPanel::chip(const QString& text, const QString& tip, bool LossDrawing::*part) {
    auto* button = new QPushButton(text);
    button->setProperty("kind", "chip");
    button->setFont(smallFont());
    button->setCheckable(true);
    button->setChecked(m_drawing.*part);
    button->setToolTip(tip);
    connect(button, &QPushButton::toggled, this, [this, part](bool on) {
        m_drawing.*part = on;
        m_isZoomed = false;
        redraw();
    });
    return button;
}

void LossPanel::setCurves(CurvesPtr curves) {
    const bool isAnother = !curves || !m_drawing.curves || curves->title != m_drawing.curves->title;
    m_isZoomed = m_isZoomed && !isAnother;
    m_drawing.curves = std::move(curves);
    redraw();
    if (m_drawing.curves && !m_drawing.curves->made.empty())
        showContent();
    else
        showEmpty(tr("No training here; the curves of one appear with its first step"));
}

void LossPanel::setHidden(const std::set<sae::LossTerm>& hidden) {
    m_drawing.hidden = hidden;
    redraw();
}

void LossPanel::setChoices(const std::vector<ComparisonChoice>& choices, std::int64_t chosen) {
    m_compare->clear();
    m_compare->addItem(tr("compare with: none"), 0);
    for (const ComparisonChoice& choice : choices)
        m_compare->addItem(choice.title, static_cast<qlonglong>(choice.id));
    m_compare->setCurrentIndex(std::max(0, m_compare->findData(static_cast<qlonglong>(chosen))));
    m_compare->setVisible(!choices.empty());
}

void LossPanel::setComparison(ComparedRunPtr comparison) {
    m_drawing.comparison = std::move(comparison);
    redraw();
}

void LossPanel::redraw() {
    const QCPRange x = m_plot->xAxis->range();
    m_plot->show([drawing = m_drawing](Plot& plot) { drawLoss(plot, drawing); },
                 [drawing = m_drawing] { return lossTable(drawing); });
    if (m_isZoomed) m_plot->xAxis->setRange(x);
}

} // namespace crosseed::views
