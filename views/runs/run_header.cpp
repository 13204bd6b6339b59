#include "views/runs/run_header.h"
#include "views/runs/queue_model.h"
#include "views/shared/icons.h"
#include "views/shared/palette.h"
#include <QtWidgets>

namespace crosseed::views {

using store::JobStatus;

namespace {

QLabel* secondary() {
    auto* label = new QLabel;
    label->setProperty("kind", "secondary");
    label->setFont(smallFont());
    label->setMinimumWidth(0);
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    return label;
}

// "step 2,340 of 4,880 · epoch 3 of 5".
QString whereText(const RunCurves* curves, const RunProgress& progress) {
    const bool trains = curves && curves->isLive && !curves->made.empty() && progress.message.startsWith("Step ");
    if (!trains) return progress.message.isEmpty() ? progress.stage : withCounts(progress.message).section(':', 0, 0);
    const std::int64_t step = curves->made.back().step;
    QString text = RunHeader::tr("step <b>%1</b> of %2").arg(count(step), count(curves->steps));
    if (curves->epochs > 0)
        text += RunHeader::tr(" · epoch %1 of %2")
                    .arg(count((step - 1) * curves->epochs / std::max<std::int64_t>(1, curves->steps) + 1),
                         count(curves->epochs));
    return text;
}

QString leftText(const RunCurves* curves, const RunProgress& progress) {
    QStringList parts;
    if (progress.low >= 0)
        parts += RunHeader::tr("%1 left in this stage").arg(durationRange(progress.low, progress.high));
    if (curves && curves->isLive && !curves->made.empty() && progress.message.startsWith("Step "))
        parts += RunHeader::tr("%1 tokens/s").arg(count(std::llround(curves->made.back().tokensPerSecond)));
    return parts.join(" · ");
}

// "finished, took 2 min", "failed at 11:42".
QString endText(const QueueEntry& entry) {
    const QString status = toQt(store::jobStatusName(entry.row.status));
    if (entry.time.isEmpty()) return status;
    return entry.row.status == JobStatus::Finished ? RunHeader::tr("%1, took %2").arg(status, entry.time)
                                                   : status + ", " + entry.time;
}

} // namespace

RunHeader::RunHeader(QWidget* parent)
    : QFrame(parent), m_title(new QLabel), m_subtitle(secondary()), m_where(new QLabel), m_left(secondary()),
      m_bar(new QProgressBar), m_pause(new QPushButton(tr("Pause"))),
      m_stop(new QPushButton(icon("stop"), tr("Stop"))) {
    setObjectName("panel");
    setAccessibleName(tr("The selected run"));
    QFont font = titleFont();
    m_title->setFont(font);
    for (QLabel* label : {m_title, m_subtitle, m_left})
        label->setTextFormat(Qt::PlainText);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_bar->setTextVisible(false);
    m_bar->setRange(0, 1000);
    m_bar->setAccessibleName(tr("Progress of the stage"));
    m_where->setFont(smallFont());
    m_left->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    for (QPushButton* button : {m_pause, m_stop})
        button->setIconSize({scaled(16), scaled(16)});
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(scaled(14), scaled(8), scaled(14), scaled(8));
    layout->setSpacing(scaled(14));
    auto* name = new QVBoxLayout;
    name->setSpacing(scaled(2));
    name->addWidget(m_title);
    name->addWidget(m_subtitle);
    layout->addLayout(name, 4);
    auto* middle = new QVBoxLayout;
    auto* line = new QHBoxLayout;
    line->addWidget(m_where);
    line->addWidget(m_left, 1);
    middle->addLayout(line);
    middle->addWidget(m_bar);
    layout->addLayout(middle, 6);
    layout->addWidget(m_pause);
    layout->addWidget(m_stop);
    connect(m_pause, &QPushButton::clicked, this, [this] {
        if (m_isPaused)
            Q_EMIT resumeAsked();
        else
            Q_EMIT pauseAsked();
    });
    connect(m_stop, &QPushButton::clicked, this, &RunHeader::stopAsked);
}

void RunHeader::show(const QueueState* queue, const QueueEntry* entry, const RunCurves* curves,
                     const RunProgress& progress) {
    const bool isOne =
        queue && queue->isRunning && entry && entry->row.id == queue->running && progress.job == entry->row.id;
    m_title->setText(curves ? curves->title : entry ? entry->title : tr("No run selected"));
    m_subtitle->setText(curves ? curves->subtitle : QString());
    m_title->setToolTip(plainToolTip(m_title->text()));
    m_subtitle->setToolTip(plainToolTip(m_subtitle->text()));
    for (QWidget* widget :
         {static_cast<QWidget*>(m_bar), static_cast<QWidget*>(m_pause), static_cast<QWidget*>(m_stop)})
        widget->setVisible(isOne);
    m_isPaused = queue && queue->isPaused;
    const bool isStopping = queue && queue->isStopping;
    const bool waits = entry && entry->row.status == JobStatus::Paused;
    m_pause->setText(m_isPaused ? tr("Resume") : tr("Pause"));
    m_pause->setIcon(icon(m_isPaused ? "play" : "pause"));
    m_pause->setEnabled(!isStopping);
    m_stop->setText(isStopping ? tr("Stopping after this batch") : tr("Stop"));
    m_stop->setEnabled(!isStopping);
    m_where->setText(isOne
                         ? (m_isPaused ? (waits ? tr("paused") : tr("pausing after this batch")) + " · " : QString()) +
                               whereText(curves, progress)
                         : QString());
    m_left->setText(isOne ? leftText(curves, progress) : entry ? endText(*entry) : QString());
    m_bar->setValue(static_cast<int>(1000 * progress.fraction));
}

} // namespace crosseed::views
