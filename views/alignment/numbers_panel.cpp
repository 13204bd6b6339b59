#include "views/alignment/numbers_panel.h"
#include "views/alignment/alignment_figures.h"
#include "views/shared/data_table.h"
#include "views/shared/exports.h"
#include "views/shared/icons.h"
#include "views/shared/plot.h"
#include "views/shared/words.h"
#include <QTimer>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QInputDialog>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>

namespace crosseed::views {

namespace {
// A sign and a sentence under it.
QWidget* noteLine(bool good, const QString& sentence, QWidget* parent) {
    auto* line = new QWidget(parent);
    auto* layout = new QHBoxLayout(line);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(scaled(6));
    auto* sign = new QLabel(line);
    sign->setPixmap(icon(good ? "check" : "warning").pixmap(scaled(16), scaled(16)));
    sign->setAccessibleName(good ? QObject::tr("fine") : QObject::tr("look"));
    auto* text = new QLabel(sentence, line);
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    if (!good)
        text->setProperty("kind", "warning");
    layout->addWidget(sign, 0, Qt::AlignTop);
    layout->addWidget(text, 1);
    return line;
}
} // namespace

NumbersPanel::NumbersPanel(QWidget* parent)
    : Panel(tr("Alignment in numbers"), parent), m_model(new NumbersModel(this)),
      m_table(new DataTable(tr("Alignment in numbers"), this)), m_halves(new Plot(tr("Split halves"), this)), m_notes(new QWidget(this)) {
    m_table->setData(m_model);
    m_table->horizontalHeader()->hide();
    m_table->setSortingEnabled(false);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_noteLayout = new QVBoxLayout(m_notes);
    m_noteLayout->setContentsMargins(scaled(10), scaled(6), scaled(10), scaled(2));
    m_halves->setZoomable(false);
    m_halves->setFixedHeight(scaled(86));

    auto* other = new QPushButton(tr("Other sample size…"), this);
    auto* test = new QPushButton(tr("Rotation test…"), this);
    for (QPushButton* button : {other, test})
        button->setProperty("kind", "compact");
    connect(other, &QPushButton::clicked, this, &NumbersPanel::askForSample);
    connect(test, &QPushButton::clicked, this, &NumbersPanel::testAsked);
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(scaled(10), scaled(4), scaled(10), scaled(8));
    buttons->setSpacing(scaled(8));
    buttons->addWidget(other);
    buttons->addWidget(test);
    buttons->addStretch();
    auto* halves = new QToolButton(this);
    halves->setIcon(icon("export"));
    halves->setIconSize({scaled(16), scaled(16)});
    halves->setToolTip(tr("Export the split halves, with their data"));
    halves->setAccessibleName(halves->toolTip());
    connect(halves, &QToolButton::clicked, this, &NumbersPanel::exportHalves);
    buttons->addWidget(halves);

    auto* content = new QWidget(this);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_table);
    layout->addWidget(m_notes);
    layout->addWidget(m_halves);
    layout->addLayout(buttons);
    layout->addStretch();
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    setContent(scroll);
    connect(m_table, &DataTable::topicAsked, this, &Panel::topicAsked);
    setTopic("nre");
    setTableSource([this] { return m_data ? numbersTable(*m_data) : TableSource(); });
}

void NumbersPanel::setData(AlignmentPtr data) {
    m_data = std::move(data);
    m_model->setRows(m_data ? numberRows(*m_data) : std::vector<NumberRow>());
    m_table->setFixedHeight(m_table->verticalHeader()->length() + scaled(2));
    m_halves->setVisible(m_data && !m_data->study.halves.empty());
    if (m_data)
        m_halves->show([data = m_data](Plot& plot) { drawHalves(plot, *data); }, [data = m_data] { return halvesTable(*data); });
    else
        m_halves->clear();
    showNotes();
}

void NumbersPanel::showNotes() {
    while (QLayoutItem* item = m_noteLayout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (!m_data)
        return;
    const Verdict verdict = sampleVerdict(*m_data);
    m_noteLayout->addWidget(noteLine(verdict.good, verdict.sentence, m_notes));
    for (const std::string& warning : m_data->study.warnings)
        m_noteLayout->addWidget(noteLine(false, toQt(warning), m_notes));
}

void NumbersPanel::askForSample() {
    if (!m_data)
        return;
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Other sample size"));
    dialog->setLabelText(tr("Texts of the %1 split that the rotation is fitted on. The run keeps its own rotation; only this "
                             "study changes.")
                             .arg(toQt(m_data->spec.split)));
    dialog->setInputMode(QInputDialog::IntInput);
    dialog->setIntRange(2, static_cast<int>(m_data->study.texts + m_data->study.heldOutTexts));
    dialog->setIntStep(100);
    dialog->setIntValue(static_cast<int>(m_data->study.texts));
    dialog->setOkButtonText(tr("Compute"));
    connect(dialog, &QInputDialog::intValueSelected, this, [this](int texts) { Q_EMIT sampleAsked(texts); });
    dialog->open();
}

void NumbersPanel::exportHalves() {
    Exporter* exporter = exporterOf(this);
    if (!exporter || !m_data || m_data->study.halves.empty())
        return;
    Figure figure = m_halves->figure("split-halves", tr("Split halves"));
    figure.caption = figure.data.caption;
    exporter->exportFigure(this, figure);
}

void NumbersPanel::changeEvent(QEvent* event) {
    Panel::changeEvent(event);
    if (m_data && (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange))
        QTimer::singleShot(0, this, [this] { // it deletes widgets, which the change of style is still visiting
            m_table->setFixedHeight(m_table->verticalHeader()->length() + scaled(2));
            showNotes();
        });
}

} // namespace crosseed::views
