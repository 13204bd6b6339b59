#include "views/shared/panel.h"
#include "views/shared/exports.h"
#include "views/shared/icons.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::views {

namespace {
QToolButton* headerButton(const QString& picture, const QString& name, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setIcon(icon(picture));
    button->setIconSize({scaled(16), scaled(16)});
    button->setFixedSize(scaled(24), scaled(22));
    button->setAccessibleName(name);
    button->setToolTip(name);
    button->hide();
    return button;
}

QPushButton* compactButton(QWidget* parent) {
    auto* button = new QPushButton(parent);
    button->setProperty("kind", "compact");
    button->setFont(smallFont());
    button->hide();
    return button;
}
} // namespace

// All children of the panel, which Qt owns.
struct Panel::Parts {
    QLabel *title, *remark, *busyText;
    QHBoxLayout* header;
    QPushButton* stop;
    QToolButton *info, *table, *exports;
    QProgressBar* line;
    QFrame* notice;
    QLabel *noticeSign, *noticeText;
    QPushButton *noticeButton, *detailsButton;
    QPlainTextEdit* details;
    QStackedWidget* stack;
    QWidget* empty;
    QLabel* emptyText;
    QPushButton* emptyButton;
};

Panel::Panel(const QString& title, QWidget* parent) : QFrame(parent), m_parts(new Parts) {
    setObjectName("panel");
    connect(this, &QObject::destroyed, [parts = m_parts] { delete parts; });
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(0);

    auto* header = new QFrame(this);
    header->setObjectName("panelHeader");
    header->setFixedHeight(scaled(28));
    m_parts->header = new QHBoxLayout(header);
    m_parts->header->setContentsMargins(scaled(10), 0, scaled(6), 0);
    m_parts->header->setSpacing(scaled(4));
    m_parts->title = new QLabel(header);
    m_parts->title->setFont(titleFont());
    m_parts->remark = new QLabel(header);
    m_parts->remark->setProperty("kind", "secondary");
    m_parts->remark->setMinimumWidth(0);
    m_parts->remark->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_parts->busyText = new QLabel(header);
    m_parts->busyText->setProperty("kind", "secondary");
    m_parts->busyText->hide();
    m_parts->stop = compactButton(header);
    m_parts->stop->setText(tr("Stop"));
    m_parts->stop->setIcon(icon("stop"));
    m_parts->info = headerButton("info", tr("What am I looking at? (F1)"), header);
    m_parts->table = headerButton("table", tr("The data behind this figure"), header);
    m_parts->exports = headerButton("export", tr("Export"), header);
    m_parts->header->addWidget(m_parts->title);
    m_parts->header->addSpacing(scaled(4));
    m_parts->header->addWidget(m_parts->remark, 1);
    for (QWidget* widget : {static_cast<QWidget*>(m_parts->busyText), static_cast<QWidget*>(m_parts->stop),
                            static_cast<QWidget*>(m_parts->info), static_cast<QWidget*>(m_parts->table),
                            static_cast<QWidget*>(m_parts->exports)})
        m_parts->header->addWidget(widget);
    layout->addWidget(header);

    m_parts->line = new QProgressBar(this);
    m_parts->line->setProperty("kind", "line");
    m_parts->line->setTextVisible(false);
    m_parts->line->hide();
    layout->addWidget(m_parts->line);

    m_parts->notice = new QFrame(this);
    m_parts->notice->setObjectName("notice");
    auto* notice = new QGridLayout(m_parts->notice);
    notice->setContentsMargins(scaled(10), scaled(2), scaled(6), scaled(2));
    m_parts->noticeSign = new QLabel(m_parts->notice);
    m_parts->noticeText = new QLabel(m_parts->notice);
    m_parts->noticeText->setWordWrap(true);
    m_parts->noticeButton = compactButton(m_parts->notice);
    m_parts->detailsButton = compactButton(m_parts->notice);
    m_parts->detailsButton->setText(tr("Details"));
    m_parts->detailsButton->setCheckable(true);
    m_parts->details = new QPlainTextEdit(m_parts->notice);
    m_parts->details->setReadOnly(true);
    m_parts->details->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_parts->details->setMaximumHeight(scaled(90));
    m_parts->details->setAccessibleName(tr("Details of the error"));
    m_parts->details->hide();
    notice->addWidget(m_parts->noticeSign, 0, 0);
    notice->addWidget(m_parts->noticeText, 0, 1);
    notice->setColumnStretch(1, 1);
    notice->addWidget(m_parts->detailsButton, 0, 2);
    notice->addWidget(m_parts->noticeButton, 0, 3);
    notice->addWidget(m_parts->details, 1, 0, 1, 4);
    m_parts->notice->hide();
    layout->addWidget(m_parts->notice);

    m_parts->stack = new QStackedWidget(this);
    m_parts->empty = new QWidget(m_parts->stack);
    auto* empty = new QVBoxLayout(m_parts->empty);
    m_parts->emptyText = new QLabel(m_parts->empty);
    m_parts->emptyText->setProperty("kind", "secondary");
    m_parts->emptyText->setAlignment(Qt::AlignCenter);
    m_parts->emptyText->setWordWrap(true);
    m_parts->emptyButton = new QPushButton(m_parts->empty);
    m_parts->emptyButton->hide();
    empty->addStretch();
    empty->addWidget(m_parts->emptyText);
    empty->addWidget(m_parts->emptyButton, 0, Qt::AlignHCenter);
    empty->addStretch();
    m_parts->stack->addWidget(m_parts->empty);
    layout->addWidget(m_parts->stack, 1);

    // Names, labels and file names of people stand in these: "<b>" is no markup.
    for (QLabel* label : {m_parts->title, m_parts->remark, m_parts->busyText, m_parts->noticeText, m_parts->emptyText})
        label->setTextFormat(Qt::PlainText);
    setTitle(title);
    connect(m_parts->stop, &QPushButton::clicked, this, &Panel::stopAsked);
    connect(m_parts->noticeButton, &QPushButton::clicked, this, &Panel::noticeAsked);
    connect(m_parts->emptyButton, &QPushButton::clicked, this, &Panel::emptyAsked);
    connect(m_parts->detailsButton, &QPushButton::toggled, m_parts->details, &QWidget::setVisible);
    connect(m_parts->info, &QToolButton::clicked, this, [this] {
        Q_EMIT topicAsked(m_topic, m_parts->info->mapToGlobal(m_parts->info->rect().bottomLeft()));
    });
    connect(m_parts->table, &QToolButton::clicked, this, &Panel::showData);
    connect(m_parts->exports, &QToolButton::clicked, this, &Panel::offerExport);
}

void Panel::setTitle(const QString& title) {
    m_parts->title->setText(title);
    setAccessibleName(title);
}

void Panel::setRemark(const QString& remark) {
    m_parts->remark->setText(remark);
    m_parts->remark->setToolTip(plainToolTip(remark));
}

void Panel::setContent(QWidget* content) {
    m_content = content;
    m_parts->stack->addWidget(content);
    m_parts->stack->setCurrentWidget(content);
}

void Panel::addHeaderWidget(QWidget* widget) {
    m_parts->header->insertWidget(m_parts->header->indexOf(m_parts->busyText), widget);
}

void Panel::setTopic(const QString& topic) {
    m_topic = topic;
    m_parts->info->setVisible(!topic.isEmpty());
}

void Panel::setFigureSource(std::function<Figure()> source) {
    m_figure = std::move(source);
    m_parts->table->setVisible(static_cast<bool>(m_figure));
    m_parts->exports->setVisible(m_figure || m_table);
}

void Panel::setTableSource(std::function<TableSource()> source) {
    m_table = std::move(source);
    m_parts->exports->setVisible(m_figure || m_table);
}

void Panel::showBusy(const QString& what, double fraction) {
    m_busy = true;
    m_parts->busyText->setText(what);
    m_parts->busyText->show();
    m_parts->stop->setText(tr("Stop"));
    m_parts->stop->setEnabled(true);
    m_parts->stop->show();
    m_parts->line->setRange(0, fraction < 0 ? 0 : 1000);
    m_parts->line->setValue(static_cast<int>(fraction * 1000));
    m_parts->line->show();
}

void Panel::showStopping() {
    m_parts->stop->setText(tr("Stopping after this batch"));
    m_parts->stop->setEnabled(false);
}

void Panel::showIdle() {
    m_busy = false;
    for (QWidget* widget : {static_cast<QWidget*>(m_parts->busyText), static_cast<QWidget*>(m_parts->stop),
                            static_cast<QWidget*>(m_parts->line)})
        widget->hide();
}

void Panel::showStale(const QString& sentence, const QString& button) {
    showError(sentence, button);
    m_parts->notice->setProperty("kind", "stale");
    m_parts->notice->style()->unpolish(m_parts->notice);
    m_parts->notice->style()->polish(m_parts->notice);
    m_parts->noticeSign->setPixmap(icon("warning").pixmap(scaled(16)));
}

void Panel::showError(const QString& sentence, const QString& button, const QString& details) {
    m_parts->notice->setProperty("kind", "error");
    m_parts->notice->style()->unpolish(m_parts->notice);
    m_parts->notice->style()->polish(m_parts->notice);
    m_parts->noticeSign->setPixmap(icon("error").pixmap(scaled(16)));
    m_parts->noticeText->setText(sentence);
    m_parts->noticeButton->setText(button);
    m_parts->noticeButton->setVisible(!button.isEmpty());
    m_parts->details->setPlainText(details);
    m_parts->detailsButton->setVisible(!details.isEmpty());
    m_parts->detailsButton->setChecked(false);
    m_parts->notice->show();
}

void Panel::clearNotice() {
    m_parts->notice->hide();
}

void Panel::showEmpty(const QString& sentence, const QString& button) {
    m_parts->emptyText->setText(sentence);
    m_parts->emptyButton->setText(button);
    m_parts->emptyButton->setVisible(!button.isEmpty());
    m_parts->stack->setCurrentWidget(m_parts->empty);
}

void Panel::showContent() {
    if (m_content)
        m_parts->stack->setCurrentWidget(m_content);
}

void Panel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_F1 && !m_topic.isEmpty()) {
        m_parts->info->click();
        return;
    }
    QFrame::keyPressEvent(event);
}

void Panel::offerExport() {
    Exporter* exporter = exporterOf(this);
    if (!exporter)
        return;
    if (m_figure)
        exporter->exportFigure(this, m_figure());
    else if (m_table)
        exporter->exportTable(this, m_table());
}

void Panel::showData() {
    if (Exporter* exporter = exporterOf(this))
        exporter->showData(this, m_figure().data);
}

} // namespace crosseed::views
